"""The digest of a run: what it newly rejected, by rule, by source and by body, beside what was rejected before.

New is a reading that is rejected now and was not at the HEAD the run began on. A rule that suddenly fails hundreds of
times, or a source of which everything is rejected, is mostly no hundred mistakes but one: a changed form or site, or a
defect of the reader. The digest is docs/runs/<n>/digest.md, and an artifact of the run on a Prefect server.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from gouji.console import Lang
from gouji.manifest import read_table
from gouji.partition import REJECTED
from gouji.release import Storage
from gouji.standard.rules import RULES
from gouji.tables import DOCUMENTS
from tasks.account import Account
from tasks.changed import state_before
from tasks.pages import directory, equation, quiet, stale_line
from tasks.rejections import Rejection, source_of
from tasks.wording import say

SHOWN = 15
"""Rows of each table; how many more there are is said below it."""
_LONGEST_NAME = 80


class Rejected(NamedTuple):
    """A reading that was rejected before: by which rules, and whom it is from."""

    reading_id: str
    rules: tuple[str, ...]
    source: str


class Tally(NamedTuple):
    """One row of a table: how many documents of a source this run read, and how many are rejected, new and before."""

    name: str
    new: int
    before: int
    read: int = 0


@dataclass(frozen=True)
class Digest:
    """What one run newly rejected. Tallies are ordered by what is new, and name whatever is rejected anew."""

    new: tuple[Rejection, ...]
    again: int
    held_back: int
    rules: tuple[Tally, ...]
    sources: tuple[Tally, ...]
    bodies: tuple[tuple[str, int, int], ...]
    """Name, how many of its reports are newly rejected, and for how many faults."""


def digest_of(account: Account, before: Iterable[Rejected]) -> Digest:
    """Return the digest of a run, given what was rejected at the HEAD it began on."""
    was = {each.reading_id: each for each in before}
    held = {sha256[:16] for sha256 in account.held_back}
    new = tuple(each for each in account.rejections if each.reading_id not in was.keys() | held)
    rules, sources = Counter[str](), Counter[str]()
    for each in new:
        rules.update(each.rules)
        sources[each.source] += 1
    old_rules = Counter(rule for each in was.values() for rule in each.rules)
    old_sources = Counter(each.source for each in was.values())
    bodies, faults = Counter[str](), Counter[str]()
    for each in new:
        name = each.agency_name or each.file_name or each.report_id
        bodies[name] += 1
        faults[name] += len(each.faults)
    return Digest(
        new,
        sum(each.reading_id in was for each in account.rejections),
        sum(each.reading_id in held for each in account.rejections),
        tuple(Tally(rule, count, old_rules[rule]) for rule, count in _most_first(rules)),
        tuple(
            Tally(source, count, old_sources[source], account.sources[source]) for source, count in _most_first(sources)
        ),
        tuple(
            (name, bodies[name], faults[name])
            for name in sorted(bodies, key=lambda name: (-bodies[name], -faults[name], name))
        ),
    )


def rejected_before(storage: Storage, numbers: Sequence[int]) -> list[Rejected]:
    """Return what was rejected before the first of a run's manifests; nothing where it was the first of all."""
    if not numbers:
        return []
    state = state_before(storage, numbers[0])
    columns = ("reading_id", "status", "reason", "source_uri", "source_url")
    objects = [each for each in state.objects if (each.area, each.table) == (REJECTED, DOCUMENTS.name)]
    rows = pl.concat([DOCUMENTS.empty().select(columns), *read_table(storage, objects, columns).values()])
    return [
        Rejected(reading_id, tuple((reason or "").split()), source_of(uri, url))
        for reading_id, _, reason, uri, url in rows.filter(status="rejected").iter_rows()
    ]


def write_digest(storage: Storage, account: Account) -> Digest:
    """Return the digest of a run; it stands among the run's pages, where there are any."""
    digest = digest_of(account, rejected_before(storage, account.numbers))
    if account.number is not None:
        text = "\n".join((*markdown(digest, account, "zh"), "", *markdown(digest, account, "en"), ""))
        storage.put(f"{directory(account.number)}digest.md", text.encode())
    return digest


def markdown(digest: Digest, account: Account, lang: Lang, pages: str = "", title: str = "") -> Iterator[str]:
    """Yield the digest as lines of Markdown, never more than a few dozen; `pages` is where the run's pages are."""
    yield from (f"# {title or say('run', lang, account.number or '-')}", "")
    yield from broken_off(account, lang)
    if account.number is None:
        yield from (say("unchanged", lang), "")
    yield say("digest", lang, len(digest.new), digest.again)
    if digest.held_back:
        yield from ("", say("digest_held", lang, digest.held_back))
    if digest.new and pages:
        yield from ("", quiet(say("digest_next", lang, pages)))
    counts = (say("digest_new", lang), say("digest_before", lang))
    yield from _table(
        say("digest_rules", lang),
        (say("rule", lang), *counts, say("digest_demands", lang)),
        [(f"`{each.name}`", each.new, each.before, quiet(_demanded(each.name, lang))) for each in digest.rules],
        lang,
    )
    yield from _table(
        say("digest_sources", lang),
        (say("digest_source", lang), say("digest_read", lang), *counts),
        [(_name(each.name), each.read, each.new, each.before) for each in digest.sources],
        lang,
    )
    yield from _table(
        say("digest_bodies", lang),
        (say("body", lang), say("digest_new", lang), say("digest_faults", lang)),
        [(_name(name), reports, faults) for name, reports, faults in digest.bodies],
        lang,
    )
    yield from _list(say("stale", lang), [stale_line(each, lang) for each in account.stale], lang)
    yield from _list(say("withdrawn", lang), [_name(each) for each in account.withdrawn], lang)


def broken_off(account: Account, lang: Lang) -> Iterator[str]:
    """Yield the counts of a run, and why it broke off if it did."""
    yield from (equation(account, lang), "")
    if account.failure:
        yield from (quiet(say("broken_off", lang, _short(account.failure))), "")


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[object]], lang: Lang) -> Iterator[str]:
    if not rows:
        return
    yield from ("", f"## {title}", "", f"| {' | '.join(heads)} |")
    yield f"|{'|'.join('---:' if isinstance(cell, int) else '---' for cell in rows[0])}|"
    yield from (f"| {' | '.join(map(str, row))} |" for row in rows[:SHOWN])
    if len(rows) > SHOWN:
        yield from ("", say("digest_more", lang, len(rows) - SHOWN))


def _list(title: str, rows: Sequence[str], lang: Lang) -> Iterator[str]:
    if rows:
        yield from ("", f"## {title}", "", *(f"- {row}" for row in rows[:SHOWN]))
    if len(rows) > SHOWN:
        yield f"- {say('digest_more', lang, len(rows) - SHOWN)}"


def _most_first(counted: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda each: (-each[1], each[0]))


def _demanded(rule_id: str, lang: Lang) -> str:
    rule = RULES[rule_id]
    return rule.zh if lang == "zh" else rule.en


def _name(text: str) -> str:
    return quiet(_short(text))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_NAME else f"{text[:_LONGEST_NAME]}…"

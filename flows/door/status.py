"""status: what is published, what is rejected and waits, and how the runs went."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import click
from rich.table import Table
from rich.text import Text

from flows.door.options import Refused, as_of, common
from flows.door.tables import console, grid, opened
from gouji.console import Lang
from gouji.release import Head, Manifest
from tasks.account import STATUSES
from tasks.alarms import Limits, alarms, made_good, moment
from tasks.journal import Run
from tasks.pages import stale_line
from tasks.root import storage_at
from tasks.standing import BadLimit, Counts, Runs, counts_of, facts_of, limits_of, runs_at
from tasks.wording import say

SHOWN = 5
"""Lines of one kind; what else there is, is counted."""


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for a program.")
@as_of
@common
def verb(as_json: bool, as_of: int | None, root: str, lang: Lang) -> None:
    """Show what is published, what waits for a decision, and how the runs went.

    With --as-of only what that version held: the journal of runs is of now.
    """
    limits, now = limits_in(lang), datetime.now(UTC)
    try:
        storage, state = opened(root, lang, as_of)
    except Refused:
        if as_of is None and not as_json:
            # Nothing is published: why not, the runs may say.
            before = runs_at(storage_at(root), Head(Manifest(), None))
            draw(of_runs(before, now, limits, lang) if before.seen.runs else ())
        raise
    counts = counts_of(storage, state)
    runs = runs_at(storage, state) if as_of is None else None
    if as_json:
        facts = facts_of(state, counts, runs, now, limits)
        sys.stdout.write(json.dumps(facts, ensure_ascii=False, indent=1) + "\n")
        return
    out = console()
    out.print(heading(state, runs, lang))
    out.print(places(counts, lang))
    draw(standing(state, counts, runs, now, limits, lang))


def draw(named: Iterable[tuple[str, str]]) -> None:
    """Print names and what is said of each, side by side."""
    lines = Table.grid(padding=(0, 2))
    lines.add_column(no_wrap=True)
    lines.add_column(overflow="fold")
    for name, line in named:
        lines.add_row(Text(name), Text(line))
    if not lines.row_count:
        return
    out = console()
    with out.capture() as drawn:
        out.print(lines)
    # A grid fills its lines with spaces.
    out.print("\n".join(line.rstrip() for line in drawn.get().splitlines()))


def limits_in(lang: Lang) -> Limits:
    """Return the limits that are set; refuses where one is no number of hours."""
    try:
        return limits_of()
    except BadLimit as error:
        raise Refused(say("bad_limit", lang, error)) from error


def heading(state: Head, runs: Runs | None, lang: Lang) -> str:
    """Return which version is in force, since when, by which code, and what the gate said of it."""
    manifest = state.manifest
    parts = [say("version", lang, state.number)]
    if runs and runs.head and runs.head.ended:
        parts.append(say("committed_at", lang, moment(runs.head.ended)))
    parts.append(say("by_code", lang, manifest.code_version))
    if manifest.note:
        parts.append(manifest.note)
    gate = manifest.gate
    parts.append(say("gated", lang, gate.rows, gate.expectations) if gate else say("not_gated", lang))
    return " · ".join(parts)


def places(counts: Counts, lang: Lang) -> Table:
    """Return how many reports are published and rejected, a row for each region and year."""
    table = grid(*(say(key, lang) for key in ("region", "year", "published", "rejected")), right=(1, 2, 3))
    for row in counts.places.iter_rows(named=True):
        name = f"{row['region_code']} {row['province'] or ''}".strip()
        table.add_row(name, str(row["report_year"]), str(row["published"]), str(row["rejected"]))
    table.add_section()
    sums = (str(counts.places[verdict].sum()) for verdict in ("published", "rejected"))
    table.add_row(say("total", lang), "", *sums)
    return table


def standing(
    state: Head, counts: Counts, runs: Runs | None, now: datetime, limits: Limits, lang: Lang
) -> Iterator[tuple[str, str]]:
    """Give what a person should know beside the counts: a name and a line each, an empty name for one that goes on."""
    beside = [f"{say(each, lang)} {counts.documents[each]}" for each in ("ignored", "superseded")
              if counts.documents.get(each)]  # fmt: skip
    if beside:
        yield say("file", lang), ", ".join(beside)
    yield say("waits", lang), say("waiting", lang, counts.undecided)
    if counts.oldest:
        who = " ".join(filter(None, (counts.oldest.report_id, counts.oldest.agency_name)))
        yield "", say("waits_longest", lang, counts.oldest.since or "?", who)
        yield "", f"python -m flows show {counts.oldest.report_id}"
    yield from _listed(
        say("stale_short", lang), [stale_line(asdict(each), lang) for each in state.manifest.stale], lang
    )
    if state.manifest.stale:
        yield "", say("stale", lang)
    if runs is not None:
        yield from of_runs(runs, now, limits, lang)


def of_runs(runs: Runs, now: datetime, limits: Limits, lang: Lang) -> Iterator[tuple[str, str]]:
    """Give what a person should know of the runs, in the same way."""
    night = runs.seen.night
    if night and night.ended:
        yield say("night", lang), say("good_night", lang, moment(night.ended), ago(now - night.ended, lang))
        yield "", f"{night.name} · {sum_of(night, lang)}"
    else:
        yield say("night", lang), say("no_night", lang)
    yield from _listed(say("under_way", lang), [began(run, now, lang) for run in runs.under_way(now, limits)], lang)
    dead = [" · ".join([began(run, now, lang), *_since(run, runs, lang)]) for run in runs.never_ended(now, limits)]
    yield from _listed(say("never_ended", lang), dead, lang)
    if (failed := runs.failed) and failed.ended:
        yield say("last_failed", lang), " · ".join([failed.name, moment(failed.ended), *_since(failed, runs, lang)])
        yield "", ": ".join(filter(None, (failed.error, failed.reason)))
    if runs.audit:
        faults, when = sum(runs.audit.faults.values()), moment(runs.audit.started)
        yield say("audit", lang), say("audit_faults", lang, when, faults) if faults else say("audit_clean", lang, when)
    if found := len(alarms(runs.seen, now, limits)):
        yield say("alarms", lang), say("alarms_count", lang, found)


def _since(run: Run, runs: Runs, lang: Lang) -> list[str]:
    return [say("made_good", lang)] if made_good(run, runs.seen.runs) else []


def _listed(name: str, lines: Sequence[str], lang: Lang) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(lines[:SHOWN]):
        yield ("" if number else name), line
    if len(lines) > SHOWN:
        yield "", say("digest_more", lang, len(lines) - SHOWN)


def sum_of(run: Run, lang: Lang) -> str:
    """Return what a run did as the sum it is: 读取 10 = 发布 4 + 退回 1 + 忽略 5."""
    if not run.counts:
        return run.outcome or ""
    parts = [f"{say(status, lang)} {run.counts[status]}" for status in STATUSES if run.counts.get(status)]
    return f"{say('read', lang)} {run.counts['read']}" + (f" = {' + '.join(parts)}" if parts else "")


def began(run: Run, now: datetime, lang: Lang) -> str:
    """Return which run it is, since when, and where."""
    where = run.process
    return say("began", lang, run.name, moment(run.started), ago(now - run.started, lang), where.host, where.pid)


def ago(span: timedelta, lang: Lang) -> str:
    """Return how long, in the one unit that says enough."""
    # The clock of another host may be ahead.
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < 120:
        return say("minutes", lang, minutes)
    return say("hours", lang, minutes // 60) if minutes < 60 * 72 else say("days", lang, minutes // (60 * 24))

"""How a ROOT stands in sentences, for `status` and the page of an audit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from gouji.console import Lang
from gouji.release import Head
from tasks.account import STATUSES
from tasks.pages import stale_line
from tasks.watching.alarms import Limits, alarms, made_good, moment
from tasks.watching.journal import Run
from tasks.watching.standing import Counts, Runs
from tasks.wording import say

SHOWN = 5
"""Lines of one kind; what else there is, is counted."""


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

"""How a ROOT stands: what HEAD holds by region and year, what waits for a person, how the runs went."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl

from gouji.manifest import Stale, Storage
from gouji.release import Head, head
from tasks.root import rows_of
from tasks.watching.alarms import Alarm, Limits, Seen, alarms, is_dead, last_audit
from tasks.watching.alive import is_gone
from tasks.watching.journal import Journal, Run

RECENT = timedelta(days=30)
"""How long a run that never ended is spoken of: its entry stays for ever."""
RUNS = 200
"""Runs that are looked at for what is alarming and for the last of each flow."""

_COLUMNS = (
    *("report_id", "report_year", "region_code", "province", "verdict", "superseded_by", "decision_ids"),
    *("first_seen_date", "agency_name"),
)
_NIGHT, _UNFINISHED = "GOUJI_ALARM_NIGHT_HOURS", "GOUJI_ALARM_UNFINISHED_HOURS"


class BadLimit(Exception):
    """A limit in the environment is no number of hours."""


def limits_of(environment: Mapping[str, str] = os.environ) -> Limits:
    """Return the limits that the environment sets, else the usual ones; BadLimit where one is no number of hours."""
    spans = {}
    for name, variable in (("night", _NIGHT), ("unfinished", _UNFINISHED)):
        if said := environment.get(variable):
            try:
                hours = float(said)
                spans[name] = timedelta(hours=hours)
            except (ValueError, OverflowError) as error:
                raise BadLimit(f"{variable}={said}") from error
            if not hours > 0:
                raise BadLimit(f"{variable}={said}")
    return Limits(**spans)


@dataclass(frozen=True)
class Waiting:
    """The rejected report that waits longest for a person's decision: which, whose, since when."""

    report_id: str
    agency_name: str | None
    since: date | None


@dataclass(frozen=True)
class Counts:
    """What one state holds. `places`: a row a region and year, with `published`, `rejected` and `province`."""

    places: pl.DataFrame
    documents: Mapping[str, int]
    undecided: int
    oldest: Waiting | None


def counts_of(storage: Storage, state: Head) -> Counts:
    """Return what a state holds, superseded readings left out."""
    reports = rows_of(storage, state, "reports", _COLUMNS).filter(pl.col("superseded_by").is_null())
    places = (
        reports.group_by(pl.col("region_code").fill_null("0"), pl.col("report_year").fill_null(0))
        .agg(
            pl.col("province").drop_nulls().first(),
            published=(pl.col("verdict") == "accept").sum(),
            rejected=(pl.col("verdict") == "reject").sum(),
        )
        .sort("region_code", "report_year")
    )
    waiting = reports.filter(pl.col("verdict") == "reject", pl.col("decision_ids").is_null())
    oldest = waiting.sort("first_seen_date", "report_id", nulls_last=True).select(
        "report_id", "agency_name", "first_seen_date"
    )
    documents = dict(rows_of(storage, state, "documents", ("status",)).group_by("status").len().iter_rows())
    return Counts(places, documents, waiting.height, Waiting(*oldest.row(0)) if waiting.height else None)


@dataclass(frozen=True)
class Runs:
    """How the runs went: `last` of each flow and deployment, `head` the one HEAD is by, all as far as was looked."""

    seen: Seen
    last: Mapping[str, Run]
    head: Run | None
    failed: Run | None
    audit: Run | None

    def under_way(self, now: datetime, limits: Limits) -> list[Run]:
        """Return the runs that began, left no end yet, and may still."""
        return [run for run in self.seen.unfinished if not is_dead(run, self.seen.gone(run), now, limits)]

    def never_ended(self, now: datetime, limits: Limits) -> list[Run]:
        """Return the runs of late that began and will leave no end."""
        recent = [run for run in self.seen.unfinished if now - run.started <= RECENT]
        return [run for run in recent if is_dead(run, self.seen.gone(run), now, limits)]


def seen_at(storage: Storage, stale: Sequence[Stale]) -> Seen:
    """Return what alarms are judged by: the journal as it is now, and the partitions that HEAD holds as kept."""
    journal = Journal(storage)
    runs, unfinished, night = journal.newest(RUNS), journal.unfinished(), journal.good_night()
    gone = {run.id: is_gone(run.process) for run in unfinished}
    return Seen(runs, night, unfinished, stale, journal.damaged, lambda run: gone[run.id])


def alarms_at(storage: Storage, now: datetime, limits: Limits) -> list[Alarm]:
    """Return the alarms that stand at a ROOT, the gravest first."""
    return alarms(seen_at(storage, head(storage).manifest.stale), now, limits)


def runs_at(storage: Storage, state: Head) -> Runs:
    """Return how the runs under a ROOT went."""
    seen = seen_at(storage, state.manifest.stale)
    last: dict[str, Run] = {}
    for run in seen.runs:
        if run.ended is not None:
            last.setdefault(run.name, run)
    by = next((run for run in seen.runs if state.number in run.manifests), None)
    failed = next((run for run in seen.runs if run.outcome == "failed"), None)
    return Runs(seen, last, by, failed, last_audit(seen.runs))


def facts_of(state: Head, counts: Counts, runs: Runs | None, now: datetime, limits: Limits) -> dict[str, Any]:
    """Return how a ROOT stands as plain values, for a program."""
    gate = state.manifest.gate
    facts: dict[str, Any] = {
        "version": state.number,
        "code_version": state.manifest.code_version,
        "gate": gate and asdict(gate),
        "note": state.manifest.note,
        "places": [
            {"region": row["region_code"], "province": row["province"], "year": row["report_year"],
             "published": row["published"], "rejected": row["rejected"]}
            for row in counts.places.iter_rows(named=True)
        ],
        "published": int(counts.places["published"].sum()),
        "rejected": int(counts.places["rejected"].sum()),
        "documents": dict(sorted(counts.documents.items())),
        "stale": [asdict(each) for each in state.manifest.stale],
        "undecided": counts.undecided,
        "oldest_undecided": counts.oldest
        and {**asdict(counts.oldest), "since": counts.oldest.since and counts.oldest.since.isoformat()},
    }  # fmt: skip
    if runs is not None:
        facts |= {
            "committed": runs.head and runs.head.ended and runs.head.ended.isoformat(),
            "last_good_night": runs.seen.night and told(runs.seen.night),
            "last_failed": runs.failed and told(runs.failed),
            "last_audit": runs.audit and told(runs.audit),
            "under_way": _told(runs.under_way(now, limits)),
            "never_ended": _told(runs.never_ended(now, limits)),
            "last": {name: told(run) for name, run in sorted(runs.last.items())},
        }
    return facts


def _told(runs: Sequence[Run]) -> list[dict[str, Any]]:
    return [told(run) for run in runs]


def told(run: Run) -> dict[str, Any]:
    """Return a run as plain values, without what it was told of each source."""
    facts = asdict(run) | {"started": run.started.isoformat(), "ended": run.ended and run.ended.isoformat()}
    del facts["sources"]
    return facts

"""backfill: what is old, failed or was never read, partition by partition; planned on disk before anything runs."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from prefect import flow
from prefect.artifacts import create_table_artifact

from flows.accounted import written_to
from flows.annual_reports import PartitionsKept, annual_reports
from flows.telling import asking_prefect, logged
from flows.watched import watched
from gouji.partition import place_name
from tasks.account import STATUSES, Account
from tasks.backfill import MISSING, REASONS, Begun, Done, Item, Question, Ran, Reason, begin, planned, work, years_of
from tasks.files import fetch, files_of, sources_named
from tasks.overlay import beneath
from tasks.raw import meet
from tasks.reading.runners import PROCESSES, engine_for, runner_named
from tasks.root import root_named, storage_at
from tasks.watching.logs import tell


@dataclass(frozen=True)
class Backfilled:
    """What a backfill did: the plan, and a receipt for each item it ran; none of a rehearsal."""

    begun: Begun
    done: tuple[Done, ...] = ()

    def rows(self) -> list[dict[str, str | int]]:
        """Return one row an item: what it is, why, and what became of it."""
        receipts = {each.item: each for each in self.done}
        return [_row(item, receipts.get(item.name)) for item in self.begun.left]


class BackfillIncomplete(Exception):
    """Something failed, or the shrink guard kept partitions as they were; everything else is done."""

    def __init__(self, backfilled: Backfilled) -> None:
        """Carry what was done."""
        failed, kept = ([each for each in backfilled.done if each.outcome == what] for what in ("failed", "kept"))
        super().__init__(
            f"{len(failed)} of {len(backfilled.done)} failed, the shrink guard kept {len(kept)} as they were"
        )
        self.backfilled, self.failed, self.kept = backfilled, failed, kept


@flow(name="backfill", validate_parameters=True)
def backfill(
    sources: list[str] | None = None,
    at: str | None = None,
    years: int | str | None = None,
    region: int | str | None = None,
    only: list[Reason] | None = None,
    dry_run: bool = False,
    allow_shrink: bool = False,
    runner: str = PROCESSES,
) -> Backfilled:
    """Read again what older code read, what failed and what was never read; return what was done.

    A plan is kept below ROOT/_backfill before anything runs, and a receipt of each item as it ends: a second call with
    the same question does what is left. Raises BackfillIncomplete in the end where something failed or was kept.

    Args:
        sources: Files, directories or s3://bucket/prefix to keep in ROOT/raw first; they are then read with the rest.
        at: ROOT, a directory or s3://bucket/prefix. Empty: the worker's $GOUJI_ROOT, else data.
        years: Report years, such as 2020 or 2019-2023. Empty: all. Documents never read before are read in any case.
        region: A division code of any level; the partitions of its province are read again. Empty: all.
        only: Of missing (never read), stale (older code, or changed since), failed and rejected, only these.
        dry_run: Make the plan and do nothing.
        allow_shrink: Publish also where a partition would lose many of its reports.
        runner: Where documents are read, as in annual-reports.
    """
    root = root_named(at)
    runner_named(runner)
    # The order given says nothing; a question is the same in any.
    question = Question(
        () if years is None else years_of(str(years)),
        None if region is None else str(region),
        tuple(reason for reason in REASONS if only is None or reason in only),
        tuple(sources_named(sources or [])),
        allow_shrink,
    )
    with watched(root), logged(), written_to(root, dry_run) as here:
        if dry_run:
            return Backfilled(_planned(here, question))
        # What cannot be reached is refused here, not item by item.
        engine_for(runner, root).close()
        return _backfilled(root, question, runner)


def _backfilled(root: str, question: Question, runner: str) -> Backfilled:
    storage = storage_at(root)
    _keep(root, question)
    begun = begin(storage, question)
    done = work(storage, begun, lambda item: _run(item, root, question.allow_shrink, runner), _tell)
    backfilled = Backfilled(begun, tuple(done))
    if done:
        what = f"_backfill/{begun.plan.name}"
        asking_prefect(lambda: create_table_artifact(key="backfill", table=backfilled.rows(), description=what))
    if any(each.outcome != "done" for each in done):
        raise BackfillIncomplete(backfilled)
    return backfilled


def _tell(item: Item, done: Done) -> None:
    level = logging.INFO if done.outcome == "done" else logging.WARNING
    said = f"{item.name} ({' '.join(item.reasons)}): {done.outcome}" + (f": {done.why}" if done.why else "")
    tell("backfill", "item", said, level, item=item.name, reasons=list(item.reasons), outcome=done.outcome)


def _planned(root: str, question: Question) -> Begun:
    _keep(root, question)
    plan = planned(storage_at(root), question)
    return Begun(plan, plan.items)


def _keep(root: str, question: Question) -> None:
    """Keep the sources in the raw store: they are there for the plan to see, as documents never read."""
    if question.sources:
        meet(storage_at(root), files_of(question.sources, beneath(root)), fetch)


def _run(item: Item, root: str, allow_shrink: bool, runner: str) -> Ran:
    """Run one item as a flow run of its own, which the steward sees below the backfill's."""
    try:
        if item.name == MISSING:
            account = annual_reports(at=root, only="missing", allow_shrink=allow_shrink, runner=runner)
        else:
            assert item.place is not None
            names = [place_name(*item.place)]
            account = annual_reports(at=root, partitions=names, allow_shrink=allow_shrink, runner=runner)
    except PartitionsKept as kept:
        return Ran(_counts(kept.account), kept=True)
    return Ran(_counts(account))


def _counts(account: Account) -> dict[str, int]:
    return {"read": account.read, **{status: account.counts[status] for status in STATUSES if account.counts[status]}}


def _row(item: Item, done: Done | None) -> dict[str, str | int]:
    return {
        "item": item.name,
        "why": " ".join(item.reasons),
        "documents": item.documents,
        "outcome": done.outcome if done else "",
        "published": done.counts.get("published", 0) if done else 0,
        "rejected": done.counts.get("rejected", 0) if done else 0,
        "failure": (done.why or "") if done else "",
    }

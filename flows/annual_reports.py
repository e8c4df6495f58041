"""annual-reports: files in, trusted Parquet out, in five steps: read in batches, published by year and province."""

from __future__ import annotations

from collections.abc import Sequence
from logging import WARNING

from prefect import flow
from prefect.states import Completed

from flows.accounted import accounted, written_to
from flows.progress import progress
from flows.telling import logged, run_name
from flows.watched import watched
from gouji.console import default_lang
from gouji.release import Commit, HeadMoved
from tasks.account import Account
from tasks.files import sources_named
from tasks.ingest import ingest_reports
from tasks.judging import Judges
from tasks.normalize import normalize_reports
from tasks.only import Only, place_named
from tasks.pages import equation
from tasks.parse import parse_reports
from tasks.plan import Load
from tasks.publish import publish_reports
from tasks.reading.runners import PROCESSES, engine_for, runner_named
from tasks.recorded import Scope
from tasks.root import root_named
from tasks.settle import Settled
from tasks.spool import Spool
from tasks.validate import validate_reports
from tasks.watching.logs import tell

ATTEMPTS = 5
"""How often a load is settled anew because another run committed first."""


class PartitionsKept(Exception):
    """The shrink guard kept partitions as they were; everything else is published."""

    def __init__(self, account: Account) -> None:
        """Carry the account of the run."""
        super().__init__(f"the shrink guard kept {len(account.stale)} partitions as they were")
        self.account = account


@flow(name="annual-reports", flow_run_name=run_name, validate_parameters=True)
def annual_reports(
    sources: list[str] | None = None,
    at: str | None = None,
    year: int | None = None,
    region: int | str | None = None,
    allow_shrink: bool = False,
    reports: list[str] | None = None,
    only: Only | None = None,
    partitions: list[str] | None = None,
    dry_run: bool = False,
    runner: str = PROCESSES,
) -> Account:
    """Read the sources, or all that ROOT/raw holds, and publish what holds; return the account of the run.

    Raises PartitionsKept after the run where the shrink guard kept a partition.

    Args:
        sources: Files, directories or s3://bucket/prefix to read; $GOUJI_SOURCES is what the worker's environment names
            there. Empty: all that ROOT/raw holds.
        at: ROOT, a directory or s3://bucket/prefix. Empty: the worker's $GOUJI_ROOT, else data.
        year: Only reports for this year.
        region: Only reports of this division, a code of any level (22, 220000, 220184, 220184112).
        allow_shrink: Publish also where a partition would lose many of its reports.
        reports: Only the files in ROOT/raw of these report_ids.
        only: Of ROOT/raw only what is rejected, or in partitions that older code read (stale), or never read (missing:
            with sources they are stored first, and what is new there is read).
        partitions: Only what stands in these partitions, each given as year=2020/region=330000.
        dry_run: Do it all beside ROOT, in a temporary directory, and say what would change. Nothing is written.
        runner: What reads: processes, one a core; dask:ADDRESS, a cluster (dask:tcp://10.0.0.5:8786); or threads, for
            a debugger and files one trusts.
    """
    root = root_named(at)
    # A command line may well hand a code over as a number.
    scope = Scope(year, None if region is None else str(region))
    given = _given(sources or [], reports, only, partitions)
    runner_named(runner)
    with watched(root), logged(), written_to(root, dry_run) as here, engine_for(runner, here) as engine:
        plan = ingest_reports(given, here, scope, reports or [], only, partitions or [])
        with accounted(here, plan) as account, Spool() as spool:
            with progress("read", sum(map(len, plan.batches))) as advance:
                for batch in engine.each(plan.batches, here):
                    documents = normalize_reports(batch, here, engine)
                    spool.add(parse_reports(documents))
                    advance(len(batch))
            # The judges want the cores, and a cluster is needed no longer.
            engine.close()
            loads = plan.loads(spool.facts)
            with Judges(loads, spool) as judges, progress("published", sum(len(load.met) for load in loads)) as advance:
                for load in loads:
                    account.add(*_published(load, spool, here, scope, judges, allow_shrink))
                    advance(len(load.met))
        if account.stale:
            raise PartitionsKept(account)
    # What the run is said to have done on its page; a caller gets the account.
    return Completed(message=equation(account, default_lang()), data=account)  # type: ignore[return-value]


def _published(
    load: Load, spool: Spool, root: str, scope: Scope, judges: Judges, allow_shrink: bool
) -> tuple[Settled, Commit]:
    """Return what a load came to, settled anew as often as another run commits first; HeadMoved in the end."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            settled = validate_reports(load, spool, root, scope, judges)
            return settled, publish_reports(settled, root, allow_shrink)
        except HeadMoved:
            tell("publish", "head_moved", f"another run committed first: attempt {attempt} of {ATTEMPTS}", WARNING)
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("the last attempt returns or raises")


def _given(
    sources: Sequence[str], reports: Sequence[str] | None, only: Only | None, partitions: Sequence[str] | None
) -> list[str]:
    """Return the sources by name; ValueError where it is not clear what to read."""
    # What is missing may be asked of sources too: they are stored first.
    asked = (sources if only != "missing" else None, reports, only, partitions)
    if sum(map(bool, asked)) > 1:
        raise ValueError("sources, reports, only and partitions each say what to read: give one of them")
    for name in partitions or []:
        place_named(name)
    given = sources_named(sources)
    if sources and not given and not only:
        raise ValueError("$GOUJI_SOURCES names nothing")
    return given

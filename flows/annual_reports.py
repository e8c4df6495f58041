"""annual-reports: files in, trusted Parquet out, in five steps: read in batches, published by year and province."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from logging import WARNING

from prefect import flow
from prefect.states import Completed

from flows.progress import progress
from flows.telling import logged, run_name, told
from flows.watched import watched
from gouji.console import default_lang
from gouji.release import HeadMoved, head
from tasks.account import Account
from tasks.engine import Engine
from tasks.files import sources_named
from tasks.ingest import ingest_reports
from tasks.journal import follow
from tasks.judging import Judges
from tasks.logs import tell
from tasks.normalize import normalize_reports
from tasks.only import Only, place_named
from tasks.overlay import laid_over
from tasks.pages import equation
from tasks.parse import parse_reports
from tasks.plan import Load, Plan
from tasks.publish import publish_reports
from tasks.receipts import write_receipts
from tasks.recorded import Scope
from tasks.root import root_named, storage_at
from tasks.runners import PROCESSES, engine_for, runner_named
from tasks.spool import Spool
from tasks.storage import ready_to_publish
from tasks.validate import validate_reports

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
    runner_named(runner)
    # A command line may well hand a code over as a number.
    scope = Scope(year, None if region is None else str(region))
    given = sources_named(sources or [])
    if sum(map(bool, (sources if only != "missing" else None, reports, only, partitions))) > 1:
        raise ValueError("sources, reports, only and partitions each say what to read: give one of them")
    for name in partitions or []:
        place_named(name)
    if sources and not given and not only:
        raise ValueError("$GOUJI_SOURCES names nothing")
    ask = (runner, given, scope, allow_shrink, reports or [], only, partitions or [])
    with watched(root), logged():
        if dry_run:
            before = head(storage_at(root))
            with laid_over(root) as beside:
                account = _run(beside, *ask)
                account.rehearse(storage_at(beside), before)
        else:
            ready_to_publish(storage_at(root))
            account = _run(root, *ask)
        if account.stale:
            raise PartitionsKept(account)
    # What the run is said to have done on its page; a caller gets the account.
    return Completed(message=equation(account, default_lang()), data=account)  # type: ignore[return-value]


def _run(
    root: str,
    runner: str,
    sources: Sequence[str],
    scope: Scope,
    allow_shrink: bool,
    reports: Sequence[str],
    only: Only | None,
    partitions: Sequence[str],
) -> Account:
    """Run over a ROOT, or over what lies beside one, and return the account; its pages and receipts are written."""
    before = head(storage_at(root))
    with ExitStack() as opened:
        # What cannot be reached is refused before anything is ingested.
        engine = opened.enter_context(engine_for(runner, root))
        plan = ingest_reports(sources, root, scope, reports, only, partitions)
        account = Account.of(plan)
        follow(account)
        with told(root, account):
            with Spool() as spool:
                _read(plan, spool, root, engine)
                opened.close()
                loads = plan.loads(spool.facts)
                published = sum(len(load.met) for load in loads)
                with Judges(loads, spool) as judges, progress("发布", published) as advance:
                    for load in loads:
                        _publish(account, load, spool, root, scope, allow_shrink, judges)
                        advance(len(load.met))
            account.close()
    write_receipts(storage_at(root), account, before)
    return account


def _read(plan: Plan, spool: Spool, root: str, engine: Engine) -> None:
    """Put aside what each file the plan names holds."""
    batches = plan.batches
    with progress("读取", sum(map(len, batches))) as advance:
        for batch in engine.each(batches, root):
            spool.add(parse_reports(normalize_reports(batch, root, engine)))
            advance(len(batch))


def _publish(
    account: Account, load: Load, spool: Spool, root: str, scope: Scope, allow_shrink: bool, judges: Judges
) -> None:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            settled = validate_reports(load, spool, root, scope, judges)
            account.add(settled, publish_reports(settled, root, allow_shrink))
        except HeadMoved:
            tell("publish", "head_moved", f"another run committed first: attempt {attempt} of {ATTEMPTS}", WARNING)
            if attempt == ATTEMPTS:
                raise
        else:
            return

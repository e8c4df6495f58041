"""annual-reports: files in, trusted Parquet out, in five steps: read in batches, published by year and province."""

from __future__ import annotations

from prefect import flow
from prefect.artifacts import create_table_artifact

from flows.progress import progress
from gouji.release import HeadMoved
from tasks.account import Account
from tasks.changed import write_changes
from tasks.ingest import ingest_reports
from tasks.normalize import normalize_reports
from tasks.pages import write_pages
from tasks.parse import parse_reports
from tasks.plan import Load, Plan
from tasks.pool import Pool
from tasks.publish import publish_reports
from tasks.recorded import Scope
from tasks.root import root_named, storage_at
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


@flow(name="annual-reports", validate_parameters=True)
def annual_reports(
    sources: list[str] | None = None,
    at: str | None = None,
    year: int | None = None,
    region: int | str | None = None,
    allow_shrink: bool = False,
    reports: list[str] | None = None,
) -> Account:
    """Read the sources, or all that ROOT/raw holds, and publish what holds; return the account of the run.

    Raises PartitionsKept after the run where the shrink guard kept a partition.

    Args:
        sources: Files, directories or s3://bucket/prefix to read. Empty: all that ROOT/raw holds.
        at: ROOT, a directory or s3://bucket/prefix. Empty: the worker's $GOUJI_ROOT, else data.
        year: Only reports for this year.
        region: Only reports of this division, a code of any level (22, 220000, 220184, 220184112).
        allow_shrink: Publish also where a partition would lose many of its reports.
        reports: Only the files in ROOT/raw of these report_ids.
    """
    root = root_named(at)
    ready_to_publish(storage_at(root))
    # A command line may well hand a code over as a number.
    scope = Scope(year, None if region is None else str(region))
    plan = ingest_reports(sources or [], root, scope, reports or [])
    account = Account.of(plan)
    with Spool() as spool:
        _read(plan, spool, root)
        loads = plan.loads(spool.facts)
        with progress("发布", sum(len(load.met) for load in loads)) as advance:
            for load in loads:
                _publish(account, load, spool, root, scope, allow_shrink)
                advance(len(load.met))
    account.close()
    write_pages(storage_at(root), account)
    write_changes(storage_at(root), account.numbers)
    create_table_artifact(key="annual-reports", table=account.table(), description="region × year")
    if account.stale:
        raise PartitionsKept(account)
    return account


def _read(plan: Plan, spool: Spool, root: str) -> None:
    """Put aside what each file the plan names holds."""
    with Pool() as pool, progress("读取", sum(map(len, plan.batches))) as advance:
        for batch in plan.batches:
            documents = normalize_reports(batch, root, pool)
            spool.add(parse_reports(documents, pool))
            advance(len(batch))


def _publish(account: Account, load: Load, spool: Spool, root: str, scope: Scope, allow_shrink: bool) -> None:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            settled = validate_reports(load, spool, root, scope)
            account.add(settled, publish_reports(settled, root, allow_shrink))
        except HeadMoved:
            if attempt == ATTEMPTS:
                raise
        else:
            return

"""annual-reports: files in, trusted Parquet out, in five steps over batches of documents."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from prefect import flow
from prefect.artifacts import create_table_artifact

from flows.progress import progress
from gouji.release import HeadMoved
from tasks.account import Account
from tasks.ingest import ingest_reports
from tasks.normalize import normalize_reports
from tasks.pages import write_pages
from tasks.parse import parse_reports
from tasks.plan import Load
from tasks.pool import Pool
from tasks.publish import publish_reports
from tasks.recorded import Scope
from tasks.root import storage_at
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
) -> Account:
    """Read the sources, or all that ROOT/raw holds, and publish what holds; return the account of the run.

    `at` is ROOT (default `$GOUJI_ROOT`, else `data`); `region` a division code of any level, which a command line
    may well hand over as a number. Raises PartitionsKept after the run where the shrink guard kept a partition.
    """
    root = str(Path(at or os.environ.get("GOUJI_ROOT") or "data").absolute())
    scope = Scope(year, None if region is None else str(region))
    plan = ingest_reports(sources or [], root, scope)
    account = Account.of(plan)
    with Pool() as pool, progress(plan) as advance:
        for load in plan.loads:
            reports = []
            for batch in load.batches:
                documents = normalize_reports(batch, root, pool)
                reports.append(parse_reports(documents, pool))
                advance(len(batch))
            _publish(account, load, reports, root, scope, allow_shrink)
    account.close()
    write_pages(storage_at(root), account)
    create_table_artifact(key="annual-reports", table=account.table(), description="region × year")
    if account.stale:
        raise PartitionsKept(account)
    return account


def _publish(
    account: Account, load: Load, reports: Sequence[list[bytes]], root: str, scope: Scope, allow_shrink: bool
) -> None:
    for attempt in range(1, ATTEMPTS + 1):
        settled = validate_reports(load, reports, root, scope)
        try:
            account.add(settled, publish_reports(settled, root, allow_shrink))
        except HeadMoved:
            if attempt == ATTEMPTS:
                raise
        else:
            return

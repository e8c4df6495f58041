"""ingest: the files a run is about, kept as fetched, and the order they are read in."""

from __future__ import annotations

from collections.abc import Sequence

from prefect import task
from prefect.cache_policies import NO_CACHE

from tasks.files import fetch, files_of
from tasks.plan import Plan, plan_again, plan_new, plan_reports
from tasks.raw import all_met, meet
from tasks.recorded import Scope
from tasks.root import recorded_at, storage_at


@task(name="ingest", cache_policy=NO_CACHE, retries=2, retry_delay_seconds=5)
def ingest_reports(sources: Sequence[str], root: str, scope: Scope, reports: Sequence[str] = ()) -> Plan:
    """Return what the run will read; every file's bytes and row of the index are in the raw store afterwards.

    With no `sources` the run is about what the raw store holds already, or about all files of some `reports` there.
    """
    storage = storage_at(root)
    recorded = recorded_at(storage)
    if reports:
        return plan_reports(reports, all_met(storage), recorded)
    if not sources:
        return plan_again(all_met(storage), recorded, scope)
    met = meet(storage, files_of(sources, root), fetch)
    return plan_new(met, lambda: all_met(storage), recorded)

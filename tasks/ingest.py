"""ingest: the files a run is about, kept as fetched, and the order they are read in."""

from __future__ import annotations

from collections.abc import Sequence

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.states import State

from tasks.files import fetch, files_of
from tasks.only import Only, plan_only, plan_partitions
from tasks.overlay import beneath
from tasks.plan import Plan, plan_again, plan_new, plan_reports
from tasks.raw import all_met, meet
from tasks.recorded import Scope
from tasks.root import recorded_at, storage_at
from tasks.storage import StorageError
from tasks.watching.stages import staged


def _may_pass(_task: object, _run: object, state: State) -> bool:
    """Tell whether a disk or a store failed: what is not there, or damaged, is the same five seconds later."""
    return isinstance(state.data, OSError | StorageError)


@task(name="ingest", cache_policy=NO_CACHE, retries=2, retry_delay_seconds=5, retry_condition_fn=_may_pass)
@staged("ingest", lambda plan, *_, **__: {"documents": plan.documents, "batches": len(plan.batches)})
def ingest_reports(
    sources: Sequence[str],
    root: str,
    scope: Scope,
    reports: Sequence[str] = (),
    only: Only | None = None,
    partitions: Sequence[str] = (),
) -> Plan:
    """Return what the run will read; every file's bytes and row of the index are in the raw store afterwards.

    With no `sources` the run is about what the raw store holds already: all of it, or all files of some `reports`, or
    what stands in some `partitions`, or what `only` names. With `sources` and `only` what they hold is stored first.
    """
    storage = storage_at(root)
    recorded = recorded_at(storage)
    if reports:
        return plan_reports(reports, all_met(storage), recorded)
    if partitions:
        return plan_partitions(partitions, all_met(storage), recorded)
    if only:
        if sources:
            meet(storage, files_of(sources, beneath(root)), fetch)
        return plan_only(only, storage, all_met(storage), recorded, scope)
    if not sources:
        return plan_again(all_met(storage), recorded, scope)
    met = meet(storage, files_of(sources, beneath(root)), fetch)
    return plan_new(met, lambda: all_met(storage), recorded)

"""ingest: the files a run is about, kept as fetched, and the order they are read in."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from tasks.files import fetch, files_of
from tasks.plan import Plan, plan_again, plan_new
from tasks.raw import all_met, meet
from tasks.recorded import Scope
from tasks.root import recorded_at, storage_at

_WRITERS = 8
"""Files stored at once: storing one is waiting for the disk, or the network, to say that it is safe."""


@task(name="ingest", cache_policy=NO_CACHE, retries=2, retry_delay_seconds=5)
def ingest_reports(sources: Sequence[str], root: str, scope: Scope) -> Plan:
    """Return what the run will read; every file's bytes and index entry are in the raw store afterwards.

    With no `sources` the run is about what the raw store holds already.
    """
    storage = storage_at(root)
    recorded = recorded_at(storage)
    if not sources:
        return plan_again(all_met(storage), recorded, scope)
    with ThreadPoolExecutor(_WRITERS) as writers:
        met = list(writers.map(lambda path: meet(storage, *fetch(path)), files_of(sources, Path(root).absolute())))
    return plan_new(met, lambda: all_met(storage), recorded)

"""validate: Reports to rows and verdicts, judged by the rules and passed by the gate."""

from __future__ import annotations

import gc
from collections.abc import Collection

from prefect import task
from prefect.cache_policies import NO_CACHE

from expectations.gate import pass_gate
from gouji.manifest import while_in_force
from gouji.reconcile import cells_digest, judge
from gouji.release import Head, Storage, head, published_cells
from tasks.asked import Lookups, Verdicts
from tasks.decisions import decisions_at
from tasks.normalize import normalize_reports
from tasks.parse import parse_reports
from tasks.plan import Load
from tasks.pool import Pool
from tasks.raw import IndexDamaged, all_met, meetings
from tasks.recorded import Scope
from tasks.root import recorded_at, reports_at, storage_at
from tasks.settle import Settled, settle
from tasks.spool import Spool

POOL = 2
"""Workers for what turns out to be needed beside the load."""


@task(name="validate", cache_policy=NO_CACHE)
def validate_reports(load: Load, spool: Spool, root: str, scope: Scope) -> Settled:
    """Return what the load brings to HEAD as it stands now: rows of every table, and every document's status.

    Raises GateBroken or GateDisagrees where the gate cannot be trusted; nothing may be published then. HeadMoved where
    another run committed and what this one was reading is collected: settle it again.
    """
    storage = storage_at(root)
    state = head(storage)
    with while_in_force(storage, state):
        return _settled(storage, state, load, spool, root, scope)


def _settled(storage: Storage, state: Head, load: Load, spool: Spool, root: str, scope: Scope) -> Settled:
    recorded = recorded_at(storage, state)
    lookups = Lookups(
        opened=spool.read,
        read=lambda hashes: _read(hashes, spool, root),
        meetings=lambda hashes: meetings(storage, hashes),
        published_cells=lambda ids: published_cells(storage, state, ids),
        rows=lambda hashes: reports_at(storage, state, recorded, hashes),
        decisions=decisions_at(storage),
    )
    # Building reports by the hundred thousand cells makes the collector run over all of them again and again, and
    # finds nothing: they hold no cycles.
    gc.disable()
    try:
        return settle(state, load.met, load.batches, recorded, scope, Verdicts(judge, pass_gate, cells_digest), lookups)
    finally:
        gc.enable()


def _read(hashes: Collection[str], spool: Spool, root: str) -> None:
    """Read some documents that the run was not about, from raw: mostly none, and never many."""
    storage = storage_at(root)
    met = {each.source.sha256: each for each in all_met(storage) if each.source.sha256 in hashes}
    if lost := sorted(hashes - met.keys()):
        raise IndexDamaged(f"raw/index/ has no row of {lost[0]}, which is published")
    with Pool(min(len(met), POOL)) as pool:
        spool.add(parse_reports.fn(normalize_reports.fn(list(met.values()), root, pool), pool))

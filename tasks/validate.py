"""validate: Reports to rows and verdicts, judged by the rules and passed by the gate."""

from __future__ import annotations

import gc
import pickle
from collections.abc import Sequence

from prefect import task
from prefect.cache_policies import NO_CACHE

from expectations.gate import pass_gate
from gouji.reconcile import cells_digest, judge
from gouji.release import head, published_cells
from tasks.plan import Load
from tasks.recorded import Scope
from tasks.root import recorded_at, storage_at
from tasks.settle import Settled, Verdicts, settle


@task(name="validate", cache_policy=NO_CACHE)
def validate_reports(load: Load, batches: Sequence[Sequence[bytes]], root: str, scope: Scope) -> Settled:
    """Return what the load brings to HEAD as it stands now: rows of every table, and every document's status.

    Raises GateBroken or GateDisagrees where the gate cannot be trusted; nothing may be published then.
    """
    storage = storage_at(root)
    state = head(storage)
    verdicts = Verdicts(judge, pass_gate, cells_digest, lambda ids: published_cells(storage, state, ids))
    # Building reports by the hundred thousand cells makes the collector run over all of them again and again, and
    # finds nothing: they hold no cycles.
    gc.disable()
    try:
        reports = ([pickle.loads(report) for report in batch] for batch in batches)
        return settle(state, load.met, reports, recorded_at(storage, state), scope, verdicts)
    finally:
        gc.enable()

"""publish: what was settled becomes the new HEAD, or nothing changes."""

from __future__ import annotations

from prefect import task
from prefect.cache_policies import NO_CACHE

from expectations.gate import gate_stored
from gouji import __version__
from gouji.release import Change, Commit, commit, mirror
from tasks.products import attached
from tasks.root import storage_at
from tasks.settle import Settled
from tasks.watching.stages import staged


@task(name="publish", cache_policy=NO_CACHE)
@staged("publish", lambda done, *_, **__: {"manifest": done.number, "partitions": len(done.partitions_changed)})
def publish_reports(settled: Settled, root: str, allow_shrink: bool) -> Commit:
    """Return the commit; `current/` and `rejected/` show it afterwards.

    Raises HeadMoved where another run committed since the load was settled: settle it again; GateRefuses where what
    was stored, read back, may not be published.
    """
    storage = storage_at(root)
    change = Change(settled.tables(), attached=attached)
    committed = commit(
        storage, settled.head, change, allow_shrink=allow_shrink, code_version=__version__, gate=gate_stored
    )
    mirror(storage)
    return committed

"""publish: what was settled becomes the new HEAD, or nothing changes."""

from __future__ import annotations

from functools import cache

from prefect import task
from prefect.cache_policies import NO_CACHE

from gouji import __version__
from gouji.reference import reference
from gouji.release import Change, Commit, commit, mirror
from tasks.root import storage_at
from tasks.settle import Settled

# The same in every commit of a process: what the package knows, not what a run brings.
_reference = cache(reference)


@task(name="publish", cache_policy=NO_CACHE)
def publish_reports(settled: Settled, root: str, allow_shrink: bool) -> Commit:
    """Return the commit; `current/` and `rejected/` show it afterwards.

    Raises HeadMoved where another run committed since the load was settled: settle it again.
    """
    storage = storage_at(root)
    change = Change(settled.tables(), attached=_reference())
    committed = commit(storage, settled.head, change, allow_shrink=allow_shrink, code_version=__version__)
    mirror(storage)
    return committed

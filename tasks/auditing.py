"""audit: everything under a ROOT looked at again, as a task of its own."""

from __future__ import annotations

from prefect import task
from prefect.cache_policies import NO_CACHE

from gouji.verify import Verified, verify
from tasks.root import storage_at
from tasks.verifying import index_of_raw


@task(name="verify", cache_policy=NO_CACHE)
def verify_root(root: str, quick: bool) -> Verified:
    """Return what is wrong with a ROOT; `quick` looks whether the raw bytes are there, not what they are."""
    storage = storage_at(root)
    return verify(storage, index_of_raw(storage), quick=quick)

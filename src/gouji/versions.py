"""Versions: the manifests that were in force one after another, and which of them can still be read."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

from gouji.manifest import READERS, Head, Manifest, Storage, log_key, manifest
from gouji.partition import ObjectError

KEPT_KEY = "_log/KEPT.json"
"""Says from which manifest on the store still holds what manifests name: `{"from": N}`."""
# Each says of which manifest it is; the claim while the release is being made.
_RELEASE = ("/claim.json", "/release.json")


class NeverInForce(Exception):
    """No manifest of this number was ever in force."""


class Collected(Exception):
    """What the manifest names is collected, or may be at any moment."""

    def __init__(self, number: int, kept: int) -> None:
        """Carry the number asked for, and the first one that is kept."""
        super().__init__(f"manifest {number} was collected; what is kept begins at {kept}")
        self.number, self.kept = number, kept


def version(storage: Storage, at: Head, number: int) -> Manifest:
    """Return a manifest that was in force at some time up to `at`, and whose objects are kept.

    Raises NeverInForce where the chain of parents does not name it, Collected where it is older than what is kept and
    no release holds on to it, ObjectError where the log is not whole.
    """
    if number == at.number:
        return at.manifest
    if not 0 < number < at.number or not _on_chain(storage, at.manifest, number):
        raise NeverInForce(f"manifest {number} was never in force")
    kept = kept_from(storage)
    if number < kept and number not in released(storage):
        raise Collected(number, kept)
    found = manifest(storage, number)
    if found is None:
        raise ObjectError(f"{log_key(number)} is gone")
    return found


def kept_from(storage: Storage) -> int:
    """Return the number of the first manifest whose objects are all kept, 0 where nothing was ever collected."""
    found = storage.get(KEPT_KEY)
    return 0 if found is None else int(json.loads(found)["from"])


def released(storage: Storage) -> frozenset[int]:
    """Return the numbers of the manifests that named releases hold on to."""
    found = (storage.get(key) for key in storage.list("releases/") if key.endswith(_RELEASE))
    return frozenset(int(json.loads(data)["number"]) for data in found if data is not None)


def _on_chain(storage: Storage, newest: Manifest, number: int) -> bool:
    # All that may stand between are read at once: one after the other, each would wait for the one before.
    between = range(number + 1, newest.number)
    with ThreadPoolExecutor(READERS) as readers:
        parents = dict(zip(between, readers.map(lambda each: _parent(storage, each), between), strict=True))
    here = newest.parent
    while here is not None and here > number:
        if parents[here] is None:
            raise ObjectError(f"{log_key(here)} is gone")
        here = parents[here]
    return here == number


def _parent(storage: Storage, number: int) -> int | None:
    data = storage.get(log_key(number))
    try:
        return None if data is None else int(json.loads(data)["parent"])
    except (ValueError, KeyError, TypeError) as error:
        raise ObjectError(f"{log_key(number)} is no manifest") from error

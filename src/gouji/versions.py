"""Versions: the manifests that were in force one after another, and which of them can still be read."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from gouji.manifest import READERS, Head, Manifest, Storage, log_key, proved
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
    sha256 = _named(storage, at.manifest, number) if 0 < number < at.number else None
    if sha256 is None:
        raise NeverInForce(f"manifest {number} was never in force")
    kept = kept_from(storage)
    if number < kept and number not in released(storage):
        raise Collected(number, kept)
    return Manifest.from_json(proved(storage, log_key(number), sha256))


def kept_from(storage: Storage) -> int:
    """Return the number of the first manifest whose objects are all kept, 0 where nothing was ever collected.

    ObjectError where that is written down and cannot be read.
    """
    found = storage.get(KEPT_KEY)
    return 0 if found is None else _number(KEPT_KEY, found, "from")


def released(storage: Storage) -> frozenset[int]:
    """Return the numbers of the manifests that named releases hold on to; ObjectError where one does not say which."""
    found = ((key, storage.get(key)) for key in storage.list("releases/") if key.endswith(_RELEASE))
    return frozenset(_number(key, data, "number") for key, data in found if data is not None)


class _Link(NamedTuple):
    """What one manifest says of the chain, and its own hash; `parent` is None where it cannot be read."""

    sha256: str
    parent: int | None
    parent_sha256: str | None


def _named(storage: Storage, newest: Manifest, number: int) -> str | None:
    """Return the hash of a manifest below `newest`, None where it was never in force; ObjectError for a broken chain.

    Each link is proved by the hash its child names it by.
    """
    # All that may stand between are read at once: one after the other, each would wait for the one before.
    between = range(number, newest.number)
    with ThreadPoolExecutor(READERS) as readers:
        links = dict(zip(between, readers.map(lambda each: _link(storage, each), between), strict=True))
    here, sha256 = newest.parent, newest.parent_sha256
    while here is not None and here >= number:
        link = links[here]
        if link is None:
            raise ObjectError(f"{log_key(here)} is gone")
        if sha256 not in (None, link.sha256):
            raise ObjectError(f"{log_key(here)} is damaged: its hash is not {sha256}")
        if link.parent is None:
            raise ObjectError(f"{log_key(here)} is no manifest")
        if here == number:
            return link.sha256
        here, sha256 = link.parent, link.parent_sha256
    return None


def _link(storage: Storage, number: int) -> _Link | None:
    data = storage.get(log_key(number))
    if data is None:
        return None
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        facts = json.loads(data)
        return _Link(sha256, int(facts["parent"]), facts.get("parent_sha256"))
    except (ValueError, KeyError, TypeError, AttributeError):
        # Of a run that died, this may stand outside the chain.
        return _Link(sha256, None, None)


def _number(key: str, data: bytes, name: str) -> int:
    try:
        return int(json.loads(data)[name])
    except (ValueError, KeyError, TypeError) as error:
        raise ObjectError(f"{key} does not say its `{name}`") from error

"""What people open: the mirror of HEAD, the releases, and the decisions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from gouji.decisions import PREFIX, DecisionDamaged, decision_of
from gouji.manifest import READERS, Manifest, Storage, canonical, log_key
from gouji.mirror import MIRROR_KEY, ROOTS
from gouji.partition import ObjectError
from gouji.products.releases import CLAIM, DONE, Release, key_of, names, release
from gouji.verify.faults import Fault


def check_mirror(storage: Storage, chain: Sequence[Manifest]) -> Iterator[Fault]:
    """Give every file that readers open and that is not HEAD's, byte for byte. `chain` is newest first."""
    wanted = chain[0].files() if chain else {}

    def compared(path: str) -> Fault | None:
        data = storage.get(path)
        if data is None:
            return Fault("mirror.gone", path)
        digest = hashlib.sha256(data).hexdigest()
        if digest == _hash_in(wanted[path]):
            return None
        return _older(path, digest, chain)

    with ThreadPoolExecutor(READERS) as readers:
        yield from (fault for fault in readers.map(compared, sorted(wanted)) if fault is not None)
    present = {key for root in ROOTS for key in storage.list(root)}
    yield from (Fault("mirror.stranger", key) for key in sorted(present - wanted.keys()))
    if chain:
        mark = storage.get(MIRROR_KEY)
        if mark != canonical({"number": chain[0].number, "complete": True}):
            yield Fault("mirror.unfinished", MIRROR_KEY, "-" if mark is None else mark.decode(errors="replace").strip())


def _hash_in(key: str) -> str:
    return key.rpartition("/")[2].partition(".")[0]


def _older(path: str, digest: str, chain: Sequence[Manifest]) -> Fault:
    for old in chain[1:]:
        held = old.files().get(path)
        if held is not None and _hash_in(held) == digest:
            return Fault("mirror.older", path, f"{old.number}")
    return Fault("mirror.differs", path)


def released(storage: Storage) -> frozenset[int]:
    """Return the numbers of the manifests that readable releases are of."""
    numbers = set()
    for name, finished in names(storage).items():
        with suppress(ObjectError):
            made = release(storage, name) if finished else None
            numbers |= set() if made is None else {made.number}
    return frozenset(numbers)


def check_releases(storage: Storage) -> Iterator[Fault]:
    """Give what is wrong with the releases; of those only begun, that they are."""
    for name, finished in sorted(names(storage).items()):
        if not finished:
            claim = key_of(name, CLAIM)
            try:
                int(json.loads(storage.get(claim) or b"")["number"])
            except (ValueError, KeyError, TypeError) as error:
                yield Fault("release.unreadable", claim, str(error))
            else:
                yield Fault("release.begun", name)
            continue
        try:
            made = release(storage, name)
        except ObjectError as error:
            yield Fault("release.unreadable", name, str(error))
            continue
        if made is not None:
            yield from _check_release(storage, name, made)


def _check_release(storage: Storage, name: str, made: Release) -> Iterator[Fault]:
    named = storage.get(log_key(made.number))
    if made.name != name or named is None or hashlib.sha256(named).hexdigest() != made.manifest:
        yield Fault("release.manifest", name, str(made.number))
    claim = key_of(name, CLAIM)
    claimed = {"number": made.number, "manifest": made.manifest, "code_version": made.code_version}
    # What holds on to the manifest while objects are collected.
    if (said := storage.get(claim)) != canonical(claimed):
        yield Fault("release.gone", claim) if said is None else Fault("release.changed", claim, "≠ release.json")
    for file in made.files:
        # One at a time: a table of a release is a large file.
        key = key_of(name, file.path)
        data = storage.get(key)
        if data is None:
            yield Fault("release.gone", key)
        elif len(data) != file.bytes:
            yield Fault("release.changed", key, f"{len(data)} ≠ {file.bytes}")
        elif hashlib.sha256(data).hexdigest() != file.sha256:
            yield Fault("release.changed", key, file.sha256[:16])
    known = {key_of(name, path) for path in (CLAIM, DONE, *(file.path for file in made.files))}
    yield from (Fault("release.stranger", key) for key in storage.list(key_of(name, "")) if key not in known)


def check_decisions(storage: Storage) -> Iterator[Fault]:
    """Give every object under decisions/ that is not a decision as it was written."""
    for key in storage.list(PREFIX):
        try:
            decision_of(key, storage.get(key) or b"")
        except DecisionDamaged as error:
            yield Fault("decision.damaged", key, str(error))

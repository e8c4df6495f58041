"""The mirror: `current/`, `rejected/` and `reference/` made to equal HEAD, object by object.

Any number of mirrors may run at once, and any may die half way. An older state never replaces a newer one: each object
is swapped by compare-and-set against a tag read before HEAD was seen unmoved, and a mirror that sees HEAD move begins
again. What no tag can guard, an object that the newer state has no more or has again, that mirror mends when it begins
again, or the next one does: keys are compared every time, and the content of all it tried to write. (A tag is that of
the bytes: where two newer states follow each other and the second has the bytes back that an older mirror saw, that
mirror may still write.) `_log/MIRROR.json` says which manifest was mirrored last, and whether to the end.

Below the tables and `reference/` nothing else is left standing. Attached files elsewhere (`docs/README.md`) are placed
in the same way, and nothing is ever removed beside them.
"""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor

from gouji.manifest import HEAD_KEY, Head, Storage, canonical, head, manifest
from gouji.partition import ObjectError

MIRROR_KEY = "_log/MIRROR.json"
WRITERS = 8
ROOTS = ("current/", "rejected/", "reference/")


def mirror(storage: Storage, *, verify: bool = False) -> list[str]:
    """Make what readers open equal HEAD; return the keys that changed.

    What the last complete mirror left is trusted to be there unchanged where its key is; `verify` reads it all.
    """
    changed: set[str] = set()
    tried: set[str] = set()
    while True:
        at = head(storage)
        if at.tag is None or _one_pass(storage, at, changed, tried, verify):
            return sorted(changed)


class _Moved(Exception):
    """HEAD, or an object, changed under this mirror."""


def _one_pass(storage: Storage, at: Head, changed: set[str], tried: set[str], verify: bool) -> bool:
    """Mirror one state; False where something else moved meanwhile. `tried` are the keys of earlier passes."""
    wanted = at.manifest.files()
    present = {key for root in ROOTS for key in storage.list(root)}
    beside = [key for key in wanted if not key.startswith(ROOTS)]
    with ThreadPoolExecutor(WRITERS) as readers:
        present |= {key for key, there in zip(beside, readers.map(storage.exists, beside), strict=True) if there}
    doubtful = _doubtful(storage, at, wanted, present, verify) | (tried & wanted.keys())
    try:
        if not doubtful and present == wanted.keys():
            return _mark(storage, at, complete=True)
        if not _mark(storage, at, complete=False):
            return False
        keys = sorted(doubtful)
        tried |= doubtful
        with ThreadPoolExecutor(WRITERS) as writers:
            placing = writers.map(lambda key: _place(storage, at, key, wanted[key], key in present), keys)
            for key, done in zip(keys, placing, strict=True):
                if done:
                    changed.add(key)
        for key in sorted(present - wanted.keys()):
            _check(storage, at)
            storage.delete(key)
            changed.add(key)
        _check(storage, at)
        return _mark(storage, at, complete=True)
    except _Moved:
        return False


def _doubtful(storage: Storage, at: Head, wanted: dict[str, str], present: set[str], verify: bool) -> set[str]:
    """Return the keys whose content must be compared: all, unless a complete mirror says which cannot differ."""
    number, complete = _marked(storage.get(MIRROR_KEY))
    if verify or not complete or number > at.number:
        return set(wanted)
    last = at.manifest if number == at.number else manifest(storage, number)
    was = last.files() if last is not None else {}
    return {key for key, stored in wanted.items() if key not in present or was.get(key) != stored}


def _place(storage: Storage, at: Head, key: str, stored: str, present: bool) -> bool:
    """Put one object in its place; say whether it was not there already."""
    found = storage.get_tagged(key) if present else None
    digest = stored.rpartition("/")[2].partition(".")[0]
    if found is not None and hashlib.sha256(found[0]).hexdigest() == digest:
        return False
    # Whoever writes a newer state swaps HEAD first: unmoved now, what the tag stands for is not newer than ours.
    _check(storage, at)
    data = storage.get(stored)
    if data is None or hashlib.sha256(data).hexdigest() != digest:
        raise ObjectError(f"{stored} is gone or damaged")
    done = storage.put_if_absent(key, data) if found is None else storage.put_if_match(key, data, found[1])
    if not done:
        raise _Moved(key)
    return True


def _check(storage: Storage, at: Head) -> None:
    found = storage.get_tagged(HEAD_KEY)
    if found is None or found[1] != at.tag:
        raise _Moved(HEAD_KEY)


def _mark(storage: Storage, at: Head, *, complete: bool) -> bool:
    """Say in storage what is mirrored; False where a newer state is, or another mirror spoke first."""
    found = storage.get_tagged(MIRROR_KEY)
    said = canonical({"number": at.number, "complete": complete})
    if found is None:
        return storage.put_if_absent(MIRROR_KEY, said)
    if found[0] == said:
        return True
    if _marked(found[0])[0] > at.number:
        # Either HEAD has moved since, or someone set it back by hand: then it still holds.
        _check(storage, at)
    return storage.put_if_match(MIRROR_KEY, said, found[1])


def _marked(said: bytes | None) -> tuple[int, bool]:
    """Return which manifest was mirrored last, and whether to the end; of a mark that cannot be read, that none was."""
    try:
        facts = json.loads(said or b"{}")
        return int(facts["number"]), facts["complete"] is True
    except (ValueError, KeyError, TypeError):
        return 0, False

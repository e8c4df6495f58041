"""Collecting: what no kept manifest names leaves the store, and nothing else ever does.

Kept are HEAD, every manifest from a floor on, what releases are of, finished or begun, and whatever stands in the log
beyond HEAD: a commit under way. The floor is written down before anything is deleted, and only ever rises; manifests
themselves stay for ever. An object goes only when it is older than the grace time, asked once more right before.

No store deletes on condition, so a commit may take up an object between that question and the deletion. Two things
close the gap: a commit looks for all its objects after it has written its manifest and before HEAD names it, and the
collector looks at the log after each deletion and puts back what a manifest there names. Whichever comes second sees
the other. Only a collector killed between deleting and looking, after it stood still for as long as a commit takes from
putting an object anew to naming it, could do harm.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from gouji.manifest import LOG, STORE, Manifest, Storage, canonical, log_key
from gouji.partition import ObjectError
from gouji.products.releases import CLAIM, key_of, names
from gouji.verify.log import Log, read_log
from gouji.versions import KEPT_KEY, kept_from

GRACE = 7 * 24 * 3600.0
"""Seconds for which nothing is collected: longer than any commit takes."""
WORKERS = 8
SPOOLED = "_spool/"
"""Where a cluster leaves what it has read until the run fetches it; what a run that died left, no version names."""


class BadFloor(ValueError):
    """The floor asked for is below the one that holds, or beyond HEAD."""

    def __init__(self, asked: int, lowest: int, highest: int) -> None:
        """Carry what was asked for, and between what it has to be."""
        super().__init__(f"{asked} is not between {lowest} and {highest}")
        self.asked, self.lowest, self.highest = asked, lowest, highest


class LogDamaged(Exception):
    """The chain of manifests is not whole: what it named cannot be told from what nothing names."""


@dataclass(frozen=True)
class Plan:
    """What would go: keys with their sizes in bytes; `young` is how many more nothing names that are too young."""

    floor: int
    grace: float
    doomed: tuple[tuple[str, int], ...]
    kept: int
    young: int

    @property
    def bytes(self) -> int:
        """Return how many bytes would go."""
        return sum(size for _, size in self.doomed)


def plan(
    storage: Storage, *, grace: float = GRACE, keep_from: int | None = None, keep_seconds: float | None = None
) -> Plan:
    """Return what would be collected; nothing is changed.

    `keep_from` is the first manifest to keep; `keep_seconds` keeps every state that was in force so long ago or later.
    Without either the floor stays, and only what no manifest ever named goes. Raises BadFloor, and LogDamaged where
    the chain is not whole.
    """
    log = _whole(storage)
    floor = _floor(storage, log, keep_from, keep_seconds)
    named = _named(storage, log, floor)
    ages = storage.ages(STORE) | storage.ages(SPOOLED)
    unnamed = sorted(key for key in ages if key not in named)
    old = [key for key in unnamed if ages[key] >= grace]
    sizes = {item.key: item.bytes for each in log.chain for item in each.objects}
    sizes |= {item.key: item.bytes for each in log.chain for item in each.attached}
    doomed = tuple((key, sizes[key] if key in sizes else len(storage.get(key) or b"")) for key in old)
    return Plan(floor, grace, doomed, len(ages) - len(unnamed), len(unnamed) - len(old))


def collect(storage: Storage, planned: Plan) -> list[str]:
    """Delete what was planned and is still unnamed and old enough; return the keys that are gone."""
    _raise_floor(storage, planned.floor)
    # The floor holds from here on; what came into force since the plan, and what it went back to, is kept too.
    log = _whole(storage)
    watch = _Watch(storage, log)
    named = _named(storage, log, kept_from(storage))
    doomed = [key for key, _ in planned.doomed if key not in named]
    with ThreadPoolExecutor(WORKERS) as workers:
        gone = list(workers.map(lambda key: _delete(storage, key, planned.grace, watch), doomed))
    return [key for key, done in zip(doomed, gone, strict=True) if done]


def _delete(storage: Storage, key: str, grace: float, watch: _Watch) -> bool:
    data = storage.get(key)
    age = storage.ages(key).get(key)
    if data is None or age is None or age < grace or watch.names(key):
        return False
    storage.delete(key)
    named = True
    try:
        named = watch.names(key)
    finally:
        if named:
            storage.put_if_absent(key, data)
    return not named


class _Watch:
    """What manifests name that were written since the log was read: they take the numbers one after another."""

    def __init__(self, storage: Storage, log: Log) -> None:
        self._storage = storage
        self._next = log.head.number + 1
        self._names: set[str] = set()
        self._lock = threading.Lock()

    def names(self, key: str) -> bool:
        """Tell whether a manifest written by now names the key."""
        with self._lock:
            while (data := self._storage.get(log_key(self._next))) is not None:
                self._names |= Manifest.from_json(data).names().keys()
                self._next += 1
            return key in self._names


def _whole(storage: Storage) -> Log:
    log = read_log(storage)
    if log.faults:
        raise LogDamaged(log.faults[0].key)
    return log


def _floor(storage: Storage, log: Log, keep_from: int | None, keep_seconds: float | None) -> int:
    held, newest = kept_from(storage), log.head.number
    if keep_from is not None:
        if not held <= keep_from <= newest:
            raise BadFloor(keep_from, held, newest)
        return keep_from
    if keep_seconds is None:
        return held
    ages = storage.ages(LOG)
    # The newest one that is so old was in force then.
    return max([held, *(each.number for each in log.chain if ages.get(each.key, 0.0) >= keep_seconds)])


def _named(storage: Storage, log: Log, floor: int) -> set[str]:
    wanted = _releases(storage)
    kept = [each for each in log.chain if each is log.head or each.number >= floor or each.number in wanted]
    return {key for each in (*kept, *_beyond(storage, log)) for key in each.names()}


def _beyond(storage: Storage, log: Log) -> Iterable[Manifest]:
    number = log.head.number + 1
    while (data := storage.get(log_key(number))) is not None:
        yield Manifest.from_json(data)
        number += 1


def _releases(storage: Storage) -> set[int]:
    """Return the numbers of the manifests that releases are of; ObjectError for a claim that cannot be read."""
    numbers = set()
    for name in names(storage):
        data = storage.get(key_of(name, CLAIM))
        try:
            numbers.add(int(json.loads(data or b"")["number"]))
        except (ValueError, KeyError, TypeError) as error:
            raise ObjectError(f"{key_of(name, CLAIM)} names no manifest") from error
    return numbers


def _raise_floor(storage: Storage, floor: int) -> None:
    """Write down from which manifest on all is kept; a higher floor of somebody else stays."""
    while True:
        found = storage.get_tagged(KEPT_KEY)
        if kept_from(storage) >= floor:
            return
        said = canonical({"from": floor})
        done = (
            storage.put_if_absent(KEPT_KEY, said) if found is None else storage.put_if_match(KEPT_KEY, said, found[1])
        )
        if done:
            return

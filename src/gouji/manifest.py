"""The log of what is published: numbered manifests in storage, and HEAD, the one that holds.

A manifest names every object of one state by hash. `_log/HEAD.json` names the manifest in force; it is swapped by
compare-and-set, and that swap is the only commit point. Each manifest names its parent by number and hash: HEAD proves
the whole chain. A numbered manifest that the chain never names was written by a run that died or lost the race: it
means nothing, and its number is not used again. Manifests are kept for ever; what they name may be collected.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Protocol

import polars as pl

from gouji.partition import CURRENT, ObjectError, Partition, from_parquet
from gouji.tables import TABLES

HEAD_KEY = "_log/HEAD.json"
LOG = "_log/"
STORE = "_store/"
FORMAT = 2
"""What is written. Format 1, which is read too, named neither the parent's hash, nor a gate, nor a note."""
READERS = 16
"""Objects read at once: over a network each is mostly waiting."""


class Storage(Protocol):
    """What the release needs of a place to keep things: keys are relative POSIX paths, values are bytes.

    Every write is whole or not at all. A tag changes whenever the bytes do.
    """

    def get(self, key: str) -> bytes | None:
        """Return the bytes, None where there are none."""

    def get_tagged(self, key: str) -> tuple[bytes, str] | None:
        """Return the bytes and their entity tag."""

    def put(self, key: str, data: bytes) -> None:
        """Store the bytes, whatever was there."""

    def put_if_absent(self, key: str, data: bytes) -> bool:
        """Store the bytes unless the key exists; say whether they were stored."""

    def put_if_match(self, key: str, data: bytes, tag: str) -> bool:
        """Store the bytes if the key's tag is still `tag`; say whether they were stored."""

    def exists(self, key: str) -> bool:
        """Say whether the key exists."""

    def list(self, prefix: str) -> list[str]:
        """Return the keys that begin with `prefix`, sorted."""

    def delete(self, key: str) -> None:
        """Remove the key; nothing happens where there is none."""

    def ages(self, prefix: str) -> dict[str, float]:
        """Return the keys that begin with `prefix`, and for how many seconds each holds what it holds.

        By the clock of the place where they are kept, so that a clock gone wrong here makes nothing old.
        """


class HeadMoved(Exception):
    """Another run committed since this one read HEAD."""


@dataclass(frozen=True, order=True)
class Stored:
    """One object of one table and partition, by the hash of its bytes."""

    area: str
    table: str
    year: int
    region: str
    sha256: str
    bytes: int
    rows: int

    @property
    def partition(self) -> Partition:
        """Return the partition the object belongs to."""
        return Partition(self.area, self.year, self.region)

    @property
    def path(self) -> str:
        """Return where the mirror puts it."""
        return self.partition.path(self.table)

    @property
    def key(self) -> str:
        """Return where the store keeps it."""
        return store_key(self.sha256, "parquet")


@dataclass(frozen=True, order=True)
class Attached:
    """One file beside the partitions, such as a table of labels, by the hash of its bytes."""

    path: str
    sha256: str
    bytes: int

    @property
    def key(self) -> str:
        """Return where the store keeps it."""
        return store_key(self.sha256, self.path.rpartition(".")[2])


@dataclass(frozen=True, order=True)
class Stale:
    """A partition kept as it was by the shrink guard: reports it holds, and those it would have been left with."""

    year: int
    region: str
    before: int
    after: int

    @property
    def partition(self) -> Partition:
        """Return the partition of `current/` that was kept."""
        return Partition(CURRENT, self.year, self.region)


@dataclass(frozen=True)
class Gated:
    """What the gate found of the objects of a commit, read back: one row a reading, so many expectations."""

    suite: str
    rows: int
    expectations: int
    unexpected: int


@dataclass(frozen=True)
class Manifest:
    """One state of everything published. Number 0 is the empty state before the first commit.

    `parent_sha256` is None where the parent is number 0, and in format 1. `gate` is None where the commit passed none,
    `note` says what a person did (`rollback to 3`).
    """

    number: int = 0
    parent: int | None = None
    code_version: str = ""
    objects: tuple[Stored, ...] = field(default=(), repr=False)
    attached: tuple[Attached, ...] = ()
    stale: tuple[Stale, ...] = ()
    parent_sha256: str | None = None
    gate: Gated | None = None
    note: str | None = None

    @property
    def key(self) -> str:
        """Return the manifest's key in the log."""
        return log_key(self.number)

    @property
    def state(self) -> tuple[tuple[Stored, ...], tuple[Attached, ...], tuple[Stale, ...]]:
        """Return what the manifest says is published: two manifests of one state differ in nothing a reader sees."""
        return self.objects, self.attached, self.stale

    def names(self) -> dict[str, str]:
        """Return the keys of the store the manifest names, each with the hash of what it holds."""
        return {item.key: item.sha256 for item in self.objects} | {item.key: item.sha256 for item in self.attached}

    def files(self) -> dict[str, str]:
        """Return what the mirror holds: path to key in the store."""
        return {item.path: item.key for item in self.objects} | {item.path: item.key for item in self.attached}

    def to_json(self) -> bytes:
        """Return the canonical form: the same manifest, the same bytes."""
        facts = {
            "format": FORMAT,
            "number": self.number,
            "parent": self.parent,
            "parent_sha256": self.parent_sha256,
            "code_version": self.code_version,
            "gate": None if self.gate is None else asdict(self.gate),
            "note": self.note,
            "schemas": {name: table.version for name, table in TABLES.items()},
            "objects": [asdict(stored) for stored in sorted(self.objects)],
            "attached": [asdict(attached) for attached in sorted(self.attached)],
            "stale": [asdict(stale) for stale in sorted(self.stale)],
        }
        return canonical(facts)

    @classmethod
    def from_json(cls, data: bytes) -> Manifest:
        """Return the manifest; ObjectError for what is none, or of a format or schema this code does not know."""
        try:
            facts = json.loads(data)
            known = facts["format"]
        except (ValueError, KeyError, TypeError) as error:
            raise ObjectError(f"no manifest: {error}") from error
        if known not in _FIELDS:
            raise ObjectError(f"manifest format {known}, this version reads {' and '.join(map(str, _FIELDS))}")
        if facts.keys() != _FIELDS[known]:
            raise ObjectError(f"no manifest of format {known}: {', '.join(sorted(facts.keys() ^ _FIELDS[known]))}")
        newer = [name for name, version in facts["schemas"].items() if version != _version(name)]
        if newer:
            raise ObjectError(f"tables of another schema version: {', '.join(sorted(newer))}")
        gate = facts.get("gate")
        return cls(
            facts["number"],
            facts["parent"],
            facts["code_version"],
            tuple(Stored(**stored) for stored in facts["objects"]),
            tuple(Attached(**attached) for attached in facts["attached"]),
            tuple(Stale(**stale) for stale in facts["stale"]),
            facts.get("parent_sha256"),
            None if gate is None else Gated(**gate),
            facts.get("note"),
        )


_FORMAT_1 = frozenset({"format", "number", "parent", "code_version", "schemas", "objects", "attached", "stale"})
_FIELDS = {1: _FORMAT_1, 2: _FORMAT_1 | {"parent_sha256", "gate", "note"}}


@dataclass(frozen=True)
class Head:
    """HEAD as one run read it, with the hash it names its manifest by. Both are None where nothing was committed."""

    manifest: Manifest
    tag: str | None
    sha256: str | None = None

    @property
    def number(self) -> int:
        """Return the number of the manifest in force, 0 where there is none."""
        return self.manifest.number


def head(storage: Storage) -> Head:
    """Return HEAD, its manifest proved against the hash HEAD names it by; ObjectError where it is not that.

    A store that lost its HEAD is no empty one: begun anew, it would publish nothing of what it held.
    """
    found = storage.get_tagged(HEAD_KEY)
    if found is None and was_in_force(storage):
        # Asked once more: the first commits may have come in between.
        found = storage.get_tagged(HEAD_KEY)
        if found is None:
            raise ObjectError(f"{HEAD_KEY} is gone")
    if found is None:
        return Head(Manifest(), None)
    data, tag = found
    number, sha256 = named_by_head(data)
    return Head(Manifest.from_json(proved(storage, log_key(number), sha256)), tag, sha256)


def was_in_force(storage: Storage) -> bool:
    """Tell whether the log shows that something was committed: more than first commits that never came to HEAD."""
    for key in storage.list(LOG):
        try:
            first = Manifest.from_json(storage.get(key) or b"").parent == 0
        except ObjectError:
            first = False
        if not first:
            return True
    return False


@contextmanager
def while_in_force(storage: Storage, at: Head) -> Iterator[None]:
    """Read what a state names; what is not there raises HeadMoved where the state is no longer in force.

    What such a state names may be collected at any moment. While it is in force, the ObjectError stands.
    """
    try:
        yield
    except ObjectError as error:
        if head(storage).number == at.number:
            raise
        raise HeadMoved(f"HEAD is no longer {at.number}") from error


def named_by_head(data: bytes) -> tuple[int, str]:
    """Return number and hash of the manifest that the bytes of HEAD name; ObjectError where they name none."""
    try:
        named = json.loads(data)
        return int(named["number"]), str(named["sha256"])
    except (ValueError, KeyError, TypeError) as error:
        raise ObjectError(f"{HEAD_KEY} names no manifest") from error


def manifest(storage: Storage, number: int) -> Manifest | None:
    """Return one numbered manifest, None where there is none; it may be one that was never in force."""
    data = storage.get(log_key(number))
    return None if data is None else Manifest.from_json(data)


def write_log(storage: Storage, after: Head, new: Manifest) -> Manifest:
    """Store `new` under the first free number after HEAD's and return it so numbered; HEAD still names the old one.

    Its parent is HEAD's manifest. Numbers taken by runs that died before HEAD named them are passed over, unless they
    hold these very bytes.
    """
    number = after.number + 1
    while True:
        numbered = replace(new, number=number, parent=after.number, parent_sha256=after.sha256)
        data = numbered.to_json()
        if storage.put_if_absent(numbered.key, data) or storage.get(numbered.key) == data:
            return numbered
        number += 1


def swap_head(storage: Storage, old: Head, new: Manifest) -> Head:
    """Make `new` the manifest in force; HeadMoved where another run was first."""
    sha256 = hashlib.sha256(new.to_json()).hexdigest()
    named = canonical({"number": new.number, "sha256": sha256})
    if old.tag is None:
        swapped = storage.put_if_absent(HEAD_KEY, named)
    else:
        swapped = storage.put_if_match(HEAD_KEY, named, old.tag)
    found = storage.get_tagged(HEAD_KEY)
    ours = found is not None and found[0] == named
    # A swap that was made and whose answer was lost looks refused when tried again: what HEAD holds decides.
    if found is None or not (swapped or ours):
        raise HeadMoved(f"HEAD is no longer {old.number}")
    # Another commit may have followed already: then this tag matches nothing.
    return Head(new, found[1] if ours else "", sha256)


def read_table(
    storage: Storage, objects: Iterable[Stored], columns: Sequence[str] | None = None
) -> dict[Partition, pl.DataFrame]:
    """Return the rows of some objects of one table, by partition in the order given, each object proved by its hash."""
    wanted = list(objects)
    with ThreadPoolExecutor(READERS) as readers:
        frames = readers.map(lambda stored: read_object(storage, stored, columns), wanted)
        return dict(zip((stored.partition for stored in wanted), frames, strict=True))


def read_object(storage: Storage, stored: Stored, columns: Sequence[str] | None = None) -> pl.DataFrame:
    """Return the rows of one object."""
    data = proved(storage, stored.key, stored.sha256)
    return from_parquet(TABLES[stored.table], data, columns)


def proved(storage: Storage, key: str, sha256: str) -> bytes:
    """Return the bytes of a key; ObjectError where they are gone or have another hash."""
    data = storage.get(key)
    if data is None:
        raise ObjectError(f"{key} is gone")
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ObjectError(f"{key} is damaged: its hash is not {sha256}")
    return data


def store_key(sha256: str, suffix: str) -> str:
    """Return where content of this hash is kept."""
    return f"_store/sha256/{sha256[:2]}/{sha256}.{suffix}"


def log_key(number: int) -> str:
    """Return where the manifest of this number is kept."""
    return f"_log/{number:08d}.json"


def canonical(facts: Mapping[str, Any]) -> bytes:
    """Return JSON of which one value has one form."""
    return (json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _version(name: str) -> int | None:
    return TABLES[name].version if name in TABLES else None

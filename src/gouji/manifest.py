"""The log of what is published: numbered manifests in storage, and HEAD, the one that holds.

A manifest names every object of one state by hash. `_log/HEAD.json` names the manifest in force; it is swapped by
compare-and-set, and that swap is the only commit point. A numbered manifest that HEAD's chain of parents never
names was written by a run that died or lost the race: it means nothing, and its number is not used again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

import polars as pl

from gouji.partition import CURRENT, ObjectError, Partition, from_parquet
from gouji.tables import TABLES

HEAD_KEY = "_log/HEAD.json"
FORMAT = 1


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
class Manifest:
    """One state of everything published. Number 0 is the empty state before the first commit."""

    number: int = 0
    parent: int | None = None
    code_version: str = ""
    objects: tuple[Stored, ...] = field(default=(), repr=False)
    attached: tuple[Attached, ...] = ()
    stale: tuple[Stale, ...] = ()

    @property
    def key(self) -> str:
        """Return the manifest's key in the log."""
        return log_key(self.number)

    def files(self) -> dict[str, str]:
        """Return what the mirror holds: path to key in the store."""
        return {item.path: item.key for item in self.objects} | {item.path: item.key for item in self.attached}

    def to_json(self) -> bytes:
        """Return the canonical form: the same manifest, the same bytes."""
        facts = {
            "format": FORMAT,
            "number": self.number,
            "parent": self.parent,
            "code_version": self.code_version,
            "schemas": {name: table.version for name, table in TABLES.items()},
            "objects": [asdict(stored) for stored in sorted(self.objects)],
            "attached": [asdict(attached) for attached in sorted(self.attached)],
            "stale": [asdict(stale) for stale in sorted(self.stale)],
        }
        return canonical(facts)

    @classmethod
    def from_json(cls, data: bytes) -> Manifest:
        """Return the manifest; ObjectError for a format or schema this code does not know."""
        facts = json.loads(data)
        if facts["format"] != FORMAT:
            raise ObjectError(f"manifest format {facts['format']}, this version reads {FORMAT}")
        newer = [name for name, version in facts["schemas"].items() if version != _version(name)]
        if newer:
            raise ObjectError(f"tables of another schema version: {', '.join(sorted(newer))}")
        return cls(
            facts["number"],
            facts["parent"],
            facts["code_version"],
            tuple(Stored(**stored) for stored in facts["objects"]),
            tuple(Attached(**attached) for attached in facts["attached"]),
            tuple(Stale(**stale) for stale in facts["stale"]),
        )


@dataclass(frozen=True)
class Head:
    """HEAD as one run read it. `tag` is None where nothing was ever committed."""

    manifest: Manifest
    tag: str | None

    @property
    def number(self) -> int:
        """Return the number of the manifest in force, 0 where there is none."""
        return self.manifest.number


def head(storage: Storage) -> Head:
    """Return HEAD, its manifest proved against the hash HEAD names it by."""
    found = storage.get_tagged(HEAD_KEY)
    if found is None:
        return Head(Manifest(), None)
    data, tag = found
    named = json.loads(data)
    return Head(Manifest.from_json(_proved(storage, log_key(named["number"]), named["sha256"])), tag)


def manifest(storage: Storage, number: int) -> Manifest | None:
    """Return one numbered manifest, None where there is none; it may be one that was never in force."""
    data = storage.get(log_key(number))
    return None if data is None else Manifest.from_json(data)


def write_log(storage: Storage, after: Head, new: Manifest) -> Manifest:
    """Store `new` under the first free number after HEAD's and return it so numbered; HEAD still names the old one.

    Numbers taken by runs that died before HEAD named them are passed over, unless they hold these very bytes.
    """
    number = after.number + 1
    while True:
        numbered = Manifest(number, after.number, new.code_version, new.objects, new.attached, new.stale)
        data = numbered.to_json()
        if storage.put_if_absent(numbered.key, data) or storage.get(numbered.key) == data:
            return numbered
        number += 1


def swap_head(storage: Storage, old: Head, new: Manifest) -> Head:
    """Make `new` the manifest in force; HeadMoved where another run was first."""
    named = canonical({"number": new.number, "sha256": hashlib.sha256(new.to_json()).hexdigest()})
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
    return Head(new, found[1] if ours else "")


def read_table(
    storage: Storage, objects: Iterable[Stored], columns: Sequence[str] | None = None
) -> dict[Partition, pl.DataFrame]:
    """Return the rows of some objects of one table, by partition, each object proved by its hash."""
    return {stored.partition: read_object(storage, stored, columns) for stored in objects}


def read_object(storage: Storage, stored: Stored, columns: Sequence[str] | None = None) -> pl.DataFrame:
    """Return the rows of one object."""
    data = _proved(storage, stored.key, stored.sha256)
    return from_parquet(TABLES[stored.table], data, columns)


def store_key(sha256: str, suffix: str) -> str:
    """Return where content of this hash is kept."""
    return f"_store/sha256/{sha256[:2]}/{sha256}.{suffix}"


def log_key(number: int) -> str:
    """Return where the manifest of this number is kept."""
    return f"_log/{number:08d}.json"


def canonical(facts: Mapping[str, Any]) -> bytes:
    """Return JSON of which one value has one form."""
    return (json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _proved(storage: Storage, key: str, sha256: str) -> bytes:
    data = storage.get(key)
    if data is None:
        raise ObjectError(f"{key} is gone")
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ObjectError(f"{key} is damaged: its hash is not {sha256}")
    return data


def _version(name: str) -> int | None:
    return TABLES[name].version if name in TABLES else None

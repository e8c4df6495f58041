"""Readers beside the writers: of the files as they lie there, and of one state through HEAD."""

from __future__ import annotations

import hashlib
from collections import defaultdict

import polars as pl

from gouji.manifest import HEAD_KEY, Head, Manifest, Storage, Stored, manifest
from gouji.partition import CURRENT, Partition, from_parquet
from gouji.products.releases import Release, key_of, releases
from gouji.release import head
from gouji.tables import TABLES

OPEN = ("current/", "rejected/", "reference/")
"""Where files lie that readers open, and nothing that was not published may lie."""

# Every reading of `tests/unit/published.py` has rows in each of these.
_OF_A_READING = ("reports", "proactive_disclosure", "requests", "proceedings", "sections", "findings", "finding_cells")
_ALIVE = ("published", "rejected")


class Gone(AssertionError):
    """What HEAD names is not there."""


class Watch:
    """A reader that looks at a store again and again. Each look raises AssertionError for what no reader may see."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self.chain: dict[int, Manifest] = {0: Manifest()}
        self._files: dict[int, dict[str, str]] = {0: {}}
        self._last: dict[str, int] = {}
        self._agreed = 0
        self._released: dict[str, Release] = {}
        self.looks = 0

    def look(self) -> None:
        """Look at the files and at HEAD once."""
        self.files()
        self.state()
        self.releases()
        self.looks += 1

    def files(self) -> None:
        """Prove that each file is whole, was published for its place, and is not older than what stood there before."""
        for key in (key for root in OPEN for key in self._storage.list(root)):
            data = self._storage.get(key)
            if data is None:
                continue  # taken away between the two calls
            sha256 = hashlib.sha256(data).hexdigest()
            numbers = self._named(key, sha256)
            if not any(number >= self._last.get(key, 0) for number in numbers):
                self._follow(head(self._storage))
                numbers = self._named(key, sha256)
            assert numbers, f"{key} holds {sha256}, which no committed manifest names there"
            self._not_older(key, numbers)

    def state(self) -> Head:
        """Prove that HEAD names one whole state of which all tables agree; return HEAD."""
        while True:
            at = head(self._storage)
            if at.number == self._agreed:
                return at
            self._follow(at)
            try:
                self._agree(at.manifest)
            except Gone:
                # Collected, but only after another state was in force.
                if head(self._storage).number == at.number:
                    raise
            else:
                self._agreed = at.number

    def releases(self) -> None:
        """Prove that what calls itself a release is all of one state, and stays what it is."""
        for name, found in releases(self._storage).items():
            if found is None:
                continue
            if name not in self._released:
                if found.number not in self.chain:
                    self._follow(head(self._storage))
                assert {file.path: file.sha256 for file in found.files} == {
                    item.path: item.sha256 for item in self.chain[found.number].objects
                }
                for file in found.files:
                    data = self._storage.get(key_of(name, file.path))
                    assert data is not None and hashlib.sha256(data).hexdigest() == file.sha256, f"{name}: {file.path}"
                self._released[name] = found
            assert found == self._released[name], f"release {name} changed"

    def _named(self, key: str, sha256: str) -> list[int]:
        return [number for number, files in self._files.items() if files.get(key) == sha256]

    def _not_older(self, key: str, numbers: list[int]) -> None:
        last = self._last.get(key, 0)
        newer = [number for number in numbers if number >= last]
        if not newer:
            # What no tag can guard: a file taken away may come back from a slow mirror, which then takes it away again.
            absent = [number for number, files in self._files.items() if number > max(numbers) and key not in files]
            assert absent, f"{key} holds what {max(numbers)} names, after what {last} names"
        self._last[key] = min(newer or numbers)

    def _follow(self, at: Head) -> None:
        """Read the manifests from HEAD back to those known."""
        state: Manifest | None = at.manifest
        while state is not None and state.number not in self.chain:
            self.chain[state.number] = state
            self._files[state.number] = {item.path: item.sha256 for item in (*state.objects, *state.attached)}
            assert state.parent is not None and state.parent < state.number, f"manifest {state.number} has no parent"
            parent = state.parent
            state = self.chain.get(parent) or manifest(self._storage, parent)
            assert state is not None, f"manifest {parent}, parent of one in force, is gone"

    def _agree(self, state: Manifest) -> None:
        rows: dict[Partition, dict[str, pl.DataFrame]] = defaultdict(dict)
        for item in state.objects:
            rows[item.partition][item.table] = self._rows(item)
        for item in state.attached:
            data = self._storage.get(item.key)
            if data is None:
                raise Gone(f"HEAD names {item.path} as {item.key}, which is gone")
            assert hashlib.sha256(data).hexdigest() == item.sha256, item.path
        published: list[str] = []
        for partition, tables in rows.items():
            assert tables.keys() == TABLES.keys(), f"{partition} has {sorted(tables)}"
            published += _one_state(partition, tables)
        assert len(published) == len(set(published)), f"a report stands twice in manifest {state.number}"

    def _rows(self, item: Stored) -> pl.DataFrame:
        data = self._storage.get(item.key)
        if data is None:
            raise Gone(f"HEAD names {item.path} as {item.key}, which is gone")
        assert hashlib.sha256(data).hexdigest() == item.sha256, f"{item.key} is torn"
        names = [name for name in ("reading_id", "report_id", "status") if name in TABLES[item.table].names]
        return from_parquet(TABLES[item.table], data, names)


def _one_state(partition: Partition, tables: dict[str, pl.DataFrame]) -> list[str]:
    """Prove that all tables of a partition speak of the same readings; return the reports it publishes."""
    documents, reports = tables["documents"], tables["reports"]
    readings = set(reports.get_column("reading_id"))
    for name in _OF_A_READING:
        assert set(tables[name].get_column("reading_id")) == readings, f"{name} and reports differ in {partition}"
    alive = documents.filter(pl.col("status").is_in(_ALIVE))
    if partition.area != CURRENT:
        assert set(alive.get_column("reading_id")) == readings, f"documents and reports differ in {partition}"
        assert "published" not in set(alive.get_column("status")), partition
        return []
    assert set(documents.get_column("status")) == {"published"}, partition
    assert set(documents.get_column("report_id")) == set(reports.get_column("report_id")), partition
    return reports.get_column("report_id").to_list()


def leftovers(storage: Storage) -> list[str]:
    """Return the keys that no part of the layout accounts for, and objects of the store that are not their name."""
    known = (*OPEN, "_store/sha256/", "_log/", "raw/", "docs/", "releases/", "decisions/")
    strange = [key for key in storage.list("") if not key.startswith(known)]
    for key in storage.list("_store/"):
        digest = key.rpartition("/")[2].partition(".")[0]
        if hashlib.sha256(storage.get(key) or b"").hexdigest() != digest:
            strange.append(key)
    assert storage.get(HEAD_KEY) is None or head(storage)
    return strange

"""ROOT, where a run publishes: its name, its storage, and what HEAD there records.

ROOT is a string everywhere: the path of a directory, or `s3://bucket/prefix`.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from pathlib import Path

import polars as pl

from gouji.manifest import read_table
from gouji.partition import REGION_KEY, YEAR_KEY, place_of
from gouji.release import Head, Storage, head
from gouji.tables import TABLES
from tasks.overlay import Overlay, overlaid
from tasks.recorded import CODES, Recorded
from tasks.storage import DirectoryStorage, s3_storage

_REPORT_COLUMNS = (
    *("report_id", "source_sha256", "source_uri", "source_url", "verdict", "revision", "superseded_by", "report_year"),
    *CODES,
)


Place = tuple[int, str]
"""Year and region of a partition, whatever its area."""


def root_named(at: str | None = None) -> str:
    """Return ROOT as it is named: by `at`, else by `$GOUJI_ROOT`, else `data`; `~` is the home directory."""
    named = at or os.environ.get("GOUJI_ROOT") or "data"
    return named if "://" in named else str(Path(named).expanduser())


def place_in(root: str, key: str) -> str:
    """Return where a person finds a key of ROOT: a path, or an address."""
    return f"{root.rstrip('/')}/{key}" if "://" in root else str(Path(root, key))


def storage_at(root: str) -> Storage:
    """Return the storage of ROOT; NoAddress for an address of another kind than `s3://bucket/prefix`."""
    if parts := overlaid(root):
        return Overlay(storage_at(parts[1]), parts[0])
    # `s3:/bucket/x` is an address mistyped, no directory.
    address = "://" in root or root.lower().startswith("s3:")
    return s3_storage(root) if address else DirectoryStorage(Path(root).absolute())


def recorded_at(storage: Storage, at: Head | None = None) -> Recorded:
    """Return what HEAD, or the state given, records of documents and reports in both areas."""
    return Recorded.of(*_records(storage, at or head(storage)))


def recorded_about(storage: Storage, at: Head, hashes: Iterable[str], report_ids: Iterable[str]) -> Recorded:
    """Return what a state records of some bytes and reports, and of all that is connected with them there."""
    return Recorded.about(*_records(storage, at), hashes, report_ids)


def _records(storage: Storage, at: Head) -> tuple[pl.DataFrame, pl.DataFrame]:
    return rows_of(storage, at, "documents"), rows_of(storage, at, "reports", _REPORT_COLUMNS)


def places_of(reports: pl.DataFrame) -> frozenset[Place]:
    """Return the places these reports are in."""
    return frozenset(reports.select(YEAR_KEY, REGION_KEY).iter_rows())


def reports_at(storage: Storage, state: Head, recorded: Recorded, hashes: Collection[str]) -> pl.DataFrame:
    """Return the rows of `reports` of some readings, from the partitions they are recorded in."""
    standings = [recorded.standings[sha256] for sha256 in hashes]
    places = {place_of(each.year, each.codes[-1]) for each in standings}
    objects = [
        each for each in state.manifest.objects if each.table == "reports" and (each.year, each.region) in places
    ]
    rows = pl.concat([TABLES["reports"].empty(), *read_table(storage, objects).values()])
    return rows.filter(pl.col("source_sha256").is_in(list(hashes)))


def rows_of(
    storage: Storage,
    state: Head,
    table: str,
    columns: tuple[str, ...] | None = None,
    area: str | None = None,
    places: Collection[Place] | None = None,
) -> pl.DataFrame:
    """Return the rows one table has in a state: of both areas unless one is named, everywhere unless places are."""
    objects = [
        each
        for each in state.manifest.objects
        if each.table == table
        and each.rows
        and area in (None, each.area)
        and (places is None or (each.year, each.region) in places)
    ]
    frames = list(read_table(storage, objects, columns).values())
    empty = TABLES[table].empty()
    return pl.concat(frames) if frames else empty.select(columns) if columns else empty

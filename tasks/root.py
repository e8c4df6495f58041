"""ROOT, where a run publishes: its storage, and what HEAD there records."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from gouji.manifest import read_table
from gouji.release import Head, Storage, head
from gouji.tables import TABLES
from tasks.recorded import CODES, Recorded
from tasks.storage import DirectoryStorage

_REPORT_COLUMNS = ("report_id", "source_sha256", "source_uri", "source_url", "verdict", "report_year", *CODES)


def storage_at(root: str) -> Storage:
    """Return the storage of ROOT, a directory."""
    return DirectoryStorage(Path(root).absolute())


def recorded_at(storage: Storage, at: Head | None = None) -> Recorded:
    """Return what HEAD, or the state given, records of documents and reports in both areas."""
    state = at or head(storage)
    return Recorded.of(rows_of(storage, state, "documents"), rows_of(storage, state, "reports", _REPORT_COLUMNS))


def rows_of(
    storage: Storage, state: Head, table: str, columns: tuple[str, ...] | None = None, area: str | None = None
) -> pl.DataFrame:
    """Return the rows one table has in a state, of both areas unless one is named."""
    objects = [
        each for each in state.manifest.objects if each.table == table and each.rows and area in (None, each.area)
    ]
    frames = list(read_table(storage, objects, columns).values())
    empty = TABLES[table].empty()
    return pl.concat(frames) if frames else empty.select(columns) if columns else empty

"""The raw store: the bytes of every file as fetched, once, and an index of where and when each was met.

    raw/sha256/ab/abcd...                 the bytes, under their own hash
    raw/index/2026-01-12-abcd....parquet  what one ingest met for the first time: a row for each bytes and address

Rows are written when a pair of bytes and address is first met and never changed, so `first_seen_date` is an input of
all later runs. Where two ingests met a pair at the same time, the earlier row counts. The bytes are there before the
row that names them.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

import polars as pl

from gouji.normalize import LARGEST
from gouji.release import Storage
from gouji.snapshot import Source

CHINA = ZoneInfo("Asia/Shanghai")
_INDEX = "raw/index/"
_PAIR = ("sha256", "source_uri", "source_url")
_SCHEMA = {
    "sha256": pl.String,
    "bytes": pl.Int64,
    "name": pl.String,
    "source_uri": pl.String,
    "source_url": pl.String,
    "first_seen": pl.String,
}
_WRITERS = 8
"""Files stored at once: storing one is waiting for the disk, or the network, to say that it is safe."""

T = TypeVar("T")
Pair = tuple[str, str, str | None]
Fetched = tuple[Source, int, bytes | None]
"""A source, its size, and its bytes; none for a file over the limit."""


class IndexDamaged(Exception):
    """An object under raw/index/ cannot be read: what was met when is not known, so nothing may be published."""


@dataclass(frozen=True, slots=True)
class Met:
    """One row of the index: a source, when it was first met (to the microsecond, China time), and how large it is."""

    source: Source
    first_seen: str
    size: int

    @property
    def oversize(self) -> bool:
        """Tell whether the file is over the limit, and its bytes therefore not stored."""
        return self.size > LARGEST


def raw_key(sha256: str) -> str:
    """Return where the bytes with this hash are stored."""
    return f"raw/sha256/{sha256[:2]}/{sha256}"


def meet(storage: Storage, items: Sequence[T], fetch: Callable[[T], Fetched]) -> list[Met]:
    """Return what each item was met as, in order; its bytes and its row of the index are stored afterwards."""

    def kept(item: T) -> tuple[Source, int]:
        source, size, data = fetch(item)
        if data is not None:
            storage.put_if_absent(raw_key(source.sha256), data)
        return source, size

    with ThreadPoolExecutor(_WRITERS) as writers:
        fetched = list(writers.map(kept, items))
    known = _known(storage, {source.sha256 for source, _ in fetched})
    first_seen = datetime.now(CHINA).isoformat(timespec="microseconds")
    new = {
        _pair(source): (source.sha256, size, source.name, source.source_uri, source.source_url, first_seen)
        for source, size in fetched
        if _pair(source) not in known
    }
    if new:
        rows = pl.DataFrame(list(new.values()), schema=_SCHEMA, orient="row")
        _store(storage, rows, first_seen)
        known |= {_pair(met.source): met for met in _mets(rows)}
    return [known[_pair(source)] for source, _ in fetched]


def all_met(storage: Storage) -> list[Met]:
    """Return every row of the index, by date first seen, address and hash."""
    return sorted(
        _mets(_index(storage)),
        key=lambda met: (met.source.first_seen_date or date.min, met.source.source_uri, met.source.sha256),
    )


def _pair(source: Source) -> Pair:
    return source.sha256, source.source_uri, source.source_url


def _known(storage: Storage, hashes: Iterable[str]) -> dict[Pair, Met]:
    found = _index(storage).filter(pl.col("sha256").is_in(sorted(hashes)))
    return {_pair(met.source): met for met in _mets(found)}


def _index(storage: Storage) -> pl.DataFrame:
    """Return the index, each pair of bytes and address once, as it was first met."""
    with ThreadPoolExecutor(_WRITERS) as readers:
        keys = storage.list(_INDEX)
        frames = [_rows(key, data) for key, data in zip(keys, readers.map(storage.get, keys), strict=True) if data]
    rows = pl.concat(frames) if frames else pl.DataFrame(schema=_SCHEMA)
    return rows.sort("first_seen", *_PAIR, nulls_last=True).unique(_PAIR, keep="first", maintain_order=True)


def _rows(key: str, data: bytes) -> pl.DataFrame:
    try:
        return pl.read_parquet(io.BytesIO(data), columns=list(_SCHEMA))
    except pl.exceptions.PolarsError as error:
        raise IndexDamaged(f"{key} is no object of the raw index: {error}") from error


def _store(storage: Storage, rows: pl.DataFrame, first_seen: str) -> None:
    out = io.BytesIO()
    rows.write_parquet(out, compression="zstd")
    digest = hashlib.sha256(out.getvalue()).hexdigest()
    storage.put_if_absent(f"{_INDEX}{first_seen[:10]}-{digest}.parquet", out.getvalue())


def _mets(rows: pl.DataFrame) -> list[Met]:
    return [
        Met(
            Source(sha256, name, uri, url, first_seen_date=date.fromisoformat(first_seen[:10])),
            first_seen,
            size,
        )
        for sha256, size, name, uri, url, first_seen in rows.iter_rows()
    ]

"""The raw store: the bytes of every file as fetched, once, and an index of where and when each was met.

    raw/sha256/ab/abcd...                 the bytes, under their own hash
    raw/index/2026-01-12-abcd....parquet  what one ingest met: a row for each bytes that stood newly at an address

A row is written when bytes are first met at an address, and when they are met there again after others; rows are never
changed. They say in what order an address gave its versions, so all that follows can be worked out from them again.
`first_seen_date` is the day of the first of them. The bytes are there before the row that names them.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import TypeVar
from zoneinfo import ZoneInfo

import polars as pl

from gouji.history import Meeting
from gouji.normalize import LARGEST
from gouji.release import Storage
from gouji.snapshot import Source

CHINA = ZoneInfo("Asia/Shanghai")
_INDEX = "raw/index/"
_ADDRESS = pl.coalesce("source_url", "source_uri")
_ORDER = ("first_seen", "source_uri", "sha256")
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

_day = cache(date.fromisoformat)

T = TypeVar("T")
Fetched = tuple[Source, int, bytes | None]
"""A source, its size, and its bytes; none for a file over the limit."""


class IndexDamaged(Exception):
    """What raw/index/ should say cannot be read there: what was met when is not known, so nothing may be published."""


class RawDamaged(Exception):
    """Bytes that the index names are gone, or are others than their hash says: nothing may be read from them."""


@dataclass(frozen=True, slots=True)
class Met:
    """Some bytes at an address: their source, when they were first met there (China time), and how large they are.

    `last_met`: when they were met there last in place of others, or for the first time.
    """

    source: Source
    first_seen: str
    size: int
    last_met: str = ""

    @property
    def oversize(self) -> bool:
        """Tell whether the file is over the limit, and its bytes therefore not stored."""
        return self.size > LARGEST


def raw_key(sha256: str) -> str:
    """Return where the bytes with this hash are stored."""
    return f"raw/sha256/{sha256[:2]}/{sha256}"


def raw_bytes(storage: Storage, sha256: str) -> bytes:
    """Return the bytes with this hash; RawDamaged where they are gone or have become others."""
    data = storage.get(raw_key(sha256))
    if data is None:
        raise RawDamaged(f"{raw_key(sha256)} is in the index, but its bytes are gone")
    if hashlib.sha256(data).hexdigest() != sha256:
        raise RawDamaged(f"{raw_key(sha256)} holds other bytes than its name says")
    return data


def meet(storage: Storage, items: Sequence[T], fetch: Callable[[T], Fetched]) -> list[Met]:
    """Return what the items were met as, each once and in order; their bytes and rows of the index are stored then."""

    def kept(item: T) -> tuple[Source, int]:
        source, size, data = fetch(item)
        if data is not None:
            storage.put_if_absent(raw_key(source.sha256), data)
        return source, size

    with ThreadPoolExecutor(_WRITERS) as writers:
        fetched = list(writers.map(kept, items))
    addresses = pl.Series([source.address for source, _ in fetched], dtype=pl.String)
    uris = pl.Series([source.source_uri for source, _ in fetched], dtype=pl.String)
    index = _index(storage, pl.col("address").is_in(addresses.implode()) | pl.col("source_uri").is_in(uris.implode()))
    stands = {row["address"]: row for row in index.iter_rows(named=True)}
    known_at = {(row["sha256"], row["source_uri"]): row["address"] for row in index.iter_rows(named=True)}
    now = datetime.now(CHINA)
    new = []
    for source, size in fetched:
        last = stands.get(source.address)
        file = (source.sha256, source.source_uri)
        if last is None or (last["sha256"], last["source_uri"]) != file or known_at.get(file) != source.address:
            # What replaces something was met after it, whatever the clock says.
            seen = now if last is None else max(now, datetime.fromisoformat(last["first_seen"]) + _NEXT)
            row = (source.sha256, size, source.name, source.source_uri, source.source_url,
                   seen.isoformat(timespec="microseconds"))  # fmt: skip
            new.append(row)
            stands[source.address] = dict(zip(_SCHEMA, row, strict=True))
            known_at[file] = source.address
    if new:
        rows = pl.DataFrame(new, schema=_SCHEMA, orient="row")
        _store(storage, rows, now.isoformat()[:10])
        index = pl.concat([index, rows.with_columns(address=_ADDRESS)]).sort(_ORDER)
    known = {(met.source.sha256, met.source.address): met for met in _mets(index)}
    return list({id(met): met for met in (known[source.sha256, source.address] for source, _ in fetched)}.values())


_NEXT = timedelta(microseconds=1)


def all_met(storage: Storage) -> list[Met]:
    """Return every bytes and address of the index once, by date first seen, address and hash."""
    return sorted(
        _mets(_index(storage)),
        key=lambda met: (met.source.first_seen_date or date.min, met.source.source_uri, met.source.sha256),
    )


def meetings(storage: Storage, hashes: Collection[str]) -> list[Meeting]:
    """Return every row of the index about some bytes, in order."""
    wanted = pl.Series(sorted(hashes), dtype=pl.String)
    found = _index(storage, pl.col("sha256").is_in(wanted.implode()), again=False)
    return [Meeting(*row) for row in found.select("first_seen", "source_uri", "sha256", "address").iter_rows()]


_READ: dict[str, pl.DataFrame] = {}
"""Objects of the index that were read before, by key: they are named by their hash, and never change."""


def _index(storage: Storage, wanted: pl.Expr | None = None, *, again: bool = True) -> pl.DataFrame:
    """Return the rows of the index in order, with their address; `again` reads also what was read before."""
    keys = storage.list(_INDEX)
    new = [key for key in keys if again or key not in _READ]
    with ThreadPoolExecutor(_WRITERS) as readers:
        _READ.update(zip(new, readers.map(lambda key: _rows(key, storage.get(key)), new), strict=True))
    frames = [_READ[key] for key in keys]
    rows = (pl.concat(frames) if frames else pl.DataFrame(schema=_SCHEMA)).with_columns(address=_ADDRESS)
    return (rows if wanted is None else rows.filter(wanted)).sort(_ORDER)


def _rows(key: str, data: bytes | None) -> pl.DataFrame:
    if data is None:
        raise IndexDamaged(f"{key} is gone")
    if hashlib.sha256(data).hexdigest() != key.removesuffix(".parquet")[-64:]:
        raise IndexDamaged(f"{key} holds other bytes than its name says")
    try:
        return pl.read_parquet(io.BytesIO(data), columns=list(_SCHEMA))
    except pl.exceptions.PolarsError as error:
        raise IndexDamaged(f"{key} is no object of the raw index: {error}") from error


def _store(storage: Storage, rows: pl.DataFrame, day: str) -> None:
    out = io.BytesIO()
    rows.write_parquet(out, compression="zstd")
    digest = hashlib.sha256(out.getvalue()).hexdigest()
    storage.put_if_absent(f"{_INDEX}{day}-{digest}.parquet", out.getvalue())


def _mets(index: pl.DataFrame) -> Iterable[Met]:
    """Return each bytes and address once: as met last, and since when."""
    once = (
        index.group_by("sha256", "address", maintain_order=True)
        .agg(
            pl.col("bytes", "name", "source_uri", "source_url").last(),
            pl.col("first_seen").first(),
            last_met=pl.col("first_seen").last(),
        )
        # A file whose address became known later, or is another now, is one document still.
        .sort("last_met", maintain_order=True)
        .unique(["sha256", "source_uri"], keep="last", maintain_order=True)
    )
    for row in once.iter_rows(named=True):
        seen, last = row["first_seen"], row["last_met"]
        # A nation's are held at once: what is equal among them is one object.
        source = Source(
            row["sha256"], row["name"], row["source_uri"], row["source_url"], first_seen_date=_day(seen[:10])
        )  # fmt: skip
        yield Met(source, seen, row["bytes"], seen if last == seen else last)

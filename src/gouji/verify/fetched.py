"""The bytes as fetched: all there, none other, and every file on record among them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import polars as pl

from gouji.manifest import READERS, Storage
from gouji.succession import ADDRESS
from gouji.verify.faults import Fault


class Fetched(NamedTuple):
    """Bytes at an address as the index of raw files names them; `key` is None where they were too large to keep."""

    sha256: str
    source_uri: str
    address: str
    bytes: int
    key: str | None


def check_raw(storage: Storage, index: Sequence[Fetched], *, quick: bool) -> Iterator[Fault]:
    """Give what is gone of the raw bytes, and unless `quick` what changed."""
    kept = {row.key: row for row in index if row.key is not None}
    keys = sorted(kept)
    if quick:
        there = set(storage.list("raw/sha256/"))
        yield from (Fault("raw.gone", key, kept[key].source_uri) for key in keys if key not in there)
        return

    def compared(key: str) -> Fault | None:
        data, row = storage.get(key), kept[key]
        if data is None:
            return Fault("raw.gone", key, row.source_uri)
        return None if hashlib.sha256(data).hexdigest() == row.sha256 else Fault("raw.damaged", key, row.source_uri)

    with ThreadPoolExecutor(READERS) as readers:
        yield from (fault for fault in readers.map(compared, keys) if fault is not None)


def check_records(index: Sequence[Fetched], documents: pl.DataFrame) -> Iterator[Fault]:
    """Give every file on record that the index does not know; files of the index not on record are one remark."""
    schema = {"source_sha256": pl.String, "source_uri": pl.String, "address": pl.String}
    fetched = pl.DataFrame([(row.sha256, row.source_uri, row.address) for row in index], schema=schema, orient="row")
    recorded = documents.with_columns(address=ADDRESS)
    lost = _without(recorded, fetched).select("source_uri", "source_sha256").sort(pl.all())
    yield from (Fault("raw.unindexed", uri, f"{uri} ({sha256[:16]})") for uri, sha256 in lost.iter_rows())
    unread = _without(fetched, recorded).height
    if unread:
        yield Fault("raw.unread", "raw/index/", str(unread))


def _without(rows: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    rows = rows.join(others, on=["source_sha256", "address"], how="anti")
    return rows.join(others, on=["source_sha256", "source_uri"], how="anti")

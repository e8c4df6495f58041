"""The objects of the partitions a run touches: HEAD's rows without those that give way, and the run's rows.

What a commit stores is read back before it is named, and may not be collected under it: an object that was there
already, and that HEAD does not name, is put again, so that it is as young as a new one; and before HEAD is swapped all
of them are looked for once more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor

import polars as pl

from gouji.columns import Table
from gouji.conservation import facts_of
from gouji.manifest import Attached, HeadMoved, Manifest, Storage, Stored, proved, read_object
from gouji.partition import (
    CURRENT,
    LARGE,
    REGION_KEY,
    REJECTED,
    UNKNOWN_REGION,
    YEAR_KEY,
    ObjectError,
    Partition,
    RowsError,
    audit,
    compact,
    conform,
    from_parquet,
    to_parquet,
)
from gouji.succession import LIVE, PLACE, Succession, partitions, placed_in
from gouji.tables import DOCUMENTS, REPORTS, TABLES

Frame = pl.DataFrame | pl.LazyFrame

# Writes wait for disks and networks: several at once, beside the computing.
WRITERS = 8
# Sorting and compressing small frames leaves most cores idle; each at work has a frame of one partition in memory.
ENCODERS = 2

_MANY = LARGE // 4
"""Rows that arrive in one partition and table from which on they are held compact until they are written."""

_SOURCE = ("source_uri", "source_url", "first_seen_date")


class Keep:
    """Stores what a commit names, each object proved by reading it back.

    `facts`: what the objects of the touched partitions say, for the gate; none are gathered unless `gated`.
    """

    def __init__(self, storage: Storage, before: Manifest, *, gated: bool) -> None:
        """Store what HEAD's manifest does not name already."""
        self.storage = storage
        self.facts: list[pl.DataFrame] = []
        self._gated = gated
        self._held = before.names().keys()
        self._mine: set[str] = set()

    def write(self, item: Stored, data: bytes) -> Stored:
        """Store an object and return its entry; ObjectError where what is read back is not what was stored."""
        new = self._put(item.key, data)
        table = TABLES[item.table]
        found = self.storage.get(item.key) or b""
        try:
            audit(table, found, item.sha256, item.rows)
        except ObjectError:
            if new:
                raise
            # Left damaged by something else than us; these bytes are proved to be the ones of that name.
            self.storage.put(item.key, data)
            found = self.storage.get(item.key) or b""
            audit(table, found, item.sha256, item.rows)
        self._tell(item, found)
        return item

    def reuse(self, item: Stored) -> Stored:
        """Return the entry of an object that stays as it is; ObjectError where it is gone or damaged."""
        if self._gated:
            self._tell(item, proved(self.storage, item.key, item.sha256))
        return item

    def revive(self, item: Stored | Attached) -> None:
        """Make an object of an older manifest as young as a new one; ObjectError where it is gone or damaged."""
        data = proved(self.storage, item.key, item.sha256)
        self._put(item.key, data)
        if isinstance(item, Stored):
            audit(TABLES[item.table], data, item.sha256, item.rows, described=False)
            self._tell(item, data)

    def attach(self, files: Mapping[str, bytes]) -> tuple[Attached, ...]:
        """Store files beside the partitions and return their entries."""
        entries = []
        for path, data in sorted(files.items()):
            item = Attached(path, hashlib.sha256(data).hexdigest(), len(data))
            entries.append(item)
            if item.key in self._held:
                continue
            self._put(item.key, data)
            if self.storage.get(item.key) != data:
                self.storage.put(item.key, data)
                proved(self.storage, item.key, item.sha256)
        return tuple(entries)

    def check(self) -> None:
        """Prove that nothing stored here was collected since; HeadMoved where something was: begin again."""
        with ThreadPoolExecutor(WRITERS) as readers:
            mine = sorted(self._mine)
            gone = [key for key, there in zip(mine, readers.map(self.storage.exists, mine), strict=True) if not there]
        if gone:
            raise HeadMoved(f"{gone[0]} was collected before it was named")

    def _put(self, key: str, data: bytes) -> bool:
        """Store content under its hash; say whether it was not there."""
        if key in self._mine:
            return False
        new = self.storage.put_if_absent(key, data)
        if key not in self._held:
            if not new:
                self.storage.put(key, data)
            self._mine.add(key)
        return new

    def _tell(self, item: Stored, data: bytes) -> None:
        if self._gated:
            self.facts.append(facts_of(item, data))


def assemble(
    keep: Keep, before: Manifest, frames: Mapping[str, Frame], after: Succession, reports: pl.DataFrame
) -> list[Stored]:
    """Store and prove the objects of every touched partition and return their entries.

    A partition of `current/` exists while it holds a published report, one of `rejected/` while it holds a document;
    what exists has an object for every table. `reports` are the run's, those held back left out. Of one table ENCODERS
    partitions are in memory at a time, beside the run's own frames.
    """
    existing = partitions(after.reports.filter(area=CURRENT)) | partitions(after.documents.filter(area=REJECTED))
    living = sorted(existing & after.touched)
    arriving = after.reports.filter(pl.col("reading_id").is_in(reports.get_column("reading_id").implode()))
    brought = frames[REPORTS.name].lazy().select("reading_id", "report_year", "region_code").collect()
    stays = ~pl.col("reading_id").is_in(pl.Series(sorted(after.dropped), dtype=pl.String).implode())

    def documents(partition: Partition) -> pl.DataFrame:
        return after.documents.filter(placed_in([partition])).select(DOCUMENTS.names)

    entries: list[Stored] = []
    with ThreadPoolExecutor(WRITERS) as writers, ThreadPoolExecutor(ENCODERS) as encoders:
        for table in TABLES.values():
            old = {item.partition: item for item in before.objects if item.table == table.name}
            rows = documents if table is DOCUMENTS else _arrivals(table, frames[table.name], brought, arriving)

            def begin(
                partition: Partition,
                table: Table = table,
                old: Mapping[Partition, Stored] = old,
                rows: Callable[[Partition], pl.DataFrame] = rows,
            ) -> Callable[[], Stored]:
                kept = old.get(partition)
                if kept is not None and partition not in after.moved and table not in (DOCUMENTS, REPORTS):
                    return writers.submit(keep.reuse, kept).result
                frame = rows(partition)
                if table is not DOCUMENTS:
                    frame = _joined(keep.storage, table, kept, stays, frame)
                if table is REPORTS:
                    frame = _sourced(frame, after.documents, partition)
                return _store(writers, keep, table, partition, frame, kept)

            entries += [write() for write in list(encoders.map(begin, living))]
    return entries


def _joined(
    storage: Storage, table: Table, kept: Stored | None, stays: pl.Expr, arriving: pl.DataFrame
) -> pl.DataFrame:
    """Return the rows of an object that stay, and those arriving; of many, what repeats in a column is held once.

    A large province's cells of a year are millions of rows: as they are read they would be gigabytes, several times
    over. A column at a time they never are.
    """
    kinds = table.polars_schema()
    if arriving.height + (kept.rows if kept else 0) < LARGE or table is REPORTS:
        if kept is None:
            return arriving
        return pl.concat([read_object(storage, kept).filter(stays), arriving.cast(pl.Schema(kinds))])
    if kept is None:
        return pl.DataFrame([compact(column) for column in arriving])
    data = proved(storage, kept.key, kept.sha256)
    mask = from_parquet(table, data, ["reading_id"]).select(stays).to_series()
    columns = (
        pl.concat([from_parquet(table, data, [name]).to_series().filter(mask), arriving.get_column(name).cast(kind)])
        for name, kind in kinds.items()
    )
    return pl.DataFrame([compact(column) for column in columns])


def _arrivals(
    table: Table, frame: Frame, brought: pl.DataFrame, arriving: pl.DataFrame
) -> Callable[[Partition], pl.DataFrame]:
    """Return the run's rows of one table by the partition of their report; lazy frames are read a part at a time.

    Raises RowsError for rows that would be lost without a word: of a reading that brings no report or, in a lazy frame,
    of another year or region than it.
    """
    places = arriving.select("reading_id", *PLACE)
    if isinstance(frame, pl.DataFrame):
        return _gathered(table, conform(table, frame), brought, places)
    own = {"year": YEAR_KEY, "region": REGION_KEY}
    rows = frame.select("reading_id", **own).unique().collect()
    _refuse_strangers(table, rows.join(brought.select("reading_id", **own), on=["reading_id", *own], how="anti"))

    def collected(partition: Partition) -> pl.DataFrame:
        # By the row's own columns too, so that a scan skips what is not here.
        year = pl.col("report_year").is_null() if partition.year == 0 else pl.col("report_year") == partition.year
        unknown = partition.region == UNKNOWN_REGION
        region = pl.col("region_code").is_null() if unknown else pl.col("region_code") == partition.region
        here = places.filter(placed_in([partition])).select("reading_id").lazy()
        return conform(table, frame.filter(year, region).join(here, on="reading_id", how="semi").collect())

    return collected


def _gathered(
    table: Table, frame: pl.DataFrame, brought: pl.DataFrame, places: pl.DataFrame
) -> Callable[[Partition], pl.DataFrame]:
    """Return the rows of a frame in memory by partition, without a second copy of them all.

    Rows of one reading mostly stand together, so a run of them is placed as a whole; if they do not, runs are short.
    """
    runs = frame.get_column("reading_id").rle().struct.unnest().rename({"value": "reading_id"})
    runs = runs.with_columns(pl.col("len").cast(pl.Int64)).with_columns(end=pl.col("len").cum_sum())
    _refuse_strangers(table, runs.join(brought, on="reading_id", how="anti"))
    parts = runs.join(places, on="reading_id").partition_by(PLACE, as_dict=True)

    def gathered(partition: Partition) -> pl.DataFrame:
        found = parts.get(tuple(partition))
        if found is None:
            return table.empty()
        at = found.select(pl.int_ranges(pl.col("end") - pl.col("len"), "end").explode()).to_series()
        # Reports are few, and joined with their documents as texts.
        if len(at) < _MANY or table is REPORTS:
            return frame[at]
        return pl.DataFrame([compact(column[at]) for column in frame])

    return gathered


def _refuse_strangers(table: Table, strange: pl.DataFrame) -> None:
    if strange.height:
        name = strange.get_column("reading_id").first()
        raise RowsError(f"{table.name}: rows of {name!r}, which is none of the reports brought, or elsewhere than it")


def _sourced(reports: pl.DataFrame, documents: pl.DataFrame, partition: Partition) -> pl.DataFrame:
    """Set what depends on all files of a report: its first source by date and address, and how many there are."""
    alive = documents.filter(placed_in([partition]) & pl.col("status").is_in(LIVE))
    of = "report_id" if partition.area == CURRENT else "reading_id"
    counts = alive.group_by(of).agg(counted=pl.len().cast(pl.Int64))
    first = (
        alive.sort("first_seen_date", "source_uri", nulls_last=True)
        .unique("source_sha256", keep="first", maintain_order=True)
        .select("source_sha256", *(pl.col(name).alias(f"first_{name}") for name in _SOURCE), found=True)
    )
    return (
        reports.join(counts, on=of, how="left")
        .join(first, on="source_sha256", how="left")
        .with_columns(
            pl.coalesce("counted", "source_count").alias("source_count"),
            *(pl.when("found").then(f"first_{name}").otherwise(name).alias(name) for name in _SOURCE),
        )
        .select(REPORTS.names)
    )


def _store(
    writers: Executor, keep: Keep, table: Table, partition: Partition, frame: pl.DataFrame, kept: Stored | None
) -> Callable[[], Stored]:
    """Begin to store the rows; what is returned waits until they are stored and proved, and gives their entry."""
    data = to_parquet(table, frame)
    sha256 = hashlib.sha256(data).hexdigest()
    item = Stored(partition.area, table.name, partition.year, partition.region, sha256, len(data), frame.height)
    if item == kept:
        return writers.submit(keep.reuse, kept).result
    return writers.submit(keep.write, item, data).result

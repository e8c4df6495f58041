"""Frames to byte-identical Parquet, one object for each table and partition, and back.

The same rows give the same bytes, in whatever order, chunks or number of threads they come: the hash of an object
is its identity in the store. The path carries `year` and `region`; the file holds the same facts only under other
names, because a key that stands in both breaks pyarrow and pandas.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from gouji.columns import Table

CURRENT, REJECTED = "current", "rejected"
UNKNOWN_REGION = "0"

# Between 100,000 and a million rows; a group is in memory in full, spelled out, while it is written.
ROW_GROUP = 150_000
_SPELLED_OUT = 50_000
"""Rows whose texts are spelled out at once on their way to a group."""

LARGE = 400_000
"""Rows of one partition and table from which on memory matters more than time."""
# How often each text of a column stands there at least, on average, for it to be held once.
_REPEATED = 20

YEAR_KEY = pl.col("report_year").fill_null(0).cast(pl.Int16)
REGION_KEY = pl.col("region_code").fill_null(UNKNOWN_REGION)


def place_of(year: int | None, region: str | None) -> tuple[int, str]:
    """Return the year and region of the partition that holds a report of these, either of which may not be known."""
    return year or 0, region or UNKNOWN_REGION


def place_name(year: int, region: str) -> str:
    """Return how a partition is named, whatever its area: `year=2020/region=330000`."""
    return f"year={year}/region={region}"


class Partition(NamedTuple):
    """One partition: `year` 0 and `region` "0" hold what is not known."""

    area: str
    year: int
    region: str

    @property
    def name(self) -> str:
        """Return how the partition is named: `current/year=2020/region=330000`."""
        return f"{self.area}/{place_name(self.year, self.region)}"

    def path(self, table: str) -> str:
        """Return the key of a table's object below ROOT."""
        return f"{self.area}/{table}/{place_name(self.year, self.region)}/part-0.parquet"


class ObjectError(Exception):
    """Stored bytes are not what they are named or declared to be."""


class RowsError(Exception):
    """Rows do not fit the table they are meant for."""


def to_parquet(table: Table, frame: pl.DataFrame) -> bytes:
    """Return the rows as Parquet: sorted, zstd, descriptions in the fields, page index; same rows, same bytes.

    Also where some columns are `compact`. Raises RowsError where columns or types differ from the declaration, a
    required column holds a null, or two rows share the table's key.
    """
    ordered = conform(table, frame).sort(table.sort, nulls_last=True)
    _refuse_nulls(table, ordered)
    _refuse_doubles(table, ordered)
    buffer = io.BytesIO()
    texts = [pl.col(name).cast(pl.String) for name, kind in ordered.schema.items() if isinstance(kind, pl.Enum)]
    starts = range(0, max(1, ordered.height), _SPELLED_OUT)
    parts = [ordered.slice(start, _SPELLED_OUT).lazy().with_columns(texts) for start in starts]
    pl.concat(parts).sink_parquet(
        buffer,
        compression="zstd",
        compression_level=3,
        statistics=True,
        row_group_size=ROW_GROUP,
        arrow_schema=table.arrow_schema(),
    )
    return buffer.getvalue()


def compact(column: pl.Series) -> pl.Series:
    """Return a column of texts that repeat with each text held once: it sorts, and is written, as it was."""
    if column.dtype != pl.String:
        return column
    texts = column.drop_nulls().unique()
    return column if len(texts) * _REPEATED > len(column) else column.cast(pl.Enum(texts.sort()))


def from_parquet(table: Table, data: bytes, columns: Sequence[str] | None = None) -> pl.DataFrame:
    """Return the rows of one object, or some of its columns."""
    frame = pl.read_parquet(io.BytesIO(data), columns=list(columns) if columns is not None else None)
    schema = table.polars_schema()
    if dict(frame.schema) != {name: schema[name] for name in columns or table.names}:
        raise ObjectError(f"{table.name}: the object's columns are not those declared")
    return frame


def audit(table: Table, data: bytes, sha256: str, rows: int, *, described: bool = True) -> None:
    """Prove that stored bytes are what was meant: their hash, and footer, schema and row count as read back.

    `described`: the descriptions in the file are those declared today; an older file may have others.
    """
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ObjectError(f"{table.name}: the stored object's hash is not {sha256}")
    with _opened(table, data, sha256) as file:
        if not file.schema_arrow.equals(table.arrow_schema(), check_metadata=described):
            raise ObjectError(f"{table.name}: the schema read back from {sha256} is not the one declared")
        if file.metadata.num_rows != rows:
            raise ObjectError(f"{table.name}: {sha256} holds {file.metadata.num_rows} rows, not {rows}")


def _opened(table: Table, data: bytes, sha256: str) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(io.BytesIO(data))
    except (pa.ArrowInvalid, OSError) as error:
        raise ObjectError(f"{table.name}: {sha256} is no Parquet: {error}") from error


def conform(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with the declared columns in order; RowsError where names or types differ."""
    schema = table.polars_schema()
    given = {name: pl.String() if isinstance(kind, pl.Enum) else kind for name, kind in frame.schema.items()}
    if given != schema:
        wrong = sorted(name for name in schema.keys() | given.keys() if schema.get(name) != given.get(name))
        raise RowsError(f"{table.name}: columns or types differ from the declaration: {', '.join(wrong)}")
    return frame.select(table.names)


def merge(table: Table, frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return the rows of several frames of one table as one."""
    return pl.concat([table.empty(), *frames])


def _refuse_nulls(table: Table, frame: pl.DataFrame) -> None:
    for column in table.columns:
        if not column.nullable and frame.get_column(column.name).null_count():
            raise RowsError(f"{table.name}.{column.name}: null in a column that has none")


def _refuse_doubles(table: Table, ordered: pl.DataFrame) -> None:
    """Refuse two rows of one key; sorted by it, they stand together."""
    if not table.key or ordered.height < 2:
        return
    if table.key != table.sort:
        doubled = ordered.select(table.key).is_duplicated()
    else:
        same = [pl.col(name).eq_missing(pl.col(name).shift(1)) for name in reversed(table.key)]
        doubled = ordered.select(pl.all_horizontal(same)).to_series().slice(1)
    if doubled.any():
        raise RowsError(f"{table.name}: {doubled.sum()} rows share the key {', '.join(table.key)} with another")

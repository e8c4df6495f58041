"""The same rows give the same bytes; what is stored reads back as it was, and is proved."""

from __future__ import annotations

import hashlib
import io

import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.partition import ObjectError, Partition, RowsError, audit, from_parquet, merge, to_parquet
from gouji.tables import TABLES
from tests.unit.published import Reading, change

FRAMES = change(*(Reading(f"r{n}", body=f"22018411{n}-gov", granted=n) for n in range(6))).frames
every_table = pytest.mark.parametrize("name", TABLES)


def rows(name: str) -> pl.DataFrame:
    found = FRAMES[name]
    assert isinstance(found, pl.DataFrame)
    return found


@every_table
def test_rows_come_back_sorted_and_typed(name: str) -> None:
    table = TABLES[name]
    back = from_parquet(table, to_parquet(table, rows(name)))
    assert back.equals(rows(name).sort(table.sort, nulls_last=True))


@every_table
def test_no_rows_are_a_file_of_the_same_schema(name: str) -> None:
    table = TABLES[name]
    data = to_parquet(table, table.empty())
    assert from_parquet(table, data).schema == pl.Schema(table.polars_schema())
    assert pq.read_schema(io.BytesIO(data)).equals(table.arrow_schema(), check_metadata=True)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), cut=st.integers(0, 12))
def test_bytes_do_not_depend_on_order_or_chunks(seed: int, cut: int) -> None:
    table = TABLES["requests"]
    shuffled = rows("requests").sample(fraction=1, shuffle=True, seed=seed)
    parts = [shuffled.head(cut), shuffled.slice(cut)]
    assert to_parquet(table, merge(table, parts)) == to_parquet(table, rows("requests"))


def test_the_file_holds_descriptions_zstd_and_a_page_index() -> None:
    table = TABLES["requests"]
    with pq.ParquetFile(io.BytesIO(to_parquet(table, rows("requests")))) as file:
        assert file.schema_arrow.field("value").metadata[b"en"] == table.column("value").en.encode()
        column = file.metadata.row_group(0).column(0)
        assert column.compression == "ZSTD"
        assert column.has_offset_index
        assert column.has_column_index


def test_columns_and_types_other_than_declared_are_refused() -> None:
    table = TABLES["requests"]
    with pytest.raises(RowsError, match=r"requests: .*value"):
        to_parquet(table, rows("requests").with_columns(pl.col("value").cast(pl.Int32)))
    with pytest.raises(RowsError, match="place"):
        to_parquet(table, rows("requests").drop("place"))


def test_a_null_where_there_may_be_none_is_refused() -> None:
    with pytest.raises(RowsError, match=r"requests\.proven"):
        to_parquet(TABLES["requests"], rows("requests").with_columns(proven=pl.lit(None, pl.Boolean)))


@pytest.mark.parametrize("name", ["requests", "documents"])
def test_two_rows_of_one_key_are_refused(name: str) -> None:
    with pytest.raises(RowsError, match="share the key"):
        to_parquet(TABLES[name], pl.concat([rows(name), rows(name).head(1)]))


def test_audit_finds_other_bytes_rows_and_schemas() -> None:
    table = TABLES["requests"]
    data = to_parquet(table, rows("requests"))
    digest = hashlib.sha256(data).hexdigest()
    audit(table, data, digest, 12)
    with pytest.raises(ObjectError, match="rows"):
        audit(table, data, digest, 11)
    with pytest.raises(ObjectError, match="hash"):
        audit(table, data[:-1], digest, 12)
    with pytest.raises(ObjectError, match="schema"):
        audit(TABLES["proceedings"], data, digest, 12)


def test_the_path_says_table_and_partition() -> None:
    assert Partition("current", 2020, "220000").path("requests") == (
        "current/requests/year=2020/region=220000/part-0.parquet"
    )

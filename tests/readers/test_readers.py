"""Every reader opens every table in the plainest way, from disk and from S3, and reads the same."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import chdb
import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from gouji.columns import Column, Table
from gouji.tables import TABLES
from tests.readers import openers
from tests.readers.conftest import BUCKET, ON_S3, PREFIX, RELEASE
from tests.readers.openers import Answer, Opener, of_arrow

AREAS = ("current", "rejected")
Types = Callable[[Column, int], set[str]]
ON_DISK: dict[str, tuple[Opener, Types]] = {
    "duckdb": (openers.by_duckdb, openers.duckdb_type),
    "polars": (openers.by_polars, openers.polars_type),
    "polars lazily": (openers.by_polars_lazily, openers.polars_type),
    "pandas": (openers.by_pandas, openers.pandas_type),
    "pandas, arrow types": (openers.by_pandas_with_arrow_types, openers.pandas_arrow_type),
    "pyarrow": (openers.by_pyarrow, openers.arrow_type),
    "clickhouse": (openers.by_clickhouse, openers.clickhouse_type),
}
FROM_S3: dict[str, tuple[Opener, Types]] = {
    "polars": (openers.by_polars_s3, openers.polars_type),
    "pandas": (openers.by_pandas_with_arrow_types, openers.pandas_arrow_type),
    "pyarrow": (openers.by_pyarrow, openers.arrow_type),
    "duckdb over pyarrow": (openers.by_duckdb_over_arrow, openers.duckdb_type),
    "clickhouse": (openers.by_clickhouse_s3, openers.clickhouse_type),
}


def truth(table: Table, directory: Path) -> Answer:
    """Return what the objects of a table hold, opened one by one, without any reading of the paths."""
    files = sorted(directory.rglob("*.parquet"))
    assert files
    return of_arrow(table, pa.concat_tables([pq.ParquetFile(path).read() for path in files]), {})


def check(table: Table, expected: Answer, found: Answer, types: Types) -> None:
    assert found.rows == expected.rows
    assert found.reports == expected.reports
    assert dict(found.values) == dict(expected.values)
    assert list(found.types)[: len(table.names)] == list(table.names)
    assert set(found.types) - set(table.names) == {"year", "region"}
    for column in table.columns:
        nulls = expected.rows - expected.values[column.name][0]
        assert found.types[column.name] in types(column, nulls), column.name


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("area", AREAS)
def test_all_read_the_same_from_disk(area: str, name: str, in_country: Path) -> None:
    table, path = TABLES[name], f"data/{area}/{name}"
    expected = truth(table, Path(path))
    assert expected.rows or area == "rejected"
    for opener, types in ON_DISK.values():
        check(table, expected, opener(table, path), types)


@pytest.mark.usefixtures("on_s3")
@pytest.mark.parametrize("name", ON_S3)
def test_all_read_the_same_from_s3(name: str) -> None:
    table = TABLES[name]
    expected = truth(table, Path("data/current") / name)
    for opener, types in FROM_S3.values():
        check(table, expected, opener(table, f"s3://{BUCKET}/{PREFIX}/current/{name}"), types)


@pytest.mark.parametrize("name", TABLES)
def test_a_release_holds_the_same_in_one_file(name: str, released: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(released)
    table, path = TABLES[name], f"data/releases/{RELEASE}/tables/{name}.parquet"
    expected = truth(table, Path("data/current") / name)
    for opened in (pl.read_parquet(path).to_arrow(), ds.dataset(path).to_table(), pq.read_table(path)):
        found = of_arrow(table, opened, {})
        assert (found.rows, found.reports, dict(found.values)) == (expected.rows, expected.reports, expected.values)
    count = str(expected.rows)
    assert str(duckdb.sql(f"FROM '{path}'").count("*").fetchall()[0][0]) == count
    assert chdb.query(f"SELECT count() FROM file('{path}')").bytes().decode().strip() == count
    assert pd.read_parquet(path, dtype_backend="pyarrow").shape == (expected.rows, len(table.names))


def test_objects_without_rows_are_there_and_read(in_country: Path) -> None:
    table = TABLES["statistics_2014"]
    path = "data/current/statistics_2014/year=2020"
    assert list(Path(path).rglob("*.parquet"))
    assert truth(table, Path(path)).rows == 0
    glob = f"{path}/*/*.parquet"
    assert duckdb.sql(f"SELECT count(*) FROM '{glob}'").fetchall() == [(0,)]
    assert pl.read_parquet(path).height == len(pd.read_parquet(path)) == 0
    assert ds.dataset(path, partitioning="hive").count_rows() == 0
    assert chdb.query(f"SELECT count() FROM file('{glob}')").bytes() == b"0\n"


def test_the_keys_of_the_path_are_numbers_and_the_columns_are_not(in_country: Path) -> None:
    path = "data/current/requests"
    frame = pd.read_parquet(path)
    assert frame[frame.region == "330000"].empty
    assert len(frame[frame.region_code == "330000"]) == len(frame[frame.region == 330000]) > 0
    kinds = {row[0]: row[1] for row in duckdb.sql(f"DESCRIBE FROM '{path}/*/*/*.parquet'").fetchall()}
    assert (kinds["year"], kinds["region"]) == ("BIGINT", "BIGINT")
    lazy = pl.scan_parquet(path, hive_schema={"year": pl.Int16, "region": pl.String})
    assert lazy.filter(region="330000").select(pl.len()).collect().item() == len(frame[frame.region == 330000])
    told = duckdb.sql(
        f"SELECT count(*) FROM read_parquet('{path}/*/*/*.parquet', hive_types = {{'region': VARCHAR}}) "
        "WHERE region = '330000'"
    ).fetchall()
    assert told == [(len(frame[frame.region == 330000]),)]


def test_descriptions_are_in_the_files(in_country: Path) -> None:
    """pyarrow shows them; DuckDB finds them in the footer."""
    schema = ds.dataset("data/current/requests", partitioning="hive").schema
    for column in TABLES["requests"].columns:
        assert schema.field(column.name).metadata[b"zh"].decode() == column.zh
        assert schema.field(column.name).metadata[b"en"].decode() == column.en
    assert schema.metadata[b"en"].decode() == TABLES["requests"].en
    one = next(Path("data/current/requests").rglob("*.parquet"))
    assert "ARROW:schema" in pq.ParquetFile(one).metadata.metadata.keys().__repr__()


def test_files_that_cannot_hold_an_answer_are_not_read(in_country: Path, tmp_path: Path) -> None:
    """All rows of another year are made unreadable: who filters by report_year never notices."""
    root = tmp_path / "requests"
    shutil.copytree("data/current/requests", root)
    for path in (root / "year=2021").rglob("*.parquet"):
        data = path.read_bytes()
        footer = int.from_bytes(data[-8:-4], "little") + 8
        path.write_bytes(b"PAR1" + b"\xff" * (len(data) - footer - 4) + data[-footer:])
    counts = (_duckdb_sum, _polars_sum, _pandas_sum, _arrow_sum, _clickhouse_sum)
    ((expected,),) = duckdb.sql("SELECT sum(value) FROM 'data/current/requests/year=2020/*/*.parquet'").fetchall()
    for count in counts:
        assert count(root, 2020) == expected
        with pytest.raises(Exception):  # noqa: B017 - each reader has its own word for it
            count(root, None)


def _duckdb_sum(root: Path, year: int | None) -> int:
    where = f"WHERE report_year = {year}" if year else ""
    ((found,),) = duckdb.sql(f"SELECT sum(value) FROM '{root}/*/*/*.parquet' {where}").fetchall()
    return int(found)


def _polars_sum(root: Path, year: int | None) -> int:
    rows = pl.scan_parquet(root, hive_partitioning=True)
    return int((rows.filter(report_year=year) if year else rows).select(pl.col("value").sum()).collect().item())


def _pandas_sum(root: Path, year: int | None) -> int:
    return int(pd.read_parquet(root, filters=[("report_year", "==", year)] if year else None).value.sum())


def _arrow_sum(root: Path, year: int | None) -> int:
    wanted = ds.field("report_year") == year if year else None
    return int(
        pc.sum(ds.dataset(root, partitioning="hive").to_table(columns=["value"], filter=wanted)["value"]).as_py()
    )


def _clickhouse_sum(root: Path, year: int | None) -> int:
    where = f"WHERE report_year = {year}" if year else ""
    return int(chdb.query(f"SELECT sum(value) FROM file('{root}/*/*/*.parquet') {where}").bytes())

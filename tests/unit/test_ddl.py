"""The statements for Athena and Trino: every table and column, with types that hold what the files hold."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from gouji.columns import Table
from gouji.partition import to_parquet
from gouji.products.ddl import HIVE_TYPES, PLACE, TRINO_TYPES, athena_ddl, trino_ddl
from gouji.tables import TABLES

COMMENT = re.compile(r" COMMENT '([^']*)'")
NAMES = {name for table in TABLES for name in (table, f"rejected_{table}")}


def columns_of(statement: str) -> str:
    """Return what stands in the first parentheses, without the comments."""
    return re.sub(COMMENT, "", statement[statement.index("(\n") + 2 : statement.index("\n)")])


def statements(script: str, begin: str) -> dict[str, str]:
    parts = re.split(rf"^{begin}", script, flags=re.M)[1:]
    return {re.match(r"[`\"](\w+)[`\"]", part)[1]: part for part in parts}  # type: ignore[index]


TRINO = statements(trino_ddl(), "CREATE TABLE IF NOT EXISTS hive.gouji.")
ATHENA = statements(athena_ddl(), "CREATE EXTERNAL TABLE IF NOT EXISTS ")


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_trino_types_are_those_of_the_files(table: Table, tmp_path: Path) -> None:
    """DuckDB takes the columns as they are written, and calls them as it calls those of a file."""
    path = tmp_path / "year=2020" / "region=220000" / "part-0.parquet"
    path.parent.mkdir(parents=True)
    path.write_bytes(to_parquet(table, table.empty()))
    for name in (table.name, f"rejected_{table.name}"):
        with duckdb.connect() as base:
            base.execute(f"CREATE TABLE declared ({columns_of(TRINO[name])})")
            declared = [row[:2] for row in base.sql("DESCRIBE declared").fetchall()]
            stored = [row[:2] for row in base.sql(f"DESCRIBE FROM '{path}'").fetchall() if row[0] in table.names]
        assert declared[:-2] == stored
        assert declared[-2:] == [("year", "INTEGER"), ("region", "VARCHAR")]


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_athena_has_the_columns_of_trino(table: Table) -> None:
    for name in (table.name, f"rejected_{table.name}"):
        declared = [line.strip().rstrip(",").split(maxsplit=1) for line in columns_of(ATHENA[name]).splitlines()]
        assert declared == [[f"`{column.name}`", HIVE_TYPES[column.type]] for column in table.columns]
        assert "PARTITIONED BY (`year` int, `region` string)\nSTORED AS PARQUET" in ATHENA[name]


def test_every_table_stands_in_both_areas_at_its_place() -> None:
    for script in (ATHENA, TRINO):
        assert set(script) == NAMES
        for name, statement in script.items():
            area, table = ("rejected", name[9:]) if name.startswith("rejected_") else ("current", name)
            assert f"'{PLACE}/{area}/{table}/'" in statement


def test_partitions_are_projected_where_all_are_known_and_found_where_not() -> None:
    for name, statement in ATHENA.items():
        is_current = not name.startswith("rejected_")
        assert ("'projection.year.range' = '2008,2049'" in statement) == is_current
        assert (f"MSCK REPAIR TABLE `{name}`;" in statement) != is_current
    regions = re.search(r"'projection.region.values' = '([\d,]+)'", ATHENA["reports"])
    assert regions is not None
    assert {"100000", "110000", "220000", "660000"} <= set(regions[1].split(","))
    for name, statement in TRINO.items():
        assert f"CALL hive.system.sync_partition_metadata('gouji', '{name}', 'FULL');" in statement


def test_comments_fit_a_catalogue_and_one_line() -> None:
    for script in (athena_ddl(), trino_ddl()):
        comments = COMMENT.findall(script)
        assert len(comments) >= sum(len(table.columns) for table in TABLES.values())
        assert max(len(comment.encode()) for comment in comments) <= 255
        assert not any("\n" in comment for comment in comments)
        assert script.count("'") % 2 == 0


def test_every_type_has_a_name_in_both() -> None:
    used = {column.type for table in TABLES.values() for column in table.columns}
    assert used <= HIVE_TYPES.keys() == TRINO_TYPES.keys()

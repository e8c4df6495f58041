"""CREATE TABLE statements over the published files on S3, for Athena (or Hive) and Trino, derived from the tables."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import polars as pl

from gouji.columns import Column, Table
from gouji.partition import CURRENT, REJECTED
from gouji.reference import reference
from gouji.tables import TABLES
from gouji.years import NEWEST_YEAR, OLDEST_YEAR

HIVE_TYPES = {
    "string": "string",
    "int16": "smallint",
    "int64": "bigint",
    "float64": "double",
    "bool": "boolean",
    "date": "date",
    "decimal(24,6)": "decimal(24,6)",
    "decimal(24,4)": "decimal(24,4)",
}
TRINO_TYPES = HIVE_TYPES | {"string": "varchar"}
PLACE = "s3://BUCKET/PREFIX"
"""What the reader of the statements puts their ROOT in the place of."""
_LONGEST_COMMENT = 255
"""Bytes of a column's comment in the Glue catalogue."""
_HEAD = """\
-- Generated from src/gouji/tables.py: edit that, then `make docs`.
-- Put your ROOT in the place of {place}. Every table twice: the reports that passed, and rejected_*."""


def athena_ddl() -> str:
    """Return the statements for Athena; partitions of current/ are projected, so that new ones need no repair."""
    return _script(_athena)


def trino_ddl() -> str:
    """Return the statements for Trino's Hive connector, and the calls that find the partitions."""
    return _script(_trino)


def _script(statement: Callable[[Table, str], str]) -> str:
    statements = (statement(table, area) for area in (CURRENT, REJECTED) for table in TABLES.values())
    return "\n\n".join([_HEAD.format(place=PLACE), *statements]) + "\n"


def _athena(table: Table, area: str) -> str:
    name, columns = _name(table, area), ",\n".join(_columns(table, "`", HIVE_TYPES))
    statement = (
        f"CREATE EXTERNAL TABLE IF NOT EXISTS `{name}` (\n{columns}\n)\n"
        f"COMMENT {_text(table.en)}\n"
        "PARTITIONED BY (`year` int, `region` string)\n"
        "STORED AS PARQUET\n"
        f"LOCATION '{PLACE}/{area}/{table.name}/'"
    )
    # Unknown years stand far from the known ones: a range over both would be two thousand years long.
    return statement + (f"\n{_projection()};" if area == CURRENT else f";\n\nMSCK REPAIR TABLE `{name}`;")


def _projection() -> str:
    """Return the properties that tell which partitions there may be; those that are not there have no rows."""
    properties = {
        "projection.enabled": "true",
        "projection.year.type": "integer",
        "projection.year.range": f"{OLDEST_YEAR},{NEWEST_YEAR}",
        "projection.region.type": "enum",
        "projection.region.values": ",".join(_regions()),
    }
    told = ",\n".join(f"  '{key}' = '{value}'" for key, value in properties.items())
    return f"TBLPROPERTIES (\n{told}\n)"


def _regions() -> list[str]:
    """Return every code a partition may have: the provinces, the Corps, and that of central bodies."""
    regions = pl.read_parquet(io.BytesIO(reference()["reference/regions.parquet"]))
    listed = regions.filter(pl.col("level").is_in(["province", "central"]))
    return sorted(listed.get_column("code").unique())


def _trino(table: Table, area: str) -> str:
    partitions = ['  "year" integer', '  "region" varchar']
    columns = ",\n".join([*_columns(table, '"', TRINO_TYPES), *partitions])
    name = _name(table, area)
    return (
        f'CREATE TABLE IF NOT EXISTS hive.gouji."{name}" (\n{columns}\n)\n'
        f"COMMENT {_text(table.en)}\n"
        "WITH (\n"
        "  format = 'PARQUET',\n"
        f"  external_location = '{PLACE}/{area}/{table.name}/',\n"
        "  partitioned_by = ARRAY['year', 'region']\n"
        ");\n"
        f"CALL hive.system.sync_partition_metadata('gouji', '{name}', 'FULL');"
    )


def _columns(table: Table, quote: str, types: dict[str, str]) -> Iterator[str]:
    for column in table.columns:
        yield f"  {quote}{column.name}{quote} {types[column.type]} COMMENT {_text(_comment(column))}"


def _name(table: Table, area: str) -> str:
    return table.name if area == CURRENT else f"{REJECTED}_{table.name}"


def _comment(column: Column) -> str:
    """Return the column's meaning, no longer than a catalogue takes."""
    words = column.en if column.unit is None else f"{column.en} [{column.unit}]"
    return words if len(words.encode()) <= _LONGEST_COMMENT else words[: _LONGEST_COMMENT - 3] + "..."


def _text(words: str) -> str:
    # Hive drops a doubled quote from a comment, Trino knows no other way to escape one: neither gets any.
    return "'" + words.replace("'", "\u2019") + "'"

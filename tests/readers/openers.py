"""The plainest way to open a published table in each reader, as docs/reading.md prints it, and what comes out.

Whatever opens a table gives an Answer: its columns with the reader's own types, and for each column how many values
it holds and what they come to. Two readers that agree on that read the same table.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import chdb
import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from gouji.columns import POLARS_TYPES, Column, Table

Total = Decimal | tuple[date, date] | None


@dataclass(frozen=True)
class Answer:
    """What a reader says of a table: rows, reports, and by column its type, number of values, and their total.

    Texts total to their bytes, numbers to their sum, bools to those that are true, dates to the first and the last.
    """

    rows: int
    reports: frozenset[str]
    types: Mapping[str, str]
    values: Mapping[str, tuple[int, Total]]


def of_arrow(table: Table, found: pa.Table, types: Mapping[str, str]) -> Answer:
    """Return the answer of a reader that can hand its rows over as Arrow."""
    reports = frozenset(pc.unique(found["report_id"]).drop_null().to_pylist())
    values = {column.name: _values(found[column.name], column) for column in table.columns}
    return Answer(found.num_rows, reports, types, values)


def _values(array: pa.ChunkedArray, column: Column) -> tuple[int, Total]:
    count = len(array) - array.null_count
    if not count:
        return 0, None
    if column.type == "date":
        extremes = pc.min_max(array).as_py()
        return count, (extremes["min"], extremes["max"])
    if column.type == "string":
        array = pc.binary_length(array)
    return count, Decimal(str(pc.sum(array).as_py()))


# What each reader calls the declared types.
DUCKDB = {
    "string": "VARCHAR", "int16": "SMALLINT", "int64": "BIGINT", "float64": "DOUBLE", "bool": "BOOLEAN",
    "date": "DATE", "decimal(24,6)": "DECIMAL(24,6)", "decimal(24,4)": "DECIMAL(24,4)",
}  # fmt: skip
CLICKHOUSE = {
    "string": "String", "int16": "Int16", "int64": "Int64", "float64": "Float64", "bool": "Bool", "date": "Date32",
    "decimal(24,6)": "Decimal(24, 6)", "decimal(24,4)": "Decimal(24, 4)",
}  # fmt: skip
PANDAS = {
    "string": "str", "int16": "int16", "int64": "int64", "float64": "float64", "bool": "bool", "date": "object",
    "decimal(24,6)": "object", "decimal(24,4)": "object",
}  # fmt: skip
PANDAS_ARROW = {
    "string": "large_string[pyarrow]", "int16": "int16[pyarrow]", "int64": "int64[pyarrow]",
    "float64": "double[pyarrow]", "bool": "bool[pyarrow]", "date": "date32[day][pyarrow]",
    "decimal(24,6)": "decimal128(24, 6)[pyarrow]", "decimal(24,4)": "decimal128(24, 4)[pyarrow]",
}  # fmt: skip


def by_duckdb(table: Table, path: str) -> Answer:
    return _of_duckdb(table, f"'{path}/*/*/*.parquet'")


def by_duckdb_over_arrow(table: Table, path: str) -> Answer:
    rows = ds.dataset(path, partitioning="hive")
    return _of_duckdb(table, "rows", rows=rows)


def _of_duckdb(table: Table, source: str, **registered: Any) -> Answer:
    totals = {"string": "sum(strlen({}))", "date": "[min({0}), max({0})]", "bool": "count_if({})"}
    with duckdb.connect() as base:
        for name, given in registered.items():
            base.register(name, given)
        types = {row[0]: row[1] for row in base.sql(f"DESCRIBE FROM {source}").fetchall()}
        wanted = _wanted(table, totals, "sum({})", '"')
        (row,) = base.sql(f"SELECT count(*), {wanted} FROM {source}").fetchall()
        reports = base.sql(f"SELECT DISTINCT report_id FROM {source} WHERE report_id IS NOT NULL").fetchall()
    values = {column.name: _total(*row[1 + 2 * n : 3 + 2 * n]) for n, column in enumerate(table.columns)}
    return Answer(row[0], frozenset(report for (report,) in reports), types, values)


def _wanted(table: Table, totals: Mapping[str, str], number: str, quote: str) -> str:
    """Return the terms that ask for the number of values of each column and what they come to."""
    names = {column.name: f"{quote}{column.name}{quote}" for column in table.columns}
    return ", ".join(
        f"count({names[column.name]}), " + totals.get(column.type, number).format(names[column.name])
        for column in table.columns
    )


def _total(count: int, total: Any) -> tuple[int, Total]:
    if not count:
        return 0, None
    return count, (total[0], total[1]) if isinstance(total, list) else Decimal(str(total))


def by_clickhouse(table: Table, path: str) -> Answer:
    return _of_clickhouse(table, f"file('{path}/*/*/*.parquet')")


def by_clickhouse_s3(table: Table, path: str) -> Answer:
    address = path.replace("s3:/", os.environ["AWS_ENDPOINT_URL"])
    keys = (os.environ[f"AWS_{name}"] for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY"))
    return _of_clickhouse(table, f"s3('{address}/*/*/*.parquet', {', '.join(map(repr, keys))})")


def _of_clickhouse(table: Table, source: str) -> Answer:
    totals = {"string": "toString(sum(length({})))", "date": "toString(min({0})) || ' ' || toString(max({0}))"}
    types = {row["name"]: row["type"] for row in _clickhouse(f"DESCRIBE {source}")}
    wanted = _wanted(table, totals, "toString(sum({}))", "`")
    row = json.loads(chdb.query(f"SELECT count(), {wanted} FROM {source}", "JSONCompactEachRow").bytes())
    values = {}
    for number, column in enumerate(table.columns):
        count, total = int(row[1 + 2 * number]), row[2 + 2 * number]
        if column.type == "date" and count:
            first, last = total.split()
            values[column.name] = (count, (date.fromisoformat(first), date.fromisoformat(last)))
        else:
            values[column.name] = _total(count, total)
    reports = _clickhouse(f"SELECT DISTINCT report_id FROM {source} WHERE report_id IS NOT NULL")
    return Answer(int(row[0]), frozenset(each["report_id"] for each in reports), types, values)


def _clickhouse(query: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in chdb.query(query, "JSONEachRow").bytes().splitlines()]


def by_polars(table: Table, path: str) -> Answer:
    return _of_polars(table, pl.read_parquet(path))


def by_polars_lazily(table: Table, path: str) -> Answer:
    return _of_polars(table, pl.scan_parquet(path, hive_partitioning=True).collect())


def by_polars_s3(table: Table, path: str) -> Answer:
    return _of_polars(table, pl.scan_parquet(f"{path}/", hive_partitioning=True).collect())


def _of_polars(table: Table, frame: pl.DataFrame) -> Answer:
    return of_arrow(table, frame.to_arrow(), {name: str(kind) for name, kind in frame.schema.items()})


def by_pandas(table: Table, path: str) -> Answer:
    frame = pd.read_parquet(path)
    return of_arrow(table, _arrow_of(table, frame), {name: str(kind) for name, kind in frame.dtypes.items()})


def by_pandas_with_arrow_types(table: Table, path: str) -> Answer:
    frame = pd.read_parquet(path, dtype_backend="pyarrow")
    return of_arrow(table, _arrow_of(table, frame), {name: str(kind) for name, kind in frame.dtypes.items()})


def _arrow_of(table: Table, frame: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(frame[list(table.names)], preserve_index=False)


def by_pyarrow(table: Table, path: str) -> Answer:
    dataset = ds.dataset(path, partitioning="hive")
    return of_arrow(table, dataset.to_table(), {field.name: str(field.type) for field in dataset.schema})


Opener = Callable[[Table, str], Answer]


def duckdb_type(column: Column, _: int) -> set[str]:
    return {DUCKDB[column.type]}


def clickhouse_type(column: Column, _: int) -> set[str]:
    kind = CLICKHOUSE[column.type]
    return {f"Nullable({kind})" if column.nullable else kind}


def polars_type(column: Column, _: int) -> set[str]:
    return {str(POLARS_TYPES[column.type])}


def pandas_type(column: Column, nulls: int) -> set[str]:
    """Say what pandas makes of a column: integers with a null become floats, a column of nulls alone an object."""
    if nulls and column.type.startswith("int"):
        return {"float64"}
    return {PANDAS[column.type], *(["object"] if nulls else [])}


def pandas_arrow_type(column: Column, _: int) -> set[str]:
    return {PANDAS_ARROW[column.type]}


def arrow_type(column: Column, _: int) -> set[str]:
    return {str(column.field().type)}

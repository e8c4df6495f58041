"""Chinese column headers: short, and each once in a table."""

from __future__ import annotations

from functools import cache

from gouji.columns import Column
from gouji.standard.resources import read_csv


@cache
def headers() -> dict[str, str]:
    """Return the Chinese header of every column name that the tables use."""
    return {row["column"]: row["zh"] for row in read_csv("headers.csv", ("column", "zh"))}


def header(column: Column) -> str:
    """Return the Chinese header of a column; KeyError for a name without one."""
    return headers()[column.name]

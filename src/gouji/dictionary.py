"""The data dictionary of what is published, as Markdown, derived from the declarations."""

from __future__ import annotations

from collections.abc import Iterator

from gouji.columns import Column, Table
from gouji.reference import REFERENCE
from gouji.tables import TABLES

_HEAD = """\
# 数据字典 Data dictionary

<!-- Generated from src/gouji/tables.py and src/gouji/reference.py: edit those, then `make docs`. -->

Every file of a table has exactly these columns, in this order. The path carries two more, `year` (= `report_year`,
0 where unknown) and `region` (= `region_code`, 0 where unknown): see [reading.md](reading.md)."""
_REFERENCE = """
# reference/

What the keys mean: each as `.parquet` and as `.csv` (UTF-8 with a byte order mark, for spreadsheets)."""


def data_dictionary() -> str:
    """Return docs/tables.md: every table and column, in Chinese and English."""
    parts = [_HEAD]
    for table in TABLES.values():
        parts += _table(table)
    parts.append(_REFERENCE)
    for table in REFERENCE.values():
        parts += _table(table)
    return "\n".join(parts) + "\n"


def _table(table: Table) -> Iterator[str]:
    yield f"\n## {table.name}\n"
    yield f"{table.zh}。{table.en}.\n"
    yield "Key: " + (", ".join(f"`{name}`" for name in table.key) or "none") + "\n"
    yield "| column | type | unit | 说明 | meaning |"
    yield "|---|---|---|---|---|"
    for column in table.columns:
        yield _row(column)


def _row(column: Column) -> str:
    closed = f" ({', '.join(f'`{value}`' for value in column.values)})" if column.values else ""
    kind = column.type if column.nullable else f"{column.type}, never null"
    return f"| `{column.name}` | {kind} | {column.unit or ''} | {column.zh} | {column.en}{closed} |"

"""The data dictionary of the published tables, as Markdown, derived from their declaration."""

from __future__ import annotations

from gouji.tables import TABLES, Column

_HEAD = """\
# 数据字典 Data dictionary

<!-- Generated from src/gouji/tables.py: edit that, then `make docs`. -->

Every file of a table has exactly these columns, in this order. The path carries two more, `year` (= `report_year`,
0 where unknown) and `region` (= `region_code`, 0 where unknown): see [reading.md](reading.md)."""


def data_dictionary() -> str:
    """Return docs/tables.md: every table and column, in Chinese and English."""
    parts = [_HEAD]
    for table in TABLES.values():
        parts += [f"\n## {table.name}\n", f"{table.zh}。{table.en}.\n"]
        parts += ["Key: " + (", ".join(f"`{name}`" for name in table.key) or "none") + "\n"]
        parts += ["| column | type | unit | 说明 | meaning |", "|---|---|---|---|---|"]
        parts += [_row(column) for column in table.columns]
    return "\n".join(parts) + "\n"


def _row(column: Column) -> str:
    closed = f" ({', '.join(f'`{value}`' for value in column.values)})" if column.values else ""
    kind = column.type if column.nullable else f"{column.type}, never null"
    return f"| `{column.name}` | {kind} | {column.unit or ''} | {column.zh} | {column.en}{closed} |"

"""The data dictionary of what is published, as Markdown and as a page, derived from the declarations."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import jinja2

from gouji.columns import Column, Table
from gouji.products.request_summary import REQUEST_SUMMARY
from gouji.products.wide import HEADERS, WIDE, title
from gouji.reference import REFERENCE
from gouji.tables import TABLES

PRODUCTS = (REQUEST_SUMMARY, WIDE)

_HEAD = """\
# 数据字典 Data dictionary

<!-- Generated from src/gouji/{tables,reference}.py and src/gouji/products: edit those, then `make docs`. -->

Every file of a table has exactly these columns, in this order. The path carries two more, `year` (= `report_year`,
0 where unknown) and `region` (= `region_code`, 0 where unknown): see [reading.md](reading.md)."""
_PUBLISHED_HEAD = """\
# 数据字典 Data dictionary

表的每个文件都正好有这些列，次序相同。路径里另有 `year`（即 `report_year`）和 `region`（即 `region_code`），不明为 0。

Every file of a table has exactly these columns, in this order. The path carries two more, `year` (= `report_year`,
0 where unknown) and `region` (= `region_code`, 0 where unknown)."""
_PRODUCTS = """
# 发布版的汇总表 Made for releases

`request_summary` is also a view of `views.sql`. `annual_reports_wide` is in releases, as Parquet, CSV and workbooks,
and once more under Chinese headers (the second column below)."""
_REFERENCE = """
# reference/

What the keys mean: each as `.parquet` and as `.csv` (UTF-8 with a byte order mark, for spreadsheets)."""


def data_dictionary() -> str:
    """Return docs/tables.md: every table and column, in Chinese and English."""
    return _markdown(_HEAD)


def published_dictionary() -> str:
    """Return the same for who has only the published files."""
    return _markdown(_PUBLISHED_HEAD)


@cache
def environment() -> jinja2.Environment:
    """Return what fills the templates of pages: every value is escaped, and none may be missing."""
    return jinja2.Environment(
        loader=jinja2.PackageLoader("gouji"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def dictionary_page() -> str:
    """Return the dictionary as one page for a browser or paper: no script, nothing fetched."""
    return (
        environment()
        .get_template("dictionary.html.j2")
        .render(
            groups=[
                ("数据表", "Tables", list(TABLES.values())),
                ("汇总表", "Made for releases", list(PRODUCTS)),
                ("键的含义（reference/）", "What the keys mean (reference/)", list(REFERENCE.values())),
            ],
            title=title,
        )
    )


def _markdown(head: str) -> str:
    parts = [head]
    for table in TABLES.values():
        parts += _table(table)
    parts.append(_PRODUCTS)
    parts += _table(REQUEST_SUMMARY)
    parts += _wide()
    parts.append(_REFERENCE)
    for table in REFERENCE.values():
        parts += _table(table)
    return "\n".join(parts) + "\n"


def _intro(table: Table) -> Iterator[str]:
    yield f"\n## {table.name}\n"
    yield f"{table.zh}。{table.en}.\n"
    yield "Key: " + (", ".join(f"`{name}`" for name in table.key) or "none") + "\n"


def _table(table: Table) -> Iterator[str]:
    yield from _intro(table)
    yield "| column | type | unit | 说明 | meaning |"
    yield "|---|---|---|---|---|"
    for column in table.columns:
        yield _row(column)


def _wide() -> Iterator[str]:
    yield from _intro(WIDE)
    yield "| column | 中文列名 | type | meaning |"
    yield "|---|---|---|---|"
    for column in WIDE.columns:
        yield f"| `{column.name}` | {HEADERS[column.name]} | {_type(column)} | {column.en} |"


def _row(column: Column) -> str:
    closed = f" ({', '.join(f'`{value}`' for value in column.values)})" if column.values else ""
    return f"| `{column.name}` | {_type(column)} | {column.unit or ''} | {column.zh} | {column.en}{closed} |"


def _type(column: Column) -> str:
    return column.type if column.nullable else f"{column.type}, never null"

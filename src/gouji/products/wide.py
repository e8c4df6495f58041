"""annual_reports_wide: one row a published report, one column for each value cell of any form.

The columns follow from the forms: a new edition adds columns here, and nothing is listed by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

import polars as pl

from gouji.columns import Column, Table
from gouji.partition import RowsError, conform
from gouji.products.headers import header, headers
from gouji.report import TableName
from gouji.standard.forms import COLUMN_AXIS, ROW_AXIS, TABLE_NUMBER, Axis, forms, term
from gouji.tables import CELL_TABLES, PROACTIVE_DISCLOSURE, REPORTS, TABLES

_IDENTITY = (
    *("report_id", "reading_id", "agency_id", "report_year", "region_code", "agency_name"),
    *("agency_level", "agency_kind", "figures_cover", "province", "prefecture", "prefecture_code"),
    *("county", "county_code", "township", "township_code", "published_date"),
    *("proactive_edition", "requests_edition", "source_url", "source_count", "revision"),
    *("errors", "warnings", "notices", "worst_severity", "decision_ids"),
)
# What an amount has beside its printed number, by the column of the cell table it comes from.
_MONEY = {"unit": ("单位", "unit as printed"), "amount_cny": ("元", "in yuan, null where no unit is printed")}


SOURCES: dict[str, tuple[str, ...]] = {
    REPORTS.name: _IDENTITY,
    **dict.fromkeys(CELL_TABLES, ("reading_id", "cell", "value")),
    PROACTIVE_DISCLOSURE.name: ("reading_id", "cell", "value", *_MONEY),
}
"""The tables it is made of, and the columns it takes of them."""


@dataclass(frozen=True, slots=True)
class WideCell:
    """One value cell of the forms, whatever edition has it."""

    table: TableName
    row: str
    column: str

    @property
    def cell(self) -> str:
        """Return the cell as the tables name it."""
        return f"{self.table}/{self.row}/{self.column}"

    @property
    def name(self) -> str:
        """Return the name of its column."""
        return self.cell.replace("/", "__")

    @property
    def header(self) -> str:
        """Return its Chinese header: table, row and column as the form words them."""
        labels = (term(axis, key).zh for axis, key in self._keys())
        return "·".join((f"表{TABLE_NUMBER[self.table]}", *labels))

    @property
    def is_money(self) -> bool:
        """Say whether the cell holds an amount, which means nothing without its unit."""
        return term(COLUMN_AXIS[self.table], self.column).measure == "amount"

    def columns(self) -> Iterator[tuple[str, str, Column]]:
        """Give the columns of the cell: what each is filled from, its Chinese header, its declaration."""
        source = TABLES[self.table].column("value")
        labels = ": ".join(term(axis, key).en for axis, key in self._keys())
        yield "value", self.header, replace(source, name=self.name, zh=f"{self.header}：印出的数", en=labels)
        if self.is_money:
            for name, (zh, en) in _MONEY.items():
                column = TABLES[self.table].column(name)
                told = replace(
                    column, name=f"{self.name}__{name}", zh=f"{self.header}：{column.zh}", en=f"{labels}, {en}"
                )
                yield name, f"{self.header}（{zh}）", told

    def order(self) -> tuple[int, ...]:
        """Return where it stands: tables as numbered, rows and columns in the order of the terms."""
        return (CELL_TABLES.index(self.table), *(term(axis, key).order for axis, key in self._keys()))

    def _keys(self) -> tuple[tuple[Axis, str], tuple[Axis, str]]:
        return (ROW_AXIS[self.table], self.row), (COLUMN_AXIS[self.table], self.column)


@cache
def cells() -> tuple[WideCell, ...]:
    """Return every value cell of every form, local rows included, each once, in the order of the forms."""
    found = {
        WideCell(form.table, row.key, column)
        for form in forms()
        for row in (*form.rows, *form.local_rows)
        for column in row.columns
    }
    return tuple(sorted(found, key=WideCell.order))


WIDE = Table(
    "annual_reports_wide",
    "年度报告宽表，一行一份报告，各表每格一列（印出的数，未印为空）",
    "The reports, one row each, one column for each cell of the forms: the printed number, null where none is printed",
    ("report_id",),
    ("report_year", "region_code", "report_id"),
    (*map(REPORTS.column, _IDENTITY), *(column for cell in cells() for _, _, column in cell.columns())),
)
HEADERS: dict[str, str] = {name: header(REPORTS.column(name)) for name in _IDENTITY} | {
    column.name: zh for cell in cells() for _, zh, column in cell.columns()
}
"""The Chinese header of each column of `WIDE`."""
WIDE_ZH = replace(
    WIDE,
    name="annual_reports_wide_zh",
    key=tuple(HEADERS[name] for name in WIDE.key),
    sort=tuple(HEADERS[name] for name in WIDE.sort),
    columns=tuple(replace(column, name=HEADERS[column.name]) for column in WIDE.columns),
)
"""The same table under Chinese headers."""


def title(column: Column) -> str:
    """Return the Chinese header of any published column; a column without one is called by its name."""
    return HEADERS.get(column.name) or headers().get(column.name, column.name)


def wide(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return one row for each of the reports, from the rows of `SOURCES`.

    Raises RowsError for a cell that no form has: its figure would be lost without a word.
    """
    rows = tables[REPORTS.name].select(_IDENTITY)
    for name in CELL_TABLES:
        mine = [cell for cell in cells() if cell.table == name]
        rows = _joined(rows, _pivoted(tables[name], [cell.cell for cell in mine], "value"))
    for name in _MONEY:
        money = [cell.cell for cell in cells() if cell.is_money]
        filled = _pivoted(tables[PROACTIVE_DISCLOSURE.name].filter(pl.col("cell").is_in(money)), money, name)
        rows = _joined(rows, filled.rename({cell: f"{cell}__{name}" for cell in money}))
    return conform(WIDE, rows.rename(lambda name: name.replace("/", "__")))


def in_chinese(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows of `WIDE` under their Chinese headers."""
    return rows.rename(HEADERS)


def _joined(rows: pl.DataFrame, more: pl.DataFrame) -> pl.DataFrame:
    return rows.join(more, on="reading_id", how="left", validate="1:1", maintain_order="left")


def _pivoted(frame: pl.DataFrame, names: list[str], values: str) -> pl.DataFrame:
    """Return one row a reading with a column for each cell; the cell tables' key makes every value the only one."""
    strange = set(frame.get_column("cell").unique()) - set(names)
    if strange:
        raise RowsError(f"{WIDE.name}: no form has the cells {', '.join(sorted(strange))}")
    return frame.select("reading_id", "cell", values).pivot(
        "cell", on_columns=names, index="reading_id", values=values, maintain_order=False
    )

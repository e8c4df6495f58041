"""The three tables of the form in a document: found by their labels, read by the form that fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from gouji.cells import CellText, is_money, money_unit
from gouji.parse.align import Alignment, PlacedCell, align
from gouji.parse.rows import FoundRow, Item, Region, Token, found_rows, regions_of
from gouji.report import TABLE_NAMES, CellReading, Doubt, Meaning, TableName, TableReading, Unit, UnitBasis
from gouji.standard.forms import COLUMN_AXIS, Measure, forms_of, term

_FULL = 0.6
"""Share of a form's rows that must be named for a second region to be a second table rather than a mention."""


@dataclass(frozen=True, slots=True)
class FoundTable:
    """One table as read, the items it takes up, and how many full tables of its kind there are."""

    reading: TableReading
    region: Region | None
    copies: int = 1


def read_tables(items: Sequence[Item]) -> list[FoundTable]:
    """Return one reading for each of the three tables, in the form's order."""
    return [_read_table(items, table) for table in TABLE_NAMES]


def _read_table(items: Sequence[Item], table: TableName) -> FoundTable:
    regions = regions_of(items, table)
    read = [(region, rows, _best(rows, table)) for region in regions[:4] if (rows := found_rows(items, region))]
    useful = [(region, rows, found) for region, rows, found in read if found is not None]
    if not useful:
        return FoundTable(TableReading(table, "missing"), None)
    region, rows, best = max(useful, key=lambda entry: entry[2].score)
    full = [found for _, _, found in useful if found.named / len(found.form.rows) >= _FULL and _has_values(found)]
    if len(full) > 1 and any(_texts(found) != _texts(best) for found in full):
        reading = _reading(best, table, _header_units(rows, table))
        cells = tuple(cell._replace(proven=False) for cell in reading.cells)
        return FoundTable(replace(reading, state="doubled", cells=cells, doubt=Doubt("doubled")), region)
    return FoundTable(_reading(best, table, _header_units(rows, table)), region, len(full))


def _best(rows: Sequence[FoundRow], table: TableName) -> Alignment | None:
    """Return the reading by the form that fits best, None where what was found is no table of this kind."""
    best = max(_alignments(rows, table), key=lambda alignment: alignment.score)
    return best if best.named * 3 >= len(best.form.rows) else None


def _alignments(rows: Sequence[FoundRow], table: TableName) -> list[Alignment]:
    """Return the readings by each form, the likeliest first; the rest are not tried once one is proven.

    No table is proven by two forms: they differ in the number of rows or of cells in a row.
    """
    named = {hit.key for row in rows for token in row.labels for hit in token.hits if hit.table == table}
    read: list[Alignment] = []
    for form in sorted(forms_of(table), key=lambda form: sum(row.key not in named for row in form.rows)):
        read.append(align(rows, form))
        if read[-1].doubt is None:
            break
    return read


def _has_values(found: Alignment) -> bool:
    return any(cell.token is not None for cell in found.cells)


def _texts(found: Alignment) -> list[str | None]:
    return [None if cell.token is None else cell.token.text for cell in found.cells]


def _reading(found: Alignment, table: TableName, header_units: dict[str, Unit]) -> TableReading:
    cells = tuple(_cell(cell, table, header_units) for cell in found.cells)
    place = next((cell.place for cell in cells if cell.place), "")
    return TableReading(table, "found", found.form.edition, cells, found.doubt, found.row_labels, place)


def _header_units(rows: Sequence[FoundRow], table: TableName) -> dict[str, Unit]:
    """Return the unit that a column's printed label names, for columns of money."""
    named: dict[str, Unit] = {}
    for token in (token for row in rows for token in row.labels):
        label = "".join(token.text.split())
        for hit in token.hits:
            if hit.table == table and hit.kind == "column" and "元" in label:
                named[hit.key] = "CNY_10K" if "万元" in label else "CNY"
    return named


def _cell(placed: PlacedCell, table: TableName, header_units: dict[str, Unit]) -> CellReading:
    said, place = _said(placed.token)
    measure = _measure(table, placed.column)
    meaning, value = said.meaning, said.value
    unit: Unit | None = "count"
    basis: UnitBasis = "form"
    if measure == "amount":
        unit, basis = header_units.get(placed.column), "header" if placed.column in header_units else "none"
        if said.unit is not None:
            meaning, value, unit, basis = _money(said)
    elif said.unit is not None and is_money(said.unit):
        # An amount of money in a column of counts is in the wrong cell or of another meaning.
        meaning, value = "unreadable", None
    return CellReading(
        table, placed.row, placed.column, said.printed, meaning, value, unit, basis, placed.proven, place
    )


@cache
def _measure(table: TableName, column: str) -> Measure:
    return term(COLUMN_AXIS[table], column).measure


def _money(said: CellText) -> tuple[Meaning, int | Decimal | None, Unit | None, UnitBasis]:
    if said.unit is None or not is_money(said.unit):
        return "unreadable", None, None, "none"
    return said.meaning, said.value, money_unit(said.unit), "cell"


_NOTHING = CellText("", "blank")


def _said(token: Token | None) -> tuple[CellText, str]:
    if token is None:
        return _NOTHING, ""
    return token.said, str(token.cell.place)

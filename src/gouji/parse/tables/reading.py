"""The three tables of the form in a document: found by their labels, read by the form that fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from itertools import accumulate

from gouji.cells import CellText, is_money, money_unit
from gouji.parse.labels import normal_forms, row_index
from gouji.parse.tables.align import Alignment, PlacedCell, align
from gouji.parse.tables.one_line import by_rows
from gouji.parse.tables.rows import FoundRow, Region, found_rows, regions_of
from gouji.parse.tables.tokens import Item, Token
from gouji.parse.tables.units import unit_doubt, units_of
from gouji.report import TABLE_NAMES, CellReading, Doubt, Meaning, TableName, TableReading, Unit, UnitBasis
from gouji.standard.forms import COLUMN_AXIS, Form, Measure, forms_of, term

_FULL = 0.6
"""Share of a form's rows that must be named for a second region to be a second table rather than a mention."""

_MOST_CELLS = 6000
"""Cells, blank ones and labels counted, beyond which a stretch is more than one table."""

_MOST_TABLES = 4
"""Stretches of one table's labels that are read; with a fifth, the table counts as doubled."""

_FEWEST_VOTES = 5
"""Items with labels of one table that show it is there, though hardly a row of it can be made out."""


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
    whole = regions_of(items, table)
    regions = [_readable(region, items) for region in whole[:_MOST_TABLES]]
    read = [(region, rows, _best(rows, region)) for region in regions if (rows := found_rows(items, region))]
    useful = [(region, rows, found) for region, rows, found in read if found is not None]
    if not useful:
        return FoundTable(TableReading(table, "missing"), None)
    region, rows, best = max(useful, key=lambda entry: entry[2].score)
    full = [found for _, _, found in useful if found.named / len(found.form.rows) >= _FULL and _has_values(found)]
    is_more = regions != whole[:_MOST_TABLES] or any(other.votes >= _FEWEST_VOTES for other in whole[_MOST_TABLES:])
    if is_more or (len(full) > 1 and any(_texts(found) != _texts(best) for found in full)):
        reading = _reading(best, table, units_of(rows, items, region))
        cells = tuple(cell._replace(proven=False) for cell in reading.cells)
        return FoundTable(replace(reading, state="doubled", cells=cells, doubt=Doubt("doubled")), region)
    reading = _reading(best, table, units_of(rows, items, region))
    others = [row for other, found, _ in read if other is not region for row in found]
    doubt = reading.doubt or _contradiction(others, best) or unit_doubt(reading.cells, rows, items, region)
    if doubt is not reading.doubt:
        reading = replace(reading, cells=tuple(cell._replace(proven=False) for cell in reading.cells), doubt=doubt)
    return FoundTable(reading, region, len(full))


def _contradiction(others: Sequence[FoundRow], best: Alignment) -> Doubt | None:
    """Return a row that is drawn once more elsewhere, with its label and all its figures, and with other ones."""
    if best.form.one_line:
        return None
    index = row_index(best.form)
    for row in others:
        key = next((index[normal] for normal in normal_forms(row.label) if normal in index), None)
        texts = [cell.token.text for cell in best.cells if cell.row == key and cell.token is not None]
        figures = [token.text for token in row.printed]
        if row.grid is not None and key is not None and len(figures) == len(texts) and figures != texts:
            return Doubt("repeated", (" ".join([row.label, *figures]),))
    return None


def _readable(region: Region, items: Sequence[Item]) -> Region:
    """Return the region, or of one that holds more cells than any table the beginning."""
    cells = accumulate(len(item.tokens) for item in items[region.start : region.stop])
    count = next((at for at, sum_ in enumerate(cells) if sum_ > _MOST_CELLS), None)
    return region if count is None else replace(region, stop=region.start + count)


def _best(rows: Sequence[FoundRow], region: Region) -> Alignment | None:
    """Return the reading by the form that fits best, None where what was found is no table of this kind."""
    best = max(_alignments(rows, region.table), key=lambda alignment: alignment.score)
    is_known = region.votes >= _FEWEST_VOTES and region.votes * 3 >= len(best.form.rows)
    return best if is_known or best.named * 3 >= len(best.form.rows) else None


def _alignments(rows: Sequence[FoundRow], table: TableName) -> list[Alignment]:
    """Return the readings by each form, the likeliest first; the rest are not tried once one is proven.

    No table is proven by two forms: they differ in the number of rows or of cells in a row.
    """
    named = {hit.key for row in rows for token in row.labels for hit in token.hits if hit.table == table}
    read: list[Alignment] = []
    # The most of its rows named; of two like that, the one with more rows.
    for form in sorted(
        _printed_forms(table), key=lambda form: (sum(row.key not in named for row in form.rows), -len(form.rows))
    ):
        read.append(align(rows, form))
        if read[-1].doubt is None:
            break
    return read


@cache
def _printed_forms(table: TableName) -> tuple[Form, ...]:
    """Return the forms of a table; one whose rows stand in one line also with a line for each."""
    forms = forms_of(table)
    return (*forms, *(by_rows(form) for form in forms if form.one_line))


def _has_values(found: Alignment) -> bool:
    return any(cell.token is not None for cell in found.cells)


def _texts(found: Alignment) -> list[str | None]:
    return [None if cell.token is None else cell.token.text for cell in found.cells]


def _reading(found: Alignment, table: TableName, units: dict[str, Unit | None]) -> TableReading:
    cells = tuple(_cell(cell, table, units) for cell in found.cells)
    place = next((cell.place for cell in cells if cell.place), "")
    return TableReading(table, "found", found.form.edition, cells, found.doubt, found.row_labels, place)


def _cell(placed: PlacedCell, table: TableName, units: dict[str, Unit | None]) -> CellReading:
    said, place = _said(placed.token)
    measure = _measure(table, placed.column)
    meaning, value = said.meaning, said.value
    unit: Unit | None = "count"
    basis: UnitBasis = "form"
    if measure == "amount":
        unit, basis = units.get(placed.column), "header" if placed.column in units else "none"
        if said.unit is not None:
            meaning, value, unit, basis = _money(said)
        elif unit is None and basis == "header":
            basis = "none"
            meaning, value = (meaning, None) if value is None else ("unreadable", None)
    # Nearly all cells are bare numbers.
    if (said.unit or said.is_change or said.remark) and _is_elsewhere(said, measure):
        meaning, value = "unreadable", None
    return CellReading(
        table, placed.row, placed.column, said.printed, meaning, value, unit, basis, placed.proven, place
    )


@cache
def _measure(table: TableName, column: str) -> Measure:
    return term(COLUMN_AXIS[table], column).measure


def _is_elsewhere(said: CellText, measure: Measure) -> bool:
    """Return whether the text says something that its column cannot hold: it is in the wrong cell, or means another.

    Money among counts, a change where a number is asked, and an amount whose unit only its remark tells.
    """
    if said.is_change and measure != "signed":
        return True
    if measure == "amount":
        return said.unit is None and any(unit in said.remark for unit in "元万亿")
    return said.unit is not None and is_money(said.unit)


def _money(said: CellText) -> tuple[Meaning, int | Decimal | None, Unit | None, UnitBasis]:
    if said.unit is None or not is_money(said.unit):
        return "unreadable", None, None, "none"
    return said.meaning, said.value, money_unit(said.unit), "cell"


_NOTHING = CellText("", "blank")


def _said(token: Token | None) -> tuple[CellText, str]:
    if token is None:
        return _NOTHING, ""
    return token.said, str(token.cell.place)

"""The unit of a column of money: printed in its label, in the label that it goes on in, or near the table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from gouji.cells import is_money, money_unit
from gouji.parse.labels import Hit, normal_form
from gouji.parse.tables.rows import FoundRow, Region
from gouji.parse.tables.tokens import Item, Token
from gouji.report import CellReading, Doubt, TableName, Unit
from gouji.standard.forms import COLUMN_AXIS, forms_of, term

# Alone in brackets or at the end: 采购总金额（万元）; not the limit in a remark: （50万元以上的项目）.
_PRINTED_UNIT = re.compile("(?:[(/]|单位?|金额|人民币)([十百千万亿]*元)(?=[)/]|$)")
# 单位：万元 over a table, or on a line of its own.
_SAYS_A_UNIT = re.compile(r"(?:单位\S{0,12}?|^[(]?|[(/])([十百千万亿]*元)(?=[)/]|$)")
_MOST_PIECES = 3  # labels over which one label and its unit are torn
_ABOVE = 2  # lines over a table among which its caption stands
_BELOW = 1  # lines under a table among which a remark on it stands
_LONGEST_CAPTION = 40  # characters


def header_units(rows: Sequence[FoundRow], table: TableName) -> dict[str, Unit | None]:
    """Return the unit that a label prints for a column of money: the column's own, or that of the row it stands in.

    A label that is torn goes on in the unknown ones after it. None for a unit that is none of ours (thousands, hundred
    millions: figures would have to be multiplied), and where two labels print different ones.
    """
    named: dict[str, set[Unit | None]] = {}
    labels = _labels(rows)
    for at, token in enumerate(labels):
        columns = [column for hit in token.hits if hit.table == table for column in _money_columns(hit)]
        if columns and (printed := _unit_of(labels[at : at + _MOST_PIECES])):
            unit = money_unit(printed) if is_money(printed) else None
            for column in columns:
                named.setdefault(column, set()).add(unit)
    return {column: units.pop() if len(units) == 1 else None for column, units in named.items()}


def unit_doubt(
    cells: Sequence[CellReading], rows: Sequence[FoundRow], items: Sequence[Item], region: Region
) -> Doubt | None:
    """Return a unit of money that is printed in or around a table and is not that of the amounts as they were read."""
    units = {
        cell.unit for cell in cells if cell.value and term(COLUMN_AXIS[cell.table], cell.column).measure == "amount"
    }
    if not units:
        return None
    around = [*items[max(0, region.start - _ABOVE) : region.start], *items[region.stop : region.stop + _BELOW]]
    captions = [token.text for item in around for token in item.tokens if len(token.text) <= _LONGEST_CAPTION]
    if None in units:
        captions += [token.text for token in _labels(rows)]
    for text in captions:
        said = _SAYS_A_UNIT.search(normal_form(text))
        if said and {money_unit(said[1]) if is_money(said[1]) else None} != units:
            return Doubt("unit", (text,))
    return None


def _labels(rows: Sequence[FoundRow]) -> list[Token]:
    """Return the labels of the rows in order; those that one row takes over from the row above count once."""
    return list({id(token): token for row in rows for token in row.labels}.values())


def _unit_of(pieces: Sequence[Token]) -> str | None:
    """Return the unit that a label prints, alone or with the unknown ones after it."""
    text = ""
    for at, token in enumerate(pieces):
        if at and token.hits:
            # The label beside it, in the middle of the height of both: 信息内容.
            if all(hit.kind == "structure" for hit in token.hits):
                continue
            break
        text += token.text
        if found := _PRINTED_UNIT.search(normal_form(text)):
            return found[1]
    return None


@cache
def _money_columns(hit: Hit) -> tuple[str, ...]:
    """Return the columns of money that a label names, or that the row it names has."""
    columns = [hit.key]
    if hit.kind == "row":
        columns = [
            column for form in forms_of(hit.table) for row in form.rows if row.key == hit.key for column in row.columns
        ]
    return tuple(
        column
        for column in columns
        if hit.kind != "structure" and term(COLUMN_AXIS[hit.table], column).measure == "amount"
    )

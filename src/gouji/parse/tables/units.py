"""The unit of a column of money: printed in its label, in the label that it goes on in, or near the table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from gouji.cells import is_money, money_unit
from gouji.parse.labels import Hit, normal_form
from gouji.parse.tables.rows import FoundRow, Region
from gouji.parse.tables.tokens import Item, Token
from gouji.report import CellReading, Doubt, TableName, Unit
from gouji.standard.forms import COLUMN_AXIS, forms_of, term

# Alone in brackets or at the end: 采购总金额（万元）; not the limit in a remark: （50万元以上的项目）.
_PRINTED_UNIT = re.compile("(?:[(/]|单位?|金额|人民币)([十百千万亿]*元)(?=[)/]|$)")
# 单位：万元 over a table, or on a line of its own, a year beside it.
_SAYS_A_UNIT = re.compile(r"(?:单位\S{0,12}?|^[(]?|[(/])([十百千万亿]*元)(?=[)/]|\d{4}年|$)")
_MOST_PIECES = 3  # labels over which one label and its unit are torn
_ABOVE = 2  # lines over a table among which its caption stands
_BELOW = 1  # lines under a table among which a remark on it stands
_LONGEST_CAPTION = 40  # characters, white space left out


def units_of(rows: Sequence[FoundRow], items: Sequence[Item], region: Region) -> dict[str, Unit | None]:
    """Return the unit that is printed for a column of money: by its own label, or else by the table's caption.

    None for a unit that is none of ours (thousands, hundred millions: figures would have to be multiplied), and where
    two labels print different ones; a column without any is not there.
    """
    found = _header_units(rows, region.table)
    unlabelled = _columns_of_money(region.table) - found.keys()
    said = {
        _our_unit(printed)
        for printed, is_column in (_captions(rows, items, region) if unlabelled else ())
        if not is_column
    }
    if len(said) == 1:
        found |= dict.fromkeys(unlabelled, said.pop())
    return found


def unit_doubt(
    cells: Sequence[CellReading], rows: Sequence[FoundRow], items: Sequence[Item], region: Region
) -> Doubt | None:
    """Return a unit of money that is printed in or around a table and is not that of the amounts as they were read.

    A unit in the cell itself is beyond doubt, whatever a caption says.
    """
    units = {
        cell.unit
        for cell in cells
        if cell.value and cell.unit_basis != "cell" and term(COLUMN_AXIS[cell.table], cell.column).measure == "amount"
    }
    for printed, is_column in _captions(rows, items, region) if units else ():
        if {_our_unit(printed)} != units and (None in units or not is_column):
            return Doubt("unit", (printed,))
    return None


def _captions(rows: Sequence[FoundRow], items: Sequence[Item], region: Region) -> Iterator[tuple[str, bool]]:
    """Yield each unit of money said by a line around the table or a label in it, and whether that is a column's."""
    around = [*items[max(0, region.start - _ABOVE) : region.start], *items[region.stop : region.stop + _BELOW]]
    tokens = [token for item in around for token in item.tokens if len("".join(token.text.split())) <= _LONGEST_CAPTION]
    for token in [*tokens, *_labels(rows)]:
        if said := _SAYS_A_UNIT.search(normal_form(token.text)):
            yield said[1], any(hit.table == region.table and hit.kind != "structure" for hit in token.hits)


def _our_unit(printed: str) -> Unit | None:
    return money_unit(printed) if is_money(printed) else None


def _header_units(rows: Sequence[FoundRow], table: TableName) -> dict[str, Unit | None]:
    """Return the unit that a label prints for a column of money: the column's own, or that of the row it stands in.

    A label that is torn goes on in the unknown ones after it.
    """
    named: dict[str, set[Unit | None]] = {}
    labels = _labels(rows)
    for at, token in enumerate(labels):
        columns = [column for hit in token.hits if hit.table == table for column in _money_columns(hit)]
        if columns and (printed := _unit_of(labels[at : at + _MOST_PIECES])):
            for column in columns:
                named.setdefault(column, set()).add(_our_unit(printed))
    return {column: units.pop() if len(units) == 1 else None for column, units in named.items()}


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


@cache
def _columns_of_money(table: TableName) -> frozenset[str]:
    columns = {column for form in forms_of(table) for row in form.rows for column in row.columns}
    return frozenset(column for column in columns if term(COLUMN_AXIS[table], column).measure == "amount")

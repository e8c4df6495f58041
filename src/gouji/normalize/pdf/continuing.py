"""Ruled tables over several pages -> one table; a row that a page break cut is made whole.

A wrong join would be a silent error, so a row counts as cut only where the two halves complete one another cell by
cell: no figure stands on both pages but one that filled its line, no label but one that did and is not numbered anew.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from gouji.document import Cell, Place, Table
from gouji.normalize.pdf.ruled import RuledCell, RuledTable
from gouji.normalize.pdf.wrapping import is_figures

_SAME = 3.0
"""Points by which borders of one table may differ from page to page."""
_ROWS_ABOVE = 200
"""Rows above a page break among which the column names that are repeated stand; the three tables have some fifty."""
_NUMBERED = re.compile(r"\s*(?:[(（]?[一二三四五六七八九十]{1,3}[)）、.．]|[(（]?\d{1,2}[)）、.．](?!\d)|第)")
_Pairs = list[tuple[RuledCell, RuledCell]]


class Continued(NamedTuple):
    """A table as far as it is read: its rows, and the last of its parts."""

    rows: list[list[RuledCell]]
    last: RuledTable


def begun(table: RuledTable) -> Continued:
    """Return a table of which the first part is read."""
    return Continued([list(row) for row in table.rows], table)


def continued(table: Continued, below: RuledTable) -> Continued | None:
    """Return a table with what stands at the head of the next page, None where that is another table.

    The rows of column names that a table begins with, repeated at the head of a page, stand there for the page's sake.
    """
    if not _has_columns_of(table.last, below):
        return None
    head = _repeated_head(table.rows, below)
    pairs = _meeting(table.last, below, head)
    rows = [list(row) for row in below.rows]
    if _is_head_of(table.rows, below, head):
        del rows[:head]
        head = 0
    if pairs is None or not _is_cut(pairs):
        return Continued(table.rows + rows, below)
    joined = {id(one): _joined(one, other) for one, other in pairs}
    kept = [[joined.get(id(cell), cell) for cell in row] for row in table.rows]
    del rows[head]
    rest = below if rows else RuledTable([list(joined.values())], below.box, below.columns)
    return Continued(kept + rows, rest)


def _repeated_head(rows: Sequence[Sequence[RuledCell]], below: RuledTable) -> int:
    """Return how many rows at the head of a page repeat the column names of the table, not all of its rows."""
    first = _as_printed(below.rows[0])
    rows = rows[-_ROWS_ABOVE:]
    start = next((at for at, row in enumerate(rows) if _as_printed(row) == first), None)
    if start is None:
        return 0
    count = 0
    for row, again in zip(rows[start:], below.rows[:-1], strict=False):
        if _as_printed(row) != _as_printed(again) or any(is_figures(cell.text) for cell in again):
            break
        count += 1
    return count


def _is_head_of(rows: Sequence[Sequence[RuledCell]], below: RuledTable, head: int) -> bool:
    """Return whether the rows at the head of a page are those the table begins with, printed again for the page."""
    ends = max((cell.row - 1 + cell.rowspan for row in below.rows[:head] for cell in row), default=0)
    return ends == head and [_as_printed(row) for row in rows[:head]] == [_as_printed(row) for row in below.rows[:head]]


def _as_printed(row: Sequence[RuledCell]) -> list[tuple[str, int, int]]:
    return [(cell.text, round(cell.box[0]), round(cell.box[2])) for cell in row]


def _has_columns_of(above: RuledTable, below: RuledTable) -> bool:
    """Return whether two parts are equally wide, and the borders of one are among those of the other."""
    few, many = sorted((above.columns, below.columns), key=len)
    is_as_wide = abs(few[0] - many[0]) <= _SAME and abs(few[-1] - many[-1]) <= _SAME
    return is_as_wide and all(any(abs(one - other) <= _SAME for other in many) for one in few)


def _meeting(above: RuledTable, below: RuledTable, head: int) -> _Pairs | None:
    """Return the cells that meet at the page break, below a repeated head; None where they do not meet one to one."""
    upper = [cell for row in above.rows for cell in row if above.box[3] - cell.box[3] <= _SAME]
    lower = below.rows[head]
    upper.sort(key=lambda cell: cell.box[0])
    if len(upper) != len(lower) or not upper:
        return None
    pairs = list(zip(upper, lower, strict=True))
    meets = all(
        abs(one.box[0] - other.box[0]) <= _SAME and abs(one.box[2] - other.box[2]) <= _SAME for one, other in pairs
    )
    return pairs if meets else None


def _is_cut(pairs: _Pairs) -> bool:
    """Return whether the row at the foot of a page and the one at the head of the next are halves of one."""
    last = max(cell.row for cell, _ in pairs)
    halves = [(one, other) for one, other in pairs if one.row == last and other.rowspan == 1]
    met = [(one, other) for one, other in halves if one.text and other.text]
    if any(is_figures(one.text) != is_figures(other.text) or _NUMBERED.match(other.text) for one, other in met):
        return False
    upper, lower = [one.text for one, _ in halves], [other.text for _, other in halves]
    if met and all(one.is_full for one, _ in met):
        return True
    if met:
        # A row of names whose first cell, in the middle of its height, came to stand on the next page.
        return not upper[0] and bool(lower[0]) and not any(map(is_figures, upper + lower))
    return _lacks(upper, lower) or _lacks(lower, upper)


def _lacks(labels: Sequence[str], figures: Sequence[str]) -> bool:
    """Return whether one half holds the labels alone and the other all figures."""
    return not any(map(is_figures, labels)) and any(map(is_figures, figures)) and not all(figures)


def _joined(one: RuledCell, other: RuledCell) -> RuledCell:
    is_number = is_figures(one.text) and is_figures(other.text)
    between = "" if is_number or not (one.text and other.text) else "\n"
    text = one.text if one.text == other.text and not is_number else one.text + between + other.text
    rowspan = one.rowspan + other.rowspan - 1
    return one._replace(text=text, rowspan=rowspan, is_full=other.is_full)


def table_of(table: Continued, number: int) -> Table:
    """Return the table with its columns counted over all its parts."""
    lefts = sorted(cell.box[0] for row in table.rows for cell in row)
    columns = [left for at, left in enumerate(lefts) if not at or left - lefts[at - 1] > _SAME]
    rows: list[tuple[Cell, ...]] = []
    for at, row in enumerate(table.rows, start=1):
        cells: list[Cell] = []
        for cell in row:
            col = bisect_left(columns, cell.box[0] - _SAME)
            end = bisect_left(columns, cell.box[2] - _SAME)
            cells.append(Cell(cell.text, Place(cell.page, number, at, col + 1), max(end - col, 1), cell.rowspan))
        if cells:
            rows.append(tuple(cells))
    return Table(tuple(rows))

"""What a page is made of while it is read: lines, and tables whose cells hold lines and tables again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gouji.normalize.html.grid import Grid, Origin

_LONG = 600
"""Characters of a cell that is an article: the longest label of the form, with its legal definition, has 400."""
_MANY = 4
"""Lines of such a cell."""
_SHORT = 40
"""Characters of a figure with its remark. A cell that shows nothing, or a text, may be the page of a tab."""


class Line(NamedTuple):
    """One line as shown.

    `is_links`: all of its words lead elsewhere. `is_aside`: its markup calls it navigation. `is_hidden`: an element
    around it, within the table around it, has no box. `of_pair`: `dt` or `dd`, where it is one.
    """

    text: str
    is_links: bool
    is_aside: bool
    is_hidden: bool
    of_pair: str


class GridTable(NamedTuple):
    """A table of figures or facts: its printed rows, each cell where it begins, with its text.

    `is_hidden`: as of a line.
    """

    rows: tuple[tuple[Origin[str], ...], ...]
    is_hidden: bool = False


Part = Line | GridTable


class CellBox(NamedTuple):
    """One cell: what is in it, and its spans as marked."""

    parts: list[Part]
    rowspan: int
    colspan: int


class TableBox:
    """One table while it is read; `hidden`: how many of the elements around it have no box."""

    def __init__(self, hidden: int) -> None:
        self.hidden = hidden
        self.caption: list[Part] = []
        self._groups: list[tuple[str, list[list[CellBox]]]] = []

    def add_group(self, tag: str) -> None:
        """Begin a row group."""
        self._groups.append((tag, []))

    def add_row(self) -> None:
        """Begin a row."""
        if not self._groups:
            self.add_group("tbody")
        self._groups[-1][1].append([])

    def add_cell(self, cell: CellBox) -> None:
        """Add a cell to the row."""
        if not self._groups or not self._groups[-1][1]:
            self.add_row()
        self._groups[-1][1][-1].append(cell)

    def parts(self, grid: Grid) -> list[Part]:
        """Return what the table is to the text around it: itself under its caption, or what a layout lays out.

        A table lays out text where it has one column, or a cell that holds a table or an article: then its cells
        are parts of the text in reading order.
        """
        groups = self._shown_groups()
        cells = [cell for rows in groups for row in rows for cell in row]
        if all(len(row) < 2 for rows in groups for row in rows) or _are_laid_out(cells):
            return [*self.caption, *(part for cell in cells for part in cell.parts)]
        rows = grid.rows([[[(cell.rowspan, cell.colspan, _text(cell)) for cell in row] for row in g] for g in groups])
        return [*self.caption, GridTable(tuple(tuple(row) for row in rows))]

    def _shown_groups(self) -> list[list[list[CellBox]]]:
        """Return the row groups as shown: the first head before, the first foot after all others (CSS 2.2, 17.2)."""
        order = list(self._groups)
        head = next((group for group in order if group[0] == "thead"), None)
        foot = next((group for group in order if group[0] == "tfoot"), None)
        between = [group for group in order if group is not head and group is not foot]
        return [group[1] for group in (head, *between, foot) if group is not None]


def _are_laid_out(cells: Sequence[CellBox]) -> bool:
    """Return whether cells hold a table or an article; a table that is not shown beside a figure is none."""
    for cell in cells:
        parts = cell.parts
        if len(parts) > 1 or (parts and isinstance(parts[0], GridTable)):
            tables = [part for part in parts if isinstance(part, GridTable)]
            if any(not table.is_hidden for table in tables) or (tables and not 0 < len(_text(cell)) <= _SHORT):
                return True
            if len(parts) >= _MANY and sum(len(part.text) for part in parts if isinstance(part, Line)) > _LONG:
                return True
    return False


def _text(cell: CellBox) -> str:
    lines = [part.text for part in cell.parts if isinstance(part, Line) and not part.is_hidden]
    return lines[0] if len(lines) == 1 else "\n".join(lines)

"""The grid of a Word table: which cell begins where, and what it spans (ECMA-376 Part 1, 17.4)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple

from lxml import etree

from gouji.document import Cell, Place, Table
from gouji.normalize.docx.names import (
    CELL_DEL,
    CELL_MERGE,
    DEL,
    GRID_BEFORE,
    GRID_SPAN,
    H_MERGE,
    HIDDEN,
    TC_PR,
    TR_PR,
    V_MERGE,
    V_MERGE_NOW,
    VAL,
)
from gouji.normalize.docx.styles import is_on
from gouji.normalize.unreadable import Unreadable

WIDEST = 1_000
"""Grid columns a cell may span; Word knows 63 columns."""
NARROWEST = 113
"""Twentieths of a point (2 mm): a column in which no cell begins and ends and that is narrower than a digit is where
the edges of two rows miss each other, as programs round widths."""
_INTEGER = re.compile(r"\d{1,9}")


class Properties(NamedTuple):
    """What a cell says of its place. `down` and `across`: "restart", "continue" or None."""

    span: int = 1
    down: str | None = None
    across: str | None = None
    is_deleted: bool = False

    @classmethod
    def of(cls, properties: etree._Element | None) -> Properties:
        """Return what a `tcPr` says, tracked changes accepted."""
        span, is_deleted = 1, False
        down: str | None = None
        across: str | None = None
        for one in properties if properties is not None else ():
            tag = one.tag
            if tag == GRID_SPAN:
                span = max(1, bounded(one))
            elif tag == V_MERGE:
                down = one.get(VAL) or "continue"
            elif tag == H_MERGE:
                across = one.get(VAL) or "continue"
            elif tag == CELL_DEL:
                is_deleted = True
            elif tag == CELL_MERGE:
                merged = one.get(V_MERGE_NOW)
                down = {"rest": "restart", "cont": "continue"}[merged] if merged in ("rest", "cont") else down
        return cls(span, down, across, is_deleted) if span != 1 or down or across or is_deleted else _SINGLE


_SINGLE = Properties()


class Origin:
    """A cell where it begins: one-based row and column, spans, and what it holds."""

    __slots__ = ("col", "colspan", "content", "row", "rowspan")

    def __init__(self, row: int, col: int, colspan: int, content: list[str | Table]) -> None:
        self.row = row
        self.col = col
        self.colspan = colspan
        self.rowspan = 1
        self.content = content


class Grid:
    """The cells of a table that begin in each row; `origins` in reading order."""

    def __init__(self, slivers: tuple[int, ...]) -> None:
        """Begin a table; `slivers` are columns that are none, zero-based."""
        self.origins: list[Origin] = []
        self.slivers = slivers
        self._rows = 0
        self.merging: dict[int, Origin] = {}
        """The cells of the last row that go on below, if one there says so, by column."""

    def row(self, row: etree._Element) -> Row | None:
        """Begin the next row; None where it is deleted or hidden."""
        before = 0
        for properties in row.iterchildren(TR_PR):
            for one in properties:
                tag = one.tag
                if tag == DEL or (tag == HIDDEN and is_on(one)):
                    return None
                if tag == GRID_BEFORE:
                    before = bounded(one)
        return self.next_row(before)

    def next_row(self, before: int) -> Row:
        """Begin a row whose cells begin behind some grid columns."""
        self._rows += 1
        above, self.merging = self.merging, {}
        return Row(self, self._rows, before, above)

    def span(self, raw: int, span: int) -> tuple[int, int]:
        """Return the one-based column of a cell in zero-based grid columns, and the columns it spans, no slivers."""
        if not self.slivers:
            return raw + 1, span
        before = bisect_left(self.slivers, raw)
        return raw + 1 - before, max(1, span - (bisect_left(self.slivers, raw + span) - before))

    def table(self, number: int) -> Table:
        """Return the table: rows in which a cell begins, each cell's paragraphs one line each."""
        rows: list[tuple[Cell, ...]] = []
        cells: list[Cell] = []
        at = 0
        # What `Cell(...)` does, at half its cost.
        new = tuple.__new__
        for origin in self.origins:
            if origin.row != at and cells:
                rows.append(tuple(cells))
                cells = []
            at = origin.row
            content = origin.content
            text = str(content[0]) if len(content) == 1 else "\n".join(map(str, content)) if content else ""
            place = new(Place, (None, number, at, origin.col, None))
            cells.append(new(Cell, (text, place, origin.colspan, origin.rowspan)))
        if cells:
            rows.append(tuple(cells))
        return Table(tuple(rows))


class Row:
    """One row while its cells are placed."""

    __slots__ = ("_above", "_grid", "_is_last_covered", "_last", "_number", "_raw")

    def __init__(self, grid: Grid, number: int, before: int, above: dict[int, Origin]) -> None:
        self._grid = grid
        self._number = number
        self._raw = before
        self._above = above
        self._last: Origin | None = None
        self._is_last_covered = False

    def begin_at(self, before: int) -> None:
        """Leave out the first grid columns."""
        self._raw = before

    def place(self, span: int, down: str | None, across: str | None, content: list[str | Table]) -> None:
        """Place the row's next cell with its content.

        A cell goes on from the row above only where that has one with the same edges to go on with. What another cell
        covers is not displayed, but must not vanish where it is a figure: then it is all printed in that cell.
        """
        grid, raw = self._grid, self._raw
        self._raw = end = raw + span
        if end > WIDEST:
            raise Unreadable("read.limit_exceeded", f"docx: > {WIDEST} grid columns")
        if not (down or across or grid.slivers):
            # Nearly all cells.
            self._last = origin = Origin(self._number, raw + 1, span, content)
            self._is_last_covered = False
            grid.origins.append(origin)
            return
        cover: Origin | None = None
        if across == "continue" and self._last is not None:
            if not self._is_last_covered:
                self._last.colspan += grid.span(raw, span)[1]
            cover = self._last
        else:
            col, span = grid.span(raw, span) if grid.slivers else (raw + 1, span)
            if down == "continue" and (above := self._above.get(col)) and (above.colspan == span or across):
                above.rowspan += 1
                grid.merging[col] = cover = self._last = above
                self._is_last_covered = True
        if cover is None:
            self._last = origin = Origin(self._number, col, span, content)
            self._is_last_covered = False
            grid.origins.append(origin)
            if down:
                grid.merging[col] = origin
        elif any(isinstance(part, Table) or any(map(str.isdigit, part)) for part in content):
            cover.content.extend(content)

    def covers(self, span: int, down: str | None, across: str | None) -> bool:
        """Return whether another cell would cover the row's next one."""
        if across == "continue" and self._last is not None:
            return True
        if down != "continue":
            return False
        col, span = self._grid.span(self._raw, span)
        above = self._above.get(col)
        return above is not None and (above.colspan == span or across is not None)


def sliver_columns(widths: list[str], rows: Iterable[Iterable[etree._Element]]) -> tuple[int, ...]:
    """Return the zero-based grid columns that are too narrow to be any and in which no cell begins and ends."""
    narrow = {at for at, width in enumerate(widths) if _INTEGER.fullmatch(width) and int(width) < NARROWEST}
    if not narrow or len(narrow) == len(widths):
        return ()
    for cells in rows:
        at = 0
        for cell in cells:
            properties = Properties.of(next(cell.iterchildren(TC_PR), None))
            if properties.span == 1:
                narrow.discard(at)
            at += 0 if properties.is_deleted else properties.span
    return tuple(sorted(narrow))


def bounded(element: etree._Element) -> int:
    """Return a number of grid columns."""
    said = element.get(VAL) or "0"
    if _INTEGER.fullmatch(said) is None:
        raise Unreadable("read.broken", "docx: number of grid columns")
    if int(said) > WIDEST:
        raise Unreadable("read.limit_exceeded", f"docx: > {WIDEST} grid columns")
    return int(said)

"""Rows of cells -> the columns that they begin in, after the table algorithm of the HTML standard (4.9.12)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, NamedTuple, TypeVar

from gouji.normalize.html.limits import MOST_SLOTS
from gouji.normalize.unreadable import Unreadable

WIDEST = 1000
"""Columns that one cell may span; the standard's own bound."""
TALLEST = 65_534
"""Rows that one cell may span; the standard's own bound."""

T = TypeVar("T")


class Origin(NamedTuple, Generic[T]):
    """A cell where it begins: zero-based row and column of its table, and the slots that it covers."""

    row: int
    column: int
    rowspan: int
    colspan: int
    cell: T


class Grid:
    """Places the cells of the tables of one page; counts what their spans cover over all of them."""

    def __init__(self) -> None:
        self._slots = 0

    def rows(self, groups: Sequence[Sequence[Sequence[tuple[int, int, T]]]]) -> list[list[Origin[T]]]:
        """Return each row's cells with their columns, from row groups of rows of (rowspan, colspan, cell).

        A rowspan ends with its row group, 0 goes on to there. A slot that is taken is passed over; a cell whose
        colspan reaches into one overlaps it, as in browsers. Raises Unreadable beyond `MOST_SLOTS`.
        """
        found: list[list[Origin[T]]] = []
        for group in groups:
            first, last = len(found), len(found) + len(group)
            taken: dict[int, int] = {}  # column -> the first row in which it is free again
            for index, row in enumerate(group, start=first):
                column = 0
                placed: list[Origin[T]] = []
                for rowspan, colspan, cell in row:
                    while taken and taken.get(column, 0) > index:
                        column += 1
                        self._count(1)
                    height = 1 if rowspan == 1 else min(rowspan or last - index, last - index)
                    if height > 1:
                        self._count(colspan)
                        for at in range(column, column + colspan):
                            taken[at] = max(taken.get(at, 0), index + height)
                    placed.append(Origin(index, column, height, colspan, cell))
                    column += colspan
                found.append(placed)
        return found

    def _count(self, slots: int) -> None:
        self._slots += slots
        if self._slots > MOST_SLOTS:
            raise Unreadable("read.limit_exceeded", f"cells that span more than {MOST_SLOTS} slots")


def span(value: str | None, largest: int, *, may_be_zero: bool = False) -> int:
    """Return what a span attribute says, by the standard's rules for non-negative integers; 1 where it says nothing."""
    if value is None:
        return 1
    text = value.lstrip(" \t\n\f\r").removeprefix("+")
    digits = text[: len(text) - len(text.lstrip("0123456789"))][:9]
    number = int(digits) if digits else 1
    if number == 0 and not may_be_zero:
        return 1
    return min(number, largest)

"""Tables without ruled lines: the columns of a page known by the white between them, its rows by their height.

Only what the page proves is said. A blank cell prints nothing: it is known by the columns that the rows around it
show. Where a value could stand in two columns, or two columns could be one, a row keeps its printed values and gets
no blanks, so that their number tells what is missing.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from gouji.normalize.pdf.columns import Columns, columns_of, values_of
from gouji.normalize.pdf.heading import headed
from gouji.normalize.pdf.labelling import Label, Labelling, labelled
from gouji.normalize.pdf.piece import Piece
from gouji.normalize.pdf.runs import SPACE, WORD_GAP, Line, lines_of

_COLUMN_GAP = 1.0
"""Sizes from which a gap can only be the border of two cells."""
_EDGE = 0.15
"""Sizes by which the lines of one column of labels differ at most in where they begin."""
_FEWEST_EDGES = 3
"""Lines that begin under one another, from which a gap before them is a border though it is no wider than a space."""
_FEWEST_VALUES = 2
"""Values of one line from which it is a row of a table, not a sentence that ends in a figure."""
_HEADER_LINES = 40
"""Lines above the first row of values that may be its header."""
_LABEL_LINES = 6
"""Lines of a label that may stand above the values of a block's first row, or below those of its last."""
_NUMBER = re.compile(r"[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,2}|[①-⑳])[)）.．、,，:：]{0,2}")
_LEADERS = re.compile(r"[.…·．・_]{3,}")


class AlignedCell(NamedTuple):
    """One cell: `col` is its first grid column, one-based; lines parted by line breaks; blank cells are ""."""

    text: str
    col: int
    colspan: int = 1
    rowspan: int = 1


class AlignedTable(NamedTuple):
    """Rows of the cells that begin in them, top down; `top` and `bottom` in points from the page's top."""

    rows: tuple[tuple[AlignedCell, ...], ...]
    top: float
    bottom: float


class PrintedLine(NamedTuple):
    """A line that is no row of a table: its text, its box, its type's height.

    A gap that is no wider than a space is one; a wider one, as between columns, is two.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float


def aligned(pieces: Sequence[Piece]) -> list[AlignedTable | PrintedLine]:
    """Return what stands on a page outside ruled tables, in reading order: tables known by alignment, and lines.

    `pieces` in any order: a piece ends at every gap of a quarter of its size or more, however it may be printed (a
    space glyph too). Every piece's text is in exactly one cell or line.
    """
    lines = lines_of(pieces)
    found: list[AlignedTable | PrintedLine] = []
    done = 0
    for first, stop, left in _blocks(lines):
        edge = _edge(lines[first:stop], left)
        upper = first - _count_labels(lines[max(done, first - _LABEL_LINES) : first][::-1], edge)
        lower = stop + _count_labels(lines[stop : stop + _LABEL_LINES], edge)
        columns = columns_of(lines[first:stop])
        rows, width, above, below = _rows(lines[upper:lower], first - upper, stop - upper, left, columns)
        upper, lower = upper + above, lower - below
        over = lines[max(done, upper - _HEADER_LINES) : upper]
        heading = headed(over, columns.lefts, edge, lines[upper].top) if columns else None
        found += map(_printed, lines[done : upper - len(over)])
        if heading is not None:
            over, labels = heading
            rows = [tuple(AlignedCell(text, at) for at, text in enumerate(labels, width + 1)), *rows]
        found += map(_printed, over)
        block = lines[upper:lower]
        found.append(AlignedTable(tuple(rows), block[0].top, max(line.bottom for line in block)))
        done = lower
    return [*found, *map(_printed, lines[done:])]


def _blocks(lines: Sequence[Line]) -> Iterator[tuple[int, int, float]]:
    """Yield [first, stop) of the lines that hold rows of one set of columns, and where their values begin.

    A line with words where others have their values (the header of the next rows, running text) ends a block.
    """
    first, stop, left, floor = -1, -1, 0.0, 0
    for index, line in enumerate(lines):
        if _is_row(line) or (first >= 0 and _may_be_row(line, left)):
            begins = line.runs[-line.values].left
            left = begins if first < 0 else min(left, begins)
            if first < 0:
                first, left = _first_row(lines, floor, index, left)
            stop = index + 1
        elif first >= 0 and line.runs[-1].right > left:
            yield first, stop, left
            first, floor = -1, stop
    if first >= 0:
        yield first, stop, left


def _first_row(lines: Sequence[Line], floor: int, index: int, left: float) -> tuple[int, float]:
    """Return the first of the rows right above one that shows where values stand, and where theirs begin."""
    first = index
    for above in range(index - 1, floor - 1, -1):
        line = lines[above]
        if _may_be_row(line, left):
            first, left = above, min(left, line.runs[-line.values].left)
        elif line.values or line.runs[-1].right > left:
            break
    return first, left


def _may_be_row(line: Line, left: float) -> bool:
    """Return whether a line has nothing but values where the rows of a block have theirs."""
    if not line.values or line.runs[-line.values].right < left - line.size:
        return False
    return line.values == len(line.runs) or line.runs[-line.values - 1].right < left


def _is_row(line: Line) -> bool:
    """Return whether a line can only be a row: several values at its end, none as close to what is before as words."""
    if line.values < _FEWEST_VALUES or any(_LEADERS.search(run.text) for run in line.runs):
        return False
    ends = line.runs[-line.values - 1 :]
    return all(after.left - run.right >= _COLUMN_GAP * line.size for run, after in pairwise(ends))


def _edge(block: Sequence[Line], left: float) -> float:
    """Return how far right the labels of a block reach: a header may begin left of the values under it."""
    ends = [run.right + 2 * line.size for line in block for run in line.runs if run.right < left]
    return min(left, max(ends, default=left))


def _count_labels(lines: Sequence[Line], edge: float) -> int:
    """Return how many of the first lines have nothing but labels."""
    count = 0
    for line in lines:
        if line.values or line.runs[-1].right >= edge:
            break
        count += 1
    return count


def _rows(
    lines: Sequence[Line], first: int, stop: int, left: float, columns: Columns | None
) -> tuple[list[tuple[AlignedCell, ...]], int, int, int]:
    """Return the rows of a block, how many columns its labels have, and how many lines are none of its rows'.

    These are the first ones of those above `first`, and the last of those from `stop` on.

    `left` is where values begin. Labels that are wrapped are put together where the heights of their lines show beside
    which values they stand; otherwise each line is a row of its own.
    """
    edges = sorted(
        run.left
        for line in lines
        for before, run in pairwise((None, *line.runs))
        if run is not None and run.right < left and not (before and _NUMBER.fullmatch(before.text))
    )
    labels = [_labels(line, left, edges) for line in lines]
    heights = [(line.top + line.bottom) / 2 if line.runs[-1].right >= left else None for line in lines]
    found: Labelling | None = labelled(labels, heights, max(line.size for line in lines[first:stop]))
    if found is not None:
        texts, above, below = found
        values = [line for line, height in zip(lines, heights, strict=True) if height is not None]
    else:
        texts, above, below = [[label.text for label in line] for line in labels[first:stop]], first, len(lines) - stop
        values = list(lines[first:stop])
    width = max(map(len, texts))
    rows = []
    for row, line in zip(texts, values, strict=True):
        cells = values_of(line, columns, left)
        rows.append(
            (
                *(AlignedCell(text, at) for at, text in enumerate(row, 1)),
                *(AlignedCell(text, at) for at, text in enumerate(cells, width + 1)),
            )
        )
    return rows, width, above, below


def _labels(line: Line, left: float, edges: Sequence[float]) -> list[Label]:
    """Return what a line has left of where values begin, pieces parted by a space put together.

    `edges`: where the labels of all lines begin, ascending, but for what follows a number; where several do, a column
    does.
    """
    reach = _EDGE * line.size
    labels: list[Label] = []
    for run in line.runs:
        if run.right >= left:
            break
        gap = run.left - labels[-1].right if labels else _COLUMN_GAP * line.size
        of_column = bisect_right(edges, run.left + reach) - bisect_left(edges, run.left - reach) >= _FEWEST_EDGES
        if gap < WORD_GAP * line.size or (gap < _COLUMN_GAP * line.size and not of_column):
            before = labels.pop()
            labels.append(before._replace(text=f"{before.text} {run.text}", right=run.right))
        else:
            labels.append(Label(run.text, run.left, run.right, line.top, line.bottom))
    return labels


def _printed(line: Line) -> PrintedLine:
    text = line.runs[0].text + "".join(
        _between(after.left - run.right, line.size) + after.text for run, after in pairwise(line.runs)
    )
    right = max(run.right for run in line.runs)
    return PrintedLine(text, line.runs[0].left, line.top, right, line.bottom, line.size)


def _between(gap: float, size: float) -> str:
    return "" if gap < SPACE * size else " " if gap < _COLUMN_GAP * size else "  "

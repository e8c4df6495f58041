"""Cells on a grid: which value stands under which column, where the medium says what each cell covers.

Web pages, Word files and PDFs say in which grid column a cell begins and how many it covers; text does not. Where the
columns are known, a value is the cell of the column it stands under, and of no other; its number in the row says
nothing then, since merged, lost and surplus cells move it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from gouji.document import Cell
from gouji.standard.forms import Form

if TYPE_CHECKING:
    from gouji.parse.tables.rows import FoundRow
    from gouji.parse.tables.tokens import Token

_Slots = Sequence[tuple[str, str]]


class Span(NamedTuple):
    """The grid columns that a cell covers: `first` to the one before `stop`."""

    first: int
    stop: int


class Grid(NamedTuple):
    """Whose columns a row is counted in: of two pages of one table each may have its own."""

    page: int | None
    table: int | None


def grid_of(row: Sequence[Cell]) -> Grid | None:
    """Return the grid in which a row's cells stand, None for a row of text, whose cells are only counted.

    Text has lines; cells cut from one cell of a medium share its column.
    """
    first = row[0].place
    if first.line is not None or any(cell.place.col is None for cell in row):
        return None
    if any(span_of(left).stop > span_of(right).first for left, right in pairwise(row)):
        return None
    return Grid(first.page, first.table)


def span_of(cell: Cell) -> Span:
    """Return what a cell covers; KeyError is never raised: only cells with a column are asked for."""
    first = cell.place.col or 0
    return Span(first, first + cell.colspan)


def columns_of(
    row: FoundRow, slots: _Slots, rows: Sequence[FoundRow], alike: Sequence[FoundRow], form: Form
) -> tuple[tuple[Span, ...] | None, bool]:
    """Return what each of a row's columns covers on its grid, None where nothing tells; and whether labels name all.

    The labels above the row tell, else the `alike` rows (with as many cells on the form) that are printed in full.
    Where those stand beside all labels by one and the same number of columns, the labels' corner has the wrong width.
    """
    of_grid = [other for other in rows if other.grid == row.grid]
    above = _headers(row, of_grid, form)
    named = _under_channels(slots, above) if form.one_line else _under_labels(slots, above)
    full = [
        other.values
        for other in alike
        if other.grid == row.grid and len(other.values) == len(other.printed) == len(slots)
    ]
    printed = same_spans(full)
    if named is None or (printed is not None and _are_moved(named, printed)):
        return printed, named is not None
    return named, True


def _headers(row: FoundRow, of_grid: Sequence[FoundRow], form: Form) -> list[tuple[str, str, Span]]:
    """Return (kind, key, span) of every label of a row or column in the header lines right above a row."""
    headers: list[FoundRow] = []
    is_open = False
    for other in of_grid:
        if other is row and not form.one_line:
            break
        # The values of a table in one line take over the labels right above them.
        is_header = other.header or (form.table == "proceedings" and (other is row or not other.printed))
        if is_header:
            headers = [*headers, other] if is_open else [other]
        if other is row:
            break
        is_open = is_header
    labels = {id(token): token for other in headers for token in other.labels}.values()
    return [
        (hit.kind, hit.key, span_of(token.cell))
        for token in labels
        if grid_of([token.cell]) == row.grid
        for hit in token.hits
        if hit.table == form.table
    ]


def contradicts(row: FoundRow, slots: _Slots, chosen: Sequence[Token], rows: Sequence[FoundRow], form: Form) -> bool:
    """Return whether a label above a row stands over other values than those chosen for what it names.

    Slivers let a label lap over its neighbours; one that covers a neighbour's value whole is that one's too.
    """
    of_grid = [other for other in rows if other.grid == row.grid]
    values = {slot: span_of(token.cell) for slot, token in zip(slots, chosen, strict=True)}
    for kind, key, label in _headers(row, of_grid, form):
        axis = 0 if kind == "row" else 1
        if kind == "structure" or (axis == 0 and not form.one_line):
            continue
        own = [span for slot, span in values.items() if slot[axis] == key]
        others = [span for slot, span in values.items() if slot[axis] != key]
        if own and not any(_overlap(label, span) for span in own):
            return True
        if any(label.first <= span.first and span.stop <= label.stop for span in others):
            return True
    return False


def leaves_out(
    row: FoundRow, chosen: Sequence[Token], rows: Sequence[FoundRow], columns: Sequence[Span] | None = None
) -> bool:
    """Return whether a blank of a row was left out that stands under a label of its own: 上年 beside 本年.

    Blanks of a layout stand under no label, or under one that lies over a chosen value too. With `columns`, only what
    stands under them counts.
    """
    kept = {id(token) for token in chosen}
    left = [span_of(token.cell) for token in row.values if id(token) not in kept]
    if columns is not None:
        left = [span for span in left if any(_overlap(span, column) for column in columns)]
    if not left:
        return False
    values = [span_of(token.cell) for token in chosen]
    return any(
        any(_overlap(label, span) for span in left) and not any(_overlap(label, span) for span in values)
        for label in _labels_above(row, rows)
    )


def _labels_above(row: FoundRow, rows: Sequence[FoundRow]) -> list[Span]:
    """Return what the labels cover, known or not, that stand right above a row or above those right above it."""
    labels: list[Token] = []
    is_open = True
    for other in rows:
        if other.grid != row.grid:
            continue
        own = other.values[0].cell.place.row if other.values else None
        above = [token for token in other.labels if token.cell.place.row != own and grid_of([token.cell]) == row.grid]
        if above:
            labels = [*labels, *above] if is_open else above
        is_open = not other.values
        if other is row:
            break
    return [span_of(token.cell) for token in labels]


def _under_labels(slots: _Slots, labels: Sequence[tuple[str, str, Span]]) -> tuple[Span, ...] | None:
    """Return what the labels of the columns cover, None where one has no label or two."""
    found = [[span for kind, key, span in labels if kind == "column" and key == column] for _, column in slots]
    return tuple(spans[0] for spans in found) if all(len(spans) == 1 for spans in found) else None


def _under_channels(slots: _Slots, labels: Sequence[tuple[str, str, Span]]) -> tuple[Span, ...] | None:
    """Return what the labels of the outcomes cover that begin under each channel's, as `_under_labels` does."""
    found: list[Span] = []
    for channel, outcome in slots:
        above = [span for kind, key, span in labels if kind == "row" and key == channel]
        below = [
            span
            for kind, key, span in labels
            if kind == "column" and key == outcome and len(above) == 1 and above[0].first <= span.first < above[0].stop
        ]
        if len(below) != 1:
            return None
        found += below
    return tuple(found)


def same_spans(rows: Iterable[Sequence[Token]]) -> tuple[Span, ...] | None:
    """Return what the cells of all rows cover alike, None where two rows differ or there is none."""
    seen = {tuple(span_of(token.cell) for token in row) for row in rows}
    return seen.pop() if len(seen) == 1 else None


def under(columns: Sequence[Span], values: Sequence[Token]) -> list[Token] | None:
    """Return the value under each column, None where not exactly one stands there or a printed one is left over.

    Slivers (columns that come of rounding) may make a cell wider than its column. A row in which every cell is
    printed, one for each column and all moved by as many grid columns, has only a label of the wrong width.
    """
    if len(values) == len(columns) and all(map(_overlap, columns, (span_of(token.cell) for token in values))):
        return list(values)
    found: list[Token | None] = [None] * len(columns)
    for token in values:
        over = [at for at, column in enumerate(columns) if _overlap(column, span_of(token.cell))]
        if token.is_blank:
            continue
        if len(over) != 1 or found[over[0]] is not None:
            return _moved(columns, values)
        found[over[0]] = token
    blanks = [token for token in values if token.is_blank]
    for at, column in enumerate(columns):
        if found[at] is None:
            blank = next((token for token in blanks if _overlap(column, span_of(token.cell))), None)
            if blank is None:
                return _moved(columns, values)
            blanks.remove(blank)
            found[at] = blank
    return [token for token in found if token is not None]


def _overlap(one: Span, other: Span) -> bool:
    return one.first < other.stop and other.first < one.stop


def _moved(columns: Sequence[Span], values: Sequence[Token]) -> list[Token] | None:
    spans = [span_of(token.cell) for token in values]
    is_whole = len(spans) == len(columns) and not any(token.is_blank for token in values)
    return list(values) if is_whole and _are_moved(columns, spans) else None


def _are_moved(columns: Sequence[Span], spans: Sequence[Span]) -> bool:
    """Return whether the spans are as wide as the columns and all stand as many grid columns beside them."""
    steps = {(span.first - column.first, span.stop - column.stop) for span, column in zip(spans, columns, strict=True)}
    first, last = next(iter(steps))
    return len(steps) == 1 and first == last != 0

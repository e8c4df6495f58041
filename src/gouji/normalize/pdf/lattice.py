"""Drawn lines -> the cells of the ruled tables of a page, with the rows and columns they span.

Lines that nearly coincide are one, pieces of a line that nearly touch are one, and lines that cross belong to one
table. Two slots of its grid are one cell where no line runs between them. Borders left out at the outer edge are
known by where the other lines end.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from gouji.normalize.pdf.turning import Box
from gouji.normalize.unreadable import Unreadable

NEAR = 3.0
"""Points; lines nearer than this are one line drawn double, or the borders of two cells side by side."""
_SAME = 0.5  # points; nearer lines are one drawn twice or in pieces
_TOUCHING = 3.5  # points between pieces of one line, or between a line's end and the line it should meet
_SHORTEST = 5.0  # points; a shorter line borders no cell
_OUTER = 4.0  # points that lines run on beyond the last border that crosses them
_SAME_END = 1.0  # points by which the ends of two borders of one table differ on a page that cuts it off
_COVERED = 0.5  # share of a slot's side that a border covers
MOST_LINES = 4000
"""Lines of one page, pieces joined; a page of a form has some hundred."""
MOST_SLOTS = 250_000
"""Slots of the grids of one page."""


class Line(NamedTuple):
    """A straight line across (or down): where it lies, and from where to where it runs."""

    at: float
    start: float
    end: float


class Area(NamedTuple):
    """One cell: the grid slots it spans (ends excluded) and its edges; `is_whole`: its borders make a rectangle.

    `is_open`: it lies at an outer side of the table and has no border there, as what is beside a narrower part has.
    """

    col: int
    row: int
    col_end: int
    row_end: int
    left: float
    top: float
    right: float
    bottom: float
    is_whole: bool
    is_open: bool = False


class Lattice(NamedTuple):
    """A ruled table: the places of its lines, its cells, and which cell each slot of the grid is of.

    `open_at`: the side that has no border where the other has one, as where a page cuts a table off.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    areas: tuple[Area, ...]
    area_of: tuple[tuple[int, ...], ...]
    open_at: float | None = None

    @property
    def box(self) -> Box:
        """Return the box of the whole table."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def at(self, x: float, y: float) -> int | None:
        """Return the number of the cell that holds a point, None outside the table."""
        xs, ys = self.xs, self.ys
        if not (xs[0] <= x < xs[-1] and ys[0] <= y < ys[-1]):
            return None
        return self.area_of[bisect_right(ys, y) - 1][bisect_right(xs, x) - 1]


def lattices(across: Sequence[Box], down: Sequence[Box]) -> list[Lattice]:
    """Return the ruled tables that lines across and down make, from the top down; raises Unreadable.

    A box with nothing in it, and one that holds another table, is no table.
    """
    rows = _long(_joined([((top + bottom) / 2, left, right) for left, top, right, bottom in across], _SAME))
    columns = _long(_joined([((left + right) / 2, top, bottom) for left, top, right, bottom in down], _SAME))
    if len(rows) > MOST_LINES or len(columns) > MOST_LINES:
        raise Unreadable("read.limit_exceeded", f"more than {MOST_LINES} lines on a page")
    found: list[Lattice] = []
    slots = 0
    crossing, alone = _crossing(rows, columns)
    for pieces_across, pieces_down in crossing:
        pieces_down += _beside(alone, pieces_down)
        horizontal, vertical = _long(_joined(pieces_across, NEAR)), _long(_joined(pieces_down, NEAR))
        slots += len({line.at for line in horizontal}) * len({line.at for line in vertical})
        if slots > MOST_SLOTS:
            raise Unreadable("read.limit_exceeded", f"more than {MOST_SLOTS} cells on a page")
        lattice = _lattice(horizontal, vertical)
        if lattice is not None:
            found.append(lattice)
    found.sort(key=lambda lattice: (lattice.ys[0], lattice.xs[0]))
    return [lattice for lattice in found if not any(_holds(lattice, other) for other in found)]


def _joined(lines: Sequence[tuple[float, float, float]], near: float) -> list[Line]:
    """Return lines with those made one that lie at most `near` apart and nearly touch."""
    lines = sorted(lines)
    found: list[Line] = []
    start = 0
    for stop in range(1, len(lines) + 1):
        if stop < len(lines) and lines[stop][0] - lines[start][0] <= near:
            continue
        group = lines[start:stop]
        length = sum(end - begin for _, begin, end in group)
        at = sum(at * (end - begin) for at, begin, end in group) / length if length else group[0][0]
        start = stop
        if len(group) == 1:
            found.append(Line(*group[0]))
            continue
        group.sort(key=_begin)
        _, begin, end = group[0]
        for _, left, right in group:
            if left - end <= _TOUCHING:
                end = max(end, right)
            else:
                found.append(Line(at, begin, end))
                begin, end = left, right
        found.append(Line(at, begin, end))
    return found


def _long(lines: Sequence[Line]) -> list[Line]:
    """Return the lines that may border a cell: dots that make no line across, or none down, are left out."""
    return [line for line in lines if line.end - line.start >= _SHORTEST]


def _begin(line: tuple[float, float, float]) -> float:
    return line[1]


def _crossing(rows: Sequence[Line], columns: Sequence[Line]) -> tuple[list[tuple[list[Line], list[Line]]], list[Line]]:
    """Return the lines across and down by the table they make: those that meet, and those that meet them.

    And the lines down that meet none.
    """
    parent = list(range(len(rows) + len(columns)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    places = [row.at for row in rows]
    for number, column in enumerate(columns, start=len(rows)):
        first = bisect_left(places, column.start - _TOUCHING)
        last = bisect_right(places, column.end + _TOUCHING)
        for at in range(first, last):
            if rows[at].start - _TOUCHING <= column.at <= rows[at].end + _TOUCHING:
                parent[root(at)] = root(number)
    found: dict[int, tuple[list[Line], list[Line]]] = defaultdict(lambda: ([], []))
    for at, line in enumerate((*rows, *columns)):
        found[root(at)][0 if at < len(rows) else 1].append(line)
    alone = [line for both in found.values() if not both[0] for line in both[1]]
    return [both for both in found.values() if both[0] and both[1]], alone


def _beside(alone: Sequence[Line], columns: Sequence[Line]) -> list[Line]:
    """Return the outer borders of a table among lines that meet none across: of a cell as high as a whole page of it.

    They begin and end where the other lines down do.
    """
    if not alone:
        return []
    first, last = min(line.at for line in columns), max(line.at for line in columns)
    start, end = min(line.start for line in columns), max(line.end for line in columns)
    reach = (last - first) / 2
    near = [
        line
        for line in alone
        if abs(line.start - start) <= _SAME_END
        and abs(line.end - end) <= _SAME_END
        and (NEAR < first - line.at <= reach or NEAR < line.at - last <= reach)
    ]
    left, right = [line for line in near if line.at < first], [line for line in near if line.at > last]
    return [*([max(left)] if left else []), *([min(right)] if right else [])]


def _lattice(rows: list[Line], columns: list[Line]) -> Lattice | None:
    xs, ys = {line.at for line in columns}, {line.at for line in rows}
    left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
    sides = _outer(rows, left, right)
    columns = columns + sides
    rows = rows + _outer(columns, top, bottom)
    x_all, y_all = sorted({line.at for line in columns}), sorted({line.at for line in rows})
    if len(x_all) <= 1 or len(y_all) <= 1:
        return None
    walls = _borders(columns, x_all, y_all)
    floors = _borders(rows, y_all, x_all)
    areas, area_of = _areas(x_all, y_all, walls, floors)
    open_at = sides[0].at if len(sides) == 1 else None
    return Lattice(tuple(x_all), tuple(y_all), areas, area_of, open_at)


def _outer(lines: Sequence[Line], first: float, last: float) -> list[Line]:
    """Return the borders that stand nowhere but in the common ends of the lines that should meet them."""
    found: list[Line] = []
    before = [line for line in lines if line.start < first - _OUTER]
    if before:
        edge = min(line.start for line in before)
        ends = [line.at for line in before if line.start - edge <= NEAR]
        if len(ends) > 1:
            found.append(Line(edge, min(ends), max(ends)))
    after = [line for line in lines if line.end > last + _OUTER]
    if after:
        edge = max(line.end for line in after)
        ends = [line.at for line in after if edge - line.end <= NEAR]
        if len(ends) > 1:
            found.append(Line(edge, min(ends), max(ends)))
    return found


def _borders(lines: Sequence[Line], places: Sequence[float], steps: Sequence[float]) -> list[list[bool]]:
    """Return for each place of a line, and for each step between lines that cross it, whether it is drawn there."""
    covered = [[0.0] * (len(steps) - 1) for _ in places]
    index = {place: number for number, place in enumerate(places)}
    for line in lines:
        row = covered[index[line.at]]
        first = max(bisect_right(steps, line.start) - 1, 0)
        for step in range(first, len(steps) - 1):
            begin, end = steps[step], steps[step + 1]
            if begin >= line.end:
                break
            row[step] += (min(end, line.end) - max(begin, line.start)) / (end - begin)
    return [[share >= _COVERED for share in row] for row in covered]


def _areas(
    xs: Sequence[float], ys: Sequence[float], walls: Sequence[Sequence[bool]], floors: Sequence[Sequence[bool]]
) -> tuple[tuple[Area, ...], tuple[tuple[int, ...], ...]]:
    """Return the cells, in reading order of where they begin, and the cell of each slot."""
    width, height = len(xs) - 1, len(ys) - 1
    area_of = [[-1] * width for _ in range(height)]
    areas: list[Area] = []
    for row in range(height):
        for col in range(width):
            if area_of[row][col] >= 0:
                continue
            number = len(areas)
            area_of[row][col] = number
            slots = [(row, col)]
            for r, c in slots:
                if c + 1 < width and area_of[r][c + 1] < 0 and not walls[c + 1][r]:
                    area_of[r][c + 1] = number
                    slots.append((r, c + 1))
                if c and area_of[r][c - 1] < 0 and not walls[c][r]:
                    area_of[r][c - 1] = number
                    slots.append((r, c - 1))
                if r + 1 < height and area_of[r + 1][c] < 0 and not floors[r + 1][c]:
                    area_of[r + 1][c] = number
                    slots.append((r + 1, c))
                if r and area_of[r - 1][c] < 0 and not floors[r][c]:
                    area_of[r - 1][c] = number
                    slots.append((r - 1, c))
            top, bottom = row, max(r for r, _ in slots) + 1
            left, right = min(c for _, c in slots), max(c for _, c in slots) + 1
            is_whole = len(slots) == (bottom - top) * (right - left)
            is_open = (
                (left == 0 and not any(walls[0][top:bottom]))
                or (right == width and not any(walls[width][top:bottom]))
                or (top == 0 and not any(floors[0][left:right]))
                or (bottom == height and not any(floors[height][left:right]))
            )
            areas.append(Area(left, top, right, bottom, xs[left], ys[top], xs[right], ys[bottom], is_whole, is_open))
    return tuple(areas), tuple(map(tuple, area_of))


def _holds(lattice: Lattice, other: Lattice) -> bool:
    """Return whether one table stands inside a cell of this one, which then is a frame around it."""
    if other is lattice:
        return False
    left, top, right, bottom = other.box
    number = lattice.at((left + right) / 2, (top + bottom) / 2)
    if number is None:
        return False
    area = lattice.areas[number]
    return (
        area.left - NEAR <= left
        and right <= area.right + NEAR
        and area.top - NEAR <= top
        and bottom <= area.bottom + NEAR
    )

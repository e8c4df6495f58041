"""The glyphs of a page -> the ruled tables with the text of their cells, and what stands outside them.

A glyph belongs to the cell that holds its middle. Where that is no proof (digits that run on over a border, a line
drawn through a character, a picture where a figure should be) the cell gets U+FFFD, so that it is read as no number.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gouji.normalize.pdf.drawings import THICKEST
from gouji.normalize.pdf.glyphs import LOST, SLANTED, SPACE, Glyph
from gouji.normalize.pdf.lattice import NEAR, Area, Lattice, lattices
from gouji.normalize.pdf.lines import FIGURES, cell_lines
from gouji.normalize.pdf.pages import Page
from gouji.normalize.pdf.turning import Box
from gouji.normalize.pdf.wrapping import CellText, cell_text, padding_of
from gouji.normalize.unreadable import Unreadable

MOST_TABLES = 60
"""Ruled tables of one page."""
_OVER = {True: 0.12, False: 0.4}
"""Share of its type's height that a figure (another character) may stand out over the border of its cell."""
_BESIDE = 0.12
"""Share of their type's height; figures in two cells that stand nearer are one run of digits."""
_STRUCK = (0.35, 0.72)
"""Shares of the type's height, from the top: a line drawn there goes through a character."""
_NARROWEST = 0.6
"""Share of the smallest type in a table; a column or row that is narrower and blank holds no cells."""
_SLIVER = 4.0  # points; the same where a table holds no type
_INSIDE = 3.0  # points by which a picture in a cell may stand out
_GROUND = 0.6  # share of a table that a picture behind it covers
_EDGE = 4.0  # points from the edge of the page; a cell that ends there may go on beyond
_BODY = (0.2, 0.85)
"""Shares of the type's height, from the top, between which the body of a figure stands."""


class RuledCell(NamedTuple):
    """One cell: its text, the grid row and column it begins in (one-based), its spans, its box, and its page.

    `is_full`: its last line leaves no room for one more character.
    """

    text: str
    row: int
    col: int
    rowspan: int
    colspan: int
    box: Box
    page: int
    is_full: bool


class RuledTable(NamedTuple):
    """The rows of a ruled table (cells by the row they begin in, a row without such left empty) and its box.

    `columns`: where its columns begin, and where the last one ends.
    """

    rows: list[list[RuledCell]]
    box: Box
    columns: tuple[float, ...]


def ruled(page: Page) -> tuple[list[RuledTable], list[Glyph]]:
    """Return the ruled tables of a page from the top down, and the glyphs outside them; raises Unreadable."""
    all_of_them = lattices(page.drawings.across, page.drawings.down)
    if len(all_of_them) > MOST_TABLES:
        raise Unreadable("read.limit_exceeded", f"more than {MOST_TABLES} tables on a page")
    found = [one for one in all_of_them if _columns_of(one) > 1]
    glyphs = list(_struck(page.glyphs, _free(page.drawings.across, all_of_them)))
    if not found:
        return [], glyphs
    inside: list[list[list[Glyph]]] = [[[] for _ in lattice.areas] for lattice in found]
    outside: list[Glyph] = []
    places = [
        (cells, lattice.area_of, lattice.xs, lattice.ys, lattice.box)
        for cells, lattice in zip(inside, found, strict=True)
    ]
    for glyph in glyphs:
        x, y = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
        if glyph.turn != SLANTED:
            for cells, area_of, xs, ys, (left, top, right, bottom) in places:
                if left <= x < right and top <= y < bottom:
                    cells[area_of[bisect_right(ys, y) - 1][bisect_right(xs, x) - 1]].append(glyph)
                    break
            else:
                outside.append(glyph)
        else:
            outside.append(glyph)
    tables = [_table(lattice, cells, outside, page) for lattice, cells in zip(found, inside, strict=True)]
    return [table for table in tables if table.rows], outside


def _columns_of(lattice: Lattice) -> int:
    """Return how many cells stand side by side at most."""
    return max(
        sum(area.right - area.left >= _SLIVER for area in map(lattice.areas.__getitem__, set(row)))
        for row in lattice.area_of
    )


def _free(across: Sequence[Box], tables: Sequence[Lattice]) -> list[Box]:
    """Return the lines that border no cell of a table."""
    if not tables:
        return list(across)
    return [box for box in across if not any(_is_border(box, lattice) for lattice in tables)]


def _is_border(line: Box, lattice: Lattice) -> bool:
    """Return whether a line lies on one of a table's and runs from one of those that cross it to another."""
    left, top, right, bottom = line
    return _is_among(lattice.ys, (top + bottom) / 2) and _is_among(lattice.xs, left) and _is_among(lattice.xs, right)


def _is_among(places: Sequence[float], place: float) -> bool:
    at = bisect_left(places, place)
    return any(abs(one - place) <= NEAR for one in places[max(at - 1, 0) : at + 1])


def _struck(glyphs: Sequence[Glyph], across: Sequence[Box]) -> Iterator[Glyph]:
    """Yield the glyphs, those that a line is drawn through marked as struck."""
    lines = sorted(
        ((top + bottom) / 2, left, right) for left, top, right, bottom in across if right - left > THICKEST / 2
    )
    if not lines:
        yield from glyphs
        return
    places = [line[0] for line in lines]
    high, low = _STRUCK
    for glyph in glyphs:
        if glyph.turn == 0 and glyph.text != SPACE:
            first = bisect_left(places, glyph.top + high * glyph.size)
            last = bisect_right(places, glyph.top + low * glyph.size, first)
            if first < last:
                x = (glyph.left + glyph.right) / 2
                if any(left <= x <= right for _, left, right in lines[first:last]):
                    yield glyph._replace(text=f"~~{glyph.text}~~")
                    continue
        yield glyph


def _table(lattice: Lattice, inside: Sequence[Sequence[Glyph]], outside: Sequence[Glyph], page: Page) -> RuledTable:
    sizes = [glyph.size for glyphs in inside for glyph in glyphs if glyph.text != SPACE]
    sliver = max(_SLIVER, _NARROWEST * min(sizes)) if sizes else _SLIVER
    doubted = _in_doubt(lattice, inside, outside)
    lines = [cell_lines([doubted.get(id(glyph), glyph) for glyph in glyphs]) for glyphs in inside]
    padding = padding_of((one, area.left, area.right) for one, area in zip(lines, lattice.areas, strict=True))
    kept: list[tuple[Area, CellText]] = []
    pictured, covered = _pictured(lattice, page.drawings.pictures)
    for number, (area, printed) in enumerate(zip(lattice.areas, lines, strict=True)):
        said = cell_text(printed, area.right - area.left, padding)
        is_bare = not printed and number not in pictured and number not in covered
        if is_bare and (area.is_open or min(area.right - area.left, area.bottom - area.top) < sliver):
            continue
        is_number = FIGURES.issuperset(said.text)
        if (
            not area.is_whole
            or (number in pictured and is_number)
            or (number in covered and not said.text)
            or (page.is_cut and (area.left < _EDGE or area.right > page.width - _EDGE))
            or lattice.open_at in (area.left, area.right)
        ):
            said = CellText(said.text + LOST, False)
        kept.append((area, said))
    lefts = sorted({area.col for area, _ in kept})
    tops = sorted({area.row for area, _ in kept})
    rows: list[list[RuledCell]] = [[] for _ in tops]
    for area, said in kept:
        row, col = bisect_left(tops, area.row), bisect_left(lefts, area.col)
        spans = bisect_left(tops, area.row_end) - row, bisect_left(lefts, area.col_end) - col
        box = (area.left, area.top, area.right, area.bottom)
        rows[row].append(RuledCell(said.text, row + 1, col + 1, *spans, box, page.number, said.is_full))
    columns = (*(lattice.xs[left] for left in lefts), lattice.xs[-1])
    return RuledTable([sorted(row, key=lambda cell: cell.col) for row in rows], lattice.box, columns)


def _in_doubt(lattice: Lattice, inside: Sequence[Sequence[Glyph]], outside: Sequence[Glyph]) -> dict[int, Glyph]:
    """Return, by identity, the glyphs whose cell is not certain, marked.

    Digits may run on over the outer border of the table too.
    """
    found: dict[int, Glyph] = {}
    left, top, right, bottom = lattice.box
    figures = [
        (glyph.bottom, glyph.left, -1, glyph)
        for glyph in outside
        if glyph.text in FIGURES
        and top < (glyph.top + glyph.bottom) / 2 < bottom
        and (abs(glyph.left - right) < glyph.size or abs(glyph.right - left) < glyph.size)
    ]
    for number, glyphs in enumerate(inside):
        area = lattice.areas[number]
        for glyph in glyphs:
            if glyph.text == SPACE:
                continue
            if glyph.text not in FIGURES:
                over = _OVER[False] * glyph.size
                if area.left - glyph.left > over or glyph.right - area.right > over:
                    found[id(glyph)] = _marked(glyph)
                continue
            figures.append((glyph.bottom, glyph.left, number, glyph))
            over = _OVER[True] * glyph.size
            if (
                area.left - glyph.left > over
                or glyph.right - area.right > over
                or area.top - glyph.top > (_BODY[0] + _OVER[True]) * glyph.size
                or glyph.top - area.bottom > (_OVER[True] - _BODY[1]) * glyph.size
            ):
                found[id(glyph)] = _marked(glyph)
    figures.sort(key=lambda figure: (round(figure[0]), figure[1]))
    for (_, _, one, before), (_, _, other, after) in itertools.pairwise(figures):
        near = _BESIDE * min(before.size, after.size)
        if (
            one != other
            and abs(before.bottom - after.bottom) < before.size / 2
            and abs(after.left - before.right) < near
        ):
            found[id(before)], found[id(after)] = _marked(before), _marked(after)
    return found


def _marked(glyph: Glyph) -> Glyph:
    return glyph._replace(text=glyph.text + LOST)


def _pictured(lattice: Lattice, pictures: Sequence[Box]) -> tuple[set[int], set[int]]:
    """Return the cells that hold a picture, which may be of a figure, and those whose middle one covers.

    A picture under all of a table is its ground.
    """
    holding: set[int] = set()
    covered: set[int] = set()
    left, top, right, bottom = lattice.box
    for picture in pictures:
        number = lattice.at((picture[0] + picture[2]) / 2, (picture[1] + picture[3]) / 2)
        if number is not None and _is_inside(picture, lattice.areas[number]):
            holding.add(number)
        elif (picture[2] - picture[0]) * (picture[3] - picture[1]) < _GROUND * (right - left) * (bottom - top):
            covered.update(
                at for at, area in enumerate(lattice.areas)
                if picture[0] < (area.left + area.right) / 2 < picture[2]
                and picture[1] < (area.top + area.bottom) / 2 < picture[3]
            )  # fmt: skip
            if number is not None:
                covered.add(number)
    return holding, covered


def _is_inside(picture: Box, area: Area) -> bool:
    left, top, right, bottom = picture
    return (
        area.left - _INSIDE <= left
        and right <= area.right + _INSIDE
        and area.top - _INSIDE <= top
        and bottom <= area.bottom + _INSIDE
    )

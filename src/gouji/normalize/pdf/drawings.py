"""What a page draws beside text: the lines that may rule a table, and the pictures that may stand for text.

A line is drawn in many ways: stroked, as a thin filled rectangle, as an edge of a rectangle, inside a form XObject,
in pieces. All of them come out as rules.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as c

from gouji.normalize.pdf import native
from gouji.normalize.pdf.placing import Placing
from gouji.normalize.pdf.turning import Box
from gouji.normalize.unreadable import Unreadable

MOST_OBJECTS = 200_000
"""Drawn objects and corners of paths of one page; a page of a ruled table has some hundreds."""
MOST_NESTED = 12
"""Form XObjects inside one another."""
THICKEST = 4.0
"""Points; a rectangle as thin as this is a line, a thicker one a field of colour."""
_SMALLEST_PICTURE = 3.0  # points; smaller marks hold no text
_STRAIGHT = 0.3  # points a straight line may be off
_BOX = (4, 5)  # corners of the path of a rectangle
_OPAQUE = 255
_TEXT, _PATH, _FORM = c.FPDF_PAGEOBJ_TEXT, c.FPDF_PAGEOBJ_PATH, c.FPDF_PAGEOBJ_FORM
_Point = tuple[float, float]
_Matrix = tuple[float, float, float, float, float, float]
_UNCHANGED: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Fill(NamedTuple):
    """A field of colour: its box, when it is painted (counting all that the page paints), and how.

    `hides`: what was painted before it there is not seen. `is_pale`: it cannot be told from white paper.
    """

    box: Box
    turn: int
    hides: bool
    is_pale: bool


@dataclass(slots=True)
class Drawings:
    """Lines across and down, fields of colour, and the boxes of pictures (drawn outlines of characters are one).

    `painted`: by the number of a text object, when it is painted; `layered`: those of a layer that may be off.
    `is_cut`: a line runs over the left or right edge of the page.
    """

    across: list[Box] = field(default_factory=list)
    down: list[Box] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    painted: dict[int, int] = field(default_factory=dict)
    layered: set[int] = field(default_factory=set)
    is_cut: bool = False

    def moved(self, move: Callable[[Box], Box]) -> Drawings:
        """Return the lines and pictures of a page that is turned."""
        rules = [move(box) for box in (*self.across, *self.down)]
        return Drawings(
            [box for box in rules if box[2] - box[0] >= box[3] - box[1]],
            [box for box in rules if box[2] - box[0] < box[3] - box[1]],
            pictures=[move(box) for box in self.pictures],
            is_cut=self.is_cut,
        )

    def add(self, box: Box) -> None:
        """Add a line; a dot may be a piece of one in either direction."""
        width, height = box[2] - box[0], box[3] - box[1]
        if width >= height or width <= THICKEST / 2:
            self.across.append(box)
        if height > width or height <= THICKEST / 2:
            self.down.append(box)


def drawings_of(page: pdfium.PdfPage, placing: Placing, *, has_layers_off: bool = False) -> Drawings:
    """Return what a page draws inside its displayed part; raises Unreadable."""
    found = Drawings()
    handle = native.handle_of(page.raw)
    objects = (native.object_at(handle, at) for at in range(native.count_objects(handle)))
    _Reader(found, placing, has_layers_off).read(objects, _UNCHANGED, 0)
    return found


class _Reader:
    """Goes through the objects of a page, and of the forms in it."""

    def __init__(self, found: Drawings, placing: Placing, has_layers_off: bool) -> None:
        self._found = found
        self._has_layers_off = has_layers_off
        self._place = placing.rect
        self._point = placing.point
        self._width, self._height = placing.width, placing.height
        self._objects = self._corners = 0
        self._runs_over = False
        self._edges = native.Numbers(ctypes.c_float, 4)
        self._modes = native.Numbers(ctypes.c_int, 2)
        self._color = native.Color()

    def read(self, objects: Iterator[int], matrix: _Matrix, depth: int) -> None:
        painted = self._found.painted
        kind_of = native.type_of
        for drawn in objects:
            self._objects += 1
            if self._objects + self._corners > MOST_OBJECTS:
                raise Unreadable("read.limit_exceeded", f"more than {MOST_OBJECTS} drawn objects on a page")
            kind = kind_of(drawn)
            if kind == _TEXT:
                painted[drawn] = self._objects
                if self._has_layers_off and (depth or native.is_of_a_layer(drawn)):
                    self._found.layered.add(drawn)
            elif kind == _PATH:
                self._path(drawn, matrix)
            elif kind == _FORM:
                if depth >= MOST_NESTED:
                    raise Unreadable("read.limit_exceeded", f"drawings nested deeper than {MOST_NESTED}")
                inner = (native.form_object_at(drawn, at) for at in range(native.count_form_objects(drawn)))
                self.read(inner, _product(_matrix_of(drawn), matrix), depth + 1)
            elif (box := self._box(drawn, matrix)) is not None:
                self._picture(box)

    def _picture(self, box: Box) -> None:
        if min(box[2] - box[0], box[3] - box[1]) >= _SMALLEST_PICTURE:
            self._found.pictures.append(box)

    def _box(self, drawn: int, matrix: _Matrix) -> Box | None:
        """Return the displayed box of an object, None outside the page."""
        if not native.bounds_of(drawn, *self._edges.at):
            return None
        x0, y0, x1, y1 = self._edges.room[:]
        if matrix is not _UNCHANGED:
            corners = [_moved(matrix, x, y) for x in (x0, x1) for y in (y0, y1)]
            x0, y0 = min(x for x, _ in corners), min(y for _, y in corners)
            x1, y1 = max(x for x, _ in corners), max(y for _, y in corners)
        return self._inside(self._place(x0, y0, x1, y1))

    def _inside(self, box: Box) -> Box | None:
        left, top, right, bottom = box
        if (left < -THICKEST and right > 0) or (right > self._width + THICKEST and left < self._width):
            self._runs_over = top < self._height and bottom > 0
        if left >= 0 and top >= 0 and right <= self._width and bottom <= self._height:
            return box
        left, top = max(left, 0.0), max(top, 0.0)
        right, bottom = min(right, self._width), min(bottom, self._height)
        return (left, top, right, bottom) if left <= right and top <= bottom else None

    def _rule(self, box: Box) -> None:
        self._found.add(box)
        self._found.is_cut = self._found.is_cut or self._runs_over

    def _path(self, drawn: int, matrix: _Matrix) -> None:
        self._runs_over = False
        if not native.draw_mode_of(drawn, *self._modes.at):
            return
        is_filled, is_stroked = self._modes.room[:]
        if not (is_stroked or is_filled):
            return
        box = self._box(drawn, matrix)
        if box is None:
            return
        if box[2] - box[0] <= THICKEST or box[3] - box[1] <= THICKEST:
            self._rule(box)
            return
        count = native.count_segments(drawn)
        self._corners += count
        if self._corners > MOST_OBJECTS:
            raise Unreadable("read.limit_exceeded", f"more than {MOST_OBJECTS} corners of paths on a page")
        if is_filled and count in _BOX:
            color = self._color.of(drawn)
            self._found.fills.append(Fill(box, self._objects, color[3] == _OPAQUE, native.is_pale(color)))
            if not is_stroked:
                return
        parts = list(_parts(drawn, count, _product(_matrix_of(drawn), matrix)))
        for points, is_curved in parts:
            self._part([self._point(x, y) for x, y in points], is_curved, bool(is_stroked), len(parts) > 1)

    def _part(self, points: Sequence[_Point], is_curved: bool, is_stroked: bool, is_ring: bool) -> None:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        box = self._inside((min(xs), min(ys), max(xs), max(ys)))
        if box is None:
            return
        if is_curved:
            self._picture(box)
        elif min(box[2] - box[0], box[3] - box[1]) <= THICKEST:
            self._rule(box)
            return
        straight = [_edge(a, b) for a, b in pairwise(points)]
        edges = [edge for edge in straight if edge is not None]
        is_rectangle = not is_curved and len(edges) == len(straight) and len(edges) in (3, 4)
        if is_stroked or (is_ring and is_rectangle):
            for edge in edges:
                if (seen := self._inside(edge)) is not None:
                    self._rule(seen)
        elif not is_rectangle and not is_curved:
            self._picture(box)


def _edge(a: _Point, b: _Point) -> Box | None:
    """Return a straight edge across or down, None for any other."""
    if abs(a[0] - b[0]) > _STRAIGHT and abs(a[1] - b[1]) > _STRAIGHT:
        return None
    return min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])


def _parts(drawn: int, count: int, matrix: _Matrix) -> Iterator[tuple[list[_Point], bool]]:
    """Yield the parts of a path: their corners, and whether one is curved."""
    numbers = native.Numbers(ctypes.c_float, 2)
    x_at, y_at = numbers.at
    points: list[_Point] = []
    is_curved = False
    for index in range(count):
        segment = native.segment_at(drawn, index)
        kind = native.segment_type(segment)
        native.segment_point(segment, x_at, y_at)
        if kind == c.FPDF_SEGMENT_MOVETO and points:
            yield points, is_curved
            points, is_curved = [], False
        is_curved = is_curved or kind == c.FPDF_SEGMENT_BEZIERTO
        x, y = numbers.room[:]
        points.append(_moved(matrix, x, y))
        if native.is_closing(segment) and points[0] != points[-1]:
            points.append(points[0])
    if points:
        yield points, is_curved


def _matrix_of(drawn: int) -> _Matrix:
    found = native.Numbers(ctypes.c_float, 6)
    native.matrix_of(drawn, found.at[0])
    a, b, c_, d, e, f = found.room[:]
    return a, b, c_, d, e, f


def _moved(matrix: _Matrix, x: float, y: float) -> _Point:
    a, b, c_, d, e, f = matrix
    return a * x + c_ * y + e, b * x + d * y + f


def _product(first: _Matrix, then: _Matrix) -> _Matrix:
    """Return the matrix that does `first`, then `then` (ISO 32000-1, 8.3.4)."""
    if then is _UNCHANGED:
        return first
    a, b, c_, d, e, f = first
    g, h, i, j, k, m = then
    return (
        a * g + b * i, a * h + b * j,
        c_ * g + d * i, c_ * h + d * j,
        e * g + f * i + k, e * h + f * j + m,
    )  # fmt: skip

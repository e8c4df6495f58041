"""A page of pdfium -> the characters it prints, each where it is seen.

What is written but not seen is not printed: text without ink (laid under a scanned picture), outside the page, white
on white. A character that another drawing was painted over is kept as one that is not known.
"""

from __future__ import annotations

import ctypes
import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import pypdfium2.raw as c

from gouji.normalize.pdf import native
from gouji.normalize.pdf.drawings import Drawings
from gouji.normalize.pdf.placing import Placing
from gouji.normalize.pdf.turning import QUARTERS, Box
from gouji.normalize.unreadable import Unreadable

LOST = "\ufffd"
"""What stands for a glyph whose character is not known (Unicode: REPLACEMENT CHARACTER)."""
SPACE = " "
"""What stands for every glyph that leaves the paper white."""
_BLANK = frozenset((0x9, 0xA, 0xD, 0x20, 0xA0, 0x1680, *range(0x2000, 0x2010), 0x2028, 0x2029, 0x202F, 0x205F, 0x2060,
                    0x3000, 0xFEFF))  # fmt: skip
"""Characters that print nothing."""
_HYPHENS = frozenset((0x2, 0xAD, 0x2010, 0x2011))
"""What prints a hyphen; 2 is what pdfium makes of one at the end of a line, and of no other glyph with a character."""
_NOT_ONE = frozenset((0, 0xFFFE, *_HYPHENS))
"""What pdfium gives for a character that its text leaves out, or writes in another way."""
_DESCENT = 0.12
"""Share of the em square below the base line: the box of the ideographs (OpenType `ideo` and `romn`)."""
_ANGLE = 8  # degrees; text nearer to a right angle is upright or turned, other text is slanted
_LEAST_SIZE = 0.5  # points; type whose size is said to be smaller is as high as its ink, or no print
_WIDEST = 1.6  # share of the type's height that an advance may be
_CUT = 0.5  # points that type may stand out over the edge of the page
_BOLD = 0.07  # share of the type's height that a text printed again to look bold is off by: 0.2 to 0.5 points
_ALIKE = 0.5  # points
_ROUNDING = 0.001  # points
HALF = 180
SLANTED = 1
"""The `turn` of glyphs that run in no direction of the page: watermarks."""
_INVISIBLE = (c.FPDF_TEXTRENDERMODE_INVISIBLE, c.FPDF_TEXTRENDERMODE_CLIP)
MOST_HIDING = 5_000_000
"""Comparisons of glyphs with fields of colour that may hide them, on one page."""


class Glyph(NamedTuple):
    """One printed character; its box is its advance wide and its em high; `turn`: degrees it runs clockwise."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    turn: int


def turned_glyph(glyph: Glyph, turn: int, move: Callable[[Box], Box]) -> Glyph:
    """Return a glyph on a page that is turned back by `turn`."""
    own = glyph.turn if glyph.turn == SLANTED else (glyph.turn - turn) % 360
    return Glyph(glyph.text, *move((glyph.left, glyph.top, glyph.right, glyph.bottom)), glyph.size, own)


class Printed(NamedTuple):
    """What a page prints, in the file's order; `is_cut`: type runs over its left or right edge, or stands beyond."""

    glyphs: list[Glyph]
    is_cut: bool


def glyphs_of(textpage: Any, placing: Placing, drawings: Drawings) -> Printed:
    """Return what is printed inside the page; raises Unreadable."""
    handle = native.handle_of(textpage)
    object_of, is_unmapped = native.text_object_of, native.is_unmapped
    known: dict[int, str] = {}
    box_of = native.loose_box_of
    box = native.Numbers(ctypes.c_float, 4)
    box_at, box_room = box.at[0], box.room
    setter = _Setter(handle, placing)
    set_as = setter.of
    layered = drawings.layered
    glyphs: list[Glyph] = []
    painted: list[int] = []
    pale: list[int] = []
    rect = placing.rect
    is_plain, x, y = placing.turn == 0, placing.left, placing.top
    width, height = placing.width, placing.height
    current = turn = 0
    size = base = 0.0
    is_seen = is_pale = is_cut = False
    for index, code in enumerate(_codes(textpage)):
        owner = object_of(handle, index)
        if owner is None or not box_of(handle, index, box_at):
            continue  # made up by pdfium: a space or the end of a line
        left, top, right, bottom = box_room[:]
        if is_plain:
            left, top, right, bottom = left - x, y - top, right - x, y - bottom
        else:
            left, top, right, bottom = rect(left, bottom, right, top)
        if owner != current:
            (size, turn, base, _, is_steady), is_seen, is_pale = set_as(owner, index, (left, top, right, bottom))
            current = owner if is_steady else 0
        if not is_seen or bottom <= 0 or top >= height:
            continue
        text = known.get(code) or known.setdefault(code, _text(code))
        if is_unmapped(handle, index):
            text = LOST
        if left < -_CUT or right > width + _CUT:
            is_cut = is_cut or text != SPACE
            if right <= 0 or left >= width:
                continue
            text = SPACE if text == SPACE else LOST
        if not 0 < (right - left if turn % HALF == 0 else bottom - top) <= _WIDEST * size:
            # Written downward: what pdfium takes for the advance is none. The ink tells.
            left, top, right, bottom = _square(rect(*setter.ink(index)), size)
        elif turn == 0:
            bottom += base
            top = bottom - size
        elif turn == QUARTERS[0]:
            left += base
            right = left + size
        elif turn == QUARTERS[2]:
            right += base
            left = right - size
        elif turn == HALF:
            top += base
            bottom = top + size
        if layered and owner in layered and text != SPACE:
            text = LOST
        if is_pale:
            pale.append(len(glyphs))
        glyphs.append(Glyph(text, left, top, right, bottom, size, turn))
        painted.append(owner)
    _lose_painted_over(glyphs, painted, drawings)
    _lose_overprinted(glyphs, painted, drawings, placing)
    return Printed(_without_pale(glyphs, pale, drawings) if pale else glyphs, is_cut)


def _codes(textpage: Any) -> Sequence[int]:
    """Return the code of each character of a page, those made up by pdfium counted."""
    count = c.FPDFText_CountChars(textpage)
    room = (ctypes.c_ushort * (count + 1))()
    if c.FPDFText_GetText(textpage, 0, count, room) == count + 1:
        # A text with all of its characters, each one unit long, has one for each.
        codes: list[int] = room[:count]
        if not (_NOT_ONE.intersection(codes) or any(0xD800 <= code < 0xE000 for code in codes)):
            return codes
    handle = native.handle_of(textpage)
    return [native.unicode_of(handle, index) for index in range(count)]


def _text(code: int) -> str:
    if code in _BLANK:
        return SPACE
    if 0x20 < code < 0x7F or 0x3000 < code < 0xA000 or 0xFF00 < code < 0xFFF0:
        return chr(code)
    if code in _HYPHENS:
        return "-"
    is_private = 0xE000 <= code <= 0xF8FF or code >= 0xF0000
    is_none = code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 or code & 0xFFFE == 0xFFFE
    return LOST if is_private or is_none else chr(code)


class _Set(NamedTuple):
    """The height of type, its direction, and its base line: how far an edge of pdfium's box is from the em square's.

    `is_steady`: what holds for one glyph holds for all of its font, since their boxes have one height, `extent`; else
    each box is as high as its ink.
    """

    size: float
    turn: int
    base: float
    extent: float
    is_steady: bool


def _extent(box: Box, turn: int) -> float:
    return box[3] - box[1] if turn % HALF == 0 else box[2] - box[0]


class _Setter:
    """Tells how the glyphs of a text object are set, from the first of them."""

    def __init__(self, handle: int, placing: Placing) -> None:
        self._handle, self._placing = handle, placing
        self._matrix = native.Numbers(ctypes.c_float, 6)
        self._matrix_at = self._matrix.at[0]
        self._numbers = native.Numbers(ctypes.c_double, 4)
        self._x_at, self._y_at = self._numbers.at[:2]
        self._color = native.Color()
        self._known: dict[tuple[float, ...], _Set] = {}
        self._heights = native.Numbers(ctypes.c_float, 2)

    def of(self, owner: int, index: int, box: Box) -> tuple[_Set, bool, bool]:
        """Return how the glyphs of a text object are set, whether they are seen, and whether they are white."""
        native.char_matrix_of(self._handle, index, self._matrix_at)
        font = native.font_of(owner)
        key = (font, native.font_size_of(self._handle, index), *self._matrix.room[:4])
        found = self._known.get(key)
        if found is None or abs(_extent(box, found.turn) - found.extent) > _ROUNDING:
            found = self._set(index, box, *key)
            if found.is_steady and 0.0 in key[2:]:
                self._known[key] = found
        is_seen = found.size >= _LEAST_SIZE and native.render_mode_of(owner) not in _INVISIBLE
        return found, is_seen, native.is_pale(self._color.of(owner))

    def _set(self, index: int, box: Box, font: float, font_size: float, *matrix: float) -> _Set:
        a, b, c_, d = matrix
        angle = (-math.degrees(math.atan2(b, a)) + self._placing.turn) % 360
        nearest = round(angle / 90) * 90
        turn = nearest % 360 if abs(angle - nearest) <= _ANGLE else SLANTED
        size = abs(font_size) * math.hypot(c_, d)
        extent = _extent(box, turn)
        is_steady = size >= _LEAST_SIZE and abs(self._height(int(font), size) - extent) < _ROUNDING
        if size < _LEAST_SIZE:
            x0, y0, x1, y1 = self.ink(index)
            size = max(x1 - x0, y1 - y0)
        native.origin_of(self._handle, index, self._x_at, self._y_at)
        x, y = self._placing.point(*self._numbers.room[:2])
        left, top, right, bottom = box
        if turn == 0:
            base = y + _DESCENT * size - bottom
        elif turn == QUARTERS[0]:
            base = x - _DESCENT * size - left
        elif turn == QUARTERS[2]:
            base = x + _DESCENT * size - right
        else:
            base = y - _DESCENT * size - top
        return _Set(size, turn, base, extent, is_steady)

    def _height(self, font: int, size: float) -> float:
        """Return how high pdfium takes all glyphs of a font to be."""
        native.ascent_of(font, size, self._heights.at[0])
        native.descent_of(font, size, self._heights.at[1])
        ascent, descent = self._heights.room
        return float(ascent - descent)

    def ink(self, index: int) -> Box:
        """Return the box of what is drawn of a glyph: left, bottom, right, top, in the page's coordinates."""
        native.char_box_of(self._handle, index, *self._numbers.at)
        left, right, bottom, top = self._numbers.room[:]
        return left, bottom, right, top


def _square(box: Box, size: float) -> Box:
    """Return the em square around what is drawn of a glyph."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return x - size / 2, y - size / 2, x + size / 2, y + size / 2


def _lose_painted_over(glyphs: list[Glyph], owners: Sequence[int], drawings: Drawings) -> None:
    """Make unknown the glyphs that a field of colour was painted over."""
    painted = drawings.painted
    first = min(painted.values(), default=0)
    fills = [fill for fill in drawings.fills if fill.hides and fill.turn > first]
    if not fills:
        return
    last = max(fill.turn for fill in fills)
    turns = [painted.get(owner, last) for owner in owners]
    within = _Within(glyphs)
    for box, turn, _, _ in fills:
        for at in within.found(box):
            if turns[at] < turn:
                glyphs[at] = glyphs[at]._replace(text=LOST)


def _lose_overprinted(glyphs: list[Glyph], owners: Sequence[int], drawings: Drawings, placing: Placing) -> None:
    """Make unknown the glyphs that stand twice, beside themselves.

    pdfium gives a text only once that is printed again up to half a character further on. So little is a bold
    face made by printing twice; more is not, and `11` set tight would become `1`.
    """
    edges = native.Numbers(ctypes.c_float, 4)
    missing = [_bounds_of(owner, placing, edges) for owner in drawings.painted.keys() - set(owners)]
    # What is blank has no height.
    missing = [box for box in missing if box[3] > box[1] and box[2] > box[0]]
    if not missing:
        return
    seen = defaultdict(list)
    for owner in dict.fromkeys(owners):
        box = _bounds_of(owner, placing, edges)
        seen[round(box[1])].append(box)
    within = None
    for left, top, right, bottom in missing:
        height = bottom - top
        for near in (round(top) - 1, round(top), round(top) + 1):
            for box in seen.get(near, ()):
                off = abs(box[0] - left)
                is_alike = abs((box[2] - box[0]) - (right - left)) < _ALIKE and abs(box[3] - bottom) < height / 2
                if is_alike and _BOLD * height < off < right - left:
                    within = within or _Within(glyphs)
                    both = (min(left, box[0]), top, max(right, box[2]), bottom)
                    for at in within.found(both):
                        glyphs[at] = glyphs[at]._replace(text=LOST)


def _bounds_of(page_object: int, placing: Placing, edges: native.Numbers) -> Box:
    """Return where an object is displayed."""
    native.bounds_of(page_object, *edges.at)
    left, bottom, right, top = edges.room[:]
    return placing.rect(left, bottom, right, top)


class _Within:
    """Finds the glyphs of a page that print something, and whose middle a box holds."""

    def __init__(self, glyphs: Sequence[Glyph]) -> None:
        found = sorted(
            ((glyph.top + glyph.bottom) / 2, (glyph.left + glyph.right) / 2, at)
            for at, glyph in enumerate(glyphs)
            if glyph.text != SPACE
        )
        self._ys = [y for y, _, _ in found]
        self._places = [(x, at) for _, x, at in found]
        self._compared = 0

    def found(self, box: Box) -> list[int]:
        """Return the glyphs in a box; raises Unreadable."""
        left, top, right, bottom = box
        start, stop = bisect_right(self._ys, top), bisect_left(self._ys, bottom)
        self._compared += max(stop - start, 0)
        if self._compared > MOST_HIDING:
            raise Unreadable("read.limit_exceeded", "too many fields of colour over the text of a page")
        return [at for x, at in self._places[start:stop] if left < x < right]


def _without_pale(glyphs: Sequence[Glyph], pale: Sequence[int], drawings: Drawings) -> list[Glyph]:
    """Return the glyphs without those in white that stand on no colour and on no picture."""
    grounds = [fill.box for fill in drawings.fills if not fill.is_pale] + drawings.pictures
    if len(grounds) * len(pale) > MOST_HIDING:
        raise Unreadable("read.limit_exceeded", "too many fields of colour under white text")
    gone: set[int] = set()
    for at in pale:
        x, y = (glyphs[at].left + glyphs[at].right) / 2, (glyphs[at].top + glyphs[at].bottom) / 2
        if not any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in grounds):
            gone.add(at)
    return [glyph for at, glyph in enumerate(glyphs) if at not in gone]

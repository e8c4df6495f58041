"""Glyphs -> the printed lines they stand in, and the pieces those lines are made of.

Where pdfium sees a space or a line end does not count: only where the ink stands does. Digits that stand together
are one number; what would change a number when it is written in one line is marked, so that it is read as none:
`5^2` where a digit is raised or smaller, U+FFFD where two characters are printed over one another.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Sequence
from typing import NamedTuple

from gouji.normalize.pdf.glyphs import LOST, SPACE, Glyph, turned_glyph
from gouji.normalize.pdf.piece import Piece
from gouji.normalize.pdf.turning import QUARTERS, upright

GAP = 0.25
"""Share of the type's height; glyphs parted by more are two pieces."""
_SPACE_GAP = 0.12
"""As `GAP`, where a space is printed between them."""
_LINE = 0.48
"""Share of the type's height that base lines of one line may differ by, raised figures counted."""
_DESCENT = 0.12  # share of the type's height below the base line
_TWICE = 0.15  # share of its width that a glyph printed twice to look bold is off by
_OVER = 0.35  # share of its width by which a digit may overlap its neighbour
_RAISED = 0.12  # share of the type's height
_SMALLER = 0.85  # share of the height of the type beside it
DIGITS = frozenset("0123456789０１２３４５６７８９")
FIGURES = DIGITS | frozenset("+-.,，．＋－−—%")
"""Characters that numbers are made of."""
_CLOSE = frozenset("，。、；：！？“”‘’（）《》〈〉【】「」『』〔〕·…—")
"""Full-width marks, set closer than their squares where they meet other characters (JLREQ, CLREQ 3.1.6)."""


def lines_of(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Return upright glyphs by printed line, lines from the top down, each from left to right."""
    if len(glyphs) == 1:
        return [list(glyphs)]
    bases = [(glyph.bottom - _DESCENT * glyph.size, at) for at, glyph in enumerate(glyphs)]
    bases.sort()
    found: list[list[Glyph]] = []
    begun = room = 0.0
    for base, at in bases:
        glyph = glyphs[at]
        reach = glyph.size * _LINE
        if found and (base - begun <= room or base - begun <= reach):
            found[-1].append(glyph)
            if reach > room:
                room = reach
        else:
            found.append([glyph])
            begun, room = base, reach
    for line in found:
        line.sort(key=_left)
    return found


def _base(glyph: Glyph) -> float:
    return glyph.bottom - _DESCENT * glyph.size


_left = operator.attrgetter("left")


def pieces_of(line: Sequence[Glyph]) -> list[Piece]:
    """Return the runs of glyphs without a gap in one line of upright glyphs."""
    runs: list[list[Glyph]] = []
    last: Glyph | None = None
    right = 0.0
    is_parted = True
    for glyph in line:
        if glyph.text == SPACE:
            is_parted = True
            continue
        size = glyph.size
        if last is not None and glyph.left - right < (_SPACE_GAP if is_parted else GAP) * (
            size if size > last.size else last.size
        ):
            if not (glyph.text == last.text and _is_twice(last, glyph)):
                runs[-1].append(glyph)
                last = glyph
            if glyph.right > right:
                right = glyph.right
        else:
            runs.append([glyph])
            last, right = glyph, glyph.right
        is_parted = False
    return [_piece(run) for run in runs]


def _is_twice(glyph: Glyph, again: Glyph) -> bool:
    """Return whether a glyph is printed once more to look bold, or as its own shadow."""
    return (
        glyph.text == again.text
        and again.left - glyph.left < _TWICE * (again.right - again.left)
        and abs(_base(glyph) - _base(again)) < _TWICE * glyph.size
    )


def _piece(run: Sequence[Glyph]) -> Piece:
    if len(run) == 1:
        return Piece(*run[0][:6])
    _, left, top, right, bottom, size, _ = run[0]
    for glyph in run:
        if glyph.top < top:
            top = glyph.top
        if glyph.right > right:
            right = glyph.right
        if glyph.bottom > bottom:
            bottom = glyph.bottom
        if glyph.size > size:
            size = glyph.size
    return Piece(_text(run), left, top, right, bottom, size)


def _text(run: Sequence[Glyph]) -> str:
    text = "".join([glyph.text for glyph in run])
    if DIGITS.isdisjoint(text):
        return text
    text = run[0].text
    for before, glyph in itertools.pairwise(run):
        if before.text in DIGITS or glyph.text in DIGITS:
            width = min(before.right - before.left, glyph.right - glyph.left)
            if before.right - glyph.left > _OVER * width and not _CLOSE.intersection((before.text, glyph.text)):
                text += LOST
            if before.text in DIGITS and glyph.text in DIGITS and _is_raised(before, glyph):
                text += "^"
        text += glyph.text
    return text


def _is_raised(before: Glyph, glyph: Glyph) -> bool:
    small, large = sorted((before.size, glyph.size))
    return small < _SMALLER * large or abs(_base(before) - _base(glyph)) > _RAISED * large


class CellLine(NamedTuple):
    """One printed line of a cell: its text, where it begins and ends, the height of its type.

    Spaces before it belong to it. `is_open`: it runs from left to right, and no space stands at its end.
    """

    text: str
    left: float
    right: float
    size: float
    is_open: bool


def cell_lines(glyphs: Sequence[Glyph]) -> list[CellLine]:
    """Return the lines of one cell from the top down, turned print behind the upright; a space where a gap parts it."""
    return [
        CellLine(
            " ".join(one.text for one in pieces),
            line[0].left,
            pieces[-1].right,
            pieces[0].size,
            turn == 0 and line[-1].text != SPACE,
        )
        for turn in sorted({glyph.turn for glyph in glyphs})
        for line, pieces in _lines_turned(glyphs, turn)
    ]


def _lines_turned(glyphs: Sequence[Glyph], turn: int) -> list[tuple[list[Glyph], list[Piece]]]:
    """Return the lines that run in one direction, as glyphs and as pieces, turned so that they are upright."""
    chosen = [glyph for glyph in glyphs if glyph.turn == turn]
    if not chosen:
        return []
    if turn:
        move = upright(turn, 0.0, 0.0)
        chosen = [turned_glyph(glyph, turn, move) for glyph in chosen]
    lines = [(line, pieces_of(line)) for line in lines_of(chosen)]
    return [(line, pieces) for line, pieces in lines if pieces]


def page_pieces(glyphs: Sequence[Glyph]) -> list[Piece]:
    """Return the pieces that glyphs outside tables make; print that is turned stands where it stands on the page."""
    found = [piece for _, pieces in _lines_turned(glyphs, 0) for piece in pieces]
    for turn in QUARTERS:
        back = upright(360 - turn, 0.0, 0.0)
        for _, pieces in _lines_turned(glyphs, turn):
            found += [Piece(p.text, *back((p.left, p.top, p.right, p.bottom)), p.size) for p in pieces]
    return found

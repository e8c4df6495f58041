"""The lines of a page and the runs of each: one value, or words with nothing but spaces between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from gouji.cells import is_readable
from gouji.normalize.pdf.piece import Piece

_SAME_HEIGHT = 0.2
"""Sizes by which the middles of one line's pieces follow one another at most (digits and characters of two fonts)."""
_WITHIN = 0.5
"""Sizes by which the middles of one line's pieces differ at most."""
SPACE = 0.2
"""Sizes from which a gap is a space."""
WORD_GAP = 0.45
"""Sizes from which a gap between words may be the border of two cells; smaller ones are a space."""
_SIGN = re.compile(r"[-+−﹣－＋]")
_ENDS_TORN = re.compile(r"\d[,，.]$")
_BEGINS_TORN = re.compile(r"[,，.]\d")


class Run(NamedTuple):
    """What stands together on a line: one value, or words with nothing but spaces between them."""

    text: str
    left: float
    right: float
    is_value: bool


class Line(NamedTuple):
    """A printed line: its runs from left to right, and how many of the last ones are values."""

    runs: tuple[Run, ...]
    values: int
    top: float
    bottom: float
    size: float


def lines_of(pieces: Sequence[Piece]) -> list[Line]:
    """Return the printed lines of a page, top down."""
    lines: list[list[Piece]] = []
    before = first = 0.0
    for piece in sorted(pieces, key=lambda piece: piece.top + piece.bottom):
        middle = (piece.top + piece.bottom) / 2
        size = min(piece.size, lines[-1][0].size) if lines else 0.0
        if lines and middle - before <= _SAME_HEIGHT * size and middle - first <= _WITHIN * size:
            lines[-1].append(piece)
        else:
            lines.append([piece])
            first = middle
        before = middle
    for line in lines:
        line.sort(key=lambda piece: piece.left)
    return [_line(line) for line in lines]


def _line(pieces: Sequence[Piece]) -> Line:
    runs: list[Run] = []
    start = 0
    for at in range(1, len(pieces) + 1):
        if at == len(pieces) or not _is_one(pieces[at - 1], pieces[at]):
            runs.append(_run(pieces[start:at]))
            start = at
    values = next((count for count, run in enumerate(reversed(runs)) if not run.is_value), len(runs))
    top, bottom = min(piece.top for piece in pieces), max(piece.bottom for piece in pieces)
    return Line(tuple(runs), values, top, bottom, max(piece.size for piece in pieces))


def _is_one(piece: Piece, after: Piece) -> bool:
    """Return whether two neighbours stand in one cell: words beside words, and what is torn off a figure.

    Nothing else makes one of two values.
    """
    if after.left - piece.right >= WORD_GAP * piece.size:
        return False
    return _is_torn(piece.text, after.text) or not (is_readable(piece.text) or is_readable(after.text))


def _is_torn(text: str, after: str) -> bool:
    """Return whether a figure goes on: `-` `5`, `1,` `113`, `1` `,113`."""
    if after[:1].isdigit():
        return _SIGN.fullmatch(text) is not None or _ENDS_TORN.search(text) is not None
    return text[-1:].isdigit() and _BEGINS_TORN.match(after) is not None


def _run(pieces: Sequence[Piece]) -> Run:
    text = pieces[0].text
    if len(pieces) > 1:
        text += "".join(
            after.text
            if after.left - piece.right < SPACE * piece.size or _is_torn(piece.text, after.text)
            else f" {after.text}"
            for piece, after in pairwise(pieces)
        )
    return Run(text, pieces[0].left, max(piece.right for piece in pieces), is_readable(text))

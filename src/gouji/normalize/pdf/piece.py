"""Piece: some glyphs of one printed line that stand together, and where; the unit tables are made of."""

from __future__ import annotations

from typing import NamedTuple


class Piece(NamedTuple):
    """A run of glyphs of one line without a gap; in points, from the page's top left corner, y growing downward.

    `size` is the height of its type in points.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float

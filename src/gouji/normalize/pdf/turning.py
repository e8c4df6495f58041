"""Boxes on a page whose print does not run from left to right."""

from __future__ import annotations

from collections.abc import Callable

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in points from the top left corner."""
QUARTERS = (90, 180, 270)
"""Degrees clockwise that print may be turned by."""


def upright(turn: int, width: float, height: float) -> Callable[[Box], Box]:
    """Return what moves a box of a page of this size so that print turned by `turn` runs from left to right."""
    if turn == QUARTERS[0]:
        return lambda box: (box[1], width - box[2], box[3], width - box[0])
    if turn == QUARTERS[1]:
        return lambda box: (width - box[2], height - box[3], width - box[0], height - box[1])
    if turn == QUARTERS[2]:
        return lambda box: (height - box[3], box[0], height - box[1], box[2])
    return lambda box: box

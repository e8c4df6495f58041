"""The printed lines of a cell -> its text; what shows that a line only ended because its cell is no wider.

A number that goes on in a second line reads as one number to a person. It is joined only where the line above leaves
no room for one more digit; else both lines stay, and the cell is read as no number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from gouji.normalize.pdf.lines import DIGITS, FIGURES, CellLine

_WIDEST_PADDING = 6.0
"""Points between a border and the text beside it; word processors give 5.4."""
_CHARACTER = 1.6
"""Heights of type; a line that ends nearer to the border has no room for another character, or for a mark after it."""
_ROUNDING = 0.3  # points


class CellText(NamedTuple):
    """The text of a cell; `is_full`: its last line has no room for one more character."""

    text: str
    is_full: bool


def padding_of(cells: Iterable[tuple[Sequence[CellLine], float, float]]) -> float:
    """Return the least white between a border and the text beside it, of cells with their left and right edges."""
    margins = (
        min(line.left - left, right - line.right) for lines, left, right in cells for line in lines if line.is_open
    )
    return min(max(min(margins, default=_WIDEST_PADDING), 0.0), _WIDEST_PADDING)


def cell_text(lines: Sequence[CellLine], width: float, padding: float) -> CellText:
    """Return what the lines of a cell of this width say.

    Characters that stand one below the other, one a line, are a word written downward; figures are not.
    """
    texts = [line.text for line in lines]
    if len(texts) > 1 and all(len(text) == 1 and text not in FIGURES for text in texts):
        return CellText("".join(texts), False)
    room = width - 2 * padding
    is_number = all(is_figures(text) for text in texts)
    text = "".join(texts[:1])
    for before, line in pairwise(lines):
        text += line.text if is_number and _is_full(before, room) else f"\n{line.text}"
    return CellText(text, bool(lines) and _is_full(lines[-1], room))


def is_figures(text: str) -> bool:
    """Return whether a text is made of figures alone."""
    return bool(text) and FIGURES.issuperset(text)


def _is_full(line: CellLine, room: float) -> bool:
    if not line.is_open:
        return False
    length = line.right - line.left
    if is_figures(line.text):
        return line.text[-1] in DIGITS and room - length < length / len(line.text) - _ROUNDING
    return room - length < _CHARACTER * line.size

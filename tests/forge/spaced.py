"""Drawn tables as text without cell marks: spaces between values, columns by position, everything on one line."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass

from tests.forge.figures import NBSP
from tests.forge.grids import Grid, Slot

_WIDTHS = {
    "proactive_disclosure": (26, 18, 18, 18),
    "requests": (10, 16, 30, 8, 8, 8, 8, 8, 8, 8),
    "proceedings": (7,) * 15,
    "statistics_2014": (64, 8, 12),
}
"""Columns of a page, in half-width characters."""


def display_width(text: str) -> int:
    """Return how many half-width columns a text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def flat(slot: Slot | None) -> str:
    """Return a slot's text on one line."""
    return "" if slot is None else slot.text.replace("\n", "")


def edged(slot: Slot | None) -> str:
    """Return a slot's text on one line without white space around it, where white space is what parts cells."""
    return flat(slot).strip(f" {NBSP}\u3000")


def spaces(grid: Grid, gap: str) -> list[str]:
    """Return one line a row, cells parted by a gap; an empty cell leaves no trace."""
    return [gap.join(text for text in map(edged, row) if text) for row in grid]


def on_one_line(grid: Grid, gap: str) -> list[str]:
    """Return the whole table as one line."""
    return [gap.join(text for row in grid for text in map(edged, row) if text)]


@dataclass(frozen=True)
class _Placed:
    """A line of a cell's text: `y` in half lines from the top, `x` in half-width columns."""

    y: int
    x: int
    text: str


def layout(grid: Grid, table: str, rng: random.Random) -> list[str]:
    """Return a page as a PDF's text keeps it: every cell's lines centred in its height, what shares a height a line.

    The lines of a label and the values beside it need not meet: two lines of label stand above and below its values.
    """
    # What a fault adds stands to the right of the table.
    widths = (*_WIDTHS[table], *[8] * 16)
    starts = [sum(widths[:column]) for column in range(len(widths) + 1)]
    placed: list[_Placed] = []
    heights = [_height(row, widths) for row in _columns(grid)]
    tops = [sum(heights[:number]) for number in range(len(heights) + 1)]
    for number, row in enumerate(_columns(grid)):
        for column, slot in row:
            width = sum(widths[column : column + slot.colspan])
            pieces = _wrapped(edged(slot), width - 2)
            bottom = tops[min(number + slot.rowspan, len(heights))]
            # Two half lines a line of text, centred between the cell's upper and lower edge.
            middle = tops[number] + bottom
            for position, piece in enumerate(pieces):
                y = middle // 2 - len(pieces) + 2 * position
                lead = 0 if slot.role == "label" else max(0, (width - 2 - display_width(piece)) // 2)
                placed.append(_Placed(y, starts[column] + lead, piece))
    indent = rng.choice([0, 0, 5])
    return _painted(placed, indent, rng.choice([0, 0, 1]))


def _columns(grid: Grid) -> list[list[tuple[int, Slot]]]:
    covered: set[tuple[int, int]] = set()
    found = []
    for number, row in enumerate(grid):
        line = []
        column = 0
        for slot in row:
            while (number, column) in covered:
                column += 1
            line.append((column, slot))
            covered |= {
                (below, beside)
                for below in range(number, number + slot.rowspan)
                for beside in range(column, column + slot.colspan)
            }
            column += slot.colspan
        found.append(line)
    return found


def _height(row: list[tuple[int, Slot]], widths: tuple[int, ...]) -> int:
    """Return a row's height in half lines, by its cells that end in it."""
    lines = [
        len(_wrapped(edged(slot), sum(widths[column : column + slot.colspan]) - 2))
        for column, slot in row
        if slot.rowspan == 1
    ]
    return 2 * max([1, *lines])


def _wrapped(text: str, width: int) -> list[str]:
    """Return a text broken into lines of about the same width, never within a number."""
    count = -(-display_width(text) // max(2, width))
    room = max(2, width if count < 2 else -(-display_width(text) // count) + 1)
    lines = [""]
    for character in text:
        if display_width(lines[-1] + character) > room and not (character.isdigit() or character in ".,-+"):
            lines.append("")
        lines[-1] += character
    return [line.strip() for line in lines]


def _painted(placed: list[_Placed], indent: int, blank: int) -> list[str]:
    lines: list[str] = []
    for y in sorted({piece.y for piece in placed}):
        line = ""
        for piece in sorted((piece for piece in placed if piece.y == y), key=lambda piece: piece.x):
            if not piece.text:
                continue
            line += " " * max(1 if line else 0, piece.x - display_width(line)) + piece.text
        if line:
            lines += [" " * indent + line, *[""] * blank]
    return lines


def boxed(grid: Grid, rng: random.Random) -> list[str]:
    """Return a grid drawn with box characters or with plus, minus and bar; one line a row, merged cells as wide."""
    bar, cross, dash = rng.choice([("│", "┼", "─"), ("┃", "╋", "━"), ("|", "+", "-")])
    rows = [_with_empty(row, number, _columns(grid)) for number, row in enumerate(_columns(grid))]
    width = max(column + slot.colspan for row in rows for column, slot in row)
    sizes = [3] * width
    for row in rows:
        for column, slot in sorted(row, key=lambda each: each[1].colspan):
            inside = range(column, column + slot.colspan)
            lack = display_width(edged(slot)) + 2 - sum(sizes[n] for n in inside) - slot.colspan + 1
            sizes[inside[-1]] += max(0, lack)
    sizes = [size + size % 2 for size in sizes]
    rule = cross + cross.join(dash * (size // (1 if dash == "-" else 2)) for size in sizes) + cross
    lines = [rule]
    for row in rows:
        cells = []
        for column, slot in row:
            room = sum(sizes[column : column + slot.colspan]) + slot.colspan - 2
            cells.append(f" {edged(slot)}{' ' * (room - display_width(edged(slot)))} ")
        lines += [bar + bar.join(cells) + bar, rule]
    return lines


def _with_empty(row: list[tuple[int, Slot]], number: int, rows: list[list[tuple[int, Slot]]]) -> list[tuple[int, Slot]]:
    """Return the row with an empty cell for each cell that reaches down into it from above."""
    above = [
        (column, Slot("", colspan=slot.colspan))
        for upper in range(number)
        for column, slot in rows[upper]
        if upper + slot.rowspan > number
    ]
    return sorted([*row, *above], key=lambda each: each[0])


def commas(grid: Grid) -> list[str]:
    """Return comma-separated rows, a merged cell as wide as it was; a text with a comma of its own is quoted."""
    lines = []
    rows = _columns(grid)
    for row in (_with_empty(row, number, rows) for number, row in enumerate(rows)):
        texts = [""] * max((column + slot.colspan for column, slot in row), default=0)
        for column, slot in row:
            text = edged(slot)
            texts[column] = f'"{text}"' if "," in text else text
        lines.append(",".join(texts))
    return lines


def lone_pipes(grid: Grid) -> list[str]:
    """Return a cell a line and between two cells of a row a line with nothing but a pipe."""
    lines: list[str] = []
    for row in grid:
        for position, slot in enumerate(row):
            lines += ["|"] if position else []
            lines.append(edged(slot) or NBSP)
        lines.append("")
    return lines

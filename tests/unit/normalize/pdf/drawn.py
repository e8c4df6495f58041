"""The tables of the form drawn without lines: every cell's text where a page would have it, as pieces."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from gouji.document import Block, Cell, Document, Paragraph, Place, Table
from gouji.normalize.pdf.alignment import AlignedTable, aligned
from gouji.normalize.pdf.piece import Piece
from gouji.parse import parse
from gouji.report import CellReading, Report
from gouji.snapshot import Source
from tests.forge.figures import NBSP, Shown, blanked, figures, shown
from tests.forge.grids import Grid, Habits, Slot, grids_of

TITLES = {
    "proactive_disclosure": "二、主动公开政府信息情况",
    "requests": "三、收到和处理政府信息公开申请情况",
    "proceedings": "四、政府信息公开行政复议、行政诉讼情况",
}
_LABELS = {"proactive_disclosure": 1, "requests": 3, "proceedings": 0}


@dataclass(frozen=True)
class Style:
    """How one page is set; lengths in points."""

    size: float
    leading: float
    padding: float
    values: str  # left, middle or right
    labels: str
    upright: str  # top or middle: where a cell's lines stand in its height
    label_widths: tuple[float, ...]
    value_width: float
    jitter: float

    @classmethod
    def of(cls, rng: random.Random) -> Style:
        size = rng.choice([7.5, 9, 10.5, 12])
        return cls(
            size,
            rng.uniform(1.15, 2.1),
            rng.choice([0.0, 1.0, 4.0, 9.0]),
            rng.choice(["middle", "middle", "right", "left"]),
            rng.choice(["left", "left", "middle"]),
            rng.choice(["middle", "middle", "middle", "top"]),
            tuple(size * rng.uniform(*of) for of in ((2.5, 6), (3, 8), (8, 20))),
            size * rng.uniform(3.2, 5),
            rng.choice([0.0, 0.3]),
        )


def width_of(text: str, size: float) -> float:
    """Return how wide a text is printed: wide characters a size, others half of it."""
    return sum(size if unicodedata.east_asian_width(character) in "WFA" else size / 2 for character in text)


def pieces_of(text: str, left: float, top: float, size: float) -> list[Piece]:
    """Return a text as the pieces it is printed in: parted at its spaces."""
    pieces = []
    for match in re.finditer(rf"[^ {NBSP}\u3000]+", text):
        start = left + width_of(text[: match.start()], size)
        pieces.append(
            Piece(match.group(), start, top, start + width_of(match.group(), size), top + size, size),
        )
    return pieces


def wrapped(text: str, width: float, size: float) -> list[str]:
    """Return a text broken into lines of at most a width, never within a figure."""
    lines = [""]
    for part in re.findall(r"\n|[+(（-]*\d[\d.,]*\S{0,2}|.", text):
        if part == "\n" or (lines[-1] and width_of(lines[-1] + part, size) > width):
            lines.append("")
        lines[-1] += part.strip("\n")
    return [line.strip() for line in lines if line.strip()]


def drawn(grid: Grid, table: str, style: Style, top: float, rng: random.Random) -> tuple[list[Piece], float]:
    """Return a grid's pieces, and where they end."""
    columns = max(sum(slot.colspan for slot in row) for row in grid)
    labels = _LABELS[table]
    widths = [*style.label_widths[3 - labels :], *[style.value_width] * (columns - labels)]
    if table == "proactive_disclosure":
        widths = [style.label_widths[2], *[style.value_width * 1.6] * 3]
    longest = max(width_of(slot.text.strip(), style.size) for row in grid for slot in row if slot.role == "value")
    widths[labels:] = [max(width, longest + style.size * 0.9) for width in widths[labels:]]
    starts = [60 + sum(widths[:column]) for column in range(columns + 1)]
    placed = _placed(grid)
    heights = [0.0] * len(grid)
    for number, column, slot in placed:
        if slot.rowspan == 1:
            room = starts[column + slot.colspan] - starts[column] - style.size * 0.5
            height = len(wrapped(slot.text, room, style.size)) * style.size * style.leading + style.padding
            heights[number] = max(heights[number], height)
    # A cell that reaches down has to fit too: the last row it is in grows.
    for number, column, slot in placed:
        room = starts[column + slot.colspan] - starts[column] - style.size * 0.5
        need = len(wrapped(slot.text, room, style.size)) * style.size * style.leading + style.padding
        heights[number + slot.rowspan - 1] += max(0.0, need - sum(heights[number : number + slot.rowspan]))
    tops = [top + sum(heights[:number]) for number in range(len(heights) + 1)]
    pieces: list[Piece] = []
    for number, column, slot in placed:
        left, room = starts[column], starts[column + slot.colspan] - starts[column] - style.size * 0.5
        lines = wrapped(slot.text, room, style.size)
        height = tops[number + slot.rowspan] - tops[number]
        free = height - len(lines) * style.size * style.leading
        y = tops[number] + (free / 2 if style.upright == "middle" else style.padding / 2)
        for line in lines:
            rest = room - width_of(line, style.size)
            how = style.values if slot.role == "value" else style.labels if slot.role in ("label",) else "middle"
            x = left + {"left": 0.0, "middle": rest / 2, "right": rest}[how]
            shift = rng.uniform(-style.jitter, style.jitter)
            pieces += pieces_of(line, x, y + shift, style.size)
            y += style.size * style.leading
    return pieces, tops[-1]


def _placed(grid: Grid) -> list[tuple[int, int, Slot]]:
    covered: set[tuple[int, int]] = set()
    found = []
    for number, row in enumerate(grid):
        column = 0
        for slot in row:
            while (number, column) in covered:
                column += 1
            found.append((number, column, slot))
            covered |= {
                (below, beside)
                for below in range(number, number + slot.rowspan)
                for beside in range(column, column + slot.colspan)
            }
            column += slot.colspan
    return found


@dataclass(frozen=True)
class Drawing:
    """A page with the three tables, and what is true of their cells."""

    pieces: tuple[Piece, ...]
    cells: dict[str, Shown]


def drawing(rng: random.Random, *, blanks: str = "") -> Drawing:
    """Return a page drawn by chance; `blanks` as in `tests.forge.figures.blanked`."""
    edition = rng.choice(["2019", "2021"])
    found = figures(rng, edition, edition, rng.choice([0, 1, 2, 3]))
    cells = shown(rng, found, gaps=False)
    if blanks:
        cells = blanked(rng, cells, blanks)
    style = Style.of(rng)
    grids = grids_of(rng, cells, edition, edition, Habits.of(rng, 2022))
    pieces = pieces_of("某市民政局2022年政府信息公开工作年度报告", 150, 40, style.size * 1.5)
    top = 90.0
    for table, grid in grids.items():
        pieces += pieces_of(TITLES[table], 80, top, style.size)
        own, end = drawn(grid, table, style, top + style.size * 2.5, rng)
        pieces += own
        pieces += pieces_of(
            "本表所列数据均为本机关依照规定统计所得，截止时间为2022年12月31日。", 80, end + 10, style.size
        )
        top = end + 10 + style.size * 3
    pieces += pieces_of("五、存在的主要问题及改进情况", 80, top, style.size)
    rng.shuffle(pieces)
    return Drawing(tuple(pieces), cells)


def blocks_of(pieces: Sequence[Piece]) -> list[Block]:
    """Return what a page reads as, as the reader of PDFs makes it."""
    blocks: list[Block] = []
    table = 0
    for number, found in enumerate(aligned(pieces), 1):
        if isinstance(found, AlignedTable):
            table += 1
            blocks.append(
                Table(
                    tuple(
                        tuple(
                            Cell(cell.text, Place(1, table, row, cell.col), cell.colspan, cell.rowspan)
                            for cell in cells
                        )
                        for row, cells in enumerate(found.rows, 1)
                    )
                )
            )
        else:
            blocks.append(Paragraph(found.text, Place(page=1, line=number)))
    return blocks


def read(pieces: Sequence[Piece]) -> Report:
    """Return the report that a page of pieces reads as."""
    document = Document("0" * 64, "application/pdf", tuple(blocks_of(pieces)))
    report = parse(document, Source("0" * 64, "drawn.pdf", "drawn.pdf"))
    assert isinstance(report, Report), report
    return report


def cells_of(report: Report) -> dict[str, CellReading]:
    return {f"{cell.table}/{cell.row}/{cell.column}": cell for table in report.tables for cell in table.cells}

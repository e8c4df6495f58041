"""One true report as paragraphs and drawn tables, and the plainest file of each medium that shows them.

Plain on purpose: every value cell is a known element of the file, so that a mutator can reach it by its key.
"""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html import escape
from typing import NamedTuple

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.forge import Forged, forge
from tests.forge.figures import Shown
from tests.forge.grids import Grid, Habits, Slot, grids_of

TABLES = ("proactive_disclosure", "requests", "proceedings")
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_A4 = (595.0, 842.0)
_LEFT, _RIGHT, _TOP, _BOTTOM = 40.0, 555.0, 800.0, 40.0
_FONT = "STSong-Light"


class Piece(NamedTuple):
    """One cell as it is drawn: the slot and the grid slots it takes, from zero."""

    slot: Slot
    row: int
    col: int


@dataclass(frozen=True)
class Drawn:
    """A report before it has a medium: paragraphs and tables in reading order, and every cell it prints."""

    blocks: tuple[str | Grid, ...]
    cells: dict[str, Shown]
    forged: Forged = field(repr=False)


def drawn(seed: int, edition: str | None = None) -> Drawn:
    """Return the report of a seed."""
    forged = forge(seed, "word", edition)
    truth = forged.truth
    rng = random.Random(f"drawn/{seed}")
    habits = replace(Habits.of(rng, truth.year), lost_character=False, cut_headers=False)
    grids = grids_of(rng, truth.cells, truth.proactive_edition, truth.requests_edition, habits)
    blocks: list[str | Grid] = []
    tables = 0
    in_table = False
    for group in _groups(forged.text):
        if not group[0].startswith("\t"):
            blocks += group
            in_table = False
        elif not in_table:
            blocks.append(grids[TABLES[tables]])
            tables, in_table = tables + 1, True
    if tables != len(TABLES):
        raise ValueError(f"seed {seed} draws {tables} tables")
    return Drawn(tuple(blocks), truth.cells, forged)


def _groups(text: str) -> Iterator[list[str]]:
    """Yield runs of lines: the rows of a table, each begun by a TAB, or paragraphs."""
    for part in text.split("\n\n"):
        lines = [line for line in part.split("\n") if line.strip()]
        first = next((index for index, line in enumerate(lines) if line.startswith("\t")), len(lines))
        if lines[:first]:
            yield lines[:first]
        if lines[first:]:
            yield lines[first:]


def pieces(grid: Grid) -> list[list[Piece]]:
    """Return the cells of a grid, row by row, each where the cells before it leave room."""
    taken: set[tuple[int, int]] = set()
    found = []
    for row, slots in enumerate(grid):
        line, col = [], 0
        for slot in slots:
            while (row, col) in taken:
                col += 1
            line.append(Piece(slot, row, col))
            taken |= {(row + down, col + on) for down in range(slot.rowspan) for on in range(slot.colspan)}
        found.append(line)
    return found


def as_html(report: Drawn) -> bytes:
    """Return the report as a web page."""
    body = "\n".join(_html(block) for block in report.blocks)
    return (
        '<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>政府信息公开工作年度报告</title></head>\n'
        f"<body>\n{body}\n</body></html>\n"
    ).encode()


def _html(block: str | Grid) -> str:
    if isinstance(block, str):
        return f"<p>{escape(block)}</p>"
    rows = "\n".join(f"<tr>{''.join(map(_td, row))}</tr>" for row in block)
    return f'<table border="1">\n{rows}\n</table>'


def _td(slot: Slot) -> str:
    spans = (f' colspan="{slot.colspan}"' if slot.colspan > 1 else "") + (
        f' rowspan="{slot.rowspan}"' if slot.rowspan > 1 else ""
    )
    return f"<td{spans}>{escape(slot.text).replace(chr(10), '<br>')}</td>"


def as_docx(report: Drawn) -> bytes:
    """Return the report as a Word file."""
    body = "".join(_word(block) for block in report.blocks)
    return packed(f'<w:document xmlns:w="{_W}"><w:body>{body}<w:sectPr/></w:body></w:document>')


def packed(document: str) -> bytes:
    """Return a Word file with this main part."""
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (
            ("[Content_Types].xml", types),
            ("_rels/.rels", relations),
            ("word/document.xml", document),
        ):
            archive.writestr(zipfile.ZipInfo(name), head + text, zipfile.ZIP_DEFLATED)
    return data.getvalue()


def _word(block: str | Grid) -> str:
    if isinstance(block, str):
        return f"<w:p>{_runs(block)}</w:p>"
    rows = pieces(block)
    width = max(piece.col + piece.slot.colspan for row in rows for piece in row)
    # A cell merged downwards goes on as an empty one, as Word writes it.
    lines: list[dict[int, str]] = [{} for _ in rows]
    for piece in (piece for row in rows for piece in row):
        slot = piece.slot
        span = f'<w:gridSpan w:val="{slot.colspan}"/>' if slot.colspan > 1 else ""
        text = "".join(f"<w:p>{_runs(line)}</w:p>" for line in slot.text.split("\n"))
        begun = '<w:vMerge w:val="restart"/>' if slot.rowspan > 1 else ""
        lines[piece.row][piece.col] = f"<w:tc><w:tcPr>{span}{begun}</w:tcPr>{text}</w:tc>"
        for down in range(1, slot.rowspan):
            lines[piece.row + down][piece.col] = f"<w:tc><w:tcPr>{span}<w:vMerge/></w:tcPr><w:p/></w:tc>"
    grid = "".join('<w:gridCol w:w="800"/>' for _ in range(width))
    body = "".join(f"<w:tr>{''.join(line[col] for col in sorted(line))}</w:tr>" for line in lines)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"


def _runs(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""


@dataclass(frozen=True)
class Text:
    """A line of text on a page: its baseline's left end. `key`: of the value cell it was drawn in."""

    page: int
    x: float
    y: float
    text: str
    size: float = 7.0
    key: str = ""

    @property
    def width(self) -> float:
        """Return how wide it is printed."""
        return sum(self.size * (0.5 if ord(each) < 0x2E80 else 1.0) for each in self.text)


@dataclass(frozen=True)
class Line:
    """A drawn line."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


class Box(NamedTuple):
    """Where a value cell is drawn."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True)
class Pages:
    """What a PDF draws, and the box of every value cell."""

    texts: tuple[Text, ...]
    lines: tuple[Line, ...]
    boxes: dict[str, Box]


def as_pages(report: Drawn) -> Pages:
    """Return the report laid out on pages, its tables ruled; a page ends between rows."""
    texts: list[Text] = []
    lines: list[Line] = []
    boxes: dict[str, Box] = {}
    page, y = 1, _TOP
    for block in report.blocks:
        if isinstance(block, str):
            for start in range(0, len(block), 45):
                if y < _BOTTOM + 12:
                    page, y = page + 1, _TOP
                texts.append(Text(page, _LEFT, y, block[start : start + 45], 10.0))
                y -= 15
            continue
        rows = pieces(block)
        heights = [9.0 * max(len(_folded(piece, _column(rows))) for piece in row) + 4 for row in rows]
        tops = []
        for height in heights:
            if y - height < _BOTTOM:
                page, y = page + 1, _TOP
            tops.append((page, y, y - height))
            y -= height
        _table(rows, tops, texts, lines, boxes)
        y -= 18
    return Pages(tuple(texts), tuple(lines), boxes)


def _column(rows: list[list[Piece]]) -> float:
    return (_RIGHT - _LEFT) / max(piece.col + piece.slot.colspan for row in rows for piece in row)


def _folded(piece: Piece, column: float) -> list[str]:
    """Return the lines of a cell; one that reaches over rows needs no room in its first."""
    if piece.slot.rowspan > 1:
        return [""]
    return _lines(piece.slot, column)


def _lines(slot: Slot, column: float) -> list[str]:
    most = max(1, int((column * slot.colspan - 4) / 7))
    if slot.role == "value":
        return [slot.text]
    return [line[start : start + most] for line in slot.text.split("\n") for start in range(0, max(1, len(line)), most)]


def _table(
    rows: list[list[Piece]],
    tops: list[tuple[int, float, float]],
    texts: list[Text],
    lines: list[Line],
    boxes: dict[str, Box],
) -> None:
    """Draw a table whose rows stand at (page, top, bottom); a cell over a page break is drawn on both pages."""
    column = _column(rows)
    for piece in (piece for row in rows for piece in row):
        slot = piece.slot
        x0, x1 = _LEFT + piece.col * column, _LEFT + (piece.col + slot.colspan) * column
        taken = tops[piece.row : piece.row + slot.rowspan]
        first = taken[0][0]
        for page in sorted({page for page, _, _ in taken}):
            y1 = max(top for on, top, _ in taken if on == page)
            y0 = min(bottom for on, _, bottom in taken if on == page)
            corners = ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1))
            lines += [Line(page, *ends) for ends in corners]
            if slot.key:
                boxes[slot.key] = Box(page, x0, y0, x1, y1)
        for number, line in enumerate(_lines(slot, column)):
            if line.strip():
                texts.append(Text(first, x0 + 3, taken[0][1] - 9 - 9 * number, line, 7.0, slot.key))


def as_pdf(pages: Pages) -> bytes:
    """Return the PDF that draws all this."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=_A4, invariant=True, pageCompression=1)
    for page in range(1, max(each.page for each in (*pages.texts, *pages.lines)) + 1):
        canvas.setLineWidth(0.5)
        for line in pages.lines:
            if line.page == page:
                canvas.line(line.x0, line.y0, line.x1, line.y1)
        for text in pages.texts:
            if text.page == page:
                canvas.setFont(_FONT, text.size)
                canvas.drawString(text.x, text.y, text.text)
        canvas.showPage()
    canvas.save()
    return data.getvalue()

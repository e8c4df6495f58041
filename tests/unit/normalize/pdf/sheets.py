"""Sheets: small PDFs drawn for one test each, and what is read of them."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pikepdf
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from gouji.document import Paragraph, Table
from gouji.normalize.pdf import content

SONG = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(SONG))
SIZE = (595, 842)
ROWS = (("规章", "1", "2", "3"), ("行政规范性文件", "4", "5", "6"))
XS = (100.0, 250.0, 300.0, 350.0, 400.0)
Draw = Callable[[Canvas], None]


def sheets(*pages: Draw, **options: object) -> bytes:
    """Return a PDF with a page for each drawing."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=SIZE, invariant=True, **options)
    for draw in pages:
        canvas.setFont(SONG, 10)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def changed(data: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """Return a PDF that something was done to."""
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        pdf.save(file, static_id=True)
    return file.getvalue()


def grid(
    canvas: Canvas,
    rows: Sequence[Sequence[str]] = ROWS,
    xs: Sequence[float] = XS,
    top: float = 700,
    step: float = 20,
    outer: bool = True,
) -> None:
    """Draw a ruled table, its upper edge at `top` from the page's foot; lines of a cell are parted by "\\n"."""
    ys = [top - step * number for number in range(len(rows) + 1)]
    for x in xs if outer else xs[1:-1]:
        canvas.line(x, ys[0], x, ys[-1])
    for y in ys:
        canvas.line(xs[0], y, xs[-1], y)
    for y, row in zip(ys, rows, strict=False):
        for x, text in zip(xs, row, strict=False):
            for number, line in enumerate(text.split("\n")):
                canvas.drawString(x + 5, y - 13 - 11 * number, line)


def tables(data: bytes) -> list[list[list[str]]]:
    """Return the texts of the tables that are read of a file."""
    return [
        [[cell.text for cell in row] for row in block.rows]
        for block in content(data).blocks
        if isinstance(block, Table)
    ]


def table(data: bytes) -> list[list[str]]:
    """Return the texts of the only table."""
    (found,) = tables(data)
    return found


def texts(data: bytes) -> list[str]:
    """Return the paragraphs that are read of a file."""
    return [block.text for block in content(data).blocks if isinstance(block, Paragraph)]


def read_rows(*rows: Sequence[str]) -> list[list[str]]:
    """Return rows as lists, as they are read."""
    return [list(row) for row in rows]

"""An open PDF -> what each page prints and draws, in points from its top left corner as displayed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import pypdfium2 as pdfium
import pypdfium2.raw as c

from gouji.normalize.pdf.annotations import are_drawn
from gouji.normalize.pdf.drawings import Drawings, drawings_of
from gouji.normalize.pdf.glyphs import HALF, SPACE, Glyph, glyphs_of, turned_glyph
from gouji.normalize.pdf.placing import Placing
from gouji.normalize.pdf.turning import QUARTERS, Box, upright
from gouji.normalize.unreadable import Unreadable

MOST_GLYPHS = 2_000_000
"""Glyphs of a file: as many as the characters of a text."""
_MOSTLY = 0.8  # share of a page's glyphs that run in one direction: the page was printed turned
_SCAN = 0.5  # share of a page that one picture covers
_FEW = 40  # glyphs; beside a scan no more than a page number, or the name of the program that scanned


@dataclass(slots=True)
class Page:
    """What one page prints. `is_picture`: it shows something that is not text, and hardly any text.

    `is_cut`: type or a line runs over its left or right edge, or type stands beyond.
    """

    number: int
    width: float
    height: float
    glyphs: Sequence[Glyph]
    drawings: Drawings = field(default_factory=Drawings)
    is_picture: bool = False
    is_cut: bool = False


def pages_of(document: pdfium.PdfDocument, *, has_layers_off: bool = False) -> list[Page]:
    """Return what every page prints; raises Unreadable.

    With layers that are off, the text of any layer is not known: which are shown is not said by pdfium.
    """
    pages: list[Page] = []
    left = MOST_GLYPHS
    for index in range(len(document)):
        with _loaded(document, index) as page:
            pages.append(_page(page, index + 1, left, has_layers_off))
        left -= len(pages[-1].glyphs)
    return pages


@contextmanager
def _loaded(document: pdfium.PdfDocument, index: int) -> Iterator[pdfium.PdfPage]:
    """Yield a page as it is displayed: what is filled into forms or written over it is a part of it."""
    try:
        page = document[index]
        if are_drawn(page, index + 1):
            c.FPDFPage_Flatten(page.raw, c.FLAT_NORMALDISPLAY)
            page.close()
            page = document[index]
    except pdfium.PdfiumError as error:
        raise Unreadable("read.broken", f"page {index + 1} cannot be loaded") from error
    try:
        yield page
    finally:
        page.close()


def _page(page: pdfium.PdfPage, number: int, most: int, has_layers_off: bool) -> Page:
    placing = Placing.of(page)
    drawings = drawings_of(page, placing, has_layers_off=has_layers_off)
    textpage = c.FPDFText_LoadPage(page.raw)
    if not textpage:
        raise Unreadable("read.broken", f"the text of page {number} cannot be loaded")
    try:
        if c.FPDFText_CountChars(textpage) > most:
            raise Unreadable("read.limit_exceeded", f"more than {MOST_GLYPHS} glyphs")
        glyphs, is_cut = glyphs_of(textpage, placing, drawings)
    finally:
        c.FPDFText_ClosePage(textpage)
    is_picture = _is_picture(glyphs, drawings.pictures, placing)
    return _in_its_direction(
        Page(number, placing.width, placing.height, glyphs, drawings, is_picture, is_cut or drawings.is_cut)
    )


def _is_picture(glyphs: Sequence[Glyph], pictures: Sequence[Box], placing: Placing) -> bool:
    printed = sum(glyph.text != SPACE for glyph in glyphs)
    if not printed or not pictures:
        return bool(pictures)
    page = placing.width * placing.height
    largest = max((right - left) * (bottom - top) for left, top, right, bottom in pictures)
    return printed <= _FEW and largest >= _SCAN * page


def _in_its_direction(page: Page) -> Page:
    """Return the page turned so that most of its print runs from left to right."""
    turns = Counter(glyph.turn for glyph in page.glyphs)
    turn = next((turn for turn in QUARTERS if turns[turn] > _MOSTLY * len(page.glyphs)), None)
    if turn is None:
        return page
    move = upright(turn, page.width, page.height)
    glyphs = [turned_glyph(glyph, turn, move) for glyph in page.glyphs]
    size = (page.width, page.height) if turn == HALF else (page.height, page.width)
    return Page(page.number, *size, glyphs, page.drawings.moved(move), page.is_picture, page.is_cut)

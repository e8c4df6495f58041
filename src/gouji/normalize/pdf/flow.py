"""One page -> its tables and lines in reading order."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from gouji.normalize.pdf.alignment import AlignedTable, PrintedLine, aligned
from gouji.normalize.pdf.glyphs import LOST, SLANTED, SPACE
from gouji.normalize.pdf.lines import page_pieces
from gouji.normalize.pdf.pages import Page
from gouji.normalize.pdf.piece import Piece
from gouji.normalize.pdf.ruled import RuledTable, ruled
from gouji.normalize.pdf.turning import Box

_TALLEST_PICTURE = 3.0
"""Heights of the type beside it that a picture of a figure may be high; seals and signatures are higher."""
_MOST_BESIDE = 1000
"""Pieces of text beside one picture; a line of a report has some twenty."""

PagePart = RuledTable | AlignedTable | PrintedLine


@dataclass(slots=True)
class Flow:
    """What stands on a page, in reading order, running heads and page numbers not yet taken out.

    `tables`: the ruled ones, from the top down; `pieces`: what stands outside them; `slanted`: what runs in no
    direction of the page.
    """

    number: int
    height: float
    tables: list[RuledTable]
    pieces: list[Piece]
    slanted: str = ""
    parts: list[PagePart] = field(default_factory=list)


def flow_of(page: Page) -> Flow:
    """Return the ruled tables of a page and the pieces outside them; raises Unreadable."""
    tables, outside = ruled(page)
    slanted = "".join(glyph.text for glyph in outside if glyph.turn == SLANTED and glyph.text != SPACE)
    pieces = page_pieces([glyph for glyph in outside if glyph.turn != SLANTED])
    if page.drawings.pictures:
        pieces += _pictured(pieces, page.drawings.pictures, [table.box for table in tables])
    return Flow(page.number, page.height, tables, pieces, slanted)


def _pictured(pieces: Sequence[Piece], pictures: Sequence[Box], tables: Sequence[Box]) -> list[Piece]:
    """Return a mark for each picture behind text of its own line, outside ruled tables: it may be of a figure."""
    found: list[Piece] = []
    order = sorted((piece.top + piece.bottom, at) for at, piece in enumerate(pieces))
    heights = [height for height, _ in order]
    for left, top, right, bottom in pictures:
        x, y = (left + right) / 2, (top + bottom) / 2
        if any(box[0] <= x <= box[2] and box[1] <= y <= box[3] for box in tables):
            continue
        beside = order[bisect_left(heights, 2 * top) : bisect_right(heights, 2 * bottom)][:_MOST_BESIDE]
        sizes = [pieces[at].size for _, at in beside if pieces[at].right <= left + pieces[at].size]
        if sizes and bottom - top <= _TALLEST_PICTURE * max(sizes):
            found.append(Piece(LOST, left, top, right, bottom, max(sizes)))
    return found


def parts_of(tables: Sequence[RuledTable], pieces: Sequence[Piece]) -> list[PagePart]:
    """Return tables and lines in reading order: what stands between two ruled tables is read by itself."""
    middles = [(table.box[1] + table.box[3]) / 2 for table in tables]
    if any(above > below for above, below in itertools.pairwise(middles)):
        tables = sorted(tables, key=lambda table: table.box[1] + table.box[3])
        middles.sort()
    bands: list[list[Piece]] = [[] for _ in range(len(tables) + 1)]
    for piece in pieces:
        bands[bisect_left(middles, (piece.top + piece.bottom) / 2)].append(piece)
    parts: list[PagePart] = list(aligned(bands[0]) if bands[0] else ())
    for table, band in zip(tables, bands[1:], strict=True):
        parts.append(table)
        parts += aligned(band) if band else ()
    return parts

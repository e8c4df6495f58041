"""Document: the one shape between normalize and parse, whatever the medium was.

A document is a sequence of blocks in reading order. A table whose rows the medium marks is a `Table`; where a
medium gives one cell a line and no row marks, its cells are paragraphs, and finding the rows is left to `parse`.
Nothing is dropped on the way except what the medium itself says is not text (markup, scripts).

Cells, paragraphs and places are named tuples: a report has some 400, and they are made a million times a night.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Place(NamedTuple):
    """Where something stood in the source, one-based; None where the medium has no such thing."""

    page: int | None = None
    table: int | None = None
    row: int | None = None
    col: int | None = None
    line: int | None = None

    def __str__(self) -> str:
        """Return the contract's form, `page=3;table=2;row=5;col=8;line=131`, with the parts that exist."""
        page, table, row, col, line = self
        text = "" if page is None else f"page={page};"
        text += "" if table is None else f"table={table};"
        text += "" if row is None else f"row={row};"
        text += "" if col is None else f"col={col};"
        text += "" if line is None else f"line={line};"
        return text[:-1]


class Cell(NamedTuple):
    """One cell: its text as it stands (line breaks kept), its place, and the grid slots it spans."""

    text: str
    place: Place
    colspan: int = 1
    rowspan: int = 1


class Paragraph(NamedTuple):
    """One line or paragraph. An empty text is a line that held only non-breaking spaces: it may be a blank cell."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, in order, as the medium marks them; rows may be ragged."""

    rows: tuple[tuple[Cell, ...], ...]


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Document:
    """One source file as text and tables.

    `meta` holds what the medium states beside the text (an HTML title, a publish date in a metadata block), by
    the medium's own names.
    """

    sha256: str
    media_type: str
    blocks: tuple[Block, ...]
    meta: tuple[tuple[str, str], ...] = field(default=())

    def __reduce__(self) -> tuple[Callable[..., Document], tuple[Any, ...]]:
        """Pickle as plain tuples: a document travels between processes, and named ones cost ten times as much."""
        blocks = [
            (block.text, tuple(block.place))
            if isinstance(block, Paragraph)
            else [[(cell.text, tuple(cell.place), cell.colspan, cell.rowspan) for cell in row] for row in block.rows]
            for block in self.blocks
        ]
        return _restored, (self.sha256, self.media_type, blocks, self.meta)


def _restored(sha256: str, media_type: str, blocks: list[Any], meta: tuple[tuple[str, str], ...]) -> Document:
    place = Place._make
    return Document(
        sha256,
        media_type,
        tuple(
            Paragraph(block[0], place(block[1]))
            if isinstance(block, tuple)
            else Table(tuple(tuple(Cell(text, place(at), cols, rows) for text, at, cols, rows in row) for row in block))
            for block in blocks
        ),
        meta,
    )

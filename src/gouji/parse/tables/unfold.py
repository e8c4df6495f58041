"""Document -> Document in which every row that one line or one cell holds is a row of its own.

A cell that its medium marks with certainty (a web page's, Word's, a PDF's) is one cell, whatever stands in it: `12 34`
is no two values there. Only a whole page in one of them is unfolded, as the text it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gouji.cells import is_readable, strip_outer
from gouji.document import Block, Cell, Document, Paragraph, Place, Table
from gouji.normalize import text
from gouji.parse.tables.delimited import delimited
from gouji.parse.tables.grid import grid_of
from gouji.parse.tables.lines import LONGEST_ROW, Piece, cut, cut_cells

_FEW = 4  # printed cells of a row whose last one may hold all its values
_MANY = 20  # cells of a row that may be a whole table, or a whole report
_LONG = 200  # characters of a cell that holds running text

_Row = tuple[Cell, ...]
_Part = Paragraph | _Row


def unfold(document: Document) -> Document:
    """Return the document with each line of labels and values cut into the cells of rows, all else as it was.

    Cells keep the place of the line or cell they stood in, those of a line counted from 1 in `col`.
    """
    blocks: list[Block] = []
    rows: list[_Row] = []
    of_fields = delimited(document.blocks)
    for index, block in enumerate(document.blocks):
        parts: list[_Part] | None
        if isinstance(block, Paragraph):
            pieces = (Piece(True, of_fields[index]),) if index in of_fields else cut(block.text)
            parts = [block] if pieces is None else [_part(piece, block.place) for piece in pieces]
        else:
            parts = _parts_of_table(block)
            if parts is None:
                _close(blocks, rows)
                blocks.append(block)
                continue
        for part in parts:
            if isinstance(part, Paragraph):
                _close(blocks, rows)
                blocks.append(part)
            else:
                rows.append(part)
    _close(blocks, rows)
    return replace(document, blocks=tuple(blocks))


def _close(blocks: list[Block], rows: list[_Row]) -> None:
    if rows:
        blocks.append(Table(tuple(rows)))
        rows.clear()


def _part(piece: Piece, place: Place) -> _Part:
    return _row(piece.cells, place) if piece.is_row else Paragraph(piece.cells[0], place)


def _row(texts: Sequence[str], place: Place) -> _Row:
    page, table, row, _, line = place
    return tuple(Cell(text, Place(page, table, row, col, line)) for col, text in enumerate(texts, start=1))


def _parts_of_table(table: Table) -> list[_Part] | None:
    """Return the rows and paragraphs of a table, None where it stays as it is."""
    changed = [_parts_of_row(row) for row in table.rows]
    if not any(changed):
        return None
    return [part for row, parts in zip(table.rows, changed, strict=True) for part in (parts or [row])]


def _parts_of_row(row: _Row) -> list[_Part] | None:
    """Return what a row's cells hold beside one cell each, None where each is one."""
    if grid_of(row) is not None:
        return _parts_on_grid(row)
    if len(row) >= _MANY:
        ranges = cut_cells([cell.text for cell in row])
        if ranges is not None:
            return _rows_in_row(row, ranges)
        # A page in one line, in which tabs part the cells of a row and spaces the rows.
        pieces = cut(" ".join(cell.text for cell in row)) if any(len(cell.text) > _LONG for cell in row) else None
        return None if pieces is None else [_part(piece, row[0].place._replace(col=None)) for piece in pieces]
    if len(row) > _FEW and all(cell.text for cell in row[-_FEW - 1 :]):
        return None
    printed = [index for index, cell in enumerate(row) if cell.text and not cell.text.isspace()]
    if not printed or len(printed) > _FEW:
        return None
    pieces = cut(strip_outer(row[printed[-1]].text))
    if pieces is None:
        return None
    if any(not piece.is_row for piece in pieces) or len(row) == 1:
        # A page, or a paragraph, laid out as a table.
        cells = [row[index] for index in printed[:-1]]
        return [*(Paragraph(strip_outer(cell.text), cell.place) for cell in cells), *_in_cell(pieces, row[printed[-1]])]
    # Blanks beside a cell of several values leave open which cells of the form these are.
    last = printed[-1]
    is_sole = last == len(row) - 1 and (last - 1 in printed or not is_readable(pieces[0].cells[0]))
    if len(pieces) > 1 or not is_sole or any(is_readable(row[at].text) for at in printed[:-1]):
        return None
    return [(*row[:last], *(Cell(text, row[last].place) for text in pieces[0].cells))]


def _parts_on_grid(row: _Row) -> list[_Part] | None:
    """Return the text of a page laid out in the cells of a row, or the rows of a table in one row; None otherwise."""
    printed = [cell for cell in row if strip_outer(cell.text)]
    longest = max((len(cell.text) for cell in printed), default=0)
    if longest > (_LONG if len(printed) == 1 else LONGEST_ROW):
        return [part for cell in printed for part in _page(cell)]
    ranges = cut_cells([cell.text for cell in row]) if len(row) >= _MANY else None
    return None if ranges is None else _rows_in_row(row, ranges)


def _page(cell: Cell) -> list[_Part]:
    """Return the paragraphs and rows of the text in a cell, each at the cell's place and its own line."""
    page, table, row, col, _ = cell.place

    def at(place: Place) -> Place:
        # Where in its line a cell stood tells which of them it is, as in a text.
        return Place(page, table, row, place.col or col, place.line)

    parts: list[_Part] = []
    for block in unfold(Document("", "text/plain", tuple(text.blocks(cell.text)))).blocks:
        if isinstance(block, Paragraph):
            parts.append(Paragraph(block.text, at(block.place)))
        else:
            parts += [tuple(each._replace(place=at(each.place)) for each in line) for line in block.rows]
    return parts


def _in_cell(pieces: Sequence[Piece], cell: Cell) -> list[_Part]:
    return [
        tuple(Cell(text, cell.place) for text in piece.cells) if piece.is_row else Paragraph(piece.cells[0], cell.place)
        for piece in pieces
    ]


def _rows_in_row(row: _Row, ranges: Sequence[range]) -> list[_Part]:
    parts: list[_Part] = []
    position = 0
    for cells in [*ranges, range(len(row), len(row))]:
        texts = [(strip_outer(cell.text), cell.place) for cell in row[position : cells.start]]
        parts += [Paragraph(text, place) for text, place in texts if text]
        if cells:
            parts.append(row[cells.start : cells.stop])
        position = cells.stop
    return parts

"""Text files -> Document: lines, and the three ways a table arrives in them.

- *tab cells* (Word's text export): a TAB begins a cell, a line without one continues the cell above, an empty line
  ends the row;
- *tab rows* and *pipe rows* (PDF and page text): one row a line, cells between TABs or pipes, often ragged;
- *one cell a line*: nothing marks a row; such cells stay paragraphs, and `parse` finds the rows by the form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gouji.cells import strip_outer, understand
from gouji.document import Block, Cell, Paragraph, Place, Table

_LINE_END = re.compile(r"\r\n|\r|\n|\f|\v|\u2028|\u2029|\x85")
_Line = tuple[int, str]


def blocks(text: str) -> list[Block]:
    """Return the paragraphs and tables of a text, in order, each with its line."""
    found: list[Block] = []
    for group, after_gap in _groups(text):
        found.extend(_group_blocks(group, after_gap))
    return _joined(found)


def _groups(text: str) -> Iterator[tuple[list[_Line], bool]]:
    """Yield runs of lines between empty ones. A line of ordinary spaces is empty, one of NBSP is not."""
    group: list[_Line] = []
    for number, line in enumerate(_LINE_END.split(text), start=1):
        if line.strip(" ") == "":
            if group:
                yield group, True
            group = []
        else:
            group.append((number, line))
    if group:
        yield group, True


def _group_blocks(group: list[_Line], after_gap: bool) -> Iterator[Block]:
    tabbed = [line for _, line in group if "\t" in line]
    if tabbed and all(line.startswith("\t") and line.count("\t") == 1 for line in tabbed):
        yield from _tab_cells(group)
        return
    rows: list[tuple[Cell, ...]] = []
    for position, (number, line) in enumerate(group):
        row = _row(number, line)
        if len(row) > 1:
            rows.append(row)
            continue
        if rows:
            yield Table(tuple(rows))
            rows = []
        yield Paragraph(strip_outer(line), Place(line=number), after_gap and position == 0)
    if rows:
        yield Table(tuple(rows))


def _tab_cells(group: list[_Line]) -> Iterator[Block]:
    """Yield the one row of a group; lines before its first TAB, and prose after a number, are paragraphs."""
    cells: list[tuple[int, list[str]]] = []
    ended = False
    for position, (number, line) in enumerate(group):
        if line.startswith("\t") and not ended:
            cells.append((number, [line[1:]]))
        elif not cells or ended or _ends_row("\n".join(cells[-1][1]), line):
            ended = ended or bool(cells)
            if cells:
                yield _cells_row(cells)
                cells = []
            if line.startswith("\t"):
                cells, ended = [(number, [line[1:]])], False
            else:
                yield Paragraph(strip_outer(line), Place(line=number), position == 0)
        else:
            cells[-1][1].append(line)
    if cells:
        yield _cells_row(cells)


def _ends_row(cell: str, line: str) -> bool:
    """Return whether a line without a TAB is text after the table rather than more of a cell that holds a number."""
    return understand(cell).meaning == "number" and understand(line).meaning == "unreadable"


def _cells_row(cells: list[tuple[int, list[str]]]) -> Table:
    row = [Cell("\n".join(lines), Place(col=col, line=number)) for col, (number, lines) in enumerate(cells, start=1)]
    return Table((tuple(row),))


def _row(number: int, line: str) -> tuple[Cell, ...]:
    if "\t" in line:
        pieces = line.split("\t")
    elif "|" in line:
        pieces = line.strip(" ").split("|")
        # A leading or trailing pipe closes the row; it is not one more cell.
        if pieces and not pieces[0].strip(" "):
            pieces = pieces[1:]
        if pieces and not pieces[-1].strip(" "):
            pieces = pieces[:-1]
    else:
        pieces = [line]
    return tuple(Cell(piece, Place(col=col, line=number)) for col, piece in enumerate(pieces, start=1))


def _joined(found: list[Block]) -> list[Block]:
    """Return the blocks with neighbouring tables made one, and rows and tables numbered."""
    joined: list[Block] = []
    rows: list[tuple[Cell, ...]] = []
    tables = 0
    for block in [*found, None]:
        if isinstance(block, Table):
            rows.extend(block.rows)
            continue
        if rows:
            tables += 1
            joined.append(Table(tuple(_numbered(tables, number, row) for number, row in enumerate(rows, start=1))))
            rows = []
        if block is not None:
            joined.append(block)
    return joined


def _numbered(table: int, number: int, row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    return tuple(
        Cell(cell.text, Place(table=table, row=number, col=cell.place.col, line=cell.place.line)) for cell in row
    )

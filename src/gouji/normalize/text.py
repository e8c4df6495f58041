"""Text files -> Document: lines, and the three ways a table arrives in them.

- *tab cells* (Word's text export): a TAB begins a cell, a line without one continues the cell above, an empty line
  ends the row;
- *tab rows* and *pipe rows* (PDF and page text): one row a line, cells between TABs or pipes, often ragged;
- *one cell a line*: nothing marks a row; such cells stay paragraphs, and `parse` finds the rows by the form.
  A pipe at its end belongs to no cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gouji.cells import strip_outer, understand
from gouji.document import Block, Cell, Paragraph, Place, Table

_LINE_END = re.compile(r"\r\n|\r|\n|\f|\v|\u2028|\u2029|\x85")
_Line = tuple[int, str]
_Row = list[_Line]
"""The cells of one row, each with the line it began in."""


def blocks(text: str) -> list[Block]:
    """Return the paragraphs and tables of a text, in order, each with its line."""
    found: list[Block] = []
    rows: list[_Row] = []
    tables = 0
    for part in _parts(text):
        if isinstance(part, Paragraph):
            if rows:
                tables += 1
                found.append(_table(tables, rows))
                rows = []
            found.append(part)
        else:
            rows.append(part)
    if rows:
        found.append(_table(tables + 1, rows))
    return found


def _table(number: int, rows: list[_Row]) -> Table:
    return Table(
        tuple(
            tuple(Cell(text, Place(None, number, row, col, line)) for col, (line, text) in enumerate(cells, start=1))
            for row, cells in enumerate(rows, start=1)
        )
    )


def _parts(text: str) -> Iterator[Paragraph | _Row]:
    """Yield paragraphs and rows. A line of ordinary spaces is empty, one of NBSP is not."""
    group: list[_Line] = []
    for number, line in enumerate(_LINE_END.split(text), start=1):
        if line.strip(" "):
            group.append((number, line))
        elif group:
            yield from _group_parts(group)
            group = []
    if group:
        yield from _group_parts(group)


def _group_parts(group: list[_Line]) -> Iterator[Paragraph | _Row]:
    """Yield the parts of a run of lines without an empty one."""
    tabbed = [line for _, line in group if "\t" in line]
    if tabbed and all(line.startswith("\t") and line.count("\t") == 1 for line in tabbed):
        yield from _tab_cells(group)
        return
    for number, line in group:
        pieces = _pieces(line)
        if len(pieces) > 1:
            yield [(number, piece) for piece in pieces]
        elif pieces:
            yield _paragraph(number, pieces[0])
        # Pipes alone mark a row, or a merged cell, or a blank one: they prove no cell, and are none.


def _paragraph(number: int, line: str) -> Paragraph:
    return Paragraph(strip_outer(line), Place(line=number))


def _tab_cells(group: list[_Line]) -> Iterator[Paragraph | _Row]:
    """Yield the one row of a group; lines before its first TAB, and prose after a number, are paragraphs."""
    row: _Row = []
    for number, line in group:
        if line.startswith("\t"):
            row.append((number, line[1:]))
        elif row and not _ends_row(row[-1][1], line):
            row[-1] = (row[-1][0], f"{row[-1][1]}\n{line}")
        else:
            if row:
                yield row
                row = []
            yield _paragraph(number, line)
    if row:
        yield row


def _ends_row(cell: str, line: str) -> bool:
    """Return whether a line without a TAB is text after the table rather than more of a cell that holds a number."""
    return understand(cell).meaning == "number" and understand(line).meaning == "unreadable"


def _pieces(line: str) -> list[str]:
    if "\t" in line:
        return line.split("\t")
    if "|" not in line:
        return [line]
    line = line.strip(" ")
    if not line.strip("|"):
        return []
    pieces = line.split("|")
    # A leading or trailing pipe closes the row; it is not one more cell.
    first, last = not pieces[0].strip(" "), not pieces[-1].strip(" ")
    return pieces[first : len(pieces) - last]

"""Text files -> Document: lines, and the three ways a table arrives in them.

- *tab cells* (Word's text export): a TAB begins a cell, a line without one continues the cell above, an empty line
  ends the row;
- *tab rows* and *pipe rows* (PDF and page text): one row a line, cells between TABs, pipes or the lines of a drawn
  grid, often ragged; a row that a pipe begins goes on over line ends inside its cells;
- *one cell a line*: nothing marks a row; such cells stay paragraphs, and `parse` finds the rows by the form.
  A pipe at its end belongs to no cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gouji.cells import strip_outer, understand
from gouji.document import Block, Cell, Paragraph, Place, Table

_LINE_END = re.compile(r"\r\n|\r|\n|\f|\v|\u2028|\u2029|\x85")
_BARS = str.maketrans(dict.fromkeys("｜│┃║┆┊", "|"))
_GRID = " \t|=+:-" + "".join(map(chr, range(0x2500, 0x2580)))
_CORNERS = ("+-", "-+", "+=", "=+", "──", "━━", "══")
_LINES_OF_A_ROW = 8
_WIDEST = 200  # characters; more blank cells side by side are filling, and no table's
_FILLING = re.compile(r"\t{200,}|(?:\| ?){200,}")
_LINES_OF_A_NUMBER = 3  # in one cell
_FEWEST_PAGES = 2
_LONGEST = 4  # digits of a page number, and one
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
    for number, line in enumerate(_LINE_END.split(_without_page_numbers(text)), start=1):
        if line.strip(" "):
            group.append((number, line))
        elif group:
            yield from _group_parts(group)
            group = []
    if group:
        yield from _group_parts(group)


def _without_page_numbers(text: str) -> str:
    """Return the text without bare numbers at the ends of its pages, where they count the pages on."""
    pages = text.split("\f")
    ends = [page.rstrip() for page in pages[:-1]]
    numbers = [end[end.rfind("\n") + 1 :].strip() for end in ends]
    if len(numbers) < _FEWEST_PAGES or not all(number.isdecimal() and len(number) < _LONGEST for number in numbers):
        return text
    first = int(numbers[0])
    if first < 1 or [int(number) for number in numbers] != list(range(first, first + len(numbers))):
        return text
    kept = [
        end[: len(end) - len(number)] + page[len(end) :]
        for page, end, number in zip(pages, ends, numbers, strict=False)
    ]
    return "\f".join([*kept, pages[-1]])


def _group_parts(group: list[_Line]) -> Iterator[Paragraph | _Row]:
    """Yield the parts of a run of lines without an empty one."""
    tabbed = [line for _, line in group if "\t" in line]
    if tabbed and all(line.startswith("\t") and line.count("\t") == 1 for line in tabbed):
        yield from _tab_cells(group)
        return
    for number, line in _closed_rows(_with_plain_pipes(group)):
        pieces = _pieces(line)
        if len(pieces) > 1:
            yield [(number, piece) for piece in pieces]
        elif pieces:
            yield _paragraph(number, pieces[0])
        # Pipes alone mark a row, or a merged cell, or a blank one: they prove no cell, and are none.


def _with_plain_pipes(group: list[_Line]) -> list[_Line]:
    """Return the lines with every kind of vertical bar a pipe, the lines of a drawn grid left out."""
    return [(number, line.translate(_BARS)) for number, line in group if not _is_drawn(line)]


def _is_drawn(line: str) -> bool:
    """Return whether a line only draws a grid. Dashes alone, and dashes between pipes, may be values."""
    return not line.strip(_GRID) and any(corner in line for corner in _CORNERS)


def _closed_rows(group: list[_Line]) -> Iterator[_Line]:
    """Yield the lines, one that begins a row with a pipe and does not end it joined with what ends it."""
    index = 0
    while index < len(group):
        number, line = group[index]
        index += 1
        if line.startswith("|") and line.strip("| ") and "\t" not in line:
            end = _end_of_row(group, index - 1)
            line = "\n".join(text for _, text in group[index - 1 : end])
            index = end
        yield number, line


def _end_of_row(group: list[_Line], start: int) -> int:
    """Return where the row that `start` begins ends: at the line that closes it, if no other begins before."""
    for index in range(start, min(start + _LINES_OF_A_ROW, len(group))):
        line = group[index][1].rstrip(" ")
        if index > start and line.startswith("|"):
            break
        if line.endswith("|"):
            return index + 1
    return start + 1


def _paragraph(number: int, line: str) -> Paragraph:
    return Paragraph(strip_outer(line), Place(line=number))


def _tab_cells(group: list[_Line]) -> Iterator[Paragraph | _Row]:
    """Yield the one row of a group; lines before its first TAB, and prose after a number, are paragraphs."""
    cells: list[tuple[int, list[str]]] = []
    for number, line in group:
        if line.startswith("\t"):
            cells.append((number, [line[1:]]))
        elif cells and not _ends_row(cells[-1][1], line):
            cells[-1][1].append(line)
        else:
            if cells:
                yield _row_of(cells)
                cells = []
            yield _paragraph(number, line)
    if cells:
        yield _row_of(cells)


def _row_of(cells: list[tuple[int, list[str]]]) -> _Row:
    return [(number, "\n".join(lines)) for number, lines in cells]


def _ends_row(cell: list[str], line: str) -> bool:
    """Return whether a line without a TAB is text after the table rather than more of a cell that holds a number."""
    return (
        len(cell) <= _LINES_OF_A_NUMBER
        and understand("\n".join(cell)).meaning == "number"
        and understand(line).meaning == "unreadable"
    )


def _pieces(line: str) -> list[str]:
    if len(line) > _WIDEST and _FILLING.search(line):
        line = _FILLING.sub(lambda found: found.group()[:_WIDEST], line)
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

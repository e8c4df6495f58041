"""Pages -> blocks: page numbers and running heads taken out, tables and paragraphs that run on over pages joined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gouji.document import Block, Cell, Paragraph, Place, Table
from gouji.normalize.pdf.alignment import AlignedTable, PrintedLine
from gouji.normalize.pdf.continuing import Continued, begun, continued, table_of
from gouji.normalize.pdf.flow import Flow, flow_of, parts_of
from gouji.normalize.pdf.furniture import without_furniture
from gouji.normalize.pdf.pages import Page
from gouji.normalize.pdf.paragraphs import Measure, joined_text, joins, measure_of


def blocks_of(pages: Iterable[Page]) -> list[Block]:
    """Return the blocks of a file in reading order; raises Unreadable."""
    flows = without_furniture([flow_of(page) for page in pages])
    for flow in flows:
        flow.parts = parts_of(flow.tables, flow.pieces)
    measure = measure_of([part for flow in flows for part in flow.parts if isinstance(part, PrintedLine)])
    return list(_Joining(measure).blocks(flows))


class _Joining:
    """Goes through the parts of all pages; what may go on is held back until the next part tells."""

    def __init__(self, measure: Measure) -> None:
        self._measure = measure
        self._tables = 0
        self._table: Continued | None = None
        self._text = ""
        self._place = Place()
        self._line: PrintedLine | None = None
        self._line_page = 0

    def blocks(self, flows: Sequence[Flow]) -> Iterator[Block]:
        for flow in flows:
            lines = 0
            for number, part in enumerate(flow.parts):
                if isinstance(part, PrintedLine):
                    lines += 1
                    yield from self._table_end()
                    yield from self._add_line(part, flow.number, lines)
                    continue
                yield from self._paragraph_end()
                if isinstance(part, AlignedTable):
                    yield from self._table_end()
                    self._tables += 1
                    yield _aligned_table(part, flow.number, self._tables)
                    continue
                whole = continued(self._table, part) if number == 0 and self._table is not None else None
                if whole is None:
                    yield from self._table_end()
                self._table = whole or begun(part)
            if flow.slanted:
                yield from self._table_end() if lines else ()
                yield Paragraph(flow.slanted, Place(page=flow.number, line=lines + 1))
        yield from self._paragraph_end()
        yield from self._table_end()

    def _add_line(self, line: PrintedLine, page: int, number: int) -> Iterator[Block]:
        before = self._line
        if before is not None and joins(before, line, self._measure, is_next_page=page != self._line_page):
            self._text = joined_text(self._text, line.text)
        else:
            yield from self._paragraph_end()
            self._text, self._place = line.text, Place(page=page, line=number)
        self._line, self._line_page = line, page

    def _paragraph_end(self) -> Iterator[Block]:
        if self._text.strip():
            yield Paragraph(self._text, self._place)
        self._text, self._line = "", None

    def _table_end(self) -> Iterator[Block]:
        if self._table is not None:
            self._tables += 1
            yield table_of(self._table, self._tables)
        self._table = None


def _aligned_table(table: AlignedTable, page: int, number: int) -> Table:
    return Table(
        tuple(
            tuple(Cell(cell.text, Place(page, number, at, cell.col), cell.colspan, cell.rowspan) for cell in row)
            for at, row in enumerate(table.rows, start=1)
            if row
        )
    )

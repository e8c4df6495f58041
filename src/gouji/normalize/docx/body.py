"""The body of a Word document: paragraphs and tables in reading order (ECMA-376 Part 1, 17.2 to 17.4)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from lxml import etree

from gouji.document import Table
from gouji.normalize.docx.grid import Grid, Properties, sliver_columns
from gouji.normalize.docx.names import (
    ALT_CHUNK,
    ALTERNATE,
    CUSTOM_XML,
    DEL,
    EMPTY,
    GRID_COL,
    ILVL,
    INS,
    MOVE_FROM,
    MOVE_TO,
    NUMID,
    NUMPR,
    O_MATH_PARA,
    PPR,
    PSTYLE,
    RPR,
    SDT,
    SDT_CONTENT,
    SPEC_VANISH,
    SUB_DOC,
    TBL,
    TBL_GRID,
    TBL_PR,
    TBL_STYLE,
    TC,
    TC_PR,
    TEXT_PATH,
    TR,
    VAL,
    VANISH,
    WIDTH,
    P,
    T,
)
from gouji.normalize.docx.numbering import Numbering
from gouji.normalize.docx.plain import plain_paragraph, plain_table
from gouji.normalize.docx.runs import LOST, PICTURE, Runs, branch_of
from gouji.normalize.docx.styles import Styles, is_on
from gouji.normalize.unreadable import Unreadable

MOST_CELLS = 100_000
"""Cells of all tables; the three tables of the form have some 300."""
LONGEST = 2_000_000
"""Characters of all text, as of other media."""

Found = str | Table
"""A paragraph, lines parted by line breaks, or a table."""

_HOLDERS = frozenset({SDT_CONTENT, CUSTOM_XML, INS, MOVE_TO, SDT})
_DROPPED = frozenset({*EMPTY, DEL, MOVE_FROM})


class Body:
    """Reads stories (the body, a note, a header) of one document in their order; numbers go on between them."""

    def __init__(
        self, document: etree._Element, styles: Styles, numbering: Numbering, *, has_picture_fonts: bool
    ) -> None:
        """Look over the document for what paragraphs need to be asked."""
        self._styles = styles
        self._numbering = numbering
        self.runs = Runs(document, styles, has_picture_fonts=has_picture_fonts)
        self._carried = ""
        self._room = LONGEST
        self._cells = 0
        self._tables = 0
        self._is_counting = not numbering.is_empty
        self._has_marks = False
        self._look_for_marks(document)

    def look_over(self, part: etree._Element) -> None:
        """Note what another part uses; before its stories are read."""
        self.runs.look_over(part, may_have_fonts=True)
        self._look_for_marks(part)

    def _look_for_marks(self, part: etree._Element) -> None:
        self._has_marks = self._has_marks or next(part.iter(DEL, MOVE_FROM, VANISH, SPEC_VANISH), None) is not None

    def story(self, parent: etree._Element) -> list[Found]:
        """Return the paragraphs and tables of a story; text boxes follow the paragraph they are anchored in."""
        found = self._flow(parent)
        self.runs.end()
        return found

    def document(self, parent: etree._Element, rare: Collection[etree._Element]) -> list[Found]:
        """Return what `story` does of a body all of whose blocks but the `rare` ones are plain; faster."""
        found: list[Found] = []
        for block in parent:
            tag = block.tag
            if block in rare or self.runs.asking or self._carried:
                self._block(block, found)
            elif tag == P:
                text, style, num_id, level = plain_paragraph(block, keeps_space=self.runs.keeps_space)
                number = self._numbering.number(style, num_id, level) if self._is_counting else ""
                self._keep(number + text, found)
            elif tag == TBL:
                self._table(block, found, rare)
            else:
                self._block(block, found)
        self._end_carried(found)
        self.runs.end()
        return found

    def _flow(self, parent: etree._Element) -> list[Found]:
        """Return what one container holds; a paragraph whose end is deleted goes on in the next one of it."""
        before, self._carried = self._carried, ""
        found: list[Found] = []
        self._blocks(parent, found)
        self._end_carried(found)
        self._carried = before
        return found

    def _end_carried(self, found: list[Found]) -> None:
        if self._carried:
            self._keep(self._carried, found)
            self._carried = ""

    def _blocks(self, parent: etree._Element, found: list[Found]) -> None:
        for child in parent:
            self._block(child, found)

    def _block(self, block: etree._Element, found: list[Found]) -> None:
        tag = block.tag
        if tag == P:
            self._paragraph(block, found)
        elif tag in _DROPPED:
            return
        elif tag == TBL:
            self._end_carried(found)
            self._table(block, found)
        elif tag in _HOLDERS:
            self._blocks(block, found)
        elif tag == ALTERNATE:
            branch = branch_of(block)
            if branch is not None:
                self._blocks(branch, found)
        elif tag in (ALT_CHUNK, SUB_DOC):
            raise Unreadable("read.unsupported", "docx: a document embedded in the text")
        elif tag == O_MATH_PARA:
            self._keep(self.runs.formula(block), found)
        elif next(block.iter(T), None) is not None:
            self._keep(LOST, found)

    def _keep(self, text: str, found: list[Found]) -> None:
        if text and not text.isspace():
            self._take(len(text))
            found.append(text)

    def _take(self, characters: int) -> None:
        self._room -= characters
        if self._room < 0:
            raise Unreadable("read.limit_exceeded", f"> {LONGEST} characters")

    def _paragraph(self, paragraph: etree._Element, found: list[Found]) -> None:
        style: str | None = None
        num_id: str | None = None
        level: str | None = None
        goes_on = False
        if (self._is_counting or self._has_marks or self.runs.is_marked) and len(paragraph):
            properties = paragraph[0]
            for said in properties if properties.tag == PPR else ():
                tag = said.tag
                if tag == PSTYLE:
                    style = said.get(VAL)
                elif tag == NUMPR:
                    num_id = next((one.get(VAL) for one in said.iterchildren(NUMID)), None)
                    level = next((one.get(VAL) for one in said.iterchildren(ILVL)), None)
                elif tag == RPR and self._has_marks:
                    goes_on = any(
                        mark.tag in (DEL, MOVE_FROM) or is_on(mark)
                        for mark in said.iterchildren(DEL, MOVE_FROM, VANISH, SPEC_VANISH)
                    )
        text = self.runs.text(paragraph, style)
        boxes, self.runs.boxes = self.runs.boxes, []
        if goes_on:
            self._carried += text
            if len(self._carried) > LONGEST:
                raise Unreadable("read.limit_exceeded", f"> {LONGEST} characters")
        else:
            number = self._numbering.number(style, num_id, level) if self._is_counting else ""
            self._keep(f"{number}{self._carried}{text}" if number or self._carried else text, found)
            self._carried = ""
        for box in boxes:
            if box.tag == TEXT_PATH:
                self._keep(box.get("string") or "", found)
            else:
                with self._numbering.apart():
                    found.extend(self._flow(box))

    def _table(self, table: etree._Element, found: list[Found], rare: Collection[etree._Element] | None = None) -> None:
        for properties in table.iterchildren(TBL_PR):
            for style in properties.iterchildren(TBL_STYLE):
                if self._styles.get(style.get(VAL)).is_marked_anywhere:
                    raise Unreadable("read.unsupported", "docx: a table style that hides, strikes or raises text")
        self._cells += sum(1 for _ in table.iterdescendants(TC))
        if self._cells > MOST_CELLS:
            raise Unreadable("read.limit_exceeded", f"docx: > {MOST_CELLS} cells")
        grid = Grid(self._slivers(table))
        if rare is not None:
            plain_table(table, grid, rare, self._cell, self.runs)
            self._take(sum(len(part) for origin in grid.origins for part in origin.content if isinstance(part, str)))
        else:
            self._fill(grid, table)
        if len(grid.origins) == 1 or any(isinstance(part, Table) for origin in grid.origins for part in origin.content):
            # A table around others, or around text, lays them out.
            found.extend(part for origin in grid.origins for part in origin.content)
        elif grid.origins:
            self._tables += 1
            found.append(grid.table(self._tables))

    def _fill(self, grid: Grid, table: etree._Element) -> None:
        for element in _inside(table, TR):
            row = grid.row(element)
            if row is None:
                continue
            for cell in _inside(element, TC):
                properties = Properties.of(next(cell.iterchildren(TC_PR), None))
                if not properties.is_deleted:
                    place = properties.span, properties.down, properties.across
                    row.place(*place, self._cell(cell, row.covers(*place)))

    def _cell(self, cell: etree._Element, is_covered: bool) -> list[Found]:
        """Return what a cell holds. What another covers is not displayed, and has no number.

        A shape in a cell with a figure may be drawn over it, or strike it out: a mark follows, as for a picture.
        """
        counting, has_shapes = self._is_counting, self.runs.has_shapes
        self._is_counting = counting and not is_covered
        self.runs.has_shapes = False
        content = self._flow(cell)
        if self.runs.has_shapes:
            text = "".join(one for one in content if isinstance(one, str))
            if PICTURE not in text and any(map(str.isdigit, text)):
                content.append(PICTURE)
        self._is_counting, self.runs.has_shapes = counting, has_shapes
        return content

    def _slivers(self, table: etree._Element) -> tuple[int, ...]:
        widths = [
            column.get(WIDTH) or "" for grid in table.iterchildren(TBL_GRID) for column in grid.iterchildren(GRID_COL)
        ]
        return sliver_columns(widths, (_inside(row, TC) for row in _inside(table, TR)))


def _inside(parent: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Yield the rows of a table, or the cells of a row, also those in content controls and custom XML."""
    for child in parent:
        tag = child.tag
        if tag == wanted:
            yield child
        elif tag in _HOLDERS:
            yield from _inside(child, wanted)
        elif tag == ALTERNATE:
            branch = branch_of(child)
            if branch is not None:
                yield from _inside(branch, wanted)
        elif tag not in _DROPPED and next(child.iter(T), None) is not None:
            raise Unreadable("read.broken", "docx: text between the cells of a table")

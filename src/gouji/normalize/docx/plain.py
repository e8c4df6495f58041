"""The paragraphs and tables that hold nothing rare, read in one pass over their elements.

Nearly all of a report is plain: runs of text, and tables whose cells hold such. For these, one walk in document order
tells all: a row, a cell, its spans, its paragraphs, their texts. Whatever holds any other element that prints, hides
or moves something is rare, and left to `Body`, which knows them all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from itertools import chain

from lxml import etree

from gouji.document import Table
from gouji.normalize.docx import names
from gouji.normalize.docx.grid import Grid, Row, bounded
from gouji.normalize.docx.names import (
    BR,
    CR,
    GRID_BEFORE,
    GRID_SPAN,
    H_MERGE,
    ILVL,
    NUMID,
    NUMPR,
    PSTYLE,
    RFONTS,
    RSTYLE,
    TAB,
    TBL,
    TC,
    TC_PR,
    TR,
    V_MERGE,
    VAL,
    P,
    T,
)
from gouji.normalize.docx.runs import Runs, in_pictures, text_of
from gouji.normalize.docx.styles import Styles
from gouji.normalize.unreadable import Unreadable

_RARE = (
    names.PTAB, names.NO_BREAK_HYPHEN, names.SOFT_HYPHEN, names.SYM,
    names.FLDCHAR, names.INSTRTEXT, names.FLDSIMPLE, names.FOOTNOTE_REFERENCE, names.ENDNOTE_REFERENCE, names.RUBY,
    names.DRAWING, names.PICT, names.OBJECT, names.SDT, names.CUSTOM_XML, names.INS, names.DEL, names.MOVE_TO,
    names.MOVE_FROM, names.BDO, names.DIR, names.HYPERLINK, names.SMART_TAG, names.ALT_CHUNK, names.SUB_DOC,
    names.SPEC_VANISH, names.HIDDEN, names.CELL_DEL, names.CELL_MERGE, names.ALTERNATE, names.O_MATH, names.O_MATH_PARA,
    *names.CHANGES, *names.FILLED_IN,
)  # fmt: skip
_NAMESPACE = re.compile(rb"(?::[^\s=\"'<>]{1,100})?\s*=\s*[\"']([^\"']*)")
_OFFICE = re.compile(
    rb"http://(?:schemas\.(?:microsoft|openxmlformats)\.(?:com|org)/|purl\.oclc\.org/ooxml/|www\.wps\.cn/officeDocument/)"
    rb"|urn:schemas-microsoft-com:"
)
_MOST_FOREIGN = 20
"""Namespaces beside Office's that are looked for; each costs as much as the others for every element."""
_NO_NAMESPACE = "{}*"
_BORDERS = frozenset({TC, TR, TBL})
"""Where a cell ends."""


def rare_parts(
    story: etree._Element,
    xml: bytes,
    styles: Styles,
    marking: list[etree._Element],
    *,
    is_counting: bool,
    has_picture_fonts: bool,
) -> set[etree._Element] | None:
    """Return the blocks of a story, and the cells of its tables, that are not plain; None where none can be told to be.

    A table is among them where rows or cells themselves are rare, not where only cells hold something rare.
    `xml`: the bytes the story was read from; `marking`: the properties that mark its text; `is_counting`: paragraphs
    may have numbers, which in a cell are rare.
    """
    if b"\x00" in xml or not styles.is_plain_by_default:
        return None
    foreign = _foreign(xml)
    if len(foreign) > _MOST_FOREIGN:
        return None
    rare: list[etree._Element] = [*story.iter(*_RARE, *foreign, _NO_NAMESPACE), *marking]
    if has_picture_fonts:
        rare += [fonts for fonts in story.iter(RFONTS) if in_pictures(fonts)]
    if styles.marking:
        rare += [named for named in story.iter(RSTYLE, PSTYLE) if named.get(VAL) in styles.marking]
    found = {_part_of(element, story) for element in rare}
    if is_counting:
        for element in story.iter(NUMPR, PSTYLE):
            if element.tag == NUMPR or element.get(VAL) in styles.numbering:
                part = _part_of(element, story)
                if part.tag != P:
                    found.add(part)
    for table in story.iter(TBL):
        if table.getparent() is not story:
            found.add(_block_of(table, story))
    return found


def _foreign(xml: bytes) -> list[str]:
    """Return what matches the elements of namespaces that are none of Office's."""
    declared = {found[1] for after in xml.split(b"xmlns")[1:] if (found := _NAMESPACE.match(after))}
    return [f"{{{name.decode(errors='replace')}}}*" for name in declared if name and not _OFFICE.match(name)]


def _block_of(element: etree._Element, story: etree._Element) -> etree._Element:
    """Return the child of the story that an element stands in."""
    while (parent := element.getparent()) is not story and parent is not None:
        element = parent
    return element


def _part_of(element: etree._Element, story: etree._Element) -> etree._Element:
    """Return the cell of a table of the story that an element stands in, or else the story's own child."""
    line = [element]
    while (parent := line[-1].getparent()) is not story and parent is not None:
        line.append(parent)
    tags = [one.tag for one in line[-4:]][::-1]
    # What stands in a cell's properties moves cells.
    return line[-3] if tags[:3] == [TBL, TR, TC] and tags[3:] not in ([], [TC_PR]) else line[-1]


def plain_paragraph(paragraph: etree._Element, *, keeps_space: bool) -> tuple[str, str | None, str | None, str | None]:
    """Return the text of a plain paragraph, its style, and the list and level its own `numPr` says."""
    texts: list[str] = []
    style: str | None = None
    num_id: str | None = None
    level: str | None = None
    for element in paragraph.iter(T, PSTYLE, TAB, BR, CR, NUMID, ILVL):
        tag = element.tag
        if tag == T:
            texts.append(text_of(element, keeps_space=keeps_space))
        elif tag == TAB:
            # One with a value is a stop, among the paragraph's properties.
            if element.get(VAL) is None:
                texts.append("\t")
        elif tag == PSTYLE:
            style = element.get(VAL)
        elif tag == NUMID:
            num_id = element.get(VAL)
        elif tag == ILVL:
            level = element.get(VAL)
        else:
            texts.append("\n")
    return "".join(texts), style, num_id, level


def plain_table(
    table: etree._Element,
    grid: Grid,
    rare: Collection[etree._Element],
    read: Callable[[etree._Element, bool], list[str | Table]],
    runs: Runs,
) -> None:
    """Fill the grid with the cells of a table whose rows and cells are plain.

    What `rare` cells hold, and all within the instructions of a field, `read` returns, given the cell and whether
    another covers it.
    """
    keeps_space = runs.keeps_space
    row = Row(grid, 0, 0, {})
    cell: etree._Element | None = None
    content: list[str | Table] = []
    line = ""
    is_rare = False
    span = 1
    down: str | None = None
    across: str | None = None
    # The table again at the end, where its last cell ends.
    for element in chain(table.iter(T, TC, P, GRID_SPAN, V_MERGE, TR, TAB, BR, CR, GRID_BEFORE, H_MERGE), (table,)):
        tag = element.tag
        if tag == T:
            if not is_rare:
                line += text_of(element, keeps_space=keeps_space)
        elif tag == P:
            if cell is None:
                raise Unreadable("read.broken", "docx: text between the cells of a table")
            if line:
                if not line.isspace():
                    content.append(line)
                line = ""
        elif tag in _BORDERS:
            if line:
                if cell is None:
                    raise Unreadable("read.broken", "docx: text between the cells of a table")
                if not line.isspace():
                    content.append(line)
                line = ""
            if cell is not None:
                if is_rare:
                    content = read(cell, row.covers(span, down, across))
                    is_rare = False
                row.place(span, down, across, content)
                content, span, down, across = [], 1, None, None
            if tag == TC:
                cell = element
                is_rare = element in rare or runs.asking > 0
            else:
                cell = None
                if tag == TR:
                    row = grid.next_row(0)
        elif tag == GRID_SPAN:
            span = max(1, bounded(element))
        elif tag == V_MERGE:
            down = element.get(VAL) or "continue"
        elif tag == H_MERGE:
            across = element.get(VAL) or "continue"
        elif tag == GRID_BEFORE:
            row.begin_at(bounded(element))
        elif is_rare:
            continue
        elif tag != TAB:
            line += "\n"
        elif element.get(VAL) is None:
            line += "\t"

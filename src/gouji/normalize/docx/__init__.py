"""A Word file (Office Open XML, ECMA-376; also the strict form, templates, and packages in one XML) -> Content."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from gouji.cells import strip_outer
from gouji.document import Block, Paragraph, Place, Table
from gouji.normalize.content import Content
from gouji.normalize.docx.body import Body, Found
from gouji.normalize.docx.names import BLIP, BODY, DOCUMENT, FOOTER, HEADER, ID, IMAGE_DATA
from gouji.normalize.docx.numbering import Numbering
from gouji.normalize.docx.package import Package
from gouji.normalize.docx.plain import rare_parts
from gouji.normalize.docx.runs import PICTURE, has_picture_fonts
from gouji.normalize.docx.styles import MENTIONED, Styles
from gouji.normalize.unreadable import Unreadable


def content(data: bytes) -> Content:
    """Return the paragraphs and tables of a Word file as Word prints them, tracked changes accepted.

    Notes stand after the body, `注1：` before each, `（注1）` where it is referred to. Running heads are left out where
    the body has text. Places say table, row and column, or the number of the paragraph. Raises Unreadable.
    """
    package = Package(data)
    document = package.document
    if document.tag != DOCUMENT:
        raise Unreadable("read.broken", "docx: no document in the main part")
    stories = list(document.iterchildren(BODY))
    if len(stories) != 1:
        raise Unreadable("read.broken", "docx: no body" if not stories else "docx: several bodies")
    styles = Styles(next(iter(package.related("styles", MENTIONED)), None))
    numbering = Numbering(next(iter(package.related("numbering")), None), styles)
    has_fonts = has_picture_fonts(package.xml)
    body = Body(document, styles, numbering, has_picture_fonts=has_fonts)
    is_counting = not numbering.is_empty
    rare = rare_parts(
        stories[0], package.xml, styles, body.runs.marking, is_counting=is_counting, has_picture_fonts=has_fonts
    )
    found = body.story(stories[0]) if rare is None else body.document(stories[0], rare)
    if not any(map(_has_text, found)):
        found += _instead(package, body)
    found += _notes(package, body)
    return Content(_blocks(found))


def _instead(package: Package, body: Body) -> list[Found]:
    """Return the running heads of a document whose body has no text; Unreadable where it has pictures."""
    pictures = sum(1 for _ in package.document.iter(BLIP, IMAGE_DATA))
    if pictures:
        raise Unreadable("read.image_only", f"docx: {pictures} pictures")
    return [
        one
        for kind, tag in (("header", HEADER), ("footer", FOOTER))
        for part in package.related(kind)
        if part.tag == tag
        for one in _story(body, part)
    ]


def _story(body: Body, part: etree._Element) -> list[Found]:
    body.look_over(part)
    return body.story(part)


def _notes(package: Package, body: Body) -> list[Found]:
    """Return the text of the notes that are referred to, in the order of their numbers."""
    found: list[Found] = []
    elements: dict[tuple[str, str], etree._Element] = {}
    for kind in {note.kind for note in body.runs.notes.values()}:
        for part in package.related(kind):
            body.look_over(part)
            for element in part:
                elements.setdefault((kind, element.get(ID) or ""), element)
    for note in list(body.runs.notes.values()):
        place = (note.kind, note.id)
        said = body.story(elements[place]) if place in elements else []
        if said and isinstance(said[0], str):
            said[0] = f"注{note.number}：{said[0].lstrip()}"
        found += said
    return found


def _blocks(found: Sequence[Found]) -> tuple[Block, ...]:
    """Return what was found as blocks: paragraphs counted from 1, a line break parts them."""
    blocks: list[Block] = []
    paragraphs = 0
    for one in found:
        if isinstance(one, Table):
            blocks.append(one)
            continue
        paragraphs += 1
        place = Place(None, None, None, None, paragraphs)
        # A picture beside text is no part of it; in a cell it may be what the cell says.
        text = one.replace(PICTURE, "") if PICTURE in one else one
        for line in text.split("\n") if "\n" in text else (text,):
            if printed := strip_outer(line):
                blocks.append(Paragraph(printed, place))
    return tuple(blocks)


def _has_text(found: Found) -> bool:
    texts = [found] if isinstance(found, str) else [cell.text for row in found.rows for cell in row]
    return any(strip_outer(text.replace(PICTURE, "")) for text in texts)

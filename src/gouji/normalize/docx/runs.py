"""The text of a paragraph's runs as Word prints it (ECMA-376 Part 1, 17.3 and 17.16).

What is not displayed is left out: hidden text, deletions, the instructions of fields. What would change a figure when
flattened is marked: `^2` raised, `_2` lowered, `~~5~~` struck, `⟦5⟧` in no colour or no size, U+FFFD for what cannot be
told.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from lxml import etree

from gouji.normalize.docx.names import (
    ALTERNATE,
    ASCII_FONT,
    BDO,
    BLIP,
    BR,
    CHAR,
    CHART,
    CHOICE,
    CR,
    CUSTOM_MARK,
    CUSTOM_XML,
    DEL,
    DIAGRAM,
    DIR,
    DRAWING,
    DRAWING_PROPERTIES,
    DSTRIKE,
    EAST_ASIAN_LAYOUT,
    EMPTY,
    ENDNOTE_REFERENCE,
    FALLBACK,
    FLDCHAR,
    FLDCHAR_TYPE,
    FLDSIMPLE,
    FONT,
    FOOTNOTE_REFERENCE,
    H_ANSI_FONT,
    HYPERLINK,
    ID,
    IMAGE_DATA,
    INS,
    INSTR,
    INSTRTEXT,
    M_RUN,
    M_TEXT,
    MATH_PROPERTIES,
    MOVE_FROM,
    MOVE_TO,
    NO_BREAK_HYPHEN,
    O_MATH,
    O_MATH_PARA,
    OBJECT,
    OLE_OBJECT,
    PICT,
    POSITION,
    PSTYLE,
    PTAB,
    RFONTS,
    RPR,
    RSTYLE,
    RTL,
    RUBY,
    RUBY_BASE,
    RUBY_TEXT,
    SCALE,
    SDT,
    SDT_CONTENT,
    SHAPES,
    SMART_TAG,
    SOFT_HYPHEN,
    SPACE,
    STRIKE,
    SYM,
    TAB,
    TEXT_PATH,
    TXBX,
    VAL,
    VANISH,
    VERTALIGN,
    R,
    T,
)
from gouji.normalize.docx.styles import PLAIN, Looks, Styles, is_on, looks
from gouji.normalize.docx.unseen import fills, is_small, is_unseen, marked, may_be_unseen, unseen
from gouji.normalize.unreadable import Unreadable

LOST = "\ufffd"
PICTURE = "\ufffc"
"""Unicode's object replacement character, where a picture, chart or object stands: what it shows is not known."""
_PICTURES = frozenset({BLIP, IMAGE_DATA, CHART, DIAGRAM, OLE_OBJECT})
_NOTE = "（注{}）"
_SET_TOGETHER = re.compile("~~~~")
_FIGURES = re.compile(r"[\d.,+−-]")
_BLANK = re.compile(r"[\n\r\t]")
_PICTURED = re.compile(r"(?i)wingdings|webdings|marlett|zapf ?dingbats")
_PICTURE_FONTS = (b"dings", b"marlett")
_OFFICE = re.compile(r"http://schemas\.(?:microsoft|openxmlformats)\.(?:com|org)/|urn:schemas-microsoft-com:")
_HEX = re.compile(r"[0-9A-Fa-f]{1,6}")
_SYMBOL_DIGITS = {f"F0{code:02X}": chr(code) for code in (*range(0x30, 0x3A), 0x20, 0x28, 0x29, 0x2B, 0x2C, 0x2E)}
"""Characters of the font Symbol that are what their code says; its minus and all letters are others."""
_LONGEST_QUESTION = 100
"""Characters of a field's instructions that are kept; its name stands first."""
_QUIET = frozenset({"XE", "TC", "TA", "RD", "PRIVATE", "SET", "ASK", "HYPERLINK", "TOC", "INDEX", "REF", "NOTEREF"})
"""Fields that print nothing where they have no result (17.16.5)."""
_HOLDERS = frozenset({HYPERLINK, SMART_TAG, CUSTOM_XML, INS, MOVE_TO, SDT_CONTENT, SDT})
_LOOKED_AT = (VANISH, STRIKE, DSTRIKE, VERTALIGN, POSITION, RTL, SCALE, EAST_ASIAN_LAYOUT)
_DROPPED = frozenset({*EMPTY, DEL, MOVE_FROM})


class _Field:
    """A field that has begun: what it asks, whether its result has begun, and whether text stands in its question."""

    __slots__ = ("asked", "has_result", "has_text")

    def __init__(self) -> None:
        self.asked = ""
        self.has_result = False
        self.has_text = False


class Note(NamedTuple):
    """A footnote or endnote that is referred to: its kind, its id, and the number it is printed with."""

    kind: str
    id: str
    number: int


class Runs:
    """Reads the runs of one document in their order; fields and notes go on from paragraph to paragraph."""

    def __init__(self, document: etree._Element, styles: Styles, *, has_picture_fonts: bool) -> None:
        """Look over the document for all that marks a run, so that a document without any is read the faster."""
        self._styles = styles
        self._fields: list[_Field] = []
        self.asking = 0
        """Fields that have begun and whose results have not: what follows is not displayed."""
        self.notes: dict[tuple[str, str], Note] = {}
        self.boxes: list[etree._Element] = []
        self.has_shapes = False
        """Whether a shape was met since this was last put to False."""
        self.keeps_space = document.get(SPACE) == "preserve"
        self.is_marked = self._has_positions = self._has_fonts = False
        self.marking: list[etree._Element] = []
        """The properties that mark text, as far as looked over."""
        self._papers: frozenset[str] = frozenset()
        self.look_over(document, may_have_fonts=has_picture_fonts)

    def look_over(self, root: etree._Element, *, may_have_fonts: bool) -> None:
        """Note what a part of the document uses; before its paragraphs are read."""
        looked_at = list(root.iter(*_LOOKED_AT))
        marking = [*filter(_is_marking, looked_at), *unseen(root)] if looked_at else unseen(root)
        if marking:
            self.marking += marking
            self._papers |= fills(root)
            self._has_positions = self._has_positions or any(mark.tag == POSITION for mark in marking)
        self._has_fonts = self._has_fonts or (may_have_fonts and any(map(in_pictures, root.iter(RFONTS))))
        self.is_marked = (
            self.is_marked
            or not self._styles.is_plain_by_default
            or any(mark.tag != POSITION for mark in marking)
            or any(named.get(VAL) in self._styles.marking for named in root.iter(RSTYLE, PSTYLE))
        )

    def text(self, paragraph: etree._Element, style_id: str | None) -> str:
        """Return the text of a paragraph's runs; what floats in text boxes is left in `boxes`."""
        pieces: list[str] = []
        style_id = self._styles.default_paragraph if style_id is None else style_id
        look = self._styles.get(style_id).looks if self.is_marked else PLAIN
        raised = self._has_positions and len({_position(run) for run in paragraph.iter(R) if _has_text(run)}) > 1
        self._inline(paragraph, pieces, look, raised)
        text = "".join(pieces)
        return _SET_TOGETHER.sub("", text) if "~~~~" in text else text

    def end(self) -> None:
        """Refuse a story that ends inside the instructions of a field: text after it was taken for them."""
        if any(not field.has_result and field.has_text for field in self._fields):
            raise Unreadable("read.broken", "docx: a field without an end")
        self._fields.clear()
        self.asking = 0

    def formula(self, formula: etree._Element) -> str:
        """Return a formula that stands between paragraphs."""
        return "" if self.asking else _math(formula)

    def _inline(self, parent: etree._Element, pieces: list[str], look: Looks, raised: bool) -> None:
        for child in parent:
            tag = child.tag
            if tag == R:
                self._run(child, pieces, look, raised)
            elif tag in _DROPPED:
                continue
            elif tag in _HOLDERS:
                self._inline(child, pieces, look, raised)
            elif tag == FLDSIMPLE:
                inner: list[str] = []
                self._inline(child, inner, look, raised)
                pieces.extend(inner)
                if not inner and not self.asking and not _is_quiet(child.get(INSTR) or ""):
                    pieces.append(LOST)
            elif tag in (BDO, DIR):
                inner = []
                self._inline(child, inner, look, raised)
                # Its characters, or its numbers and signs, stand in the other order: 12 is seen as 21.
                is_lost = any(map(_has_digit, inner)) if tag == BDO else _moves("".join(inner))
                pieces.extend((LOST,) if is_lost and child.get(VAL) == "rtl" else inner)
            elif tag == ALTERNATE:
                branch = branch_of(child)
                if branch is not None:
                    self._inline(branch, pieces, look, raised)
            elif tag in (O_MATH, O_MATH_PARA):
                self._append(pieces, _math(child))
            elif tag in (DRAWING, PICT, OBJECT):
                self._drawn(child, pieces)
            elif next(child.iter(T), None) is not None:
                self._append(pieces, LOST)

    def _append(self, pieces: list[str], text: str) -> None:
        if self.asking:
            self._fields[-1].has_text = self._fields[-1].has_text or not text.isspace()
        else:
            pieces.append(text)

    def _run(self, run: etree._Element, pieces: list[str], paragraph: Looks, raised: bool) -> None:
        align = ""
        is_struck = is_pictured = is_faint = is_turned = False
        if self.is_marked or raised or self._has_fonts:
            properties = next(run.iterchildren(RPR), None)
            look = self._effective(properties, paragraph) if self.is_marked else PLAIN
            if look.vanish:
                # Fields go on, whether they are shown or not.
                self._fields_in(run)
                return
            is_struck = bool(look.strike)
            is_turned = bool(look.is_turned)
            is_faint = bool(look.is_small) or (
                look.color is not None and may_be_unseen(look.color, self._papers) and is_unseen(look.color, run)
            )
            align = {"superscript": "^", "subscript": "_"}.get(look.align or "", "")
            if raised and not align:
                position = _position(run)
                align = "" if position == 0 else "^" if position > 0 else "_"
            if self._has_fonts and properties is not None:
                is_pictured = any(map(in_pictures, properties.iterchildren(RFONTS)))
        own: list[str] = pieces if not (align or is_struck or is_pictured or is_faint or is_turned) else []
        for piece in run:
            tag = piece.tag
            if tag == T:
                text = text_of(piece, keeps_space=self.keeps_space)
                if self.asking:
                    self._append(own, text)
                else:
                    own.append(text)
            elif tag == RPR:
                continue
            elif tag in (TAB, PTAB):
                self._append(own, "\t")
            elif tag in (BR, CR):
                self._append(own, "\n")
            elif tag == FLDCHAR:
                self._field(piece, own)
            elif tag == INSTRTEXT:
                self._asked(piece)
            elif tag in (FOOTNOTE_REFERENCE, ENDNOTE_REFERENCE):
                own = self._note(piece, own, pieces)
                align = align if own is pieces else align or "^"
            elif tag not in EMPTY:
                self._rare(piece, own, paragraph, raised)
        if own is not pieces:
            text = "".join(own)
            if is_pictured:
                text = LOST * bool(text.strip())
            elif is_turned and _moves(text):
                text = LOST
            if is_faint:
                text = marked(text)
            if align and text.strip():
                text = align + text
            pieces.append(f"~~{text}~~" if is_struck and text.strip() else text)

    def _rare(self, piece: etree._Element, own: list[str], paragraph: Looks, raised: bool) -> None:
        tag = piece.tag
        if tag == NO_BREAK_HYPHEN:
            self._append(own, "-")
        elif tag == SOFT_HYPHEN:
            self._append(own, "\u00ad")
        elif tag == SYM:
            self._append(own, _symbol(piece))
        elif tag in (DRAWING, PICT, OBJECT):
            self._drawn(piece, own)
        elif tag == ALTERNATE:
            branch = branch_of(piece)
            for inner in branch if branch is not None else ():
                if inner.tag == R:
                    self._run(inner, own, paragraph, raised)
                elif inner.tag == T:
                    self._append(own, text_of(inner, keeps_space=self.keeps_space))
                else:
                    self._rare(inner, own, paragraph, raised)
        elif tag == RUBY:
            for base in piece.iterchildren(RUBY_BASE):
                self._inline(base, own, paragraph, raised)
            if any(_has_digit(text.text or "") for above in piece.iterchildren(RUBY_TEXT) for text in above.iter(T)):
                self._append(own, LOST)
        elif tag not in EMPTY:
            # Page numbers, dates, and whatever is not known: something is printed, and it is not told what.
            self._append(own, LOST)

    def _effective(self, properties: etree._Element | None, paragraph: Looks) -> Looks:
        """Return what is done to a run (17.7.3): toggles of its style turn round those of the paragraph's."""
        direct = looks(properties)
        named = None
        if properties is not None:
            named = next((style.get(VAL) for style in properties.iterchildren(RSTYLE)), None)
        style = self._styles.get(named).looks
        defaults = self._styles.defaults
        vanish, strike = direct.vanish, direct.strike
        if vanish is None:
            vanish = bool(defaults.vanish) or bool(style.vanish) != bool(paragraph.vanish)
        if strike is None:
            strike = bool(defaults.strike) or bool(style.strike) != bool(paragraph.strike)
        return direct.over(style).over(paragraph).over(defaults)._replace(vanish=vanish, strike=strike)

    def _field(self, char: etree._Element, own: list[str]) -> None:
        kind = char.get(FLDCHAR_TYPE)
        if kind == "begin":
            self._fields.append(_Field())
            self.asking += 1
        elif kind == "separate" and self._fields and not self._fields[-1].has_result:
            self._fields[-1].has_result = True
            self.asking -= 1
        elif kind == "end" and self._fields:
            field = self._fields.pop()
            if not field.has_result:
                self.asking -= 1
            # Word works out some fields as it prints them; text in the question is displayed by none.
            if (field.has_text and self.asking == 0) or not (field.has_result or _is_quiet(field.asked)):
                self._append(own, LOST)

    def _asked(self, piece: etree._Element) -> None:
        if self._fields and len(self._fields[-1].asked) < _LONGEST_QUESTION:
            self._fields[-1].asked += piece.text or ""

    def _fields_in(self, run: etree._Element) -> None:
        for piece in run.iterchildren(FLDCHAR, INSTRTEXT):
            if piece.tag == FLDCHAR:
                self._field(piece, [])
            else:
                self._asked(piece)

    def _note(self, reference: etree._Element, own: list[str], pieces: list[str]) -> list[str]:
        """Print the number of a note; a mark of the author's own follows in its run, and is raised."""
        if self.asking:
            return own
        kind = "footnotes" if reference.tag == FOOTNOTE_REFERENCE else "endnotes"
        name = reference.get(ID) or ""
        note = self.notes.setdefault((kind, name), Note(kind, name, len(self.notes) + 1))
        if (reference.get(CUSTOM_MARK) or "0") not in ("0", "false", "off"):
            return own if own is not pieces else []
        pieces.append(_NOTE.format(note.number))
        return own

    def _drawn(self, drawing: etree._Element, pieces: list[str]) -> None:
        """Leave the text boxes of a drawing in `boxes`, and what is drawn as lettering; print a mark for a picture."""
        for child in drawing:
            tag = child.tag
            if tag in (TXBX, TEXT_PATH):
                self.boxes.append(child)
            elif tag == ALTERNATE:
                branch = branch_of(child)
                if branch is not None:
                    self._drawn(branch, pieces)
            elif tag in _PICTURES:
                self._append(pieces, PICTURE)
            elif tag == DRAWING_PROPERTIES and (child.get("hidden") or "0") in ("1", "true"):
                return
            else:
                self.has_shapes = self.has_shapes or tag in SHAPES
                self._drawn(child, pieces)


def text_of(piece: etree._Element, *, keeps_space: bool) -> str:
    """Return the text of a `w:t`; white space around it counts only where it says so, or the document does."""
    text = piece.text
    if text is None:
        return LOST if len(piece) else ""
    if (text[0] <= " " or text[-1] <= " ") and not keeps_space and piece.get(SPACE) != "preserve":
        text = text.strip(" \t\r\n")
    if not text.isprintable():
        text = _BLANK.sub(" ", text)
    return text + LOST if len(piece) else text


def branch_of(alternate: etree._Element) -> etree._Element | None:
    """Return the one branch of an `mc:AlternateContent` that is printed (ECMA-376 Part 3, 9.3), None where none is.

    That is the first choice all of whose namespaces are Office's, as today's Word knows them, or else the fallback.
    """
    for choice in alternate.iterchildren(CHOICE):
        namespaces = choice.nsmap
        if all(_OFFICE.match(namespaces.get(prefix) or "") for prefix in (choice.get("Requires") or "").split()):
            return choice
    return next(alternate.iterchildren(FALLBACK), None)


def _is_marking(element: etree._Element) -> bool:
    """Return whether a property does anything to text."""
    tag = element.tag
    if tag == VERTALIGN:
        return element.get(VAL) != "baseline"
    if tag == POSITION:
        return (element.get(VAL) or "0") != "0"
    return is_small(element) if tag in (SCALE, EAST_ASIAN_LAYOUT) else is_on(element)


def _is_quiet(asked: str) -> bool:
    words = asked.split(None, 1)
    return not words or words[0].upper() in _QUIET


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)


def _moves(text: str) -> bool:
    """Return whether text looks another from right to left: signs and numbers change places, digits do not."""
    return _FIGURES.search(text) is not None and not text.strip().isdigit()


def _has_text(run: etree._Element) -> bool:
    return any((text.text or "").strip() for text in run.iterchildren(T))


def _position(run: etree._Element) -> int:
    """Return by how many half points a run is raised."""
    for properties in run.iterchildren(RPR):
        for position in properties.iterchildren(POSITION):
            value = position.get(VAL) or "0"
            return int(value) if re.fullmatch(r"[+-]?\d{1,6}", value) else 1
    return 0


def has_picture_fonts(xml: bytes) -> bool:
    """Return whether an XML may name a font that prints pictures for letters; in UTF-16 no name stands as it is."""
    small = xml.lower()
    return b"\x00" in xml or any(name in small for name in _PICTURE_FONTS)


def in_pictures(fonts: etree._Element) -> bool:
    """Return whether Latin characters and digits are set in a font of pictures."""
    return any(_PICTURED.search(fonts.get(name) or "") for name in (ASCII_FONT, H_ANSI_FONT))


def _symbol(symbol: etree._Element) -> str:
    code = (symbol.get(CHAR) or "").upper()
    font = symbol.get(FONT) or ""
    if font.lower() == "symbol":
        return _SYMBOL_DIGITS.get(code, LOST)
    if _PICTURED.search(font) or _HEX.fullmatch(code) is None:
        return LOST
    number = int(code, 16)
    # Surrogates are none, and in the private area only the font knows what stands there.
    return chr(number) if 0x20 <= number < 0xD800 or 0xF900 <= number < 0x110000 else LOST


def _math(formula: etree._Element) -> str:
    """Return a formula that is a line of text; U+FFFD for one with fractions, powers, roots."""
    text = ""
    for child in formula:
        if child.tag == M_RUN:
            text += "".join(piece.text or "" for piece in child.iterchildren(M_TEXT))
        elif child.tag == O_MATH:
            text += _math(child)
        elif child.tag not in MATH_PROPERTIES and child.tag not in EMPTY:
            text += LOST
    return text

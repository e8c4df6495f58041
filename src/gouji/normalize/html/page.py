"""The tree of a page -> lines and tables in reading order, by one walk over what is written of it.

What would change a figure when it is flattened stays visible in the text: `5<sup>2</sup>` is `5^2`, `<s>5</s>6` is
`~~5~~6`, digits that are turned round stand behind U+202E, figures in no size or no colour in `⟦⟧`, and a picture, an
empty input or what a style sheet prints in a cell is U+FFFC, so that the cell is neither blank nor a figure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from gouji.normalize.html.boxes import CellBox, Line, Part, TableBox
from gouji.normalize.html.elements import (
    ASIDE,
    BLOCKS,
    CELL,
    EFFECTS,
    LINE,
    NOT_SHOWN,
    OF_TABLES,
    OWN,
    PICTURES,
    QUOTES,
    STYLED,
    WAYS,
)
from gouji.normalize.html.grid import TALLEST, WIDEST, Grid, span
from gouji.normalize.html.limits import DEEPEST, MOST_CELLS
from gouji.normalize.html.numbers import List, begins_with_number
from gouji.normalize.html.styles import (
    APART,
    FAINT,
    HIDDEN,
    LOWERED,
    MARKED,
    PALE,
    PREFORMATTED,
    PRINTED,
    RAISED,
    STRUCK,
    TURNED,
    Styles,
)
from gouji.normalize.html.written import RAW, VOID, Written, attributes_of, not_whole, unescaped
from gouji.normalize.unreadable import Unreadable

PICTURE = "\ufffc"
"""Stands for what shows something that is no text (OBJECT REPLACEMENT CHARACTER)."""

_BITS = (HIDDEN, FAINT, PALE, STRUCK, RAISED, LOWERED, TURNED, APART, PREFORMATTED)
# What a tag is.
_BEGINS, _ENDS, _IS_VOID = 0, 1, 2
_Tag = tuple[int, int, str, int, str]
"""What a tag is, how its element is taken up, its name, its effect, and what is written of its attributes."""
_NOTHING: _Tag = (_BEGINS, 0, "", 0, "")
"""The begin of an element that is nothing but its text: half of all tags of a page."""
_PLAIN_INPUTS = frozenset(("", "text", "number", "tel", "search", "url", "email", "date", "month"))
_UNSEEN_INPUTS = frozenset(("hidden", "checkbox", "radio", "range", "color", "file", "image"))
_STRAY_CELLS = 2
_FIGURES = re.compile(r"[\d.,+−-]")
_TINY = re.compile(r"\s*[01](?:px)?\s*")
_HREF = re.compile(r' href="(.?)')
_WHITE = re.compile(r"[ \t\n\f\r]+")
_MORE_WHITE = re.compile(r"[\t\n\f\r]|  |^ | $")
# What stands between the links of a list of links.
_BETWEEN_LINKS = dict.fromkeys(map(ord, " \t\n\f\r\u00a0\u3000|｜·•>＞»›/\\-—–_[]【】"))


# A named tuple's own constructor takes twice as long, and there is a line in every cell.
_new = tuple.__new__


class Page(NamedTuple):
    """What a page shows, in reading order, and what its head says."""

    parts: list[Part]
    meta: list[tuple[str, str]]


def read_page(root: LexborNode | None, tags: int, cells: int) -> Page:
    """Return what the page of a tree shows; `tags` and `cells` are how many begin in its source.

    Raises Unreadable beyond the limits, where the tree cannot be told from what is written of it, and where most cells
    stand in no table: a browser shows their texts as one line.
    """
    if root is None:
        return Page([], [])
    styles = Styles(root, tags)
    written = root.html or "<"
    reader = _Reader(styles, Written(written))
    reader.walk()
    # What is written holds those in scripts and comments too.
    if cells - written.count("<td") > max(_STRAY_CELLS, reader.cells):
        raise Unreadable("read.broken", "cells without a table")
    reader.meta += [(node.tag or "", said) for node in root.css("publishtime") if (said := _squeezed(node.text()))]
    return Page(reader.parts, reader.meta)


class _Reader:
    """One walk over one page."""

    def __init__(self, styles: Styles, written: Written) -> None:
        self._styles = styles
        self._written = written
        self.parts: list[Part] = []
        self.meta: list[tuple[str, str]] = []
        self._grid = Grid()
        self._sinks: list[list[Part]] = [self.parts]
        self._tables: list[TableBox] = []
        self._lists: list[List] = []
        # The line that is being collected, what of it stands in links, and whether its spaces are kept.
        self._line: list[str] = []
        self._linked: list[str] = []
        self._number = self._of_pair = ""
        self._is_kept = False
        # How many elements around are of a kind.
        self._in = dict.fromkeys(_BITS, 0)
        self._marks = self._links = self._looks = self._asides = 0
        self.cells = 0

    def walk(self) -> None:
        """Read everything."""
        line = self._line
        known: dict[str, _Tag] = {}
        stack: list[_Tag] = []
        get, push, pop = known.get, stack.append, stack.pop
        for piece in self._written.pieces:
            head, ends, text = piece.partition(">")
            tag = get(head)
            if tag is None or not ends:
                if head.startswith("!--"):
                    head, text = "!", self._written.after_comment(piece)
                elif not ends:
                    head, text = self._written.whole_tag(head)
                tag = known[head] = self._tag_of(head)
            if tag is _NOTHING:
                push(tag)
            elif tag[0] == _ENDS:
                begun = pop()
                if begun is not _NOTHING:
                    _, way, name, effect, _ = begun
                    if name != tag[2]:
                        raise not_whole(name)
                    if way > CELL:
                        self._leave(name, effect)
                    else:
                        if line:
                            self._end_line()
                        if way == CELL:
                            self._sinks.pop()
            elif tag[1] == LINE or tag[1] == CELL:
                if line:
                    self._end_line()
                if tag[1] == CELL:
                    self._begin_cell(tag[4])
                push(tag)
                if len(stack) > DEEPEST:
                    raise Unreadable("read.limit_exceeded", f"nested more than {DEEPEST} levels deep")
            else:
                text = self._begin_other(tag, text, stack)
            if text and (line or self._looks or not text.isspace()):
                if "&" in text:
                    text = unescaped(text)
                if self._looks:
                    self._text(text)
                else:
                    line.append(text)
        self._end_line()
        if stack:
            raise not_whole(stack[-1][2])

    def _begin_other(self, tag: _Tag, text: str, stack: list[_Tag]) -> str:
        """Take up an element by what it is or by its style; return the text that follows."""
        kind, way, name, effect, _ = tag
        if way == STYLED:
            effect = self._of_block(effect) if name in BLOCKS else effect
            is_shown = self._enter_styled(tag, effect)
        else:
            is_shown = self._enter(tag)
        if name in RAW:
            raw, after = self._written.raw(name, text)
            if is_shown:
                self._text(raw)
                self._leave(name, effect)
            return after
        if kind == _IS_VOID:
            if is_shown and effect:
                self._finish(effect)
            return text
        if is_shown:
            stack.append((kind, way, name, effect, ""))
            return text
        inside, after = self._written.passed_over(name)
        if not effect & HIDDEN:
            self._state(name, [text, *inside])
        return after

    def _tag_of(self, head: str) -> _Tag:
        """Return what a tag is, from all that is written of it."""
        if head[0] == "/":
            return (_ENDS, 0, head[1:], 0, "")
        if head[0] in "!?":  # a comment, an instruction
            return (_IS_VOID, OWN, "!", 0, "")
        name, _, written = head.partition(" ")
        written = f" {written}" if written else ""
        effect = EFFECTS.get(name, 0) | self._styles.effect_of(name, written)
        way = STYLED if effect else WAYS.get(name, 0)
        if name in VOID:
            return (_IS_VOID, way or OWN, name, effect, written)
        return (_BEGINS, way, name, effect, written) if way else _NOTHING

    def _of_block(self, effect: int) -> int:
        """Return what a style does to a block: none is raised, white stands on a colour, a script shows the faint."""
        effect &= ~(RAISED | LOWERED | PALE)
        return effect if self._tables else effect & ~FAINT

    def _enter_styled(self, tag: _Tag, effect: int) -> bool:
        """Take up an element whose style does something; return whether what is in it is shown."""
        if not self._begin(tag[2], effect):
            return False
        if self._enter(tag):
            if effect & PRINTED:
                self._picture()
            return True
        self._finish(effect)
        return False

    def _enter(self, whole: _Tag) -> bool:
        """Take up an element; return whether what is in it is shown."""
        _, _, tag, _, written = whole
        if tag in BLOCKS:
            self._end_line()
            self._enter_block(tag, written)
        elif tag in NOT_SHOWN:
            if tag == "meta":
                self._state_meta(attributes_of(written))
            return tag == "head"
        elif tag == "a":
            away = _leads_away(written)
            self._links += away
            self._looks += away
        elif tag in ("br", "hr"):
            self._end_line()
        elif tag in PICTURES:
            if not _is_tiny(written):
                self._picture()
            return False
        elif tag == "input":
            self._input(attributes_of(written))
        elif tag == "select":
            return False
        elif tag in QUOTES:
            self._text(QUOTES[tag][0])
        elif tag == "bdo" and attributes_of(written).get("dir", "").lower() == "rtl":
            self._text("\u202e")
        return True

    def _begin(self, tag: str, effect: int) -> bool:
        """Begin what an element's style does; return whether the element is shown."""
        if effect & HIDDEN and (tag not in BLOCKS or tag in OF_TABLES):
            return False
        if effect & APART or tag in BLOCKS:
            self._end_line()
        self._count(effect, 1)
        return True

    def _finish(self, effect: int) -> None:
        if effect & APART:
            self._end_line()
        self._count(effect, -1)

    def _count(self, effect: int, by: int) -> None:
        for bit in _BITS:
            if effect & bit:
                self._in[bit] += by
                if bit & MARKED:
                    self._marks += by
                if bit & (MARKED | PREFORMATTED):
                    self._looks += by

    def _begin_cell(self, written: str) -> None:
        self.cells += 1
        if self.cells > MOST_CELLS:
            raise Unreadable("read.limit_exceeded", f"more than {MOST_CELLS} cells")
        parts: list[Part] = []
        if self._tables:
            spans = _spans(written) if "span=" in written else (1, 1)
            self._tables[-1].add_cell(_new(CellBox, (parts, *spans)))
        self._sinks.append(parts)

    def _enter_block(self, tag: str, written: str) -> None:
        if tag in ("td", "th"):
            self._begin_cell(written)
        elif tag == "li":
            if self._lists:
                self._number = self._lists[-1].next_number(attributes_of(written))
        elif tag in ("ol", "ul", "menu", "dir"):
            self._lists.append(List.of(tag, attributes_of(written)))
        elif tag == "tr":
            if self._tables:
                self._tables[-1].add_row()
        elif tag in ("thead", "tbody", "tfoot"):
            if self._tables:
                self._tables[-1].add_group(tag)
        elif tag == "table":
            self._tables.append(TableBox(self._in[HIDDEN]))
        elif tag in ("dt", "dd"):
            self._of_pair = tag
        elif tag == "caption":
            if self._tables:
                self._sinks.append(self._tables[-1].caption)
            else:
                self._sinks.append(self._sinks[-1])
        elif tag in ASIDE:
            self._asides += 1

    def _leave(self, tag: str, effect: int) -> None:
        if tag in BLOCKS:
            self._end_line()
            if tag in ("td", "th", "caption"):
                self._sinks.pop()
            elif tag == "table":
                parts = self._tables.pop().parts(self._grid)
                is_hidden = self._is_hidden()
                self._sinks[-1] += [part._replace(is_hidden=True) for part in parts] if is_hidden else parts
            elif tag in ("dt", "dd"):
                self._of_pair = ""
            elif tag in ("ol", "ul", "menu", "dir"):
                self._lists.pop()
            elif tag == "li":
                self._number = ""
            elif tag in ASIDE:
                self._asides -= 1
        elif tag == "a":
            away = self._links > 0
            self._links -= away
            self._looks -= away
        elif tag in QUOTES:
            self._text(QUOTES[tag][1])
        if effect:
            self._finish(effect)

    def _text(self, text: str) -> None:
        if self._in[PREFORMATTED]:
            self._is_kept = True
            *lines, text = text.replace("\r\n", "\n").split("\n")
            for line in lines:
                if not line and not self._line and len(self._sinks) == 1:
                    continue
                self._piece(line)
                self._end_line()
                self._is_kept = True
        self._piece(text)

    def _piece(self, text: str) -> None:
        if self._marks and text.strip():
            text = self._marked(text)
        self._line.append(text)
        if self._links:
            self._linked.append(text)

    def _marked(self, text: str) -> str:
        inside = self._in
        if inside[TURNED]:
            text = f"\u202e{text}\u202c"
        if (inside[FAINT] or inside[PALE]) and _FIGURES.search(text):
            text = f"⟦{text}⟧"
        if inside[STRUCK]:
            text = f"~~{text}~~"
        if inside[RAISED]:
            text = f"^{text}"
        return f"_{text}" if inside[LOWERED] else text

    def _picture(self) -> None:
        if len(self._sinks) > 1:
            self._line.append(PICTURE)

    def _input(self, attributes: Mapping[str, str]) -> None:
        """Print what an input shows."""
        kind = attributes.get("type", "").strip().lower()
        if kind not in _UNSEEN_INPUTS and (kind in _PLAIN_INPUTS or len(self._sinks) > 1):
            self._field(attributes.get("value", ""))

    def _select(self, inside: Sequence[str]) -> None:
        """Print the choice that a selection list shows, where it stands in a cell."""
        if len(self._sinks) > 1:
            options: list[tuple[bool, str]] = []
            for piece in inside:
                head, _, text = piece.partition(">")
                name, _, written = head.partition(" ")
                if name == "option":
                    options.append(("selected" in attributes_of(f" {written}"), text))
                elif options and name != "optgroup":
                    options[-1] = (options[-1][0], options[-1][1] + text)
            chosen = next((text for is_selected, text in options if is_selected), options[0][1] if options else "")
            self._field(unescaped(chosen))

    def _field(self, value: str) -> None:
        """Print what a form field shows; in a cell, an empty one is not blank: a script may fill it."""
        if value.strip():
            self._piece(f" {value} ")  # in a box of its own
        else:
            self._picture()

    def _end_line(self) -> None:
        line = self._line
        if not line:
            return
        text = "".join(line) if len(line) > 1 else line[0]
        line.clear()
        if not text.isspace():
            if self._is_kept:
                text = text.rstrip()
            elif _MORE_WHITE.search(text):
                text = _WHITE.sub(" ", text).strip(" ")
            if self._number:
                text = text if begins_with_number(text) else self._number + text
                self._number = ""
            is_links = bool(self._linked) and _words("".join(self._linked)) == _words(text)
            is_hidden = self._in[HIDDEN] > 0 and self._is_hidden()
            self._sinks[-1].append(_new(Line, (text, is_links, self._asides > 0, is_hidden, self._of_pair)))
        if self._linked:
            self._linked.clear()
        self._is_kept = False

    def _is_hidden(self) -> bool:
        """Return whether an element around, within the table around, has no box."""
        return self._in[HIDDEN] > (self._tables[-1].hidden if self._tables else 0)

    def _state(self, tag: str, inside: Sequence[str]) -> None:
        """Take up what is passed over by its begin, from the text that it begins with and the pieces in it."""
        if tag == "select":
            self._select(inside)
        elif tag == "title" and (title := _squeezed(unescaped("".join(inside)))):
            self.meta.append((tag, title))

    def _state_meta(self, attributes: Mapping[str, str]) -> None:
        """Keep what the head says of the page."""
        name = attributes.get("name") or attributes.get("property") or attributes.get("itemprop")
        value = _squeezed(attributes.get("content", ""))
        if name and name.strip() and value:
            self.meta.append((name.strip(), value))


@lru_cache(maxsize=1024)
def _spans(written: str) -> tuple[int, int]:
    """Return the rows and the columns that a cell spans, from what is written of its attributes."""
    attributes = attributes_of(written)
    return span(attributes.get("rowspan"), TALLEST, may_be_zero=True), span(attributes.get("colspan"), WIDEST)


def _leads_away(written: str) -> bool:
    """Return whether an anchor is a link to elsewhere, not only a mark in the text or a link to one."""
    found = _HREF.search(written)
    return found is not None and found[1] not in ("", "#")


def _is_tiny(written: str) -> bool:
    """Return whether a picture only fills a gap."""
    attributes = attributes_of(written)
    sizes = (attributes.get("width"), attributes.get("height"))
    return any(size is not None and _TINY.fullmatch(size) is not None for size in sizes)


def _words(text: str) -> int:
    """Return how many characters are more than what stands between links."""
    return len(text.translate(_BETWEEN_LINKS))


def _squeezed(text: str) -> str:
    return _WHITE.sub(" ", text).strip()

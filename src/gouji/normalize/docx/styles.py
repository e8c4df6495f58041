"""What styles do to text that changes what it says: hide it, strike it, raise it, number it (ECMA-376 Part 1, 17.7)."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from lxml import etree

from gouji.normalize.docx.names import (
    BASED_ON,
    COLOR,
    DEFAULT,
    DOC_DEFAULTS,
    DSTRIKE,
    EAST_ASIAN_LAYOUT,
    ILVL,
    NUMID,
    NUMPR,
    PPR,
    RPR,
    RTL,
    SCALE,
    STRIKE,
    STYLE,
    STYLE_ID,
    SZ,
    TYPE,
    VAL,
    VANISH,
    VERTALIGN,
)
from gouji.normalize.docx.unseen import MENTIONED as UNSEEN
from gouji.normalize.docx.unseen import color_of, is_small, is_white
from gouji.normalize.unreadable import Unreadable

_DEEPEST = 32
"""Styles one is based on, one after the other; Word allows eleven."""
MENTIONED = (b"vanish", b"trike", b"vertAlign", b"numPr", *UNSEEN)
"""One of these names stands in styles that do anything to text."""
_OFF = ("0", "false", "off")


class Looks(NamedTuple):
    """What is done to text, None where nothing is said of it. `align`: `superscript`, `subscript` or `baseline`.

    `color`: six hexadecimal digits, or `auto`; `is_small`: too small to be read; `is_turned`: from right to left.
    """

    vanish: bool | None = None
    strike: bool | None = None
    align: str | None = None
    color: str | None = None
    is_small: bool | None = None
    is_turned: bool | None = None

    @property
    def is_plain(self) -> bool:
        """Return whether text stands as it is."""
        return (
            not (self.vanish or self.strike or self.is_small or self.is_turned)
            and self.align in (None, "baseline")
            and not is_white(self.color)
        )

    def over(self, lower: Looks) -> Looks:
        """Return what holds where this stands over something lower: what is said here, or else what is said there."""
        return Looks._make(own if own is not None else other for own, other in zip(self, lower, strict=True))


PLAIN = Looks()


def is_on(element: etree._Element) -> bool:
    """Return whether a toggle property is set (17.17.4: no value says it is)."""
    return (element.get(VAL) or "1") not in _OFF


def looks(properties: etree._Element | None) -> Looks:
    """Return what an `rPr` itself says."""
    if properties is None:
        return PLAIN
    vanish: bool | None = None
    strike: bool | None = None
    align: str | None = None
    color: str | None = None
    small: bool | None = None
    turned: bool | None = None
    for one in properties:
        tag = one.tag
        if tag == VANISH:
            vanish = is_on(one)
        elif tag in (STRIKE, DSTRIKE):
            strike = bool(strike) or is_on(one)
        elif tag == VERTALIGN:
            align = one.get(VAL)
        elif tag == COLOR:
            color = color_of(one)
        elif tag in (SZ, SCALE, EAST_ASIAN_LAYOUT):
            if is_small(one):
                small = True
            elif tag == SZ:
                small = bool(small)
        elif tag == RTL:
            turned = is_on(one)
    return Looks(vanish, strike, align, color, small, turned)


class Style(NamedTuple):
    """One style with all it is based on. `chain`: its id, and those of what it is based on, the nearest first."""

    chain: tuple[str, ...]
    looks: Looks
    num_id: str | None
    level: str | None
    is_marked_anywhere: bool
    """Whether it, or a part of it (a table's first row), does anything to text."""


_NONE = Style((), PLAIN, None, None, False)


class Styles:
    """The styles of a document by id; one that is not there says nothing."""

    def __init__(self, root: etree._Element | None) -> None:
        """Take in `styles.xml`, if there is one."""
        self._elements: dict[str, etree._Element] = {}
        self._known: dict[str, Style] = {}
        self.defaults = PLAIN
        self.default_paragraph: str | None = None
        if root is None:
            return
        for element in root:
            if element.tag == STYLE:
                name = element.get(STYLE_ID)
                if name is not None:
                    self._elements.setdefault(name, element)
                    is_default = (element.get(DEFAULT) or "0") not in _OFF
                    if is_default and element.get(TYPE) == "paragraph":
                        self.default_paragraph = name
            elif element.tag == DOC_DEFAULTS:
                self.defaults = looks(next(element.iter(RPR), None))

    @cached_property
    def marking(self) -> frozenset[str]:
        """Return the styles that hide, strike, raise or lower text."""
        return frozenset(name for name in self._elements if not self.get(name).looks.is_plain)

    @cached_property
    def numbering(self) -> frozenset[str]:
        """Return the styles that number paragraphs."""
        return frozenset(name for name in self._elements if self.get(name).num_id is not None)

    @cached_property
    def is_plain_by_default(self) -> bool:
        """Return whether a paragraph that names no style is neither marked nor numbered."""
        default = self.get(self.default_paragraph)
        return self.defaults.is_plain and default.looks.is_plain and default.num_id is None

    def get(self, name: str | None) -> Style:
        """Return the style of an id; one that says nothing where there is none."""
        if name is None or name not in self._elements:
            return _NONE
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = self._resolved(name)
        return found

    def _resolved(self, name: str) -> Style:
        chain: list[str] = []
        look = PLAIN
        num_id: str | None = None
        level: str | None = None
        is_marked = False
        following: str | None = name
        while following is not None and following in self._elements and following not in chain:
            if len(chain) >= _DEEPEST:
                raise Unreadable("read.limit_exceeded", f"docx: styles based on > {_DEEPEST} others")
            chain.append(following)
            element = self._elements[following]
            following = None
            for part in element:
                if part.tag == BASED_ON:
                    following = part.get(VAL)
                elif part.tag == RPR:
                    look = look.over(looks(part))
                elif part.tag == PPR:
                    for numbered in part.iterchildren(NUMPR):
                        for said in numbered:
                            if said.tag == NUMID and num_id is None:
                                num_id = said.get(VAL)
                            elif said.tag == ILVL and level is None:
                                level = said.get(VAL)
            # White rows of a table style are shaded ones; what is set on the run counts.
            is_marked = is_marked or any(not looks(part)._replace(color=None).is_plain for part in element.iter(RPR))
        return Style(tuple(chain), look, num_id, level, is_marked)

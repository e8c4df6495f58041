"""The numbers Word puts before paragraphs by itself (ECMA-376 Part 1, 17.9).

Numbers of one abstract list are counted on together, whatever instance a paragraph names; a start that an instance
overrides begins anew where that instance is first met. A format that is not known prints U+FFFD.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from lxml import etree

from gouji.normalize.docx.names import (
    ABSTRACT_ID,
    ABSTRACT_NUM,
    ABSTRACT_NUM_ID,
    ALTERNATE,
    CHOICE,
    ILVL,
    IS_LGL,
    LVL,
    LVL_OVERRIDE,
    LVL_PICTURE,
    LVL_PSTYLE,
    LVL_RESTART,
    LVL_TEXT,
    NUM,
    NUM_FMT,
    NUM_ID,
    NUM_STYLE_LINK,
    RPR,
    START,
    START_OVERRIDE,
    SUFF,
    VAL,
)
from gouji.normalize.docx.styles import Styles, is_on, looks

LOST = "\ufffd"
_LEVELS = 9
_LARGEST = 9_999
"""The largest number that is spelled out; letters and Roman numerals grow with it."""
_LONGEST = 200
"""Characters of a level's text; Word allows 31."""
_INTEGER = re.compile(r"-?\d{1,9}")
_PLACEHOLDER = re.compile(r"%([1-9])")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_NO_NUMBER = "0"


class _Level(NamedTuple):
    start: int
    number_format: str
    text: str | None
    suffix: str
    restart: int | None
    is_legal: bool
    style: str | None
    is_hidden: bool
    is_picture: bool


class _List:
    """One abstract list."""

    def __init__(self, levels: dict[int, _Level]) -> None:
        self.levels = levels


class _Instance(NamedTuple):
    of: _List
    levels: dict[int, _Level]
    starts: dict[int, int]

    def start(self, depth: int) -> int:
        """Return the number a level begins with, each time it does (17.9.26)."""
        return self.starts[depth] if depth in self.starts else self.levels[depth].start


class Numbering:
    """Counts the numbered paragraphs of a document, in their order."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        """Take in `numbering.xml`, if there is one."""
        self._styles = styles
        self._abstract: dict[str, etree._Element] = {}
        self._nums: dict[str, etree._Element] = {}
        self._lists: dict[str, _List] = {}
        self._instances: dict[str, _Instance | None] = {}
        self._counts: dict[_List, list[int | None]] = {}
        """How far each level of a list has been counted."""
        self._begun: set[str] = set()
        for element in () if root is None else root:
            if element.tag == ABSTRACT_NUM:
                self._abstract.setdefault(element.get(ABSTRACT_ID) or "", element)
            elif element.tag == NUM:
                self._nums.setdefault(element.get(NUM_ID) or "", element)

    @property
    def is_empty(self) -> bool:
        """Return whether no paragraph can have a number."""
        return not self._nums

    def number(self, style_id: str | None, num_id: str | None, level: str | None) -> str:
        """Return what stands before a paragraph's text, "" for none, and count it.

        `num_id` and `level` are what the paragraph's own `numPr` says, None where it says nothing.
        """
        style = self._styles.get(self._styles.default_paragraph if style_id is None else style_id)
        named = style.num_id if num_id is None else num_id
        if named is None or named == _NO_NUMBER:
            return ""
        instance = self._instance(named)
        if instance is None:
            return ""
        depth = _integer(level, -1)
        if depth < 0 and num_id is None:
            # A style's level is the one that names the style (17.9.23).
            by_style = {one.style: at for at, one in instance.levels.items()}
            depth = next((by_style[name] for name in style.chain if name in by_style), _integer(style.level, 0))
        depth = max(depth, 0)
        if depth >= _LEVELS or depth not in instance.levels:
            return ""
        counts = self._counts.setdefault(instance.of, [None] * _LEVELS)
        self._count(named, instance, depth, counts)
        return _printed(instance, depth, counts)

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Count what is numbered in a text box by itself; the text around it goes on as if there were none."""
        around = self._counts, self._begun
        self._counts, self._begun = {}, set()
        yield
        self._counts, self._begun = around

    def _count(self, num_id: str, instance: _Instance, depth: int, counts: list[int | None]) -> None:
        if num_id not in self._begun:
            self._begun.add(num_id)
            for at in instance.starts:
                counts[at] = None
        for at in range(depth):
            if counts[at] is None and at in instance.levels:
                counts[at] = instance.start(at)
        count = counts[depth]
        counts[depth] = instance.start(depth) if count is None else count + 1
        for below in range(depth + 1, _LEVELS):
            restart = instance.levels[below].restart if below in instance.levels else None
            # 17.9.10: 0 never begins anew; another number only after that level or one above it.
            if restart is None or depth < restart:
                counts[below] = None

    def _instance(self, num_id: str) -> _Instance | None:
        if num_id not in self._instances:
            element = self._nums.get(num_id)
            self._instances[num_id] = None if element is None else self._read(element)
        return self._instances[num_id]

    def _read(self, num: etree._Element) -> _Instance | None:
        abstract_id = _child(num, ABSTRACT_NUM_ID)
        of = None if abstract_id is None else self._list(abstract_id, set())
        if of is None:
            return None
        levels = dict(of.levels)
        starts: dict[int, int] = {}
        for override in num.iterchildren(LVL_OVERRIDE):
            depth = _integer(override.get(ILVL), -1)
            for own in override.iterchildren(LVL):
                levels[depth] = _level(own)
            start = _child(override, START_OVERRIDE)
            if start is not None and 0 <= depth < _LEVELS:
                starts[depth] = _integer(start, 0)
        return _Instance(of, levels, starts)

    def _list(self, abstract_id: str, met: set[str]) -> _List | None:
        if abstract_id in self._lists:
            return self._lists[abstract_id]
        element = self._abstract.get(abstract_id)
        if element is None or abstract_id in met:
            return None
        link = _child(element, NUM_STYLE_LINK)
        if link is None:
            levels = {_integer(level.get(ILVL), -1): _level(level) for level in element.iterchildren(LVL)}
            found: _List | None = _List(levels)
        else:
            num = self._nums.get(self._styles.get(link).num_id or "")
            linked = None if num is None else _child(num, ABSTRACT_NUM_ID)
            found = None if linked is None else self._list(linked, met | {abstract_id})
        if found is not None:
            self._lists[abstract_id] = found
        return found


def _child(element: etree._Element, tag: str) -> str | None:
    """Return the value of the first child of a tag, None where there is none."""
    return next((child.get(VAL) for child in element.iterchildren(tag)), None)


def _integer(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and _INTEGER.fullmatch(text) else otherwise


def _level(element: etree._Element) -> _Level:
    said: dict[str, etree._Element] = {}
    for child in element:
        if child.tag == ALTERNATE:
            # A format of one's own, beside the nearest one that older programs know.
            for choice in child.iterchildren(CHOICE):
                said.update((str(inner.tag), inner) for inner in choice)
        else:
            said[str(child.tag)] = child
    return _Level(
        _integer(_said(said, START), 0),
        _said(said, NUM_FMT) or "decimal",
        _said(said, LVL_TEXT),
        _said(said, SUFF) or "tab",
        _integer(_said(said, LVL_RESTART), 0) if LVL_RESTART in said else None,
        IS_LGL in said and is_on(said[IS_LGL]),
        _said(said, LVL_PSTYLE),
        bool(looks(said.get(RPR)).vanish),
        LVL_PICTURE in said,
    )


def _said(said: dict[str, etree._Element], tag: str) -> str | None:
    return said[tag].get(VAL) if tag in said else None


def _printed(instance: _Instance, depth: int, counts: Sequence[int | None]) -> str:
    """Return the number with its suffix, a space for a tab or space: it never runs into the figure behind it."""
    level = instance.levels[depth]
    if level.is_hidden:
        return ""
    if level.number_format == "bullet":
        text = "•" if level.is_picture else _PRIVATE.sub("•", level.text or "")
    else:
        text = _PLACEHOLDER.sub(lambda found: _spelled(instance, depth, int(found[1]) - 1, counts), level.text or "")
    if len(text) > _LONGEST:
        text = LOST
    return f"{text} " if text and level.suffix != "nothing" else text


def _spelled(instance: _Instance, depth: int, at: int, counts: Sequence[int | None]) -> str:
    if at > depth or at not in instance.levels:
        return ""
    count = counts[at]
    if count is None:
        return ""
    number_format = instance.levels[at].number_format
    if number_format == "none":
        return ""
    return spelled(count, "decimal" if instance.levels[depth].is_legal else number_format)


def spelled(number: int, number_format: str) -> str:
    """Return a number as a format of 17.18.59 spells it; U+FFFD where the format or number is not known."""
    if number_format not in _FORMATS or not 0 <= number <= _LARGEST:
        return LOST
    return _FORMATS[number_format](number)


def _in_row(first: int, row: str) -> Callable[[int], str]:
    """Return what spells the numbers from `first` on by one character each."""
    return lambda number: row[number - first] if first <= number < first + len(row) else LOST


def _in_range(first: str, count: int) -> Callable[[int], str]:
    return _in_row(1, "".join(chr(ord(first) + at) for at in range(count)))


def _letters(first: str) -> Callable[[int], str]:
    """Return what spells numbers as letters: after z comes aa, then bb."""
    return lambda number: chr(ord(first) + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number < 1000 else LOST


_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return LOST
    text = ""
    for worth, letters in _ROMAN:
        times, number = divmod(number, worth)
        text += letters * times
    return text


def _counted(digits: str, ten: str) -> Callable[[int], str]:
    """Return what counts to 99 with a sign for ten; beyond it the counting systems part ways."""

    def spell(number: int) -> str:
        if not 0 < number < 100:
            return LOST
        tens, ones = divmod(number, 10)
        before = "" if tens == 1 and ten == "十" else digits[tens] if tens else ""
        return (before + ten if tens else "") + (digits[ones] if ones else "")

    return spell


_CHINESE = "〇一二三四五六七八九"
_counting = _counted(_CHINESE, "十")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_DIGIT_BY_DIGIT = str.maketrans("0123456789", _CHINESE)
_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda number: str(number).translate(_FULL_WIDTH),
    "numberInDash": lambda number: f"- {number} -",
    "decimalEnclosedCircle": _in_range("①", 20),
    "decimalEnclosedCircleChinese": _in_range("①", 20),
    "decimalEnclosedParen": _in_range("⑴", 20),
    "decimalEnclosedFullstop": _in_range("⒈", 20),
    "ideographEnclosedCircle": _in_range("㊀", 10),
    "upperLetter": _letters("A"),
    "lowerLetter": _letters("a"),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "chineseCounting": _counting,
    "chineseCountingThousand": _counting,
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": _counting,
    "japaneseCounting": _counting,
    "ideographDigital": lambda number: str(number).translate(_DIGIT_BY_DIGIT),
    "japaneseDigitalTenThousand": lambda number: str(number).translate(_DIGIT_BY_DIGIT),
    "ideographTraditional": _in_row(1, "甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _in_row(1, "子丑寅卯辰巳午未申酉戌亥"),
    "chineseLegalSimplified": _counted("零壹贰叁肆伍陆柒捌玖", "拾"),
    "ideographLegalTraditional": _counted("零壹貳參肆伍陸柒捌玖", "拾"),
}
"""ST_NumberFormat. The counting systems agree up to 99."""

"""The sections of a report: its top-level headings among the paragraphs, and the text under each.

Offices number their headings 一、 （一） 1. or not at all, use the same numbers again inside a section, and run a
heading and its text together. The style of numbers under which most sections of the form stand is the report's own;
of another style only what fills a gap is a heading.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from rapidfuzz import fuzz, process

from gouji.characters import places_without_residue, simplified, without_residue
from gouji.document import Paragraph
from gouji.parse.labels import normal_form, normal_forms, recognise
from gouji.report import Section
from gouji.standard.forms import official_title, section_titles

Style = Literal["chinese", "none", "bracketed", "half", "arabic", "bullet"]
_STYLES: tuple[Style, ...] = ("chinese", "none", "bracketed", "half", "arabic", "bullet")
_GAP_STYLES: frozenset[Style] = frozenset({"chinese", "none", "arabic", "bullet"})
"""Styles in which a single heading may stand among those of another: 5、 between 四、 and 六、."""
_NUMERALS = "一二三四五六七八九十"
_BULLETS = "●○◆◇■□▲△★☆※►▪◎•·"
_NUMBER = re.compile(
    rf"\s*(?:(?P<bullet>[{_BULLETS}])\s*|(?P<dash>[-—]\s)|#\s)?\s*"
    rf"(?:第(?P<part>[{_NUMERALS}]{{1,3}})部分\s*[、.．:：]?"
    rf"|[(（]\s*(?P<bracketed>[{_NUMERALS}]{{1,3}}|\d{{1,2}})\s*[)）]\s*[、.．]?"
    rf"|(?P<chinese>[{_NUMERALS}]{{1,3}})\s*(?P<after>[、.．,，)）:：])"
    rf"|(?P<arabic>\d{{1,2}})\s*[、.．,，)）](?!\d))?\s*"
)
_RADICAL_NUMERALS = str.maketrans("⼀⼆⼋⼗㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩", "一二八十一二三四五六七八九十")
_YEAR = re.compile(r"20\d\d年度?")
_ENDS_TITLE = re.compile(r"\s*(?:[。．.:：;；*]|\s|20\d\d|$)")
_BETWEEN = re.compile(r"^(?:</[A-Za-z][^<>]{0,80}>|[\s。．.:：;；*])+")
_LONGEST_HEADING = 60
_LONGEST_WITH_READINGS = 240
_LONGEST_EXTRA = 26
_LONGEST_LISTED = 40
_ALIKE = 80
"""Similarity (0-100) above which a numbered line is taken for a variant of a known section title."""
_SECOND = 2
_SHORTEST_PREFIX = 8
_SHORTEST_ALONE = 8
"""Characters of a title without a number; shorter ones (概况) stand in the menus of sites, but for the form's own."""


@dataclass(frozen=True, slots=True)
class Heading:
    """One top-level heading: the paragraph it begins in, its section key (`extra` where the form has none).

    `length`: how many characters of its last paragraph it is; the rest is text. `lines`: how many paragraphs it takes.
    """

    index: int
    section: str
    is_official: bool
    length: int
    lines: int = 1


class _Line(NamedTuple):
    """What a line that may be a heading says: `section` is None where its title is none that is known."""

    style: Style
    number: int | None
    section: str | None
    is_official: bool
    length: int
    lines: int = 1


_Numbered = tuple[int, _Line]


def headings_of(paragraphs: Sequence[Paragraph]) -> list[Heading]:
    """Return the top-level headings in order; a contents list before them does not count."""
    lines = [(index, line) for index in range(len(paragraphs)) if (line := _line_at(paragraphs, index)) is not None]
    known = [(index, line) for index, line in lines if line.section is not None]
    style = _main_style(known)
    own = _once(_without_contents([pair for pair in known if pair[1].style == style], paragraphs))
    accepted = dict(_with_gaps_filled(_with_first(own, lines), known))
    taken = {line.number for line in accepted.values()}
    first = min(accepted, default=len(paragraphs))
    found: list[Heading] = []
    number = 0
    for index, line in lines:
        if index in accepted:
            line = accepted[index]
            found.append(Heading(index, line.section or "extra", line.is_official, line.length, line.lines))
            number = line.number or number + 1
        elif (
            index > first
            and line.section is None
            and line.style == style
            and line.number == number + 1
            and (line.number not in taken if style == "chinese" else line.number + 1 in taken - {line.number})
            and not recognise(paragraphs[index].text)
        ):
            found.append(Heading(index, "extra", False, line.length))
            number += 1
    return found


def sections_of(paragraphs: Sequence[Paragraph], headings: Sequence[Heading]) -> tuple[Section, ...]:
    """Return the preamble (what stands before the first heading) and the sections with their text."""
    bounds = [heading.index for heading in headings] + [len(paragraphs)]
    preamble = _text([paragraph.text for paragraph in paragraphs[: bounds[0]]])
    sections = [Section(0, "preamble", "", preamble)] if preamble else []
    for position, heading in enumerate(headings, start=1):
        after = heading.index + heading.lines
        *lines, last = [paragraph.text for paragraph in paragraphs[heading.index : after]]
        printed = "\n".join([*lines, last[: heading.length].strip()])
        rest = _BETWEEN.sub("", last[heading.length :], count=1)
        text = _text([rest, *(paragraph.text for paragraph in paragraphs[after : bounds[position]])])
        place = str(paragraphs[heading.index].place)
        sections.append(Section(position, heading.section, printed, text, heading.is_official, place))
    return tuple(sections)


def is_heading(text: str) -> bool:
    """Return whether a line is a section's title, or is numbered like one（三、）."""
    line = _line(text)
    return line is not None and (line.section is not None or line.style == "chinese")


def _text(texts: Sequence[str]) -> str:
    return "\n".join(text for text in texts if text)


def _main_style(known: Sequence[_Numbered]) -> Style:
    """Return the style under which most sections stand; of equals, the form's own comes first."""
    sections: dict[Style, set[str | None]] = {style: set() for style in _STYLES}
    for _, line in known:
        sections[line.style].add(line.section)
    return max(_STYLES, key=lambda style: len(sections[style]))


def _without_contents(own: list[_Numbered], paragraphs: Sequence[Paragraph]) -> list[_Numbered]:
    """Drop the headings of a contents list: short lines with no text between, before the first of them comes again."""
    for position, (_, line) in enumerate(own[1:], start=1):
        if line.section == own[0][1].section:
            first, last = own[0][0], own[position - 1][0]
            is_short = all(len(paragraph.text) <= _LONGEST_LISTED for paragraph in paragraphs[first : last + 1])
            return own[position:] if is_short and position > 1 and last - first < 2 * position else own
    return own


def _once(own: Sequence[_Numbered]) -> list[_Numbered]:
    """Drop variants of a title under a number that goes back, or beside the official one: headings inside a section."""
    official = {line.section for _, line in own if line.is_official}
    found: list[_Numbered] = []
    highest = 0
    for index, line in own:
        is_inside = line.number is not None and line.number <= highest
        if not line.is_official and (line.section in official or is_inside):
            continue
        found.append((index, line))
        highest = line.number or highest
    return found


def _with_first(own: list[_Numbered], lines: Sequence[_Numbered]) -> list[_Numbered]:
    """Add the nearest heading numbered one above a second section: the overview in another style or by another name."""
    if not own or own[0][1].number != _SECOND:
        return own
    above = [
        (index, line)
        for index, line in lines
        if index < own[0][0] and line.number == 1 and line.section in ("overview", None)
    ]
    of_section = [pair for pair in above if pair[1].section is not None]
    own_style = [pair for pair in above if pair[1].style == own[0][1].style]
    return [*(own_style or of_section)[-1:], *own]


def _with_gaps_filled(own: Sequence[_Numbered], known: Sequence[_Numbered]) -> list[_Numbered]:
    """Add headings of other styles for missing sections, where section and number fit between their neighbours."""
    found = list(own)
    for index, line in known:
        if not own or line.style not in _GAP_STYLES or any(line.section == other.section for _, other in found):
            continue
        before = [other for at, other in found if at < index]
        after = [other for at, other in found if at > index]
        order = _order(line)
        if not before or _order(before[-1]) >= order or (after and _order(after[0]) <= order):
            continue
        if line.number is None or line.number in (
            (before[-1].number or 0) + 1, *(other.number - 1 for other in after[:1] if other.number)
        ):  # fmt: skip
            found = sorted([*found, (index, line)])
    return found


def _order(line: _Line) -> int:
    return official_title(line.section).number if line.section else 0


@cache
def _titles() -> dict[str, str]:
    return {normal_form(title.title): title.section for title in section_titles()}


def _line_at(paragraphs: Sequence[Paragraph], index: int) -> _Line | None:
    """Return what a line says; with the next one where only both together are an official heading."""
    text = paragraphs[index].text
    line = _line(text)
    if line is None or line.number is None or line.is_official or index + 1 == len(paragraphs):
        return line
    below = paragraphs[index + 1].text
    whole = _short_line(text + below) if len(text) + len(below) <= _LONGEST_HEADING else None
    return whole._replace(length=len(below), lines=2) if whole is not None and whole.is_official else line


def _line(text: str) -> _Line | None:
    """Return what a line says if it may be a heading, None for other text."""
    if len(text) <= _LONGEST_HEADING:
        return _short_line(text)
    if len(text) <= _LONGEST_WITH_READINGS and len(plain := simplified(text)) <= _LONGEST_HEADING:
        # Shorter by the readings behind its characters.
        line = _short_line(plain)
        return None if line is None else line._replace(length=len(text))
    start = without_residue(text[: 2 * _LONGEST_HEADING])
    match = _NUMBER.match(start.translate(_RADICAL_NUMERALS))
    if match is None or match.lastgroup in (None, "dash", "bullet"):
        return None
    return _glued(text[: 2 * _LONGEST_HEADING], start, match)


@lru_cache(maxsize=8192)
def _short_line(text: str) -> _Line | None:
    clean = without_residue(text)
    plain = simplified(clean)
    match = _NUMBER.match(plain.translate(_RADICAL_NUMERALS))
    if match is None or match.end() == len(plain):
        return None
    style, number = _style(match)
    for title in normal_forms(_YEAR.sub("", plain[match.end() :], count=1)):
        if title in _titles():
            section = _titles()[title]
            if number is None and len(title) < _SHORTEST_ALONE and title != _official(section)[0]:
                return None
            is_official = style == "chinese" and (title, number) == _official(section)
            return _Line(style, number, section, is_official, len(text))
    if number is None:
        return None
    glued = _glued(text, clean, match) if len(plain) == len(clean) else None
    if glued is not None:
        return glued
    section_alike = _alike(normal_form(plain[match.end() :]))
    if section_alike is not None:
        return _Line(style, number, section_alike, False, len(text))
    if len(plain) > _LONGEST_EXTRA or plain.rstrip().endswith(("。", "；", ";")):
        return None
    return _Line(style, number, None, False, len(text))


def _glued(text: str, clean: str, match: re.Match[str]) -> _Line | None:
    """Return the heading at the beginning of a paragraph whose title and text are one: `一、总体情况。2023年……`.

    `clean` is the text without residue, and `match` the number in it.
    """
    style, number = _style(match)
    if number is None:
        return None
    plain = simplified(unicodedata.normalize("NFKC", clean))
    if len(plain) != len(clean):
        plain = clean
    if plain[match.end() : match.end() + 1] not in _first_letters():
        return None
    letters = [at for at in range(match.end(), min(len(plain), _LONGEST_HEADING)) if normal_form(plain[at])]
    start = "".join(plain[at] for at in letters)
    best = max((title for title in _titles() if start.startswith(title)), key=len, default=None)
    if best is None:
        return None
    end = letters[len(best) - 1] + 1
    if not _ENDS_TITLE.match(clean, end):
        return None
    section = _titles()[best]
    length = end if clean == text else places_without_residue(text)[end - 1] + 1
    return _Line(style, number, section, style == "chinese" and (best, number) == _official(section), length)


@cache
def _first_letters() -> frozenset[str]:
    return frozenset(title[0] for title in _titles())


@cache
def _official(section: str) -> tuple[str, int]:
    title = official_title(section)
    return normal_form(title.title), title.number


def _alike(title: str) -> str | None:
    for known, section in _titles().items():
        if len(known) >= _SHORTEST_PREFIX and title.startswith(known):
            return section
    best = process.extractOne(title, _titles().keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return None if best is None else _titles()[best[0]]


def _style(match: re.Match[str]) -> tuple[Style, int | None]:
    """Return how a line is numbered, and the number."""
    if match["part"] or (match["chinese"] and match["after"] not in ")）"):
        return "chinese", _value(match["part"] or match["chinese"])
    if match["chinese"]:
        return "half", _value(match["chinese"])
    if match["bracketed"]:
        return "bracketed", _value(match["bracketed"])
    if match["arabic"]:
        return "arabic", int(match["arabic"])
    return ("bullet" if match["bullet"] or match["dash"] else "none"), None


def _value(numeral: str) -> int | None:
    if numeral.isdigit():
        return int(numeral)
    if len(numeral) == 1:
        return _NUMERALS.index(numeral) + 1
    return 10 + _NUMERALS.index(numeral[1]) + 1 if numeral[0] == "十" else None

"""The sections of a report: its top-level headings among the paragraphs, and the text under each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from gouji.document import Paragraph
from gouji.parse.labels import normal_form, recognise
from gouji.report import Section
from gouji.standard.forms import official_title, section_titles

_NUMERALS = "一二三四五六七八九十"
_HEADING = re.compile(
    rf"(?:#+\s*)?(?:\[bookmark:[^\]]*\]\s*)?"
    rf"(?:(?P<chinese>[{_NUMERALS}]{{1,3}})\s*[、.,,]|(?P<arabic>\d{{1,2}})\s*[、.,])?\s*(?P<title>\S.*)",
    re.S,
)
_LONGEST_HEADING = 60
_LONGEST_EXTRA = 26
_ALIKE = 80
"""Similarity (0-100) above which a numbered line is taken for a variant of a known section title."""
_SHORTEST_PREFIX = 8
_FEW_SECTIONS = 3


@dataclass(frozen=True, slots=True)
class Heading:
    """One top-level heading: the paragraph it stands in, its section key (`extra` where the form has none)."""

    index: int
    section: str
    is_official: bool


def headings_of(paragraphs: Sequence[Paragraph]) -> list[Heading]:
    """Return the top-level headings in order; a contents list before them does not count.

    A title under a bracketed number（一）is a sub-heading, unless the report numbers its sections so.
    """
    found: list[Heading] = []
    number = 0
    has_brackets = _numbers_in_brackets(paragraphs)
    for index, paragraph in enumerate(paragraphs):
        if len(paragraph.text) > _LONGEST_HEADING or (_is_bracketed(paragraph.text) and not has_brackets):
            continue
        known = _known(paragraph.text)
        if known is not None:
            section, printed_number, is_official = known
            found = _without_contents(found, section, index)
            found.append(Heading(index, section, is_official))
            number = printed_number or number + 1
        elif found and _extra_number(paragraph.text) == number + 1 and not recognise(paragraph.text):
            found.append(Heading(index, "extra", False))
            number += 1
    return found


def _numbers_in_brackets(paragraphs: Sequence[Paragraph]) -> bool:
    known = [(p.text, found[0]) for p in paragraphs if len(p.text) <= _LONGEST_HEADING and (found := _known(p.text))]
    bare = {section for text, section in known if not _is_bracketed(text)}
    return len(bare) < _FEW_SECTIONS and len({section for _, section in known}) >= _FEW_SECTIONS


def _is_bracketed(text: str) -> bool:
    return text.lstrip()[:1] in ("（", "(")


def sections_of(paragraphs: Sequence[Paragraph], headings: Sequence[Heading]) -> tuple[Section, ...]:
    """Return the preamble (what stands before the first heading) and the sections with their text."""
    bounds = [heading.index for heading in headings] + [len(paragraphs)]
    preamble = _text(paragraphs[: bounds[0]])
    sections = [Section(0, "preamble", "", preamble)] if preamble else []
    for position, heading in enumerate(headings, start=1):
        first = paragraphs[heading.index]
        text = _text(paragraphs[heading.index + 1 : bounds[position]])
        sections.append(Section(position, heading.section, first.text, text, heading.is_official, str(first.place)))
    return tuple(sections)


def _text(paragraphs: Sequence[Paragraph]) -> str:
    return "\n".join(paragraph.text for paragraph in paragraphs if paragraph.text)


def _without_contents(found: list[Heading], section: str, index: int) -> list[Heading]:
    """Drop headings that a contents list announced: they follow one another with no text between."""
    if not any(heading.section == section for heading in found):
        return found
    listed = [heading for heading in found if heading.section != "extra"]
    is_list = len(listed) > 1 and listed[-1].index - listed[0].index == len(listed) - 1
    return [] if is_list and listed[0].section == section else found


@cache
def _titles() -> dict[str, str]:
    return {normal_form(title.title): title.section for title in section_titles()}


def is_heading(text: str) -> bool:
    """Return whether a line is a section's title, or is numbered like one（三、）."""
    return _known(text) is not None or _extra_number(text) is not None


@lru_cache(maxsize=4096)
def _known(text: str) -> tuple[str, int | None, bool] | None:
    """Return (section, printed number, whether title and number are official) of a heading, None for other text."""
    match = _HEADING.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None:
        return None
    number = _number(match)
    title = normal_form(match["title"])
    section = _titles().get(title)
    if section is None and number is not None:
        section = _alike(title)
    if section is None:
        return None
    official = official_title(section)
    is_official = title == normal_form(official.title) and number == official.number and match["arabic"] is None
    return section, number, is_official


def _alike(title: str) -> str | None:
    for known, section in _titles().items():
        if len(known) >= _SHORTEST_PREFIX and title.startswith(known):
            return section
    best = process.extractOne(title, _titles().keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return None if best is None else _titles()[best[0]]


def _extra_number(text: str) -> int | None:
    """Return the number of a short line `五、创新性做法`; sentences and sub-headings have none."""
    if len(text) > _LONGEST_EXTRA or text.rstrip().endswith(("。", "；", ";")):
        return None
    match = _HEADING.fullmatch(text.strip())
    return None if match is None or match["chinese"] is None else _number(match)


def _number(match: re.Match[str]) -> int | None:
    if match["arabic"] is not None:
        return int(match["arabic"])
    if match["chinese"] is None:
        return None
    numeral: str = match["chinese"]
    if len(numeral) == 1:
        return _NUMERALS.index(numeral) + 1
    return 10 + _NUMERALS.index(numeral[1]) + 1 if numeral[0] == "十" else None

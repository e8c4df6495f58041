"""Lines outside the tables -> sentences of running text, each with the place of its first line."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gouji.document import Paragraph, Place
from gouji.parse.dates import squeeze

_SENTENCE = re.compile(r"[^。!?！？]+[。!?！？]?")
_ENDS, _RUNS_ON = "。!?！？", ",，、:：(（"
_NUMBERED = re.compile(
    r"[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]是|#|第[一二三四五六]部分"
)
_PAGE_NUMBER = re.compile(r"[-—–－\s]{0,6}第?\s?\d{1,3}\s?页?[-—–－\s]{0,6}")
_SHORTEST_WRAPPED = 24
"""A line this long without an end is taken to run on in the next; headings are shorter."""
_LONGEST_HEADING = 40
_LONGEST_PASSAGE = 6000
_LONGEST_SENTENCE = 2000
"""What runs on for longer without a full stop is no prose: the figures of a table on one line."""
_LONGEST_BEFORE = 300
_FIGURE = re.compile(
    r"[\d〇零一二两三四五六七八九十百千万亿萬億余餘多来來][个個大]?[条條件份篇则則项項宗起例个個部元万萬]"
)
_ABSENCES = ("未", "无", "没", "不收", "無", "沒")
_ABSENT = ("申请", "复议", "诉讼", "费", "规范性", "结转", "依申", "申請", "訴訟", "費", "規範性", "結轉")
_DIGITS_APART = re.compile(r"(?<=\d)\s+(?=\d)")
_MARK = "\x00"
"""Stands for white space between two digits: what number `2 0` is meant to be is not known."""


class Sentence(NamedTuple):
    """A sentence as printed (white space taken out) and squeezed. It stands after `before`, under `heading`.

    `lead` is the last sentence that opened a numbered point (一是…, （二）…), squeezed.
    """

    printed: str
    text: str
    before: str
    lead: str
    heading: str
    place: str

    @property
    def is_aligned(self) -> bool:
        """Return whether printed and squeezed text agree character by character."""
        return len(self.printed) == len(self.text)


class _Passage(NamedTuple):
    text: str
    starts: list[int]
    places: list[Place]
    heading: str


def sentences_of(paragraphs: Sequence[Paragraph]) -> Iterator[Sentence]:
    """Yield the sentences that can hold a figure, or say that something did not happen.

    A sentence that begins with 其中 belongs to the one before it.
    """
    for passage in _passages(paragraphs):
        lead = before = ""
        for start, printed in _sentences(passage.text):
            if _NUMBERED.match(printed):
                lead = printed[:_LONGEST_BEFORE]
            if len(printed) <= _LONGEST_SENTENCE and _may_claim(printed):
                place = passage.places[bisect_right(passage.starts, start) - 1]
                text = squeeze(printed.replace(" ", _MARK))
                yield Sentence(printed, text, before, squeeze(lead), passage.heading, str(place))
            before = printed[-_LONGEST_BEFORE:]


def _may_claim(text: str) -> bool:
    if _FIGURE.search(text) or "为0" in text or "为零" in text:
        return True
    for word in _ABSENCES:
        if word in text:
            return any(word in text for word in _ABSENT)
    return False


def _sentences(text: str) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for match in _SENTENCE.finditer(text):
        if found and match[0].startswith("其中"):
            start, before = found.pop()
            found.append((start, before + match[0]))
        else:
            found.append((match.start(), match[0]))
    return found


def _passages(paragraphs: Sequence[Paragraph]) -> Iterator[_Passage]:
    """Yield running text: a line joined with the next where it ends in the middle of a sentence."""
    lines: list[str] = []
    starts: list[int] = []
    places: list[Place] = []
    length = 0
    heading = ""
    for text, place in paragraphs:
        line = _without_blanks(text)
        if not line or (len(line) < 12 and _PAGE_NUMBER.fullmatch(line)):
            continue
        if lines and (length > _LONGEST_PASSAGE or not _goes_on(lines, line)):
            passage = "".join(lines)
            yield _Passage(passage, starts, places, heading)
            if length <= _LONGEST_HEADING and passage[-1] not in _ENDS:
                heading = squeeze(passage)
            lines, starts, places, length = [], [], [], 0
        lines.append(line)
        starts.append(length)
        places.append(place)
        length += len(line)
    if lines:
        yield _Passage("".join(lines), starts, places, heading)


def _without_blanks(text: str) -> str:
    words = text.split()
    if len(words) < 2:
        return words[0] if words else ""
    if _DIGITS_APART.search(text):
        return "".join(_DIGITS_APART.sub(_MARK, text).split()).replace(_MARK, " ")
    return "".join(words)


def _goes_on(lines: list[str], line: str) -> bool:
    last = lines[-1]
    if last[-1] in _RUNS_ON or line.startswith("其中") or last.endswith("其中"):
        return True
    if last[-1] in ";；":
        return any("其中" in earlier or "分别" in earlier for earlier in lines)
    return len(last) >= _SHORTEST_WRAPPED and last[-1] not in _ENDS and not _NUMBERED.match(line)

"""Lines outside the form's tables -> running text: passages put together where a line was broken, and sentences."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from gouji.document import Paragraph
from gouji.parse.labels import normal_form, recognise
from gouji.parse.sections import Heading

_SENTENCE = re.compile(r"[^。!?！？]+[。!?！？]?")
_ENDS, _RUNS_ON, _GOES_ON = "。!?！？", ",，、:：(（", ",，、;；。)）等"
NUMBERED = re.compile(
    r"[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]是|#|第[一二三四五六]部分"
)
"""What the beginning of a numbered point looks like."""
_HEADING = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十]{1,3}[)）]|第[一二三四五六七八]部分)"
    r"[^,，。;；:：!！?？]{1,50}(?:情况|事项|措施|打算|计划|问题|工作|安排|内容|建议)"
)
"""A heading so long that it might be taken for a line that was broken."""
_TITLE_ENDS = ("报告", "年报")
_SPOKEN_OF = ("本报告", "该报告", "此报告", "本年报")
_PAGE_NUMBER = re.compile(r"[-—–－\s]{0,6}第?\s?\d{1,3}\s?页?[-—–－\s]{0,6}")
_SHORTEST_WRAPPED = 24
"""A line this long without an end is taken to run on in the next; headings are shorter."""
_LONGEST_HEADING = 40
_LONGEST_PASSAGE = 6000
_LONGEST_ROW = 60
_SHORTEST_ROW = 4
_DIGITS_APART = re.compile(r"(?<=\d)\s+(?=\d)")
_MARK = "\x00"


class Passage(NamedTuple):
    """Running text without white space, but for one blank between two digits, under `heading` (as printed).

    Of `paragraphs`, number `lines[i]` begins at `starts[i]` in it.
    """

    text: str
    starts: list[int]
    lines: list[int]
    heading: str
    paragraphs: Sequence[Paragraph]

    def line_at(self, start: int) -> int:
        """Return the number of the paragraph in which a character of the text stands."""
        return self.lines[bisect_right(self.starts, start) - 1]

    def place_at(self, start: int) -> str:
        """Return the place of the paragraph in which a character of the text stands."""
        return str(self.paragraphs[self.line_at(start)].place)

    def sentences(self) -> list[tuple[int, str]]:
        """Return the sentences, each with where it begins; one that begins with 其中 belongs to the one before."""
        found: list[tuple[int, str]] = []
        for match in _SENTENCE.finditer(self.text):
            if found and match[0].startswith("其中"):
                start, before = found.pop()
                found.append((start, before + match[0]))
            else:
                found.append((match.start(), match[0]))
        return found


def passages_of(paragraphs: Sequence[Paragraph], headings: Sequence[Heading]) -> list[Passage]:
    """Return running text in order: a line joined with the next where it ends in the middle of a sentence.

    Headings stand alone. Page numbers and rows of an unread table 3 are no text.
    """
    passages: list[Passage] = []
    held: list[str] = []
    starts: list[int] = []
    lines: list[int] = []
    length = 0
    above = ""
    for number, line, is_heading in _lines(paragraphs, headings):
        is_row = len(line) <= _LONGEST_ROW and _is_row(line)
        if held and (is_heading or is_row or length > _LONGEST_PASSAGE or not _goes_on(held, line)):
            passage = Passage(held[0] if len(held) == 1 else "".join(held), starts, lines, above, paragraphs)
            passages.append(passage)
            if length <= _LONGEST_HEADING and passage.text[-1] not in _ENDS:
                above = passage.text
            held, starts, lines, length = [], [], [], 0
        if is_heading:
            above = line
        elif not is_row:
            held.append(line)
            starts.append(length)
            lines.append(number)
            length += len(line)
    if held:
        passages.append(Passage("".join(held), starts, lines, above, paragraphs))
    return passages


def _lines(paragraphs: Sequence[Paragraph], headings: Sequence[Heading]) -> Iterator[tuple[int, str, bool]]:
    """Yield each line of text with the number of its paragraph, and whether it is a heading."""
    ends = {heading.index + heading.lines - 1: heading.length for heading in headings}
    inside = {heading.index + line for heading in headings for line in range(heading.lines)}
    for number, (printed, _) in enumerate(paragraphs):
        if number in inside:
            length = ends.get(number, len(printed))
            if line := _without_blanks(printed[:length]):
                yield number, line, True
            printed = printed[length:]
        line = _without_blanks(printed)
        if line and (len(line) >= 12 or not _PAGE_NUMBER.fullmatch(line)):
            yield number, line, False


def _without_blanks(text: str) -> str:
    words = text.split()
    if len(words) < 2:
        return words[0] if words else ""
    if _DIGITS_APART.search(text):
        return "".join(_DIGITS_APART.sub(_MARK, text).split()).replace(_MARK, " ")
    return "".join(words)


@lru_cache(maxsize=16_384)
def _is_row(line: str) -> bool:
    """Return whether a line is the label of a row of table 3, alone or before figures."""
    label = line.rstrip(" 0123456789,.|/+-—件条个项")
    # 其他 is a row too, and an item of many a list.
    if len(normal_form(label)) < _SHORTEST_ROW:
        return False
    return any(hit.kind == "row" and hit.table == "requests" for hit in recognise(label))


def _goes_on(held: list[str], line: str) -> bool:
    last = held[-1]
    if last[-1] in _RUNS_ON or line[0] in _GOES_ON or line.startswith("其中") or last.endswith("其中"):
        return True
    if last[-1] in ";；":
        return any("其中" in earlier or "分别" in earlier for earlier in held)
    if len(last) < _SHORTEST_WRAPPED or last[-1] in _ENDS or NUMBERED.match(line):
        return False
    if last.endswith(_TITLE_ENDS) and not last.endswith(_SPOKEN_OF):
        return False
    return len(held) > 1 or _HEADING.fullmatch(last) is None

"""The sentences of running text that can hold a claim, each with what it stands under."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gouji.parse.dates import squeeze
from gouji.parse.passages import NUMBERED, Passage

_LONGEST_SENTENCE = 2000
"""What runs on for longer without a full stop is no prose: the figures of a table on one line."""
_LONGEST_BEFORE = 300
_FIGURE = re.compile(
    r"[\d〇零一二两三四五六七八九十百千万亿萬億余餘多来來][个個大]?[条條件份篇则則项項宗起例个個部元万萬]"
)
_CELLS = re.compile(r"\d([条條件份篇项項次个個元])[ |｜]?\d[\d.,]{0,12}(?:\1| \d)")
"""Figures side by side, with no word between them, are the cells of a row that was not read."""
_ABSENCES = ("未", "无", "没", "不收", "無", "沒")
_ABSENT = ("申请", "复议", "诉讼", "费", "规范性", "结转", "依申", "申請", "訴訟", "費", "規範性", "結轉")
_MARK = "\x00"
"""Stands for white space between two digits: what number `2 0` is meant to be is not known."""


class Sentence(NamedTuple):
    """A sentence as printed (white space taken out) and squeezed. It stands after `before`, under `heading`.

    `lead` is the last sentence that opened a numbered point (一是…, （二）…). All but `printed` and `before` are
    squeezed.
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


def sentences_of(passages: Sequence[Passage]) -> Iterator[Sentence]:
    """Yield the sentences that can hold a figure, or say that something did not happen."""
    for passage in passages:
        if not _may_claim(passage.text):
            continue
        lead = before = ""
        for start, printed in passage.sentences():
            if NUMBERED.match(printed):
                lead = printed[:_LONGEST_BEFORE]
            if len(printed) <= _LONGEST_SENTENCE and _may_claim(printed) and not _CELLS.search(printed):
                text = squeeze(printed.replace(" ", _MARK))
                heading = squeeze(passage.heading)
                yield Sentence(printed, text, before, squeeze(lead), heading, passage.place_at(start))
            before = printed[-_LONGEST_BEFORE:]


def _may_claim(text: str) -> bool:
    if _FIGURE.search(text) or "为0" in text or "为零" in text:
        return True
    for word in _ABSENCES:
        if word in text:
            return any(word in text for word in _ABSENT)
    return False

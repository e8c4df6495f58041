"""Printed lines -> paragraphs: which lines only end because the page is no wider."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from gouji.normalize.pdf.alignment import PrintedLine

_ENDS = "。！？；：:;!?"
_FULL = 2.2
"""Heights of type that a full line may end before the others: no more characters fit, or a mark may not begin one."""
_INDENT = 0.8
"""Heights of type; a line that begins further to the right than the text begins a paragraph."""
_DEEPEST = 4.2
"""Heights of type that the first line of a paragraph is indented by at most; a line further in stands in the middle."""
_SAME_TYPE = 1.12
_WIDEST_STEP = 2.6
"""Heights of type from a line to the next of one paragraph."""
_NUMBERED = re.compile(
    r"[\s*#]*(?:[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[、．])"
)
_LATIN = re.compile(r"[A-Za-z]")


class Measure(NamedTuple):
    """Where the running text of a file begins and ends."""

    left: float
    right: float


def measure_of(lines: Sequence[PrintedLine]) -> Measure:
    """Return where most lines begin, and where the longest tenth ends."""
    if not lines:
        return Measure(0.0, 0.0)
    left = Counter(round(line.left) for line in lines).most_common(1)[0][0]
    ends = sorted(line.right for line in lines)
    return Measure(float(left), ends[len(ends) * 9 // 10])


def joins(line: PrintedLine, below: PrintedLine, measure: Measure, *, is_next_page: bool) -> bool:
    """Return whether a line runs on in the next."""
    size = max(line.size, below.size)
    if size > _SAME_TYPE * min(line.size, below.size):
        return False
    if not is_next_page and not 0 < below.bottom - line.bottom <= _WIDEST_STEP * size:
        return False
    if line.left - measure.left > _DEEPEST * size:
        return False
    if measure.right - line.right > _FULL * size or line.text[-1:] in _ENDS:
        return False
    return below.left - measure.left <= _INDENT * size and not _NUMBERED.match(below.text)


def joined_text(text: str, below: str) -> str:
    """Return two lines as one: a space only between words of letters."""
    is_apart = _LATIN.fullmatch(text[-1:]) and _LATIN.fullmatch(below[:1])
    return f"{text} {below}" if is_apart else text + below

"""Labels beside rows of values: wrapped ones put together by their heights, those of groups told from those of rows."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from gouji.cells import is_readable

_BESIDE = 0.4
"""Sizes by which the middle of a label, or of its first line, differs at most from that of the values beside it."""
_APART = 0.2
"""Sizes of white at least between two columns of labels."""
_WRAPPED = 1.3
"""Sizes of white at most between two lines of one label."""
_MOST_LABELS = 40
"""Labels of one line; a table with more is no form of reports."""
_MOST_LINES = 2000
"""Lines of one table on one page; what has more is no page to read."""


class Label(NamedTuple):
    """A piece of a label on one line, and its box in points."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """Return the height at which its middle stands."""
        return (self.top + self.bottom) / 2


class Labelling(NamedTuple):
    """The labels of each row of values, those of groups first; how many lines above and below are none of theirs."""

    texts: list[list[str]]
    above: int
    below: int


def labelled(lines: Sequence[Sequence[Label]], heights: Sequence[float | None], size: float) -> Labelling | None:
    """Return the labels of the rows whose values stand at the heights given, None where their own do not show it.

    `lines` are the labels of each printed line, top down; a line without values has no height. A row's label is the
    rightmost of its lines; it stands with its middle, or with its first line, beside the values.
    """
    if len(lines) > _MOST_LINES or any(len(line) > _MOST_LABELS for line in lines):
        return None
    own = _own(lines, size)
    ends = [(number, line[-1]) for number, line in enumerate(lines) if own[number]]
    rows = [height for height in heights if height is not None]
    readings = [found for found in (_by_middles(ends, rows, size), _by_tops(ends, rows, size)) if found is not None]
    if not readings:
        return None
    parts = min(readings, key=lambda reading: reading[0] + size * _torn(ends, reading[1]))[1]
    first = min(ends[parts[0].start][0], next(at for at, height in enumerate(heights) if height is not None))
    last = max(
        ends[parts[-1].stop - 1][0],
        next(at for at in range(len(heights) - 1, -1, -1) if heights[at] is not None),
    )
    groups: list[Label] = []
    for number in range(first, last + 1):
        groups += lines[number][:-1] if own[number] else lines[number]
    texts: list[list[str]] = [[] for _ in rows]
    for group in _stacked(groups, size):
        texts[min(bisect_left(rows, group.top), len(rows) - 1)].append(group.text)
    for row, part in zip(texts, parts, strict=True):
        row.append("\n".join(label.text for _, label in ends[part.start : part.stop]))
    return Labelling(texts, first, len(lines) - 1 - last)


def _own(lines: Sequence[Sequence[Label]], size: float) -> list[bool]:
    """Return of each line whether its last label is a row's; a group's stands left of the rows' above and below it."""
    above = _left_of_neighbours(lines, size)
    below = _left_of_neighbours(lines[::-1], size)[::-1]
    return [bool(line) and not (left and right) for line, left, right in zip(lines, above, below, strict=True)]


def _left_of_neighbours(lines: Sequence[Sequence[Label]], size: float) -> list[bool]:
    found: list[bool] = []
    before: Label | None = None
    for line in lines:
        is_left = bool(line) and before is not None and line[-1].right + _APART * size < before.left
        if line and not is_left:
            before = line[-1]
        found.append(is_left)
    return found


def _by_middles(
    ends: Sequence[tuple[int, Label]], rows: Sequence[float], size: float
) -> tuple[float, list[range]] | None:
    """Return which lines are each row's label where all have their middle beside their values, and how far off."""
    beside = bisect_left([label.middle for _, label in ends], rows[0] - _BESIDE * size)
    for start in range(beside, -1, -1):
        parts: list[range] = []
        at, sum_ = start, 0.0
        for height in rows:
            stop, nearest = at, _BESIDE * size
            for end in range(at, len(ends)):
                off = (ends[at][1].middle + ends[end][1].middle) / 2 - height
                if abs(off) <= nearest:
                    stop, nearest = end + 1, abs(off)
                if off > _BESIDE * size:
                    break
            if stop == at:
                break
            parts.append(range(at, stop))
            at, sum_ = stop, sum_ + nearest
        if len(parts) == len(rows):
            return sum_, parts
    return None


def _by_tops(ends: Sequence[tuple[int, Label]], rows: Sequence[float], size: float) -> tuple[float, list[range]] | None:
    """Return which lines are each row's label where all have their first line beside theirs, and how far off."""
    middles = [label.middle for _, label in ends]
    starts = [bisect_left(middles, height - _BESIDE * size) for height in rows]
    if any(at == len(ends) or middles[at] > height + _BESIDE * size for at, height in zip(starts, rows, strict=True)):
        return None
    stop = starts[-1] + 1
    while stop < len(ends) and ends[stop][1].top - ends[stop - 1][1].bottom <= _WRAPPED * size:
        stop += 1
    off = sum(abs(middles[at] - height) for at, height in zip(starts, rows, strict=True))
    return off, [range(at, end) for at, end in zip(starts, [*starts[1:], stop], strict=True)]


def _torn(ends: Sequence[tuple[int, Label]], parts: Sequence[range]) -> int:
    """Return how many labels have a line that stands nearer to one of the next label than to its own.

    A line left right below the last label counts as torn off it.
    """
    whites = [after.top - label.bottom for (_, label), (_, after) in pairwise(ends)]
    last = parts[-1].stop - 1
    count = int(last < len(whites) and whites[last] <= _WRAPPED * (ends[last][1].bottom - ends[last][1].top))
    for part in parts:
        inside = max(whites[part.start : part.stop - 1], default=0.0)
        around = [whites[at] for at in (part.start - 1, part.stop - 1) if 0 <= at < len(whites)]
        count += len(part) > 1 and inside > min(around, default=inside)
    return count


def _stacked(labels: Sequence[Label], size: float) -> list[Label]:
    """Return labels of groups with those put together that stand right under one another, by height."""
    found: list[Label] = []
    open_: list[int] = []
    for label in labels:
        open_ = [at for at in open_ if label.top - found[at].bottom <= _WRAPPED * size]
        under = next((at for at in open_ if _is_under(found[at], label)), None)
        if under is None or is_readable(label.text):
            open_.append(len(found))
            found.append(label)
        else:
            above = found[under]
            found[under] = Label(
                f"{above.text}\n{label.text}",
                min(above.left, label.left),
                max(above.right, label.right),
                above.top,
                label.bottom,
            )
    return sorted(found, key=lambda label: (label.top, label.left))


def _is_under(above: Label, label: Label) -> bool:
    over = min(above.right, label.right) - max(above.left, label.left)
    return label.top > above.top and over * 2 >= min(above.right - above.left, label.right - label.left)

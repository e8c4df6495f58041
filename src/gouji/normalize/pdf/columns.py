"""The columns of values of a table without lines, and in which of them the values of each row stand.

A row of fewer values than columns gets its blanks only where every value is in its column for certain: a value printed
in a cell of two columns would else leave one of them blank.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from gouji.normalize.pdf.runs import Line, Run

_TIGHT = 0.8
"""Sizes by which the values of one column differ at most in where they begin, or stand in the middle, or end."""
_MOST_COLUMNS = 60
"""Columns of values; the form has 15, and a row with one value gets a blank for each of the others."""
_LEFT, _MIDDLE, _RIGHT = 0.0, 0.5, 1.0
"""What of a value stands under the same of the others: shares of its width."""
_OUT_OF_LINE = {_MIDDLE: 0.3, _LEFT: 0.1, _RIGHT: 0.1}
"""Sizes by which a value beside a blank may be out of line with the others of its column: half a digit, a rounding."""
_AS_GOOD = 0.1
"""Sizes; of two ways in which values may be in line, neither is better if they differ by less."""
_ALONE = float("inf")
"""How far a value is out of line that is the only one of its column."""
_Value = tuple[float, float, int]
"""Where a value begins and ends, and the identity of its line."""


class _Ends(NamedTuple):
    """The two first and the two last anchors of a column's values, each with the identity of its line."""

    first: list[tuple[float, int]]
    last: list[tuple[float, int]]

    def without(self, line: Line) -> tuple[float, float] | None:
        """Return the first and the last but for a line's own, None where there is no other."""
        others = [anchor for anchor, of in (*self.first, *self.last) if of != id(line)]
        return (min(others), max(others)) if others else None


class Columns(NamedTuple):
    """The columns in which the lines of a block have their values: the stretch of the page that each takes up.

    `ends`: by what stands under one another, of each column; `tight`: by how much that differs at most.
    """

    lefts: tuple[float, ...]
    rights: tuple[float, ...]
    ends: dict[float, list[_Ends]]
    tight: float


def columns_of(block: Sequence[Line]) -> Columns | None:
    """Return the columns of a block's values, None where the page does not prove them.

    They are proven where white runs down between them, the values of each stand under one another (all by their left,
    their middle or their right), and of every two neighbours one row holds both.
    """
    values = sorted(
        (run.left, run.right, id(line)) for line in block for run in line.runs[len(line.runs) - line.values :]
    )
    groups: list[list[_Value]] = []
    end = float("-inf")
    for value in values:
        if value[0] > end:
            groups.append([])
        groups[-1].append(value)
        end = max(end, value[1])
    rows = [{line for _, _, line in group} for group in groups]
    if (
        len(groups) > _MOST_COLUMNS
        or any(len(held) != len(group) for held, group in zip(rows, groups, strict=True))
        or not all(held & beside for held, beside in pairwise(rows))
    ):
        return None
    tight = _TIGHT * max(line.size for line in block)
    ends = {weight: [_ends(group, weight) for group in groups] for weight in (_MIDDLE, _LEFT, _RIGHT)}
    if not any(all(last[-1][0] - first[0][0] <= tight for first, last in each) for each in ends.values()):
        return None
    lefts = tuple(group[0][0] for group in groups)
    return Columns(lefts, tuple(max(right for _, right, _ in group) for group in groups), ends, tight)


def _ends(group: Sequence[_Value], weight: float) -> _Ends:
    anchors = sorted((_anchor(left, right, weight), line) for left, right, line in group)
    return _Ends(anchors[:2], anchors[-2:])


def _anchor(left: float, right: float, weight: float) -> float:
    return left + weight * (right - left)


def values_of(line: Line, columns: Columns | None, left: float) -> list[str]:
    """Return what a row has where values stand: a text a column if each is in one for certain, else what is printed.

    `left` is where values begin.
    """
    runs = [run for run in line.runs if run.right >= left]
    if columns is None or not runs:
        return [run.text for run in runs]
    held: list[Run | None] = [None] * len(columns.lefts)
    for run in runs:
        at = bisect_left(columns.rights, run.left)
        is_in_one = at + 1 == bisect_right(columns.lefts, run.right)
        if not is_in_one or held[at] is not None:
            return [run.text for run in runs]
        held[at] = run
    if len(runs) < len(held) and _may_span(held, columns, line):
        return [run.text for run in runs]
    return [run.text if run is not None else "" for run in held]


def _may_span(held: Sequence[Run | None], columns: Columns, line: Line) -> bool:
    """Return whether a value beside a blank may stand in a cell of two columns: out of line with its own, toward it.

    By their middles, unless other values show that they do not stand in the middle of their cells.
    """
    ways = []
    for weight, ends in columns.ends.items():
        others = [each.without(line) for each in ends]
        spread = max((last - first for first, last in filter(None, others)), default=0.0)
        if spread <= columns.tight:
            ways.append((round(spread / (_AS_GOOD * line.size)), weight, others))
    # The way in which the others are in line best; where two are as good, the middle, which is the usual one.
    ways.sort(key=lambda way: way[0])
    for _, weight, others in ways:
        off = _off(held, others, weight)
        limit = _OUT_OF_LINE[weight] * line.size
        if weight == _MIDDLE:
            toward = [by for at, by in enumerate(off) if _is_toward(held, at, by)]
            away = [by for at, by in enumerate(off) if not _is_toward(held, at, by)]
            if all(abs(by) <= limit for by in away):
                return any(abs(by) > limit for by in toward)
        elif all(abs(by) <= limit for by in off):
            # At that end of its cell, a value of two columns is in line with one of them.
            step = -1 if weight == _RIGHT else 1
            return any(
                run is not None and 0 <= at + step < len(held) and held[at + step] is None
                for at, run in enumerate(held)
            )
    return True


def _is_toward(held: Sequence[Run | None], at: int, by: float) -> bool:
    """Return whether a value stands nearer to a blank beside it than it should."""
    is_before = at > 0 and held[at - 1] is None
    is_after = at + 1 < len(held) and held[at + 1] is None
    return (is_before and (by <= 0 or by == _ALONE)) or (is_after and by >= 0)


def _off(held: Sequence[Run | None], others: Sequence[tuple[float, float] | None], weight: float) -> list[float]:
    """Return how far to the right of the others of its column each value stands."""
    found = []
    for run, ends in zip(held, others, strict=True):
        if run is None or ends is None:
            found.append(0.0 if run is None else _ALONE)
        else:
            anchor = _anchor(run.left, run.right, weight)
            found.append(min(anchor - ends[0], 0.0) + max(anchor - ends[1], 0.0))
    return found

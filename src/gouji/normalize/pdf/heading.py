"""The header of a table without lines: the label over each column, its lines put together."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from gouji.normalize.pdf.runs import Line, Run

_WRAPPED = 1.3
"""Sizes of white at most between two lines of one label."""
_ABOVE = 4.0
"""Sizes of white at most between a label and the first row under it."""
_LEVEL = 0.35
"""Sizes by which the middle of a label may stand above that of the others before its first line counts as another's."""
_SENTENCE_ENDS = "。；，：！？"

_Stack = list[tuple[int, Line, Run]]
"""The lines of one label from the lowest up: each with the number of the line it stands in."""


def headed(
    lines: Sequence[Line], lefts: Sequence[float], edge: float, top: float
) -> tuple[list[Line], list[str]] | None:
    """Return what of the lines above a block is no label of a column, and the label over each of its columns.

    None where not exactly one label stands over each. `lefts`: where the values of each column begin; `edge`: where the
    labels of rows end; `top`: where the first row begins.
    """
    stacks: list[_Stack] = []
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        if line.runs[-1].text[-1] in _SENTENCE_ENDS:
            break
        for run in line.runs:
            if (run.left + run.right) / 2 >= edge:
                if run.is_value:
                    return None
                _put(stacks, number, line, run, top)
    stacks.sort(key=lambda stack: stack[0][2].left)
    if len(stacks) == len(lefts) + 1 and max(run.right for _, _, run in stacks[0]) < lefts[0]:
        # It stands over the labels of the rows.
        del stacks[0]
    if len(stacks) != len(lefts):
        return None
    level = median(map(_middle, stacks))
    for stack in stacks:
        while len(stack) > 1 and _middle(stack) < level - _LEVEL * stack[-1][1].size:
            stack.pop()
    taken = {id(run) for stack in stacks for _, _, run in stack}
    rest = [line._replace(runs=tuple(run for run in line.runs if id(run) not in taken)) for line in lines]
    texts = ["\n".join(run.text for _, _, run in reversed(stack)) for stack in stacks]
    return [line for line in rest if line.runs], texts


def _put(stacks: list[_Stack], number: int, line: Line, run: Run, top: float) -> None:
    """Put a run on top of the label it is the next line of, or begin one over a column that has none yet."""
    under = [stack for stack in stacks if any(_overlap(run, other) for _, _, other in stack)]
    if not under:
        if top - line.bottom <= _ABOVE * line.size:
            stacks.append([(number, line, run)])
    elif len(under) == 1:
        last, before, _ = under[0][-1]
        if last > number and before.top - line.bottom <= _WRAPPED * line.size:
            under[0].append((number, line, run))


def _overlap(run: Run, other: Run) -> bool:
    return run.left < other.right and other.left < run.right


def _middle(stack: _Stack) -> float:
    return (stack[0][1].bottom + stack[-1][1].top) / 2

"""Page numbers and running heads: what is printed at the edges of pages for the page's sake.

They are taken out only on evidence: numbers that count the pages on, or that are written as page numbers are; and
of a line repeated at one height on most pages, all but the first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from gouji.normalize.pdf.flow import Flow
from gouji.normalize.pdf.piece import Piece

_EDGE = 0.12
"""Share of a page's height at its head and at its foot where page numbers and running heads stand."""
_WRITTEN = re.compile(
    r"[-—–－―~·•]\s*(?P<a>\d{1,3})\s*[-—–－―~·•]"
    r"|第\s*(?P<b>\d{1,3})\s*页(?:[,，/]?\s*[(（]?共\s*\d{1,3}\s*页[)）]?)?"
    r"|(?P<c>\d{1,3})\s*/\s*\d{1,3}"
    r"|[Pp]age\s*(?P<d>\d{1,3})(?:\s*(?:of|/)\s*\d{1,3})?"
)
_BARE = re.compile(r"\d{1,3}")
_FEWEST = 3
"""Pages on which a repeated line is a running head; of two pages, both."""
_SAME_HEIGHT = 4.0  # points
_LINE = 0.5  # share of the type's height


def without_furniture(flows: list[Flow]) -> list[Flow]:
    """Return the pages without page numbers, and with each running head once."""
    edges = [_edge_lines(flow) for flow in flows]
    taken: list[set[int]] = [set() for _ in flows]
    _take_numbers(flows, edges, taken)
    _take_heads(flows, edges, taken)
    for flow, gone in zip(flows, taken, strict=True):
        if gone:
            flow.pieces = [piece for piece in flow.pieces if id(piece) not in gone]
    return flows


_EdgeLine = list[Piece]


def _edge_lines(flow: Flow) -> list[_EdgeLine]:
    """Return the lines at the head and at the foot of a page that no table stands beyond."""
    head, foot = flow.height * _EDGE, flow.height * (1 - _EDGE)
    if flow.tables:
        head = min(head, min(table.box[1] for table in flow.tables))
        foot = max(foot, max(table.box[3] for table in flow.tables))
    near = sorted(
        (piece for piece in flow.pieces if piece.bottom <= head or piece.top >= foot), key=lambda piece: piece.bottom
    )
    lines: list[_EdgeLine] = []
    for piece in near:
        if lines and piece.bottom - lines[-1][0].bottom <= _LINE * piece.size:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return lines


def _text(line: Sequence[Piece]) -> str:
    return " ".join(piece.text for piece in sorted(line, key=lambda piece: piece.left))


def _take_numbers(flows: Sequence[Flow], edges: Sequence[Sequence[_EdgeLine]], taken: Sequence[set[int]]) -> None:
    """Take the outermost lines that are page numbers: written as such, or bare ones that count on."""
    bare: dict[int, list[tuple[int, _EdgeLine]]] = defaultdict(list)
    for index, (flow, lines) in enumerate(zip(flows, edges, strict=True)):
        middle = flow.height / 2
        outermost = [line for line in (*lines[:1], *lines[-1:]) if _is_outermost(line, flow, middle)]
        for line in outermost[: 1 if lines[:1] == lines[-1:] else 2]:
            text = _text(line)
            if _WRITTEN.fullmatch(text):
                taken[index].update(map(id, line))
            elif _BARE.fullmatch(text):
                bare[int(text) - flow.number].append((index, line))
    for found in bare.values():
        if len({index for index, _ in found}) > 1:
            for index, line in found:
                taken[index].update(map(id, line))


def _is_outermost(line: _EdgeLine, flow: Flow, middle: float) -> bool:
    """Return whether nothing on the page stands beyond a line."""
    if line[0].top < middle:
        return all(piece.bottom >= line[0].top for piece in flow.pieces)
    return all(piece.top <= line[0].bottom for piece in flow.pieces)


def _take_heads(flows: Sequence[Flow], edges: Sequence[Sequence[_EdgeLine]], taken: Sequence[set[int]]) -> None:
    """Take lines that say the same at the same height on most pages, but leave the first."""
    same: dict[str, list[tuple[int, _EdgeLine]]] = defaultdict(list)
    for index, lines in enumerate(edges):
        for line in lines:
            if not any(id(piece) in taken[index] for piece in line):
                same[_text(line)].append((index, line))
    for found in same.values():
        heights = [line[0].bottom for _, line in found]
        pages = {index for index, _ in found}
        if (
            len(pages) == len(found)
            and len(pages) >= min(_FEWEST, len(flows))
            and len(pages) > 1
            and len(pages) * 2 > len(flows)
            and max(heights) - min(heights) <= _SAME_HEIGHT
        ):
            for index, line in found[1:]:
                taken[index].update(map(id, line))

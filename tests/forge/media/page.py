"""A report as a medium shows it: lines of words and drawn tables, in reading order, before any medium's own ways."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from tests.forge.bodies import Body
from tests.forge.drafts import TABLES, Draft
from tests.forge.grids import Grid, Slot, cut_at
from tests.forge.prose import Frame

Role = Literal["chrome", "title", "heading", "prose", "foot"]
_OF_SITE = re.compile(
    r"当前|首页|来源|打印|索|发文|发布|主题|文 号|点击|浏览|政府信息公开年报$|\|$|政务公开$|办事服务$|互动交流$"
)


@dataclass(frozen=True)
class Line:
    """One paragraph of words."""

    text: str
    role: Role


@dataclass(frozen=True)
class Drawn:
    """One table of the medium: of one form, of a part of one, or of two forms below each other."""

    grid: Grid
    table: str

    @property
    def width(self) -> int:
        """Return how many columns the table's grid has."""
        return max(column + slot.colspan for row in placed(self.grid) for column, slot in row)


@dataclass
class Page:
    """What one file shows.

    `sections`: whether every section's title stands as a line of its own; `doubtful`: whether its medium leaves in
    doubt what belongs together; `charset`: the one a page in Traditional characters may be stored in.
    """

    body: Body
    year: int
    title: str
    parts: list[Line | Drawn]
    pictured: frozenset[str] = frozenset()
    sections: bool = True
    doubtful: bool = False
    charset: str = ""
    notes: list[str] = field(default_factory=list)


def page_of(draft: Draft, frame: Frame, rng: random.Random) -> Page:
    """Return a draft's page: sections in order, each form as one table, in two, or in one with the next."""
    page = Page(draft.body, draft.year, "", [], frozenset(draft.pictured))
    titles = []
    for line in frame.head:
        role: Role = "prose"
        if _OF_SITE.search(line):
            role = "chrome"
        elif not line.startswith("根据《") and len(line) < 60:
            role = "title"
            titles.append(line)
        page.parts.append(Line(line, role))
    page.title = "".join(titles)
    _say(page, "heading", frame.headings[0].split("\n")[:1])
    _say(page, "prose", [*frame.headings[0].split("\n")[1:], *frame.overview])
    together = rng.random() < 0.06
    for number, table in enumerate(TABLES, start=1):
        lines = [frame.headings[number], *frame.before[number]]
        grid = [row for row in draft.grids[table] if row]
        last = page.parts[-1]
        if together and isinstance(last, Drawn) and last.grid and grid and rng.random() < 0.7:
            width = max(last.width, Drawn(grid, table).width)
            words: Grid = [[Slot(line, "words", colspan=width)] for line in lines if line.strip()]
            page.parts[-1] = Drawn([*last.grid, *words, *grid], f"{last.table} {table}")
            page.sections = False
            page.notes.append(f"{table} in the table above it")
            continue
        _say(page, "heading", lines[:1])
        _say(page, "prose", lines[1:])
        if table in page.pictured or not grid:
            page.parts.append(Drawn([], table))
            continue
        page.parts += _drawn(grid, table, page, rng)
    _say(page, "heading", [frame.headings[4]])
    _say(page, "prose", frame.problems)
    _say(page, "heading", [line for line in frame.headings[5].split("\n") if line])
    _say(page, "prose", frame.other)
    _say(page, "foot", frame.foot)
    return page


def _say(page: Page, role: Role, lines: Sequence[str]) -> None:
    page.parts += [Line(line, role) for line in lines]


def _drawn(grid: Grid, table: str, page: Page, rng: random.Random) -> list[Line | Drawn]:
    if table == "proceedings" or rng.random() > 0.1:
        return [Drawn(grid, table)]
    blocks = [number for number, row in enumerate(grid) if row[0].role == "block" and len(row) == 1]
    if table == "proactive_disclosure":
        if len(blocks) < 2:
            return [Drawn(grid, table)]
        cuts = blocks[1:] if rng.random() < 0.4 else [rng.choice(blocks[1:])]
    else:
        values = [number for number, row in enumerate(grid) if any(slot.key for slot in row)]
        if len(values) < 6:
            return [Drawn(grid, table)]
        cuts = [rng.choice(values[3:])]
    page.notes.append(f"{table} in parts, cut at {cuts}")
    found: list[Line | Drawn] = []
    rest = grid
    done = 0
    for cut in cuts:
        upper, rest = cut_at(rest, cut - done)
        done = cut
        if found and rng.random() < 0.3:
            found.append(Line("", "prose"))
        found.append(Drawn(upper, table))
    again = header_of(grid) if table == "requests" and rng.random() < 0.5 else []
    return [*found, Drawn([*again, *rest], table)]


def header_of(grid: Grid) -> Grid:
    """Return the rows above the first values, where no cell of theirs reaches below them."""
    first = next((number for number, row in enumerate(grid) if any(slot.key for slot in row)), 0)
    whole = all(number + slot.rowspan <= first for number, row in enumerate(grid[:first]) for slot in row)
    return [list(row) for row in grid[:first]] if whole else []


def placed(grid: Grid) -> list[list[tuple[int, Slot]]]:
    """Return every row's slots with the column each begins in."""
    covered: set[tuple[int, int]] = set()
    rows = []
    for number, row in enumerate(grid):
        column = 0
        line = []
        for slot in row:
            while (number, column) in covered:
                column += 1
            line.append((column, slot))
            covered.update(
                (number + down, column + over) for down in range(slot.rowspan) for over in range(slot.colspan)
            )
            column += slot.colspan
        rows.append(line)
    return rows


def fitted(grid: Grid) -> Grid:
    """Return the grid with no cell reaching below its last row."""
    return [[replace(slot, rowspan=min(slot.rowspan, len(grid) - number)) for slot in row]
            for number, row in enumerate(grid)]  # fmt: skip

"""forge_2014(seed): one report on the statistics form of 2014, with all that is true of it."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.forge.bodies import Body, body_of
from tests.forge.drafts import REFUSED
from tests.forge.figures import Shown
from tests.forge.grids import Grid, with_text
from tests.forge.render import ALL_FLAVOURS, PLAIN, Print, render
from tests.forge.statistics import EDITION, STATED_SUMS, TABLE, YEARS, statistics, statistics_grid
from tests.forge.truth import Expected, Forged, Truth

FLAVOURS_2014 = tuple(flavour for flavour in ALL_FLAVOURS if flavour not in ("glued", "mixed"))
"""Glued, 计1条 and a figure cannot be told apart; there is but one table to mix."""
_ATTEMPTS = 50
_BETWEEN = (
    "本年度将门户网站作为公开的第一平台，及时更新栏目。", "受理窗口设在政务服务大厅，专人负责登记。",
    "栏目按月检查，发现问题及时改正。", "公开的内容和形式还有待丰富，下一步将加强培训。",
)  # fmt: skip


def forge_2014(seed: int, flavour: str | None = None, fault: str | None = None) -> Forged:
    """Return the report of a seed; without `fault` (one of FAULTS_2014) a true and readable one."""
    for attempt in range(_ATTEMPTS):
        rng = random.Random(f"2014/{seed}/{flavour}/{fault}/{attempt}")
        forged = _forge(rng, seed, flavour or rng.choice(FLAVOURS_2014), fault)
        if forged is not None:
            return forged
    raise ValueError(f"no report takes {fault} with {flavour}")


def _forge(rng: random.Random, seed: int, flavour: str, fault: str | None) -> Forged | None:
    year = rng.choice(YEARS)
    body = body_of(rng, year)
    cells = statistics(rng, rng.choices([0, 1, 2, 3], [30, 30, 25, 15])[0])
    expected: Expected = "accept"
    rules: frozenset[str] = frozenset()
    if fault == "stat_wrong_sum":
        total, parts = rng.choice(STATED_SUMS)
        key = f"{TABLE}/{rng.choice([total, *parts])}"
        value = int(cells[key].value or 0) + rng.randint(1, 9)
        cells[key] = Shown(str(value), value)
        expected, rules = "reject", frozenset({"statistics.total"})
    elif fault == "stat_blank":
        for key in rng.sample(sorted(cells), 12):
            if cells[key].value == 0:
                cells[key] = Shown("", None, "blank")
        if all(cell.printed for cell in cells.values()):
            return None
        expected = "sound"
    grid = statistics_grid(rng, cells)
    if fault in _OF_GRID:
        found = _OF_GRID[fault](rng, grid)
        if found is None:
            return None
        expected = found
        if expected == "reject":
            rules = REFUSED
    lines = render(grid, TABLE, rng.choice(PLAIN) if flavour == "mixed" else flavour, Print.of(rng), rng)
    # A row that the text lost is no cell of the truth; one that lost its figure is blank.
    left = {slot.key for row in grid for slot in row}
    if fault == "stat_dropped_value":
        cells = {key: cell if key in left else Shown("", None, "blank") for key, cell in cells.items()}
        left |= set(cells)
    truth = Truth(
        {key: cell for key, cell in cells.items() if key in left}, EDITION, EDITION, body, year, expected, rules,
        exact=fault == "stat_wrong_sum", fires=None,
    )  # fmt: skip
    text = _text(rng, body, year, lines, flavour)
    return Forged(text, truth, fault, flavour, seed, (), text.encode(), "")


def _text(rng: random.Random, body: Body, year: int, lines: list[str], flavour: str) -> str:
    headings = ("概述", "主动公开政府信息情况", "依申请公开政府信息情况", "收费及减免情况", "行政复议、行政诉讼情况",
                "存在的主要问题和改进措施", "附表")  # fmt: skip
    said = [f"{body.title}{year}年政府信息公开工作年度报告"]
    said.append(f"根据《中华人民共和国政府信息公开条例》，现公布{body.full}{year}年政府信息公开工作年度报告。")
    for number, heading in zip("一二三四五六七", headings, strict=True):
        said += [f"{number}、{heading}", *rng.sample(_BETWEEN, 1 if number != "七" else 0)]
    if rng.random() < 0.7:
        said.append("政府信息公开情况统计表")
    if rng.random() < 0.5:
        said.append(f"（{year}年度）")
    if flavour == "report_line":
        return " ".join([*said, *(line for line in lines if line.strip())]) + "\n"
    airy = flavour in ("lines", "pdf", "changing") or rng.random() < 0.5
    return "\n".join([*(line for text in said for line in ([text, ""] if airy else [text])), *lines]) + "\n"


def _swapped(rng: random.Random, grid: Grid) -> Expected | None:
    rows = [n for n, row in enumerate(grid[:-1]) if row[-1].key and grid[n + 1][-1].key]
    number = rng.choice(rows)
    grid[number], grid[number + 1] = grid[number + 1], grid[number]
    return "sound"


def _missing(rng: random.Random, grid: Grid) -> Expected | None:
    del grid[rng.choice([number for number, row in enumerate(grid) if row[-1].key])]
    return "sound"


def _dropped_value(rng: random.Random, grid: Grid) -> Expected | None:
    number = rng.choice([number for number, row in enumerate(grid) if row[-1].key])
    grid[number] = grid[number][:-1]
    return "sound"


def _doubled_value(rng: random.Random, grid: Grid) -> Expected | None:
    number = rng.choice([number for number, row in enumerate(grid) if row[-1].key])
    grid[number] = [*grid[number], with_text(grid[number][-1], str(rng.randint(0, 9)))]
    return "reject"


_OF_GRID: dict[str | None, Callable[[random.Random, Grid], Expected | None]] = {
    "stat_swapped_rows": _swapped,
    "stat_missing_row": _missing,
    "stat_dropped_value": _dropped_value,
    "stat_doubled_value": _doubled_value,
}
FAULTS_2014 = ("stat_wrong_sum", "stat_blank", *(name for name in _OF_GRID if name))

"""The three tables as a person draws them: rows of slots with spans, labels in one office's habits."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace

from gouji.standard.forms import FormRow, form_of
from tests.forge.figures import CHANNELS, COLUMNS, OUTCOMES, Shown

CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
MEASURES = {
    "newly_made": "本年新制作数量", "newly_disclosed": "本年新公开数量", "total_disclosed": "对外公开总数量",
    "prior_year_items": "上一年项目数量", "change": "本年增/减", "decisions": "处理决定数量",
    "project_count": "采购项目数量", "total_amount": "采购总金额", "issued": "本年制发件数",
    "repealed": "本年废止件数", "in_force": "现行有效件数", "amount": "本年收费金额（单位：万元）",
}  # fmt: skip
NAMES = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
_NUMBERING = re.compile(r"^(?:[一二三四]、|（[一二三四五六七]）|\d\.)")
_MISTYPED = str.maketrans("制申请结转办理处规提获取发废", "治甲清节传辨里外归题荻趣友费")
_DEFINITION = (
    "（本表所称规范性文件，是指本机关依照法定权限和程序制定并公开发布、涉及公民、法人和其他组织权利义务、"
    "在一定期限内反复适用的公文，包括规定、办法、细则，不包括规章）"
)
_ROW_VARIANTS = {
    "received_new": ("一、本年新收到政府信息公开申请数量",),
    "carried_in": ("二、上年转结政府信息公开申请数量",),
    "carried_out": ("四、转结下年度继续办理", "四、结转下一年度继续办理"),
    "denied_other_law_prohibited": ("2.其他法律行政止公开", "2.其他法律、行政法规禁止公开"),
    "denied_security_stability": ('3.危及"三安全一稳定"', "3.危及三安全一稳定"),
    "normative_documents": ("规范性文件", "行政规范性文件"),
    "administrative_fees": ("行政事业型收费",),
}


@dataclass(frozen=True)
class Slot:
    """One drawn cell. `key` is set on value cells; `role` is label, value, head, block, or words (a line of prose).

    `mark` says what a medium does to its digits: hidden, struck, raised, lowered.
    """

    text: str
    role: str = "label"
    key: str = ""
    colspan: int = 1
    rowspan: int = 1
    mark: str = ""


Row = list[Slot]
Grid = list[Row]


@dataclass(frozen=True)
class Habits:
    """How one office writes labels."""

    numbering: str
    brackets: str
    variants: float
    spaced: float
    broken: float
    bookmark: bool
    annotated: bool
    cut_headers: bool
    lost_character: bool
    mistyped: float
    unnumbered: bool
    lettered: float
    defined: bool
    caption: str

    @classmethod
    def of(cls, rng: random.Random, year: int, *, rich: bool = False) -> Habits:
        """Return random habits; most offices keep the official labels. The rarer habits only with `rich`."""
        neat = rng.random() < (0.25 if rich else 0.4)

        def some(chance: float) -> bool:
            return not neat and rng.random() < chance

        return cls(
            numbering=rng.choice([".", ".", "、", ". ", *(["．", "）", "circle"] if rich and not neat else [])]),
            brackets=rng.choice(["full", "full", "half"]),
            variants=0.3 if some(0.4) else 0.0,
            spaced=0.15 if some(0.3) else 0.0,
            broken=0.2 if some(0.35) else 0.0,
            bookmark=some(0.15),
            annotated=some(0.12),
            cut_headers=some(0.06),
            lost_character=some(0.1),
            mistyped=0.1 if rich and some(0.2) else 0.0,
            unnumbered=rich and some(0.08),
            lettered=0.1 if rich and some(0.15) else 0.0,
            defined=rich and some(0.08),
            caption=f"{year}年度" if rich and some(0.08) else "",
        )


def grids_of(
    rng: random.Random, cells: dict[str, Shown], proactive: str, requests: str, habits: Habits
) -> dict[str, Grid]:
    """Return the three tables drawn."""
    write = _Writer(rng, habits)
    return {
        "proactive_disclosure": _proactive(cells, proactive, write),
        "requests": _requests(cells, requests, write),
        "proceedings": _proceedings(cells, write),
    }


class _Writer:
    """Writes labels in the habits of one office."""

    def __init__(self, rng: random.Random, habits: Habits) -> None:
        self.rng = rng
        self.habits = habits

    def row(self, row: FormRow, edition: str) -> str:
        variants = list(_ROW_VARIANTS.get(row.key, ()))
        if row.key == "normative_documents" and edition == "2019":
            variants = []
        label = row.label
        if variants and self.rng.random() < self.habits.variants:
            label = self.rng.choice(variants)
        if self.habits.defined and row.key == "normative_documents":
            return self.write(label + _DEFINITION)
        if self.habits.annotated and row.key == "normative_documents":
            label += "（指各行政机关印发的有正式文号的文件）"
        if self.habits.lost_character and len(label) > 9 and self.rng.random() < 0.1:
            cut = self.rng.randrange(4, len(label))
            # A misprint torn in two as well is past knowing.
            return label[:cut] + label[cut + 1 :]
        return self.write(label)

    def head(self, key: str) -> str:
        label = MEASURES[key]
        if self.habits.cut_headers:
            label = {"newly_made": "本年新", "newly_disclosed": "本年新", "change": "本年增/"}.get(key, label)
        if self.habits.annotated:
            label += {"prior_year_items": "（指2019年事项数）", "change": "（减用负值表示，如-8）"}.get(key, "")
        return self.write(label)

    def write(self, label: str) -> str:
        if self.habits.unnumbered:
            label = _NUMBERING.sub("", label)
        if label[:1].isdigit() and label[1:2] == ".":
            if self.habits.numbering == "circle":
                label = chr(ord("①") + int(label[0]) - 1) + label[2:]
            else:
                label = label[0] + self.habits.numbering + label[2:]
        if len(label) > 8 and self.rng.random() < self.habits.mistyped:
            label = self._mistyped(label)
        if self.habits.brackets == "half":
            label = label.replace("（", "(").replace("）", ")")
        if 3 < len(label) < 20 and self.rng.random() < self.habits.lettered:
            number = re.match(r"[①-⑳]|\d\D?", label)
            start = number.end() if number else 0
            return label[:start] + " ".join(label[start:].replace(" ", ""))
        if len(label) > 3 and self.rng.random() < self.habits.spaced:
            cut = self.rng.randrange(2, len(label) - 1)
            label = f"{label[:cut]} {label[cut:]}"
        elif len(label) > 3 and self.rng.random() < self.habits.broken:
            cut = self.rng.randrange(2, len(label) - 1)
            label = f"{label[:cut]}\n{label[cut:]}"
        return label

    def _mistyped(self, label: str) -> str:
        """Return the label with one wrong character."""
        wrong = [place for place, character in enumerate(label) if ord(character) in _MISTYPED]
        if not wrong:
            return label
        place = self.rng.choice(wrong)
        return label[:place] + label[place].translate(_MISTYPED) + label[place + 1 :]


def value_slot(cells: dict[str, Shown], key: str, colspan: int = 1) -> Slot:
    """Return the slot of a value cell."""
    return Slot(cells[key].raw, "value", key, colspan)


def _proactive(cells: dict[str, Shown], edition: str, write: _Writer) -> Grid:
    grid: Grid = []
    if write.habits.caption:
        grid.append([Slot("单位：件、万元", "head", colspan=2), Slot(write.habits.caption, "head", colspan=2)])
    block = ""
    rows = list(form_of("proactive_disclosure", edition).rows)
    if any("/other_disclosed_documents/" in key for key in cells):
        rows.insert(2, form_of("proactive_disclosure", edition).row("other_disclosed_documents"))
    for row in rows:
        last = 4 - len(row.columns)
        spans = [1] * (len(row.columns) - 1) + [last]
        if row.block != block:
            block = row.block
            grid.append([Slot(write.write(block), "block", colspan=4)])
            heads = [
                Slot(
                    write.head("decisions") if edition == "2019" else write.write("本年处理决定数量"), "head", colspan=n
                )
                if column == "decisions"
                else Slot(write.head(column), "head", colspan=n)
                for column, n in zip(row.columns, spans, strict=True)
            ]
            grid.append([Slot("信息内容", "head"), *heads])
        values = [
            value_slot(cells, f"proactive_disclosure/{row.key}/{column}", n)
            for column, n in zip(row.columns, spans, strict=True)
        ]
        label = write.row(row, edition)
        if row.key == "other_disclosed_documents":
            label = "其他主动公开文件（指规章和规范性文件以外主动公开的文件）"
        if row.key == "rules" and write.habits.bookmark:
            label = f"[bookmark: _GoBack]{label}"
        grid.append([Slot(label), *values])
    return grid


def _requests(cells: dict[str, Shown], edition: str, write: _Writer) -> Grid:
    corner = CORNER.replace("勾稽", "钩稽") if write.rng.random() < write.habits.variants else CORNER
    corner = corner.replace("（本列", "(本列").replace("）", ")") if write.habits.brackets == "half" else corner
    grid: Grid = [
        [Slot(corner, "head", colspan=3, rowspan=3), Slot("申请人情况", "head", colspan=7)],
        [Slot(NAMES[0], "head", rowspan=2), Slot(write.write("法人或其他组织"), "head", colspan=5),
         Slot(write.write(NAMES[6]), "head", rowspan=2)],
        [Slot(write.write(name), "head") for name in NAMES[1:6]],
    ]  # fmt: skip
    form = form_of("requests", edition)
    of_item = sum(row.item == "三" for row in form.rows)
    group, begun = "", False
    for row in form.rows:
        values = [value_slot(cells, f"requests/{row.key}/{column}") for column in COLUMNS]
        label = write.row(row, edition)
        if not row.item:
            grid.append([Slot(label, colspan=3), *values])
            continue
        drawn: Row = []
        if not begun:
            begun = True
            drawn.append(Slot(write.write("三、本年度办理结果"), "block", rowspan=of_item))
        if row.group and row.group != group:
            height = sum(other.group == row.group for other in form.rows)
            drawn.append(Slot(write.write(row.group), "block", rowspan=height))
        group = row.group
        grid.append([*drawn, Slot(label, colspan=1 if row.group else 2), *values])
    return grid


def _proceedings(cells: dict[str, Shown], write: _Writer) -> Grid:
    values = [
        value_slot(cells, f"proceedings/{channel}/{name}") for channel in CHANNELS for name in (*OUTCOMES, "total")
    ]
    return [
        [Slot("行政复议", "head", colspan=5), Slot("行政诉讼", "head", colspan=10)],
        [*(Slot(write.write(name), "head", rowspan=2) for name in RESULTS),
         Slot("未经复议直接起诉", "head", colspan=5), Slot("复议后起诉", "head", colspan=5)],
        [Slot(write.write(name), "head") for _ in range(2) for name in RESULTS],
        values,
    ]  # fmt: skip


def full_rows(grid: Grid) -> list[list[Slot | None]]:
    """Return every row at full width: a slot where it begins, None where a merged cell covers."""
    found: list[list[Slot | None]] = []
    covered: dict[tuple[int, int], bool] = {}
    for number, row in enumerate(grid):
        line: list[Slot | None] = []
        for slot in row:
            while covered.get((number, len(line))):
                line.append(None)
            start = len(line)
            line += [slot] + [None] * (slot.colspan - 1)
            for below in range(1, slot.rowspan):
                for column in range(start, start + slot.colspan):
                    covered[number + below, column] = True
        while covered.get((number, len(line))):
            line.append(None)
        found.append(line)
    return found


def word_rows(grid: Grid) -> list[list[Slot | None]]:
    """Return every row as Word exports it: merged columns are one cell, a cell merged downwards stands empty below."""
    found: list[list[Slot | None]] = []
    covered: dict[tuple[int, int], bool] = {}
    for number, row in enumerate(grid):
        line: list[Slot | None] = []
        column = 0

        def skip(number: int = number, line: list[Slot | None] = line) -> None:
            nonlocal column
            while (number, column) in covered:
                if covered[number, column]:
                    line.append(None)
                column += 1

        for slot in row:
            skip()
            line.append(slot)
            for below in range(1, slot.rowspan):
                for offset in range(slot.colspan):
                    covered[number + below, column + offset] = offset == 0
            column += slot.colspan
        skip()
        found.append(line)
    return found


def cut_at(grid: Grid, cut: int) -> tuple[Grid, Grid]:
    """Return the rows above a cut and below it; a cell that reaches down over it goes on below, empty."""
    upper: Grid = []
    going_on: Row = []
    for number, row in enumerate(grid[:cut]):
        upper.append([replace(slot, rowspan=min(slot.rowspan, cut - number)) for slot in row])
        going_on += [
            replace(slot, text="", rowspan=number + slot.rowspan - cut) for slot in row if number + slot.rowspan > cut
        ]
    lower = [list(row) for row in grid[cut:]]
    return upper, [[*going_on, *lower[0]], *lower[1:]] if lower else []


def with_text(slot: Slot, text: str) -> Slot:
    """Return the slot with another text."""
    return replace(slot, text=text)

"""What pages, sites and careless hands put into a report: lines that are no cells, lost parts, a second report."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from tests.forge.drafts import REFUSED, TABLES, Draft, fault, pick_row, value_slots
from tests.forge.grids import Grid, Slot, with_text
from tests.forge.render import MARKED

_ROW_LINES = ("pdf", "pipes", "spaces", "markdown", "commas")
"""Flavours in which a line is a whole row, so that a foreign line between two lines leaves both whole."""
_OF_TABLES = ("二十条第", "收到和处理", "行政诉讼情况", "主动公开政府信息情况")


def _between(draft: Draft, *lines: str) -> None:
    """Put lines between two rows of table 3."""
    rows = draft.lines["requests"]
    where = draft.rng.randrange(4, len(rows))
    rows[where:where] = lines


@fault("lines", flavours=_ROW_LINES)
def _running_header(draft: Draft) -> bool:
    """The title of the report stands at the top of each page."""
    _between(draft, "", f"{draft.body.title}{draft.year}年政府信息公开工作年度报告", "")
    return True


@fault("lines", flavours=(*_ROW_LINES, "layout"))
def _page_foot(draft: Draft) -> bool:
    page = draft.rng.randint(2, 9)
    _between(draft, "", draft.rng.choice([f"第 {page} 页 共 {page + 2} 页", f"- {page} -", f"— {page} —"]), "")
    return True


@fault("lines", flavours=("pdf", "pipes", "spaces"))
def _continued(draft: Draft) -> bool:
    """The table goes on over the page: its header stands again, below a page number."""
    rows = draft.lines["requests"]
    heads = [line for line in rows[:4] if not line.startswith("---")][:3]
    where = draft.rng.randrange(len(rows) // 2, len(rows))
    rows[where:where] = ["", f"- {draft.rng.randint(2, 9)} -", "", *heads]
    return True


@fault("lines")
def _note_after_table(draft: Draft) -> bool:
    note = draft.rng.choice(["注：本表由3个股室汇总，共核对2次。", "备注：数据以系统导出为准，截至12月31日。"])
    draft.lines["requests"] += ["", note, ""]
    return True


@fault("lines")
def _spam_line(draft: Draft) -> bool:
    """A site's hidden advertisement, with figures, somewhere in a table."""
    lines = draft.lines[draft.rng.choice(TABLES)]
    text = draft.rng.choice(["线上娱乐注册送58元 7 8 9", "彩票平台2024最新网址 66 88", "0 0 0 0 0 0 0 电玩城官网下载"])
    lines.insert(draft.rng.randrange(len(lines) + 1), text)
    draft.expected = "sound"
    return True


@fault("lines")
def _site_line_in_table(draft: Draft) -> bool:
    lines = draft.lines[draft.rng.choice(TABLES)]
    number = draft.rng.randint(2, 999)
    lines.insert(
        draft.rng.randrange(len(lines) + 1),
        draft.rng.choice([f"浏览次数：{number}", f"字体：大 中 小 打印 {number}", f"第{number}位访客"]),
    )
    draft.expected = "sound"
    return True


@fault("lines")
def _pictured_table(draft: Draft) -> bool:
    """A table is a picture: nothing of it is left, or its file name."""
    name = draft.rng.choice(TABLES)
    draft.lines[name] = draft.rng.choice([[], ["[图片]"], ["image001.png"], ["（见附图）"]])
    draft.refuse("form.missing_table", "form.unproven")
    return True


@fault("grids", scale=3)
def _gapped_number(draft: Draft) -> bool:
    """The digits of a number stand apart in their cell: one number or two, who knows."""
    grid, number, row = pick_row(draft, "requests")
    long = [position for position in value_slots(row) if row[position].text.strip().isdigit() and
            len(row[position].text.strip()) > 1]  # fmt: skip
    if not long:
        return False
    where = draft.rng.choice(long)
    grid[number] = [with_text(slot, " ".join(slot.text.strip())) if n == where else slot for n, slot in enumerate(row)]
    draft.refuse()
    return True


@fault("grids", flavours=(*MARKED, "tight", "pdf"))
def _two_values_in_a_cell(draft: Draft) -> bool:
    grid, number, row = pick_row(draft, "requests")
    values = value_slots(row)
    first = draft.rng.choice(values[:-1])
    joined = with_text(row[first], f"{row[first].text.strip()} {row[first + 1].text.strip()}")
    grid[number] = [*row[:first], joined, *row[first + 2 :]]
    draft.expected = "sound"
    return True


@fault("grids")
def _lost_column(draft: Draft) -> bool:
    """The first or the last column of table 3 is beyond the edge of the page, its header too."""
    grid = draft.grids["requests"]
    last = draft.rng.random() < 0.5
    for number, row in enumerate(grid):
        values = value_slots(row)
        if values:
            gone = values[-1 if last else 0]
            grid[number] = [slot for position, slot in enumerate(row) if position != gone]
    grid[1] = grid[1][:-1] if last else grid[1][1:]
    grid[0] = [grid[0][0], replace(grid[0][1], colspan=6)]
    draft.refuse()
    return True


@fault("grids")
def _lost_header(draft: Draft) -> bool:
    """Table 3 without its header rows."""
    draft.grids["requests"] = draft.grids["requests"][3:]
    draft.expected = "sound"
    return True


@fault("grids")
def _doubled_row_differs(draft: Draft) -> bool:
    grid, number, row = pick_row(draft, "requests")
    if any(slot.rowspan > 1 for slot in row):
        return False
    place = draft.rng.choice(value_slots(row))
    other = str(int(draft.cells[row[place].key].value or 0) + draft.rng.randint(1, 9))
    grid.insert(number + 1, [*row[:place], with_text(row[place], other), *row[place + 1 :]])
    draft.refuse()
    return True


@fault("grids")
def _swapped_rows_above(draft: Draft) -> bool:
    """Two rows of table 2 stand in the other order."""
    grid = draft.grids["proactive_disclosure"]
    rows = [number for number, row in enumerate(grid) if value_slots(row)]
    pairs = [(a, b) for a, b in pairwise(rows) if b == a + 1]
    first, second = draft.rng.choice(pairs)
    grid[first], grid[second] = grid[second], grid[first]
    draft.expected = "sound"
    return True


@fault("grids")
def _parted_proceedings(draft: Draft) -> bool:
    """Table 4 as three small tables, one a channel."""
    *_, results, values = draft.grids["proceedings"]
    parted: Grid = []
    for number, channel in enumerate(("行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）")):
        parted.append([Slot(channel, "head", colspan=5)])
        parted.append([replace(slot, rowspan=1) for slot in results[:5]])
        parted.append(values[5 * number : 5 * number + 5])
    draft.grids["proceedings"] = parted
    draft.expected = "sound"
    return True


@fault("grids")
def _turned_proceedings(draft: Draft) -> bool:
    """Table 4 with a row a channel."""
    *_, results, values = draft.grids["proceedings"]
    rows: Grid = [[Slot("", "head"), *(replace(slot, rowspan=1) for slot in results[:5])]]
    for number, channel in enumerate(("行政复议", "未经复议直接起诉", "复议后起诉")):
        rows.append([Slot(channel), *values[5 * number : 5 * number + 5]])
    draft.grids["proceedings"] = rows
    draft.expected = "sound"
    return True


@fault("text")
def _doubled_report(draft: Draft) -> bool:
    """The page holds the same text twice, as for screen and for print."""
    draft.text = f"{draft.text}\n{draft.text}"
    draft.expected = "sound"
    return True


@fault("text")
def _two_reports(draft: Draft) -> bool:
    """Two reports in one file: of two years, or of two bodies. In a guise that writes these otherwise, nothing."""
    if draft.guise:
        return True
    body, year = draft.body, draft.year
    if draft.rng.random() < 0.5:
        other = draft.text.replace(f"{year}年", f"{year - 1}年").replace(f"{year} 年", f"{year - 1} 年")
    else:
        other = draft.text.replace(body.title, "浙江省丽水市").replace(body.full, "浙江省丽水市")
    draft.text = f"{draft.text}\n{other}" if draft.rng.random() < 0.5 else f"{other}\n{draft.text}"
    draft.mute = True
    draft.refuse("form.several_reports", "identity.year", "identity.agency", "identity.region", *REFUSED)
    return True


@fault("text")
def _cut_text(draft: Draft) -> bool:
    """The file ends within its tables."""
    ends = [next((line for line in draft.lines[name] if line.strip()), "") for name in ("requests", "proceedings")]
    if not all(ends):
        return False
    draft.text = draft.text[: draft.rng.randrange(draft.text.index(ends[0]) + 1, draft.text.rindex(ends[1]) + 1)]
    draft.refuse()
    return True


@fault("text", flavours=("word", "pdf", "lines", "pipes", "markdown", "tight", "spaces", "layout", "box", "commas"))
def _no_headings(draft: Draft) -> bool:
    """The headings above the tables are gone."""
    kept = [line for line in draft.text.split("\n")
            if len(line) > 40 or any(character in line for character in "\t|") or "第" in line
            or not any(word in line for word in _OF_TABLES)]  # fmt: skip
    draft.text = "\n".join(kept)
    return True


@fault("text")
def _lost_digits(draft: Draft) -> bool:
    """The period's months and days have lost characters."""
    year = draft.year
    period = f"{year}年1月1日"
    if period not in draft.text:
        return False
    draft.text = draft.text.replace(period, f"{year}11日").replace(f"{year}年12月31日", f"{year}1231日")
    return True


@fault("text")
def _nameless(draft: Draft) -> bool:
    """Who reports is nowhere said. In a guise, where the names are written otherwise, nothing is done."""
    if draft.guise:
        return True
    body = draft.body
    for name in (body.full, body.title, body.agency_name, *reversed(body.names)):
        draft.text = draft.text.replace(name, "")
    draft.mute = True
    draft.refuse("identity.agency", "identity.region", "ignored")
    return True


@fault("text")
def _yearless(draft: Draft) -> bool:
    """No year is left anywhere in the text."""
    for year in (draft.year - 1, draft.year, draft.year + 1):
        draft.text = draft.text.replace(str(year), "")
    draft.mute = True
    draft.refuse("identity.year", "ignored")
    return True


@fault("bytes")
def _bad_byte(draft: Draft) -> bool:
    """One byte in the tables is not what it was."""
    first = next((line for line in draft.lines["proactive_disclosure"] if line.strip()), "")
    last = next((line for line in reversed(draft.lines["proceedings"]) if line.strip()), "")
    data, begin, end = draft.data, first.encode(), last.encode()
    if not begin or not end:
        return False
    # Of another encoding than UTF-8, any byte will do.
    start, stop = max(0, data.find(begin)), data.rfind(end) + len(end) if end in data else len(data)
    where = draft.rng.randrange(min(start, stop - 1), stop)
    draft.data = data[:where] + draft.rng.choice([b"\xff", b"\x80", b"\x00"]) + data[where + 1 :]
    draft.expected = "sound"
    return True

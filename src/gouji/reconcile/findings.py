"""Findings in words: which cell, what is printed, what it should be, where to look; in Chinese and in English."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from gouji.report import STATISTICS, CellReading, Doubt, Report, StatisticCell, TableName
from gouji.standard.forms import COLUMN_AXIS, ROW_AXIS, TABLE_NUMBER, FormRow, form_of, official_title, term
from gouji.standard.narrative import told_name
from gouji.standard.reasons import doubt_text, unread_text
from gouji.standard.rules import RULES, Severity
from gouji.standard.statistics import statistics_form

_TABLE_EN: dict[TableName, str] = {
    "proactive_disclosure": "table 2 (proactive disclosure)",
    "requests": "table 3 (requests)",
    "proceedings": "table 4 (reconsideration and litigation)",
}
_TABLES: dict[str, TableName] = {name: name for name in _TABLE_EN}
_COUNTS_ZH = "零一二三四五六七八九十"
_PRINTED_LIMIT = 200  # characters of a stranger's text quoted in a sentence
SUM_RULES = frozenset({"requests.row_total", "requests.outcome_total", "requests.balance", "proceedings.total"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that did not hold. `suspects`: single cells with the value that would satisfy all failing sums."""

    finding_id: str
    rule_id: str
    severity: Severity
    cells: tuple[str, ...]
    reported: Decimal | None
    computed: Decimal | None
    formula: str
    suspects: tuple[tuple[str, int], ...]
    message_zh: str
    message_en: str


@dataclass(frozen=True, slots=True)
class Offender:
    """One row that a rule's function returned."""

    subject: str | None
    cells: tuple[str, ...]
    reported: Decimal | None
    computed: Decimal | None
    detail: str | None


class Labels:
    """The labels of one report's tables, as printed where they were, else as the form has them."""

    def __init__(self, report: Report) -> None:
        self._report = report

    @cached_property
    def _printed(self) -> dict[tuple[str, str], str]:
        return {(table.table, key): label for table in self._report.tables for key, label in table.row_labels}

    @cached_property
    def _cells(self) -> dict[str, CellReading]:
        return {cell.key: cell for table in self._report.tables for cell in table.cells}

    def cell(self, key: str) -> CellReading:
        """Return one cell of the report."""
        return self._cells[key]

    def doubt(self, table: str, lang: str) -> str:
        """Return in words why a table is not proven; KeyError where it is."""
        doubts: dict[str, Doubt] = {each.table: each.doubt for each in self._report.tables if each.doubt is not None}
        if self._report.statistics is not None and self._report.statistics.doubt is not None:
            doubts[STATISTICS] = self._report.statistics.doubt
        return doubt_text(doubts[table], lang)

    @cached_property
    def _figures(self) -> dict[str, StatisticCell]:
        return {} if self._report.statistics is None else {cell.key: cell for cell in self._report.statistics.cells}

    def figure(self, key: str) -> StatisticCell:
        """Return one figure of the statistics form of 2014."""
        return self._figures[key]

    def row(self, table: TableName, key: str) -> str:
        """Return a row's label on one line, as printed if it was found, else the form's."""
        printed = self._printed.get((table, key))
        form_row = self._form_row(table, key)
        return _one_line(printed or (form_row.label if form_row else term(ROW_AXIS[table], key).zh))

    def place_zh(self, cell: str) -> str:
        """Return where a cell (or a whole row) stands in words: 表三 第三项“（一）予以公开”，“总计”列."""
        if cell in self._figures:
            return _figure_place(self._figures[cell])[0]
        table, row, column = _split(cell)
        form_row = self._form_row(table, row)
        label = self.row(table, row)
        if table == "proceedings":
            where = f"表四 {term('channel', row).zh}"
        else:
            item = f"第{form_row.item}项" if form_row and form_row.item else ""
            group = form_row.group if form_row else ""
            where = f"表{TABLE_NUMBER[table]} {item}{group}“{label}”"
        return where + (f"，“{term(COLUMN_AXIS[table], column).zh}”列" if column else "")

    def place_en(self, cell: str) -> str:
        """Return where a cell (or a whole row) stands in words, printed labels beside the English terms."""
        if cell in self._figures:
            return _figure_place(self._figures[cell])[1]
        table, row, column = _split(cell)
        where = f"{_TABLE_EN[table]}, row “{self.row(table, row)}” ({term(ROW_AXIS[table], row).en})"
        if not column:
            return where
        name = term(COLUMN_AXIS[table], column)
        return f"{where}, column “{name.zh}” ({name.en})"

    def _form_row(self, table: TableName, key: str) -> FormRow | None:
        edition = self._report.edition(table)
        return None if edition is None else form_of(table, edition).row(key)


def _figure_place(cell: StatisticCell) -> tuple[str, str]:
    """Return where a figure of the statistics form stands: 统计表 四、行政复议数量 “（二）被依法纠错数”."""
    column_zh, column_en = (f"，“{cell.breakdown}”列", f", column “{cell.breakdown}”") if cell.breakdown else ("", "")
    if cell.row.startswith("other."):
        return f"统计表 “{cell.label}”{column_zh}", f"the statistics form, row “{cell.label}”{column_en}"
    row = statistics_form().row(cell.row)
    # Under reviews and under suits the labels are the same.
    block = "" if row.label == row.block else row.block
    return (
        f"统计表 {block}“{cell.label}”{column_zh}",
        f"the statistics form, row “{cell.label}” ({row.en}){column_en}",
    )  # fmt: skip


def finding_of(
    rule_id: str, number: int, offender: Offender, labels: Labels, suspects: tuple[tuple[str, int], ...]
) -> Finding:
    """Return one finding with its sentences."""
    rule = RULES[rule_id]
    zh, en = _values(rule_id, offender, labels)
    return Finding(
        f"{rule_id}/{number}",
        rule_id,
        rule.severity,
        offender.cells,
        offender.reported,
        offender.computed,
        rule.formula,
        suspects,
        rule.message_zh.format_map(zh),
        rule.message_en.format_map(en),
    )


def suspect_sentence(report: Report, findings: Sequence[Finding], lang: str) -> str:
    """Return what the failing sums together say of their cause; empty where no single cell explains them."""
    failing = [finding for finding in findings if finding.rule_id in SUM_RULES]
    if not failing or not failing[0].suspects:
        return ""
    labels = Labels(report)
    suspects, count = failing[0].suspects, len(failing)
    if lang == "zh":
        if len(suspects) == 1:
            cell, value = suspects[0]
            both = (
                "这一处就相符"
                if count == 1
                else f"{_COUNTS_ZH[count] if count <= 10 else count}处都相符".replace("二处", "两处")
            )
            return f"{labels.place_zh(cell)}那一格若为 {value}，{both}。也可能是别的格错了，请对照台账。"
        cells = "；".join(f"{labels.place_zh(cell)}（应为 {value}）" for cell, value in suspects[:8])
        return f"下列任何一格改动都能使之相符，请对照台账：{cells}。"
    if len(suspects) == 1:
        cell, value = suspects[0]
        all_hold = {1: "the sum holds", 2: "both sums hold"}.get(count, f"all {count} sums hold")
        return f"If {labels.place_en(cell)} were {value}, {all_hold}. Or another cell is wrong: check your records."
    cells = "; ".join(f"{labels.place_en(cell)} (would be {value})" for cell, value in suspects[:8])
    return f"Any one of these cells would make them hold; check your records: {cells}."


def _split(cell: str) -> tuple[TableName, str, str]:
    table, row, *column = cell.split("/")
    return _TABLES[table], row, column[0] if column else ""


def _one_line(text: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"\[bookmark:[^\]]*\]", "", text))


def _quoted(text: str) -> str:
    line = re.sub(r"\s+", " ", text)
    return line if len(line) <= _PRINTED_LIMIT else line[:_PRINTED_LIMIT] + "…"


def _values(rule_id: str, offender: Offender, labels: Labels) -> tuple[Mapping[str, str], Mapping[str, str]]:
    reported, computed = number_text(offender.reported), number_text(offender.computed)
    where_zh, where_en = _where(rule_id, offender, labels)
    detail_zh, detail_en = _detail(rule_id, offender, labels)
    parts_zh, parts_en = _parts(rule_id, offender, labels)
    zh = {"where": where_zh, "detail": detail_zh, "parts": parts_zh, "reported": reported, "computed": computed}
    en = {"where": where_en, "detail": detail_en, "parts": parts_en, "reported": reported, "computed": computed}
    return zh, en


def number_text(value: Decimal | None) -> str:
    """Return a number as a person writes it: no trailing zeros."""
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _where(rule_id: str, offender: Offender, labels: Labels) -> tuple[str, str]:
    subject = offender.subject
    if rule_id == "requests.balance" and subject:
        name = term("applicant", subject)
        return f"表三 “{name.zh}”列", f"{_TABLE_EN['requests']}, column “{name.zh}” ({name.en})"
    if rule_id in SUM_RULES or (rule_id.startswith("narrative.") and len(offender.cells) == 1):
        return labels.place_zh(offender.cells[0]), labels.place_en(offender.cells[0])
    if rule_id.startswith("narrative.") and subject:
        return _together(subject, offender.cells)
    if not subject:
        return "", ""
    if subject == STATISTICS:
        return f"《{statistics_form().title}》", "the statistics form of 2014"
    if subject in _TABLES:
        table = _TABLES[subject]
        return f"表{TABLE_NUMBER[table]}（{official_title(subject).title}）", _TABLE_EN[table]
    return labels.place_zh(subject), labels.place_en(subject)


def _together(told: str, cells: Sequence[str]) -> tuple[str, str]:
    """Return where a told figure stands that several cells add to: `requests.denied_total.total`."""
    table = _split(cells[0])[0]
    _, row, column = told.split(".")
    zh, en = (
        (told_name(ROW_AXIS[table], row, lang), told_name(COLUMN_AXIS[table], column, lang)) for lang in ("zh", "en")
    )
    return f"表{TABLE_NUMBER[table]} {zh[0]}，“{zh[1]}”列", f"{_TABLE_EN[table]}, {en[0]}, column “{zh[1]}” ({en[1]})"


def _detail(rule_id: str, offender: Offender, labels: Labels) -> tuple[str, str]:
    if rule_id == "form.unproven":
        table = offender.subject or ""
        return _quoted(labels.doubt(table, "zh")), _quoted(labels.doubt(table, "en"))
    detail = _quoted(offender.detail or "")
    if rule_id.startswith("identity.") and rule_id != "identity.conflict":
        return (f"，可能是：{detail}", f"; candidates: {detail}") if detail else ("", "")
    if rule_id == "procurement.unit_missing":
        if detail == "CNY":
            return "；按项目数推算应是元", "; yuan is the plausible reading"
        return ("；按项目数推算应是万元", "; 10,000 yuan is the plausible reading") if detail else ("", "")
    if rule_id.startswith("read."):
        return _quoted(unread_text(offender.detail or "", "zh")), detail
    return detail, detail


def _parts(rule_id: str, offender: Offender, labels: Labels) -> tuple[str, str]:
    if rule_id in ("proactive.items_non_negative", "proactive.stock_in_year"):
        cells = offender.cells if rule_id == "proactive.items_non_negative" else offender.cells[1:]
        zh = [f"{term('measure', cell.split('/')[2]).zh} {labels.cell(cell).printed}" for cell in cells]
        en = [f"{term('measure', cell.split('/')[2]).en} {labels.cell(cell).printed}" for cell in cells]
        sign_zh, sign_en = ("＋", " + ") if rule_id == "proactive.items_non_negative" else ("－", " - ")
        return sign_zh.join(zh), sign_en.join(en)
    if rule_id.startswith("statistics."):
        figures = [labels.figure(cell) for cell in offender.cells[1:]]
        told = [cell for cell in figures if cell.value]
        zh = [f"{cell.label} {cell.printed}" for cell in told]
        en = [f"{statistics_form().row(cell.row).en} {cell.printed}" for cell in told]
        if rest := len(figures) - len(told):
            zh.append(f"{'其余' if told else ''} {rest} 项为 0 或空白".strip())
            en.append(f"{rest} {'others' if told else 'parts'} 0 or blank")
        return "＋".join(zh), " + ".join(en)
    if rule_id not in SUM_RULES:
        return "", ""
    if rule_id == "requests.balance":
        return _named(offender.cells, labels, by_row=True, separator=("，", ", "), keep_zero=True)
    by_row = rule_id == "requests.outcome_total"
    return _named(offender.cells[1:], labels, by_row=by_row, separator=("＋", " + "), keep_zero=False)


def _named(
    cells: Sequence[str], labels: Labels, *, by_row: bool, separator: tuple[str, str], keep_zero: bool
) -> tuple[str, str]:
    """Return the parts of a sum with their printed values; parts that are zero or blank are counted, not listed."""
    zh: list[str] = []
    en: list[str] = []
    rest = 0
    blanks = 0
    for key in cells:
        cell = labels.cell(key)
        if not cell.value and not keep_zero:
            rest += 1
            blanks += cell.value is None
            continue
        axis = ROW_AXIS[cell.table] if by_row else COLUMN_AXIS[cell.table]
        name = term(axis, cell.row if by_row else cell.column)
        zh.append(f"{labels.row(cell.table, cell.row) if by_row else name.zh} {cell.printed or '空白'}")
        en.append(f"{name.en} {cell.printed or 'blank'}")
    if rest:
        kind = "行" if by_row else "列" if cells and cells[0].startswith("requests/") else "项"
        count = _COUNTS_ZH[rest] if rest <= 10 else str(rest)
        nothing_zh = "空白" if blanks == rest else " 0 或空白" if blanks else " 0"
        nothing_en = "blank" if blanks == rest else "0 or blank" if blanks else "0"
        zh.append(f"其余{count}{kind}{nothing_zh}" if zh else f"{count}{kind}都是{nothing_zh}")
        en.append(f"{rest} others {nothing_en}" if en else f"all {rest} parts {nothing_en}")
    return separator[0].join(zh), separator[1].join(en)

"""What `gouji check --format html` writes: one page that needs nothing else, with the tables as printed."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import jinja2

from gouji.check import Checked
from gouji.reconcile.findings import SUM_RULES, Finding, Labels, number_text, suspect_sentence
from gouji.report import CellReading, Report, StatisticCell, StatisticsReading, TableReading
from gouji.report_text import (
    OUTCOME_NAMES,
    SEVERITY_NAMES,
    Result,
    cause_of,
    not_checked,
    source_place,
    verdict_line,
    who,
)
from gouji.standard.forms import COLUMN_AXIS, ROW_AXIS, TABLE_NUMBER, form_of, official_title, term
from gouji.standard.rules import SEVERITIES
from gouji.standard.statistics import statistics_form

_WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "title": "年度报告核对结果",
        "file": "文件",
        "body": "机关",
        "result": "结果",
        "printed": "表格（照原文所印）",
        "missing": "没有找到，未核对",
        "unknown_edition": "不是已知的格式，未核对",
        "doubled": "不止一张，未核对",
        "unproven": "各格的位置不能确定，未核对",
        "figure": "统计数",
        "computed": "各项相加 {}",
        "suspect": "若为 {}",
    },
    "en": {
        "title": "Yearly reports, checked",
        "file": "File",
        "body": "Body",
        "result": "Result",
        "printed": "The tables as printed",
        "missing": "not found, not checked",
        "unknown_edition": "of no known form, not checked",
        "doubled": "more than one, not checked",
        "unproven": "the place of its cells is not certain, not checked",
        "figure": "Figure",
        "computed": "adds up to {}",
        "suspect": "if {}",
    },
}
_MONEY: dict[str, dict[str, str]] = {
    "zh": {"CNY": "元", "CNY_10K": "万元"},
    "en": {"CNY": "yuan", "CNY_10K": "10,000 yuan"},
}
_MARKS: dict[str, dict[str, str]] = {
    "zh": {"error": "不符", "suspect": "很可能错在这里", "part": "不符的那一项的组成部分", "remark": "请核对或提示",
           "blank": "空白或不适用", "unproven": "位置不能确定"},
    "en": {"error": "does not hold", "suspect": "the likely cause", "part": "part of what does not hold",
           "remark": "to check, or remarked on", "blank": "blank or not applicable", "unproven": "place not certain"},
}  # fmt: skip
"""What may be marked on a cell, worst first."""
_TOTALS = (SUM_RULES - {"requests.balance"}) | {"statistics.total", "statistics.staff"}
"""Rules that hold the first of their cells to be the sum of the others."""


@dataclass(frozen=True, slots=True)
class _Line:
    message: str
    cause: str
    rule_id: str


@dataclass(frozen=True, slots=True)
class _Group:
    """The findings of one severity; `cause` is what the failing sums together point at."""

    title: str
    lines: tuple[_Line, ...]
    cause: str


@dataclass(frozen=True, slots=True)
class _Cell:
    printed: str
    marks: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    label: str
    cells: tuple[_Cell, ...]


@dataclass(frozen=True, slots=True)
class _Block:
    """Rows with the same columns."""

    columns: tuple[str, ...]
    rows: tuple[_Row, ...]


@dataclass(frozen=True, slots=True)
class _Grid:
    title: str
    note: str
    blocks: tuple[_Block, ...]


@dataclass(frozen=True, slots=True)
class _Page:
    """All that is shown of one file, in words; nothing of its report is kept."""

    file: str
    who: str
    outcome: str
    verdict: str
    counts: tuple[int | str, ...]
    groups: tuple[_Group, ...]
    not_checked: tuple[str, ...]
    grids: tuple[_Grid, ...]


def html_page(checked: Iterable[Checked], lang: str) -> str:
    """Return one page for all files: no script, nothing fetched, every stranger's text escaped and made visible."""
    pages = [_page(one, lang) for one in checked]
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("gouji"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("check.html.j2").render(
        lang=lang,
        pages=pages,
        words=_WORDS[lang],
        outcomes=OUTCOME_NAMES[lang],
        severities=SEVERITY_NAMES[lang],
        marks=_MARKS[lang],
    )


def _visible(value: Any) -> Any:
    """Return text in which nothing acts unseen: characters that steer or hide text stand there by their number."""
    if not isinstance(value, str) or value.isprintable():
        return value
    return "".join(
        character if unicodedata.category(character) not in ("Cc", "Cf", "Cs") or character in "\t\n\r" else
        f"[U+{ord(character):04X}]"
        for character in value
    )  # fmt: skip


def _page(checked: Checked, lang: str) -> _Page:
    result, report = Result.of(checked), checked.report
    head = (checked.file, who(checked, lang), result.outcome, verdict_line(checked, lang))
    if report is None or checked.refused is not None:
        return _Page(*head, ("-",) * len(SEVERITIES), (), (), ())
    by_severity = {
        severity: [finding for finding in checked.findings if finding.severity == severity] for severity in SEVERITIES
    }
    groups = tuple(
        _Group(
            SEVERITY_NAMES[lang][severity],
            tuple(_line(report, finding, lang) for finding in found),
            suspect_sentence(report, found, lang),
        )
        for severity, found in by_severity.items()
        if found
    )
    counts = (result.errors, result.warnings, result.notices)
    grids = tuple(_grids(report, checked.findings, lang))
    return _Page(*head, counts, groups, tuple(not_checked(checked, lang)), grids)


def _line(report: Report, finding: Finding, lang: str) -> _Line:
    message = finding.message_zh if lang == "zh" else finding.message_en
    return _Line(message + source_place(report, finding, lang), cause_of(finding, lang), finding.rule_id)


def _grids(report: Report, findings: Sequence[Finding], lang: str) -> Iterable[_Grid]:
    marks, notes = _marks_of(findings, lang)
    labels = Labels(report)
    if report.statistics is not None:
        yield _statistics(report.statistics, marks, notes, lang)
    for table in (table for table in report.tables if table.state != "statistics"):
        number, zh = TABLE_NUMBER[table.table], official_title(table.table).title
        title = f"表{number}　{zh}" if lang == "zh" else f"{zh} ({table.table})"
        note = "unproven" if table.state == "found" and table.doubt is not None else table.state
        yield _Grid(
            title,
            "" if note == "found" else _WORDS[lang][note],
            tuple(_blocks(table, labels, marks, notes, lang)),
        )


def _statistics(
    reading: StatisticsReading, marks: Mapping[str, set[str]], notes: Mapping[str, Sequence[str]], lang: str
) -> _Grid:
    columns = tuple(dict.fromkeys(cell.breakdown or _WORDS[lang]["figure"] for cell in reading.cells))
    rows = tuple(
        _Row(cells[0].label + (f" ({cells[0].unit})" if cells[0].unit else ""), _shown(cells, marks, notes))
        for cells in (list(of_row) for _, of_row in groupby(reading.cells, lambda cell: cell.row))
    )
    note = "" if reading.doubt is None else _WORDS[lang]["unproven"]
    return _Grid(statistics_form().title, note, (_Block(columns, rows),))


def _blocks(
    table: TableReading,
    labels: Labels,
    marks: Mapping[str, set[str]],
    notes: Mapping[str, Sequence[str]],
    lang: str,
) -> Iterable[_Block]:
    rows = [(key, list(cells)) for key, cells in groupby(table.cells, lambda cell: cell.row)]
    for _, of_block in groupby(rows, lambda row: [cell.column for cell in row[1]]):
        block = list(of_block)
        names = tuple(_column_name(cell, lang) for cell in block[0][1])
        yield _Block(
            names,
            tuple(_Row(_row_label(table, key, labels, lang), _shown(cells, marks, notes)) for key, cells in block),
        )


def _shown(
    cells: Sequence[CellReading | StatisticCell], marks: Mapping[str, set[str]], notes: Mapping[str, Sequence[str]]
) -> tuple[_Cell, ...]:
    return tuple(
        _Cell(cell.printed, _marked(cell, marks.get(cell.key, set())), tuple(notes.get(cell.key, ()))) for cell in cells
    )


def _column_name(cell: CellReading, lang: str) -> str:
    """Return what a column is called, with the unit of money that its head prints."""
    name = _name(COLUMN_AXIS[cell.table], cell.column, lang)
    money = _MONEY[lang].get(cell.unit or "") if cell.unit_basis == "header" else None
    return f"{name} ({money})" if money else name


def _name(axis: Any, key: str, lang: str) -> str:
    return term(axis, key).zh if lang == "zh" else term(axis, key).en


def _row_label(table: TableReading, key: str, labels: Labels, lang: str) -> str:
    """Return a row's label as printed, after its group's; in English with the term."""
    if table.table == "proceedings" or table.edition is None:
        return _name(ROW_AXIS[table.table], key, lang)
    group = form_of(table.table, table.edition).row(key).group
    printed = group + labels.row(table.table, key)
    return printed if lang == "zh" else f"{printed} · {term(ROW_AXIS[table.table], key).en}"


def _marked(cell: CellReading | StatisticCell, marks: set[str]) -> str:
    own = {"blank"} if cell.meaning in ("blank", "not_applicable") else set()
    if not cell.proven:
        own.add("unproven")
    return " ".join(mark for mark in _MARKS["zh"] if mark in marks | own)


def _marks_of(findings: Sequence[Finding], lang: str) -> tuple[dict[str, set[str]], dict[str, list[str]]]:
    """Return what is marked on each cell, and what is written under its figure: what its parts add up to."""
    marks: dict[str, set[str]] = defaultdict(set)
    notes: dict[str, list[str]] = defaultdict(list)
    for finding in findings:
        is_total = finding.rule_id in _TOTALS
        for position, cell in enumerate(finding.cells):
            mark = "remark" if finding.severity != "error" else "part" if is_total and position else "error"
            marks[cell].add(mark)
        if is_total and finding.computed is not None:
            note = _WORDS[lang]["computed"].format(number_text(finding.computed))
            if note not in notes[finding.cells[0]]:
                notes[finding.cells[0]].append(note)
    suspects = {suspect for finding in findings if finding.rule_id in SUM_RULES for suspect in finding.suspects}
    for cell, value in sorted(suspects):
        marks[cell].add("suspect")
        notes[cell].append(_WORDS[lang]["suspect"].format(value))
    return marks, notes

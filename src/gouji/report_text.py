"""What `gouji check` prints for a person: one report in words, and a table of several."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from gouji.check import Checked
from gouji.reconcile.findings import SUM_RULES, Finding, suspect_sentence
from gouji.report import CellReading, Identity, Report, StatisticCell, TableName
from gouji.standard.rules import RULES, SEVERITIES, Severity

SEVERITY_NAMES: dict[str, dict[Severity, str]] = {
    "zh": {"error": "必须改", "warning": "请核对", "notice": "提示"},
    "en": {"error": "Must be corrected", "warning": "Please check", "notice": "Remarks"},
}
OUTCOME_NAMES: dict[str, dict[str, str]] = {
    "zh": {"passes": "通过", "fails": "不能通过", "refused": "不能核对"},
    "en": {"passes": "passes", "fails": "does not pass", "refused": "not checked"},
}
_SUMMED: dict[TableName, tuple[str, str]] = {"requests": ("表三", "table 3"), "proceedings": ("表四", "table 4")}
_INDENT = "  "


def report_text(checked: Checked, lang: str) -> str:
    """Return the whole text for one file: the verdict first, then the findings, what could not be checked last."""
    lines = [checked.file]
    body = who(checked, lang)
    if body:
        lines.append(_INDENT + body)
    lines.append(_INDENT + verdict_line(checked, lang))
    if checked.report is None or checked.refused is not None:
        return "\n".join(lines)
    for severity in SEVERITIES:
        found = [finding for finding in checked.findings if finding.severity == severity]
        if found:
            lines.append(_INDENT + SEVERITY_NAMES[lang][severity])
            lines += _finding_lines(checked.report, found, lang)
    lines += [_INDENT + line for line in not_checked(checked, lang)]
    return "\n".join(lines) + "\n"


def verdict_line(checked: Checked, lang: str) -> str:
    """Return one sentence: whether it passes, how many cells were read, how many sums hold; or why it is not judged."""
    if checked.refused is not None:
        return f"不能核对：{checked.refused[0]}" if lang == "zh" else f"Cannot be checked: {checked.refused[1]}"
    errors = [finding for finding in checked.findings if finding.severity == "error"]
    report = checked.report
    if errors:
        return _failing(errors, lang)
    cells = _cells(report) if report else []
    blanks = sum(cell.meaning in ("blank", "not_applicable") for cell in cells)
    failing, left = _failing_sums(checked), checked.unchecked_sums
    if lang == "zh":
        read = f"{len(cells)} 格全部读出" + (f"（{blanks} 格空白）" if blanks else "")
        sums = f"{checked.checked_sums} 条" + (f"中 {failing} 条请核对" if failing else "全部相符")
        return f"通过：{read}；勾稽关系 {sums}" + (f"；{left} 条因空白未能核对" if left else "") + "。"
    read = f"all {len(cells)} cells read" + (f" ({blanks} blank)" if blanks else "")
    sums = f"{failing} of {checked.checked_sums} sums to check" if failing else f"all {checked.checked_sums} sums hold"
    return f"Passes: {read}; {sums}" + (f"; {left} could not be checked for blanks" if left else "") + "."


def _cells(report: Report) -> list[CellReading | StatisticCell]:
    statistics = report.statistics.cells if report.statistics is not None else ()
    return [*(cell for table in report.tables for cell in table.cells), *statistics]


def _is_sum(finding: Finding) -> bool:
    return finding.rule_id in SUM_RULES or finding.rule_id.startswith("statistics.")


def _failing_sums(checked: Checked) -> int:
    return sum(map(_is_sum, checked.findings))


def _failing(errors: Sequence[Finding], lang: str) -> str:
    sums = [finding for finding in errors if _is_sum(finding)]
    others = len(errors) - len(sums)
    one_cause = len(sums) > 1 and len(sums[0].suspects) == 1
    if lang == "zh":
        parts = []
        if sums:
            parts.append(f"{len(sums)} 处勾稽不符" + ("（很可能由同一格引起）" if one_cause else ""))
        if others:
            parts.append(f"{others} 处{'其他' if sums else ''}错误")
        return "不能通过：" + "，".join(parts) + "。"
    parts = []
    if sums:
        cause = " (most likely one cell is the cause)" if one_cause else ""
        parts.append(f"{len(sums)} sum{'s' * (len(sums) > 1)} do{'es' * (len(sums) == 1)} not hold{cause}")
    if others:
        parts.append(f"{others} {'other ' * bool(sums)}error{'s' * (others > 1)}")
    return "Does not pass: " + ", ".join(parts) + "."


def who(checked: Checked, lang: str) -> str:
    """Return body, place and year on one line; empty where the file names none, or holds no report."""
    identity = checked.report.identity if checked.report and checked.refused is None else Identity()
    if identity.agency_name is None and identity.report_year is None:
        return ""
    places = [identity.province, identity.prefecture, identity.county]
    place = "".join(name for name in places if name and not (identity.agency_name or "").startswith(name))
    body = identity.agency_name or ("机关不明" if lang == "zh" else "body unknown")
    year = identity.report_year or ("年份不明" if lang == "zh" else "year unknown")
    if lang == "zh":
        where = f"（{place}）" if place else ""
        return f"{body}{where}，{year}{' 年度' if identity.report_year else ''}"
    return f"{body}{f' ({place})' if place else ''}, {year}"


def _finding_lines(report: Report, findings: Sequence[Finding], lang: str) -> list[str]:
    lines = []
    for number, finding in enumerate(findings, start=1):
        message = finding.message_zh if lang == "zh" else finding.message_en
        place = source_place(report, finding, lang)
        lines.append(f"{_INDENT * 2}{number}. {message}{place}  [{finding.rule_id}]")
        cause = cause_of(finding, lang)
        if cause:
            lines.append(_INDENT * 3 + cause)
    sentence = suspect_sentence(report, findings, lang)
    if sentence:
        lines.append(f"{_INDENT * 2}{sentence}")
    return lines


def cause_of(finding: Finding, lang: str) -> str:
    """Return what usually lies behind such a finding, as a sentence; empty where the catalogue says nothing of it."""
    rule = RULES[finding.rule_id]
    cause, stop = (rule.cause_zh, "。") if lang == "zh" else (rule.cause_en, ".")
    return cause and cause + stop


def source_place(report: Report, finding: Finding, lang: str) -> str:
    """Return where the finding's first cell stands, so that a person can find it: the line, or which table and row.

    A file's tables are counted as they come, whatever the form calls them.
    """
    if not finding.cells or len(finding.cells) > 30:
        return ""
    cell = next(cell for cell in _cells(report) if cell.key == finding.cells[0])
    place = dict(part.split("=") for part in cell.place.split(";") if part)
    if "line" in place:
        return f"（第 {place['line']} 行）" if lang == "zh" else f" (line {place['line']})"
    if "row" not in place:
        return ""
    if lang == "zh":
        page = f"第 {place['page']} 页，" if "page" in place else ""
        return f"（{page}文件里第 {place['table']} 个表格的第 {place['row']} 行）"
    page = f"page {place['page']}, " if "page" in place else ""
    return f" ({page}table {place['table']} of the file, row {place['row']})"


def not_checked(checked: Checked, lang: str) -> list[str]:
    """Return what could not be checked although the report has errors: said, never passed over."""
    report = checked.report
    if report is None or not checked.has_error:
        return []
    lines = []
    unread = [
        _SUMMED[table.table]
        for table in report.tables
        if table.table in _SUMMED and table.state != "statistics" and (table.state != "found" or table.doubt)
    ]
    if report.statistics is not None and report.statistics.doubt is not None:
        unread.append(("统计表", "the statistics form"))
    if unread:
        lines.append(
            f"{'、'.join(zh for zh, _ in unread)}的勾稽关系未能核对。"
            if lang == "zh"
            else f"The sums of {', '.join(en for _, en in unread)} were not checked."
        )
    holding = checked.checked_sums - _failing_sums(checked)
    if checked.checked_sums:
        left = checked.unchecked_sums
        if lang == "zh":
            lines.append(f"其余 {holding} 条勾稽关系相符" + (f"；{left} 条因空白未能核对" if left else "") + "。")
        else:
            lines.append(f"The other {holding} sums hold" + (f"; {left} not checked for blanks" if left else "") + ".")
    return lines


class Result(NamedTuple):
    """What the table of several files says of one."""

    file: str
    refused: bool
    errors: int
    warnings: int
    notices: int

    @property
    def outcome(self) -> str:
        """Return a key of OUTCOME_NAMES."""
        return "refused" if self.refused else "fails" if self.errors else "passes"

    @classmethod
    def of(cls, checked: Checked) -> Result:
        """Return the result of one file, without its report."""
        counts = [sum(finding.severity == severity for finding in checked.findings) for severity in SEVERITIES]
        return cls(checked.file, checked.refused is not None, *counts)


def summary_table(results: Sequence[Result], lang: str) -> str:
    """Return a table of several files: result and number of findings by severity."""
    is_zh = lang == "zh"
    rows = [["文件", "结果", *SEVERITY_NAMES["zh"].values()] if is_zh else ["file", "result", *SEVERITIES]]
    for result in results:
        counts = ["-"] * 3 if result.refused else map(str, (result.errors, result.warnings, result.notices))
        rows.append([result.file, OUTCOME_NAMES[lang][result.outcome], *counts])
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes: two for a full-width character."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)

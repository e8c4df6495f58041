"""What `gouji check` prints for a person: one report in words, and a table of several."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from gouji.check import Checked
from gouji.reconcile.findings import SUM_RULES, Finding, Labels, suspect_sentence
from gouji.report import Identity, Report
from gouji.standard.forms import TABLE_NUMBER
from gouji.standard.rules import RULES, SEVERITIES, Severity

_SEVERITY: dict[str, dict[Severity, str]] = {
    "zh": {"error": "必须改", "warning": "请核对", "notice": "提示"},
    "en": {"error": "Must be corrected", "warning": "Please check", "notice": "Remarks"},
}
_INDENT = "  "


def report_text(checked: Checked, lang: str) -> str:
    """Return the whole text for one file: the verdict first, then the findings, what could not be checked last."""
    lines = [checked.file]
    if checked.refused is not None or checked.report is None:
        head = "不能核对：" if lang == "zh" else "Cannot be checked: "
        lines.append(_INDENT + head + (checked.refused or ("", ""))[0 if lang == "zh" else 1])
        return "\n".join(lines)
    who = _who(checked.report.identity, lang)
    if who:
        lines.append(_INDENT + who)
    lines.append(_INDENT + verdict_line(checked, lang))
    for severity in SEVERITIES:
        found = [finding for finding in checked.findings if finding.severity == severity]
        if found:
            lines.append(_INDENT + _SEVERITY[lang][severity])
            lines += _finding_lines(checked.report, found, lang)
    lines += [_INDENT + line for line in _not_checked(checked, lang)]
    return "\n".join(lines) + "\n"


def verdict_line(checked: Checked, lang: str) -> str:
    """Return one sentence: whether it passes, how many cells were read, how many sums hold."""
    errors = [finding for finding in checked.findings if finding.severity == "error"]
    report = checked.report
    if errors:
        return _failing(errors, lang)
    cells = [cell for table in report.tables for cell in table.cells] if report else []
    blanks = sum(cell.meaning in ("blank", "not_applicable") for cell in cells)
    if lang == "zh":
        read = f"{len(cells)} 格全部读出" + (f"（{blanks} 格空白）" if blanks else "")
        text = f"通过：{read}；勾稽关系 {checked.checked_sums} 条全部相符"
        text += f"；{checked.unchecked_sums} 条因空白未能核对" if checked.unchecked_sums else ""
        return text + "。"
    read = f"all {len(cells)} cells read" + (f" ({blanks} blank)" if blanks else "")
    text = f"Passes: {read}; all {checked.checked_sums} sums hold"
    return (
        text + (f"; {checked.unchecked_sums} could not be checked for blanks" if checked.unchecked_sums else "") + "."
    )


def _failing(errors: Sequence[Finding], lang: str) -> str:
    sums = [finding for finding in errors if finding.rule_id in SUM_RULES]
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


def _who(identity: Identity, lang: str) -> str:
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
    labels = Labels(report)
    lines = []
    for number, finding in enumerate(findings, start=1):
        message = finding.message_zh if lang == "zh" else finding.message_en
        place = _source_place(labels, finding, lang)
        lines.append(f"{_INDENT * 2}{number}. {message}{place}  [{finding.rule_id}]")
        cause = RULES[finding.rule_id].cause_zh if lang == "zh" else RULES[finding.rule_id].cause_en
        if cause:
            lines.append(f"{_INDENT * 3}{cause}{'。' if lang == 'zh' else '.'}")
    sentence = suspect_sentence(report, findings, lang)
    if sentence:
        lines.append(f"{_INDENT * 2}{sentence}")
    return lines


def _source_place(labels: Labels, finding: Finding, lang: str) -> str:
    """Return the line of the finding's first cell where there is one, so that a person can find it."""
    if not finding.cells or len(finding.cells) > 30:
        return ""
    place = dict(part.split("=") for part in labels.cell(finding.cells[0]).place.split(";") if part)
    if "line" not in place:
        return ""
    return f"（第 {place['line']} 行）" if lang == "zh" else f" (line {place['line']})"


def _not_checked(checked: Checked, lang: str) -> list[str]:
    """Return what could not be checked although the report has errors: said, never passed over."""
    report = checked.report
    if report is None or not checked.has_error:
        return []
    lines = []
    unread = [t for t in report.tables if t.table != "proactive_disclosure" and (t.state != "found" or t.doubt)]
    if unread:
        names = "、".join(f"表{TABLE_NUMBER[table.table]}" for table in unread)
        numbers = ", ".join({"requests": "3", "proceedings": "4"}[table.table] for table in unread)
        lines.append(
            f"{names}的勾稽关系未能核对。" if lang == "zh" else f"The sums of table {numbers} were not checked."
        )
    failing = sum(finding.rule_id in SUM_RULES for finding in checked.findings)
    holding = checked.checked_sums - failing
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

    @classmethod
    def of(cls, checked: Checked) -> Result:
        """Return the result of one file, without its report."""
        counts = [sum(finding.severity == severity for finding in checked.findings) for severity in SEVERITIES]
        return cls(checked.file, checked.refused is not None, *counts)


def summary_table(results: Sequence[Result], lang: str) -> str:
    """Return a table of several files: result and number of findings by severity."""
    is_zh = lang == "zh"
    rows = [["文件", "结果", *_SEVERITY["zh"].values()] if is_zh else ["file", "result", *SEVERITIES]]
    passes, fails, refused = ("通过", "不能通过", "不能核对") if is_zh else ("passes", "does not pass", "not checked")
    for result in results:
        if result.refused:
            rows.append([result.file, refused, "-", "-", "-"])
        else:
            counts = map(str, (result.errors, result.warnings, result.notices))
            rows.append([result.file, fails if result.errors else passes, *counts])
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes: two for a full-width character."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)

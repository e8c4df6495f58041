"""Judge a handful of files: what `gouji check` and `gouji parse` have to say of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from gouji.files import Opened, open_files
from gouji.reconcile import Judgement, judge
from gouji.reconcile.findings import Finding
from gouji.report import STATISTICS, NoReport, Report
from gouji.standard.reasons import reason_text

_UNOPENED: dict[type[OSError], tuple[str, str]] = {
    FileNotFoundError: ("没有这个文件", "no such file"),
    PermissionError: ("没有读取的权限，或正被其他程序占用", "no permission to read it, or another program holds it"),
    IsADirectoryError: ("目录里没有可以核对的文件", "a directory without files to check"),
}
_DRAFT_NOTICES = frozenset({"identity.region"})
"""Rules that are errors in publishing, but only a remark to someone who checks a draft."""


@dataclass(frozen=True)
class Checked:
    """One file: its report and what was found, or in `refused` why there is none to judge (zh, en)."""

    file: str
    report: Report | None
    findings: tuple[Finding, ...]
    checked_sums: int
    unchecked_sums: int
    refused: tuple[str, str] | None
    error: str = ""
    rows: _Rows | None = None

    @property
    def has_error(self) -> bool:
        """Return whether the report would be rejected."""
        return any(finding.severity == "error" for finding in self.findings)

    def as_json(self) -> dict[str, Any]:
        """Return the object that `gouji parse` prints: the report and all that was found, or the error."""
        if self.report is None or self.rows is None or self.refused is not None:
            return {"file": self.file, "error": self.error}
        return _json(self.file, self.report, self.findings, self.rows)


class _Rows:
    """The published rows of a judged batch, by reading."""

    def __init__(self, judgement: Judgement) -> None:
        self._frames = judgement.frames

    def of(self, table: str, report: Report) -> list[dict[str, Any]]:
        """Return the rows of one report in one table, in order."""
        found = self._parts[table].get((report.sha256[:16],))
        return [] if found is None else found.to_dicts()

    @cached_property
    def _parts(self) -> dict[str, dict[tuple[Any, ...], pl.DataFrame]]:
        return {
            name: frame.partition_by("reading_id", as_dict=True, maintain_order=True)
            for name, frame in self._frames.items()
        }


def check_files(
    files: Sequence[Path], *, region: str | None = None, year: int | None = None, draft: bool = True
) -> list[Checked]:
    """Return what was found in each file, in order, each read in this very process.

    `region` and `year` say where a draft belongs, where its own text does not. With `draft`, an unnamed place is a
    notice. A file that cannot be opened is refused like one that holds no report.
    """
    # Loaded only here: who reads in a process of its own does not load it.
    from gouji.parse import read  # noqa: PLC0415

    return check_opened(open_files(files, read, region=region, year=year), draft=draft)


def check_opened(opened: Sequence[Opened], *, draft: bool = True) -> list[Checked]:
    """Return what was found in each file that has been read, in order."""
    reports = {outcome.sha256: outcome for _, _, outcome in opened if isinstance(outcome, Report)}
    sources = {source.sha256: source for _, source, _ in opened if source is not None}
    judgement = judge(list(reports.values()), sources)
    positions = {sha256: position for position, sha256 in enumerate(reports)}
    rows = _Rows(judgement)
    return [
        _checked(file, outcome, judgement, positions[outcome.sha256], draft, rows)
        if isinstance(outcome, Report)
        else _refused(file, outcome)
        for file, _, outcome in opened
    ]


def _refused(file: str, outcome: NoReport | OSError) -> Checked:
    if isinstance(outcome, NoReport):
        reason = (reason_text(outcome.reason, "zh"), reason_text(outcome.reason, "en"))
    else:
        said = outcome.strerror or type(outcome).__name__
        reason = _UNOPENED.get(type(outcome), (said, said))
    return Checked(file, None, (), 0, 0, reason, reason[1])


def _checked(file: str, report: Report, judgement: Judgement, position: int, draft: bool, rows: _Rows) -> Checked:
    findings = judgement.findings[position]
    unread = next((finding for finding in findings if finding.rule_id.startswith("read.")), None)
    if unread is not None:
        error = f"{unread.rule_id}: {unread.message_en}"
        return Checked(file, report, findings, 0, 0, (unread.message_zh, unread.message_en), error)
    if draft:
        findings = tuple(
            replace(finding, severity="notice") if finding.rule_id in _DRAFT_NOTICES else finding
            for finding in findings
        )
    judged, left = judgement.checked[position]
    return Checked(file, report, findings, judged, left, None, rows=rows)


REPORT_FIELDS = (
    "report_id", "agency_id", "agency_name", "agency_name_printed", "agency_level", "agency_kind", "figures_cover",
    "figures_cover_basis", "report_year", "region_code", "province", "prefecture", "prefecture_code", "county",
    "county_code", "township", "township_code", "title", "published_date", "period_start", "period_end", "contact",
    "proactive_edition", "requests_edition", "source_sha256", "media_type",
)  # fmt: skip
_CELL_FIELDS = {
    "proactive_disclosure": ("item", "measure", "printed", "meaning", "value", "unit", "unit_basis", "unit_inferred",
                             "amount_cny", "amount_cny_inferred", "proven", "place"),
    "requests": ("outcome", "applicant", "printed", "meaning", "value", "computed_value", "resolved_value", "proven",
                 "place"),
    "proceedings": ("channel", "outcome", "printed", "meaning", "value", "computed_value", "resolved_value", "proven",
                    "place"),
    "sections": ("position", "section", "heading", "text"),
    "statements": ("group", "subject", "part", "scope", "value", "bound", "unit", "quote", "place"),
}  # fmt: skip
_STATISTIC_FIELDS = ("item", "label", "breakdown", "printed", "meaning", "value", "unit", "computed_value", "proven",
                     "place")  # fmt: skip


def _json(file: str, report: Report, findings: Sequence[Finding], rows: _Rows) -> dict[str, Any]:
    (row,) = rows.of("reports", report)
    found: dict[str, Any] = {"file": file, "report": {name: _plain(row[name]) for name in REPORT_FIELDS}}
    for name, fields in _CELL_FIELDS.items():
        found[name] = [{key: _plain(entry[key]) for key in fields} for entry in rows.of(name, report)]
    found["findings"] = [
        {
            "rule_id": finding.rule_id,
            "severity": finding.severity,
            "cells": list(finding.cells),
            "reported": _plain(finding.reported),
            "computed": _plain(finding.computed),
            "formula": finding.formula,
            "suspects": [{"cell": cell, "value": value} for cell, value in finding.suspects],
            "message_zh": finding.message_zh,
            "message_en": finding.message_en,
        }
        for finding in findings
    ]
    found["verdict"] = "reject" if any(finding.severity == "error" for finding in findings) else "accept"
    if report.statistics is not None:
        figures = rows.of(STATISTICS, report)
        found[STATISTICS] = [{key: _plain(entry[key]) for key in _STATISTIC_FIELDS} for entry in figures]
    return found


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: dates in ISO form, whole decimals as integers, others exact."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "normalize"):
        return int(value) if value == value.to_integral_value() else value.normalize()
    return value

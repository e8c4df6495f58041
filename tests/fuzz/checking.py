"""What must hold of every file, however harmed: it is read to an end, and an accepted report shows what it shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from gouji.document import Document
from gouji.normalize import normalize
from gouji.parse import parse
from gouji.reconcile import judge
from gouji.report import NoReport, Report
from gouji.snapshot import Snapshot

Became = Literal["accepted", "rejected", "ignored"]
Against = Callable[[Report], Sequence[str]]
"""What an accepted report has otherwise than the file displays it."""


@dataclass(frozen=True)
class Trial:
    """A harmed file, under a name that makes it again, and what says whether its accepted report is true."""

    name: str
    data: bytes
    against: Against


@dataclass(frozen=True)
class Outcome:
    """What became of a file; `silent` is what an accepted report has wrong."""

    trial: Trial
    became: Became
    rules: frozenset[str]
    silent: tuple[str, ...] = ()


def outcomes(trials: Sequence[Trial]) -> list[Outcome]:
    """Return what became of every file; raises what a reader raises. Judged in one batch."""
    read = [_read(trial.data) for trial in trials]
    # Equal bytes are one document to the judge.
    reports = {report.sha256: report for report, _ in read if isinstance(report, Report)}
    sources = {snapshot.source.sha256: snapshot.source for _, snapshot in read}
    standing = list(reports.values())
    judgement = judge(standing, sources) if standing else None
    errors: dict[str, frozenset[str]] = {}
    if judgement is not None:
        for report, findings in zip(standing, judgement.findings, strict=True):
            errors[report.sha256] = frozenset(each.rule_id for each in findings if each.severity == "error")
    found = []
    for trial, (report, _) in zip(trials, read, strict=True):
        if isinstance(report, NoReport):
            found.append(Outcome(trial, "ignored", frozenset({report.reason})))
        elif rules := errors[report.sha256]:
            found.append(Outcome(trial, "rejected", rules))
        else:
            found.append(Outcome(trial, "accepted", rules, (*_unproven(report), *trial.against(report))))
    return found


def _read(data: bytes) -> tuple[Report | NoReport, Snapshot]:
    """Return what is read; not by `gouji.parse.read`, which makes a rejection of an exception."""
    snapshot = Snapshot.of(data, "harmed")
    document = normalize(snapshot)
    return (parse(document, snapshot.source) if isinstance(document, Document) else document), snapshot


def _unproven(report: Report) -> list[str]:
    cells = [cell for table in report.tables for cell in table.cells]
    return [f"{cell.key} is accepted unproven" for cell in cells if not cell.proven]

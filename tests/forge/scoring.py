"""Holds readings against the truth: which cells are right, whether the verdict is, and what slipped through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from gouji.parse import read
from gouji.reconcile import judge
from gouji.report import CellReading, NoReport, Report
from gouji.snapshot import Snapshot
from tests.forge.figures import Shown
from tests.forge.truth import Forged

# In a printed text these say the same: where a flavour cannot keep the spaces inside a cell's edge.
_OUTER = " \u00a0\u3000\t\n"


@dataclass(frozen=True)
class Score:
    """One reading held against its truth. `silent`: what an accepted report has wrong or surplus."""

    forged: Forged
    accepted: bool
    proven: bool
    right: int
    cells: int
    errors: frozenset[str]
    suspects: tuple[tuple[str, int], ...]
    problems: tuple[str, ...]
    wrong: tuple[str, ...]
    silent: tuple[str, ...]
    verdict_right: bool


def score(batch: Sequence[Forged]) -> list[Score]:
    """Return the score of every forged report, read one by one and judged as one batch."""
    snapshots = [Snapshot.of(forged.text.encode(), f"{number}.txt") for number, forged in enumerate(batch)]
    read_all = [read(snapshot) for snapshot in snapshots]
    reports, position = [], {}
    sources = {}
    for number, (snapshot, reading) in enumerate(zip(snapshots, read_all, strict=True)):
        if isinstance(reading, Report) and snapshot.source.sha256 not in sources:
            sources[snapshot.source.sha256] = snapshot.source
            position[number] = len(reports)
            reports.append(reading)
    judgement = judge(reports, sources) if reports else None
    scores = []
    for number, (forged, reading) in enumerate(zip(batch, read_all, strict=True)):
        if isinstance(reading, NoReport) or judgement is None:
            scores.append(_ignored(forged))
        elif number in position:
            findings = judgement.findings[position[number]]
            errors = frozenset(finding.rule_id for finding in findings if finding.severity == "error")
            suspects = next((finding.suspects for finding in findings if finding.suspects), ())
            scores.append(_of(forged, reading, errors, suspects))
    return scores


def _ignored(forged: Forged) -> Score:
    return Score(forged, False, False, 0, len(forged.truth.cells), frozenset({"ignored"}), (), ("no report",), (), (),
                 forged.truth.expected != "accept")  # fmt: skip


def _of(forged: Forged, report: Report, errors: frozenset[str], suspects: tuple[tuple[str, int], ...]) -> Score:
    truth = forged.truth
    cells = {cell.key: cell for table in report.tables for cell in table.cells}
    wrong = [
        f"{key}: {_shown(cells.get(key))}, not {shown.printed!r}"
        for key, shown in truth.cells.items()
        if not _agrees(cells.get(key), shown)
    ]
    surplus = [f"{key}: {_shown(cell)}, surplus" for key, cell in cells.items() if key not in truth.cells]
    accepted = not errors
    silent = [*wrong, *surplus, *_identity(forged, report)] if accepted else []
    return Score(
        forged,
        accepted,
        all(table.state == "found" and table.doubt is None for table in report.tables),
        len(truth.cells) - len(wrong),
        len(truth.cells),
        errors,
        suspects,
        tuple(f"{table.table}: {table.state} {table.doubt or ''}".strip() for table in report.tables
              if table.doubt or table.state != "found"),
        (*wrong, *surplus),
        tuple(silent),
        _verdict_right(forged, accepted, errors),
    )  # fmt: skip


def _verdict_right(forged: Forged, accepted: bool, errors: frozenset[str]) -> bool:
    truth = forged.truth
    if truth.expected == "sound":
        return True
    if truth.expected == "accept":
        return accepted
    if truth.exact:
        return errors == truth.rules
    return bool(errors & truth.rules)


def _agrees(cell: CellReading | None, shown: Shown) -> bool:
    if cell is None:
        return False
    if shown.meaning in ("blank", "not_applicable"):
        return cell.meaning == shown.meaning and cell.value is None
    return (
        cell.unit == shown.unit
        and cell.printed.strip(_OUTER) == shown.printed
        and cell.meaning == shown.meaning
        and (shown.value is None or (cell.value is not None and Decimal(cell.value) == Decimal(shown.value)))
    )


def _identity(forged: Forged, report: Report) -> list[str]:
    truth, found = forged.truth, report.identity
    pairs = [
        ("agency_name", found.agency_name, truth.body.agency_name),
        ("agency_level", found.agency_level, truth.body.level),
        ("agency_kind", found.agency_kind, truth.body.kind),
        ("report_year", found.report_year, truth.year),
        ("region_code", found.region_code, truth.body.codes[0]),
        ("code", _own_code(report), truth.body.codes[-1]),
        ("proactive_edition", report.edition("proactive_disclosure"), truth.proactive_edition),
        ("requests_edition", report.edition("requests"), truth.requests_edition),
    ]
    return [f"{name}: {was!r}, not {wanted!r}" for name, was, wanted in pairs if was != wanted]


def _own_code(report: Report) -> str | None:
    found = report.identity
    return found.township_code or found.county_code or found.prefecture_code or found.region_code


def _shown(cell: CellReading | None) -> str:
    return "no cell" if cell is None else f"{cell.printed!r} ({cell.meaning}, {cell.unit})"

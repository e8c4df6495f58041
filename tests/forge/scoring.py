"""Holds readings against the truth: which cells are right, whether the verdict is, and what slipped through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from gouji.parse import read
from gouji.reconcile import judge
from gouji.reconcile.findings import Finding
from gouji.report import CellReading, NoReport, Report, Statement, StatisticCell
from gouji.snapshot import Snapshot
from tests.forge.claims import Told
from tests.forge.figures import Shown
from tests.forge.truth import Forged

Cell = CellReading | StatisticCell

# In a printed text these say the same: where a flavour cannot keep the spaces inside a cell's edge.
_OUTER = " \u00a0\u3000\t\n"
_ON_TEXT = "narrative."


@dataclass(frozen=True)
class Text:
    """What was read in the prose, held against what it says.

    `told` statements are there, `found` of them were read; `untrue` were read and are not there. `fires` rules had to
    be found, `fired` of them were; `accused` (rule, sentence) were found and are untrue.
    """

    told: int = 0
    found: int = 0
    untrue: tuple[str, ...] = ()
    fires: frozenset[str] = frozenset()
    fired: frozenset[str] = frozenset()
    accused: tuple[tuple[str, str], ...] = ()
    missed: tuple[Told, ...] = ()


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
    text: Text = Text()

    @property
    def readable(self) -> bool:
        """Return whether a careful person reads every cell beyond doubt, right or wrong as the figures may be."""
        return self.forged.truth.expected == "accept" or self.forged.truth.exact


def score(batch: Sequence[Forged]) -> list[Score]:
    """Return the score of every forged report, read one by one and judged as one batch."""
    snapshots = [Snapshot.of(forged.data, f"{number}.txt") for number, forged in enumerate(batch)]
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
            scores.append(_of(forged, reading, judgement.findings[position[number]]))
    return scores


def _ignored(forged: Forged) -> Score:
    truth = forged.truth
    right = truth.expected == "sound" or "ignored" in truth.rules
    return Score(forged, False, False, 0, len(truth.cells), frozenset({"ignored"}), (), ("no report",), (), (), right,
                 Text(told=len(truth.told or ()), fires=truth.fires or frozenset()))  # fmt: skip


def _of(forged: Forged, report: Report, findings: Sequence[Finding]) -> Score:
    truth = forged.truth
    errors = frozenset(finding.rule_id for finding in findings if finding.severity == "error")
    suspects = next((finding.suspects for finding in findings if finding.suspects), ())
    cells: dict[str, Cell] = {cell.key: cell for table in report.tables for cell in table.cells}
    doubts = [f"{table.table}: {table.state} {table.doubt or ''}".strip() for table in report.tables
              if table.doubt or table.state not in ("found", "statistics")]  # fmt: skip
    if report.statistics is not None:
        cells |= {cell.key: cell for cell in report.statistics.cells}
        doubts += [str(report.statistics.doubt)] if report.statistics.doubt else []
    wrong = [
        f"{key}: {_shown(cells.get(key))}, not {shown.printed!r}"
        for key, shown in truth.cells.items()
        if not _agrees(cells.get(key), shown, is_wrapped=forged.medium.startswith("pdf"))
    ]
    surplus = [f"{key}: {_shown(cell)}, surplus" for key, cell in cells.items() if key not in truth.cells]
    accepted = not errors
    text = _text(forged, report, findings)
    silent = [*wrong, *surplus, *_identity(forged, report), *text.untrue] if accepted else []
    return Score(
        forged, accepted, not doubts, len(truth.cells) - len(wrong), len(truth.cells), errors, suspects, tuple(doubts),
        (*wrong, *surplus), tuple(silent), _verdict_right(forged, accepted, errors), text,
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


def _agrees(cell: Cell | None, shown: Shown, *, is_wrapped: bool) -> bool:
    """Return whether a cell says what is shown; on paper its words may go on in the next line of the cell."""
    if cell is None:
        return False
    if shown.meaning in ("blank", "not_applicable"):
        return cell.meaning == shown.meaning and cell.value is None
    printed, wanted = cell.printed.strip(_OUTER), shown.printed
    return (
        (isinstance(cell, StatisticCell) or cell.unit == shown.unit)
        and (printed == wanted or (is_wrapped and _solid(printed) == _solid(wanted)))
        and cell.meaning == shown.meaning
        and (shown.value is None or (cell.value is not None and Decimal(cell.value) == Decimal(shown.value)))
    )


def _solid(text: str) -> str:
    return "".join(text.split())


def _identity(forged: Forged, report: Report) -> list[str]:
    truth, found = forged.truth, report.identity
    pairs = [
        ("agency_name", found.agency_name, truth.body.agency_name),
        ("agency_level", found.agency_level, truth.body.level),
        ("agency_kind", found.agency_kind, truth.body.kind),
        ("report_year", found.report_year, truth.year),
        ("region_code", found.region_code, truth.body.codes[0]),
        ("code", _own_code(report), truth.body.codes[-1]),
    ]
    if report.statistics is None:
        pairs += [
            ("proactive_edition", report.edition("proactive_disclosure"), truth.proactive_edition),
            ("requests_edition", report.edition("requests"), truth.requests_edition),
        ]
    return [f"{name}: {was!r}, not {wanted!r}" for name, was, wanted in pairs if was != wanted]


def _own_code(report: Report) -> str | None:
    found = report.identity
    return found.township_code or found.county_code or found.prefecture_code or found.region_code


def _text(forged: Forged, report: Report, findings: Sequence[Finding]) -> Text:
    truth = forged.truth
    if truth.told is None:
        return Text()
    left = list(truth.told)
    untrue = []
    for statement in report.statements:
        told = next((told for told in left if _says(statement, told, with_part=not forged.guise)), None)
        if told is not None:
            left.remove(told)
        elif not any(_says(statement, told, with_part=not forged.guise) for told in truth.told):
            untrue.append(
                f"statement: {statement.subject} {statement.bound} {statement.value} ({statement.scope}, "
                f"{statement.part}): {statement.quote}"
            )
    on_text = [finding for finding in findings if finding.rule_id.startswith(_ON_TEXT)]
    rules = {finding.rule_id for finding in on_text}
    if truth.fires is None:
        return Text(len(truth.told), len(truth.told) - len(left), tuple(untrue), missed=tuple(left))
    accused = [(finding.rule_id, finding.message_zh) for finding in on_text if finding.rule_id not in truth.fires]
    if truth.sections is not None and not forged.truth.rules:
        read_sections = {section.section for section in report.sections}
        accused += [("form.missing_section", name) for name in sorted(truth.sections - read_sections)]
    return Text(
        len(truth.told), len(truth.told) - len(left), tuple(untrue), truth.fires, frozenset(truth.fires & rules),
        tuple(accused), tuple(left),
    )  # fmt: skip


def _says(statement: Statement, told: Told, *, with_part: bool) -> bool:
    """Return whether a statement says what is told: subject, number, bound; whose figure and which part, if told."""
    return (
        statement.subject == told.subject
        and statement.value == told.value
        and statement.bound == told.bound
        and (told.scope is None or statement.scope == told.scope)
        and (not with_part or (statement.part is None) == (told.part is None))
        and (not with_part or told.part is None or told.part in str(statement.part))
    )


def _shown(cell: Cell | None) -> str:
    return "no cell" if cell is None else f"{cell.printed!r} ({cell.meaning}, {cell.unit})"

"""Report: what was read in one document, before anything is judged.

Every value is as printed. What could not be established is said in `Identity.open`, `TableReading.doubt` and
`Report.problems`; the rules turn these into findings.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, NamedTuple, get_args

TableName = Literal["proactive_disclosure", "requests", "proceedings"]
TABLE_NAMES: tuple[TableName, ...] = get_args(TableName)
STATISTICS = "statistics_2014"
"""Name of the table that holds the statistics form of 2014."""
Meaning = Literal["number", "blank", "not_applicable", "annotated", "unreadable"]
Unit = Literal["count", "CNY", "CNY_10K"]
UnitBasis = Literal["cell", "header", "form", "none"]
AgencyLevel = Literal["central", "province", "prefecture", "county", "township"]
AgencyKind = Literal["government", "government_office", "department", "other"]
FiguresCover = Literal["own_body", "territory", "unknown"]


class CellReading(NamedTuple):
    """One value cell of the form: `table/row/column` by the standard's keys.

    `printed` is the text with outer white space stripped; `value` the printed number (an int where it is whole), None
    where none is printed; `proven` says that row and column are certain.
    """

    table: TableName
    row: str
    column: str
    printed: str
    meaning: Meaning
    value: int | Decimal | None
    unit: Unit | None
    unit_basis: UnitBasis
    proven: bool
    place: str

    @property
    def key(self) -> str:
        """Return `table/row/column`."""
        return f"{self.table}/{self.row}/{self.column}"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a table is not proven: a key of `standard/doubts.csv` and what its sentence names."""

    key: str
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableReading:
    """One table of the form as found.

    `state`: `found`; `missing`; `unknown_edition` (a table of this kind that fits no known form); `doubled` (two
    full tables of this kind: several reports in one file); `statistics` (none of its own: what it counts stands in the
    statistics form of 2014). `doubt` says why it is not proven.
    `row_labels` holds the printed label of each row key; `place` where the table begins.
    """

    table: TableName
    state: Literal["found", "missing", "unknown_edition", "doubled", "statistics"]
    edition: str | None = None
    cells: tuple[CellReading, ...] = ()
    doubt: Doubt | None = None
    row_labels: tuple[tuple[str, str], ...] = ()
    place: str = ""

    def __reduce__(self) -> tuple[Callable[..., TableReading], tuple[Any, ...]]:
        """Pickle the cells as plain tuples: a reading travels between processes, and named ones cost far more."""
        cells = tuple(map(tuple, self.cells))
        return _restored, (self.table, self.state, self.edition, cells, self.doubt, self.row_labels, self.place)


def _restored(table: TableName, state: Any, edition: str | None, cells: Any, *rest: Any) -> TableReading:
    return TableReading(table, state, edition, tuple(map(CellReading._make, cells)), *rest)


class StatisticCell(NamedTuple):
    """One figure of the statistics form of 2014.

    `row`: a key of the form, or `other.1`, `other.2`, ... for rows the place has added. `breakdown`: the column's head
    as printed, None for the one column of figures. `label`, `unit`: as printed in the row, the unit in the cell first.
    """

    row: str
    breakdown: str | None
    label: str
    unit: str | None
    printed: str
    meaning: Meaning
    value: int | Decimal | None
    proven: bool
    place: str

    @property
    def key(self) -> str:
        """Return `statistics_2014/row`, and `/breakdown` where there is one."""
        tail = "" if self.breakdown is None else f"/{self.breakdown}"
        return f"{STATISTICS}/{self.row}{tail}"


@dataclass(frozen=True, slots=True)
class StatisticsReading:
    """The statistics form of 2014 as found. `doubt` says why it is not proven; `place` where it begins."""

    edition: str
    cells: tuple[StatisticCell, ...]
    doubt: Doubt | None = None
    place: str = ""

    def __reduce__(self) -> tuple[Callable[..., StatisticsReading], tuple[Any, ...]]:
        """Pickle the cells as plain tuples, as those of `TableReading`."""
        return _restored_statistics, (self.edition, tuple(map(tuple, self.cells)), self.doubt, self.place)


def _restored_statistics(edition: str, cells: Any, doubt: Doubt | None, place: str) -> StatisticsReading:
    return StatisticsReading(edition, tuple(map(StatisticCell._make, cells)), doubt, place)


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its key (`preamble`, `overview`, ... or `extra`), heading as printed, and text."""

    position: int
    section: str
    heading: str
    text: str
    is_official: bool = True
    """Whether title and number are the form's own; a preamble has neither and counts as official."""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One figure the text claims, with its quote. `bound`: exact, at_least, at_most, about."""

    group: str
    subject: str
    part: str | None
    scope: str
    value: Decimal
    bound: str
    unit: str | None
    quote: str
    place: str


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """Something of the identity that the text does not settle, with the candidates it leaves."""

    field: Literal["year", "region", "agency"]
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who reports, for where and for when; None where not in the document.

    `open` names what of the three that must be known (year, region, body) the text leaves open, with candidates.
    """

    title: str | None = None
    agency_name: str | None = None
    agency_name_printed: str | None = None
    agency_level: AgencyLevel | None = None
    agency_kind: AgencyKind | None = None
    agency_id: str | None = None
    figures_cover: FiguresCover = "unknown"
    figures_cover_basis: Literal["text", "level"] | None = None
    report_year: int | None = None
    region_code: str | None = None
    province: str | None = None
    prefecture: str | None = None
    prefecture_code: str | None = None
    county: str | None = None
    county_code: str | None = None
    township: str | None = None
    township_code: str | None = None
    published_date: date | None = None
    period_start: date | None = None
    period_end: date | None = None
    contact: str | None = None
    open: tuple[OpenQuestion, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something noticed while reading that a rule judges: the rule's id and what was seen."""

    rule_id: str
    detail: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """One document read as a report. `report_id` is `<agency_id>-<year>`, or `x-` and 16 hex of the source."""

    sha256: str
    media_type: str
    identity: Identity
    tables: tuple[TableReading, ...]
    sections: tuple[Section, ...] = ()
    statements: tuple[Statement, ...] = ()
    problems: tuple[Problem, ...] = ()
    statistics: StatisticsReading | None = None

    @property
    def report_id(self) -> str:
        """Return the permanent id of this body's report for this year, or one derived from the bytes."""
        if self.identity.agency_id is None or self.identity.report_year is None:
            return f"x-{self.sha256[:16]}"
        return f"{self.identity.agency_id}-{self.identity.report_year}"

    def edition(self, table: TableName) -> str | None:
        """Return the edition of one table, None where it was not found."""
        return next((reading.edition for reading in self.tables if reading.table == table), None)


@dataclass(frozen=True, slots=True)
class NoReport:
    """A document that is plainly no report; `reason` is a key of `standard/reasons.csv`."""

    sha256: str
    media_type: str
    reason: str

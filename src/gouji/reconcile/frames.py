"""Reports -> frames: a batch of readings as columns, so that each rule judges all of them at once.

`doc` is the position of a reading in the batch; it ties the frames together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import chain

import polars as pl

from gouji.report import STATISTICS, TABLE_NAMES, CellReading, Identity, Report, TableName
from gouji.snapshot import Source
from gouji.standard.forms import COLUMN_AXIS, Measure, forms, terms
from gouji.standard.statistics import MONEY, statistics_form

DOC = pl.UInt32()
VALUE = pl.Decimal(24, 6)

CELL_SCHEMA: dict[str, pl.DataType] = {
    "doc": DOC,
    "row": pl.String(),
    "column": pl.String(),
    "printed": pl.String(),
    "meaning": pl.String(),
    "value": VALUE,
    "fits": pl.Boolean(),
    "unit": pl.String(),
    "unit_basis": pl.String(),
    "proven": pl.Boolean(),
    "place": pl.String(),
}


@dataclass(frozen=True)
class Frames:
    """One batch. `reports` has a row a reading, `tables` a row for each of its three tables, `cells` one a cell.

    A reading with the statistics form of 2014 has a fourth row in `tables`, and its figures in `statistics`.
    """

    readings: tuple[Report, ...]
    reports: pl.DataFrame
    tables: pl.DataFrame
    cells: Mapping[TableName, pl.DataFrame]
    sections: pl.DataFrame
    statements: pl.DataFrame
    problems: pl.DataFrame
    open_questions: pl.DataFrame
    known: pl.DataFrame | None
    statistics: pl.DataFrame
    decided: pl.DataFrame | None = None

    @cached_property
    def proven_docs(self) -> dict[TableName, pl.DataFrame]:
        """Return, for each table, the readings in which it was found and all of it is proven, with the edition."""
        found = self.tables.filter((pl.col("state") == "found") & pl.col("proven"))
        return {table: found.filter(pl.col("table") == table).select("doc", "edition") for table in TABLE_NAMES}


def frames_of(
    reports: Sequence[Report],
    sources: Mapping[str, Source],
    known: pl.DataFrame | None = None,
    decided: pl.DataFrame | None = None,
) -> Frames:
    """Return the frames of a batch; every report's sha256 must be in `sources`."""
    return Frames(
        tuple(reports),
        _reports(reports, sources),
        _tables(reports),
        {name: _cells(reports, name) for name in TABLE_NAMES},
        _sections(reports),
        _statements(reports),
        _problems(reports),
        _open_questions(reports),
        known,
        _statistics(reports),
        decided,
    )


def cell_key(table: TableName) -> pl.Expr:
    """Return the expression `table/row/column` of a cell frame."""
    return pl.concat_str(pl.lit(f"{table}/"), "row", pl.lit("/"), "column")


_IDENTITY_FIELDS = (
    "title",
    "agency_name",
    "agency_name_printed",
    "agency_level",
    "agency_kind",
    "agency_id",
    "figures_cover",
    "figures_cover_basis",
    "report_year",
    "region_code",
    "province",
    "prefecture",
    "prefecture_code",
    "county",
    "county_code",
    "township",
    "township_code",
    "published_date",
    "period_start",
    "period_end",
    "contact",
)
_DATES = ("published_date", "period_start", "period_end")


def _reports(reports: Sequence[Report], sources: Mapping[str, Source]) -> pl.DataFrame:
    schema: dict[str, pl.DataType] = {"doc": DOC, "report_id": pl.String(), "reading_id": pl.String()}
    columns: dict[str, list[object]] = {
        "doc": list(range(len(reports))),
        "report_id": [report.report_id for report in reports],
        "reading_id": [report.sha256[:16] for report in reports],
    }
    for name in _IDENTITY_FIELDS:
        schema[name] = pl.Date() if name in _DATES else pl.Int16() if name == "report_year" else pl.String()
        columns[name] = [getattr(report.identity, name) for report in reports]
    from_source = [sources[report.sha256] for report in reports]
    for name, values in (
        ("proactive_edition", [report.edition("proactive_disclosure") for report in reports]),
        ("requests_edition", [report.edition("requests") for report in reports]),
        ("source_sha256", [report.sha256 for report in reports]),
        ("media_type", [report.media_type for report in reports]),
        ("source_uri", [source.source_uri for source in from_source]),
        ("source_url", [source.source_url for source in from_source]),
    ):
        schema[name] = pl.String()
        columns[name] = list(values)
    schema["first_seen_date"] = pl.Date()
    columns["first_seen_date"] = [source.first_seen_date for source in from_source]
    return pl.DataFrame(columns, schema=schema)


def _tables(reports: Sequence[Report]) -> pl.DataFrame:
    rows: list[tuple[int, str, str, str | None, bool]] = [
        (doc, reading.table, reading.state, reading.edition, reading.doubt is None)
        for doc, report in enumerate(reports)
        for reading in report.tables
    ]
    rows += [
        (doc, STATISTICS, "found", report.statistics.edition, report.statistics.doubt is None)
        for doc, report in enumerate(reports)
        if report.statistics is not None
    ]
    schema = {"doc": DOC, "table": pl.String(), "state": pl.String(), "edition": pl.String(), "proven": pl.Boolean()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _cells(reports: Sequence[Report], table: TableName) -> pl.DataFrame:
    found = [(doc, t.cells) for doc, report in enumerate(reports) for t in report.tables if t.table == table]
    cells = list(chain.from_iterable(group for _, group in found))
    columns: dict[str, list[object]] = {
        "doc": [doc for doc, group in found for _ in group],
        "row": [cell.row for cell in cells],
        "column": [cell.column for cell in cells],
        "printed": [cell.printed for cell in cells],
        "meaning": [cell.meaning for cell in cells],
        "unit": [cell.unit for cell in cells],
        "unit_basis": [cell.unit_basis for cell in cells],
        "proven": [cell.proven for cell in cells],
        "place": [cell.place for cell in cells],
    }
    schema = {name: CELL_SCHEMA[name] for name in columns}
    return pl.DataFrame(columns, schema=schema).with_columns(_values(cells)).select(*CELL_SCHEMA)


def _values(cells: Sequence[CellReading]) -> tuple[pl.Series, pl.Series]:
    """Return the printed numbers, and whether each is in its domain.

    One that the type cannot hold exactly is null: it is reported, never rounded.
    """
    printed = [cell.value for cell in cells]
    fractions = [at for at, value in enumerate(printed) if type(value) is Decimal]
    for at in fractions:
        printed[at] = None
    signed = pl.Series([_MEASURES[cell.table, cell.column] == "signed" for cell in cells], dtype=pl.Boolean)
    whole = pl.Series("value", printed, dtype=pl.Int64)
    values, fits = whole.cast(VALUE), (whole.is_null() | (whole >= 0) | signed).alias("fits")
    if fractions:
        # Few cells are amounts with a fraction: only they are worth Python's own arithmetic.
        fit = [_fits(cells[at]) for at in fractions]
        exact = [cells[at].value if fitting else None for at, fitting in zip(fractions, fit, strict=True)]
        values = values.scatter(fractions, pl.Series(exact, dtype=VALUE))
        fits = fits.scatter(fractions, pl.Series(fit, dtype=pl.Boolean))
    return values, fits


_MEASURES: dict[tuple[TableName, str], Measure] = {
    (form.table, column): terms()[COLUMN_AXIS[form.table], column].measure
    for form in forms()
    for row in (*form.rows, *form.local_rows)
    for column in row.columns
}


def _fits(cell: CellReading) -> bool:
    """Return whether a fraction is in its domain: an amount of so many decimals."""
    value = cell.value
    if not isinstance(value, Decimal) or _MEASURES[cell.table, cell.column] != "amount" or value < 0:
        return False
    exponent = value.as_tuple().exponent
    # amount_cny keeps four decimals of a yuan, value six.
    return isinstance(exponent, int) and -exponent <= (4 if cell.unit == "CNY" else 6)


STATISTICS_SCHEMA: dict[str, pl.DataType] = {
    "doc": DOC,
    "cell": pl.String(),
    "item": pl.String(),
    "breakdown": pl.String(),
    "label": pl.String(),
    "unit": pl.String(),
    "printed": pl.String(),
    "meaning": pl.String(),
    "value": VALUE,
    "fits": pl.Boolean(),
    "proven": pl.Boolean(),
    "place": pl.String(),
}


def _statistics(reports: Sequence[Report]) -> pl.DataFrame:
    amounts = {row.key for row in statistics_form().rows if row.unit == MONEY} | {"other"}
    rows: list[tuple[object, ...]] = []
    for doc, report in enumerate(reports):
        for cell in report.statistics.cells if report.statistics is not None else ():
            item = cell.row.partition(".")[0]
            value = None if cell.value is None else Decimal(cell.value)
            fits = value is None or (
                value >= 0 and _holds(value) and (item in amounts or value == value.to_integral_value())
            )
            exact = value if fits or isinstance(cell.value, int) else None
            rows.append((doc, cell.key, item, cell.breakdown, cell.label, cell.unit, cell.printed, cell.meaning, exact,
                         fits, cell.proven, cell.place))  # fmt: skip
    return pl.DataFrame(rows, schema=STATISTICS_SCHEMA, orient="row")


def _sections(reports: Sequence[Report]) -> pl.DataFrame:
    rows = [
        (doc, section.position, section.section, section.heading, section.text, section.is_official)
        for doc, report in enumerate(reports)
        for section in report.sections
    ]
    schema = {
        "doc": DOC,
        "position": pl.Int64(),
        "section": pl.String(),
        "heading": pl.String(),
        "text": pl.String(),
        "is_official": pl.Boolean(),
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


STATEMENT_SCHEMA: dict[str, pl.DataType] = {
    "doc": DOC,
    "group": pl.String(),
    "subject": pl.String(),
    "part": pl.String(),
    "scope": pl.String(),
    "value": VALUE,
    "bound": pl.String(),
    "unit": pl.String(),
    "quote": pl.String(),
    "place": pl.String(),
}


def _statements(reports: Sequence[Report]) -> pl.DataFrame:
    """Return one row a statement; a value that the type cannot hold exactly is null: its quote still says it."""
    rows = [
        (doc, told.group, told.subject, told.part, told.scope, told.value if _holds(told.value) else None,
         told.bound, told.unit, told.quote, told.place)
        for doc, report in enumerate(reports)
        for told in report.statements
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=STATEMENT_SCHEMA, orient="row")


def _holds(value: Decimal) -> bool:
    return value == value.quantize(_SMALLEST) if abs(value) < _TOO_LARGE else False


_SMALLEST, _TOO_LARGE = Decimal("0.000001"), Decimal(10) ** 18


def _problems(reports: Sequence[Report]) -> pl.DataFrame:
    rows = [(doc, problem.rule_id, problem.detail) for doc, report in enumerate(reports) for problem in report.problems]
    return pl.DataFrame(rows, schema={"doc": DOC, "rule_id": pl.String(), "detail": pl.String()}, orient="row")


def _has_no_name(identity: Identity) -> bool:
    return identity.agency_name is None and identity.agency_name_printed is None


def _open_questions(reports: Sequence[Report]) -> pl.DataFrame:
    rows: list[tuple[int, str, str]] = []
    for doc, report in enumerate(reports):
        if any(problem.rule_id.startswith("read.") for problem in report.problems):
            continue
        identity = report.identity
        unknown = {
            "year": identity.report_year is None,
            "region": identity.region_code is None,
            # A body without an id is unknown, unless only its place is: then the place is what is asked for.
            "agency": identity.agency_id is None and (_has_no_name(identity) or identity.region_code is not None),
        }
        candidates: dict[str, tuple[str, ...]] = {question.field: question.candidates for question in identity.open}
        rows += [
            (doc, field, "、".join(candidates.get(field, ())))
            for field, is_unknown in unknown.items()
            if is_unknown or field in candidates
        ]
    return pl.DataFrame(rows, schema={"doc": DOC, "field": pl.String(), "candidates": pl.String()}, orient="row")

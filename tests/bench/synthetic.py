"""Rows of every table for any number of reports, built by the column: what publishing is measured with.

As many cells, sections and findings a report as real ones have, and texts that no two reports share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from gouji.standard.forms import Form, form_of, term
from gouji.tables import TABLES

COUNTY = 500
"""Reports of one county."""
EDITIONS = {2020: "2019", 2021: "2021"}
PROVINCES = tuple(
    f"{code}0000"
    for code in (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66))
)
"""The 31 divisions of the mainland whose reports are read."""

_SECTIONS = ("overview", "proactive_disclosure", "requests", "proceedings", "problems", "other")
_STATEMENTS = 8
_REJECTED_EVERY = 25
_DAY = date(2022, 1, 20)
_SENTENCES = (
    "深入贯彻落实条例要求，",
    "通过政府网站公开信息",
    "条，政务微信发布",
    "条；健全依申请公开办理制度，",
    "加强政策解读和回应关切，",
    "组织业务培训",
    "次，参加",
    "人次；主动公开目录动态调整，",
    "公开的及时性还需提高，",
    "下一步将完善审查机制。",
)


@dataclass(frozen=True)
class Place:
    """The reports of one year and province: how many, and which revision of each."""

    year: int
    region: str
    reports: int
    revision: int = 1


def rows_of(places: Sequence[Place], county: int | None = None) -> dict[str, pl.DataFrame]:
    """Return the rows of every table for these places, or for one county of each, typed as declared.

    Every 25th report is rejected; a higher revision has other bytes and figures at the same address.
    """
    parts = [_place(place, county) for place in places]
    return {name: pl.concat([part[name] for part in parts]) for name in TABLES}


def _place(place: Place, county: int | None) -> dict[str, pl.DataFrame]:
    reports = _reports(place)
    if county is not None:
        reports = reports.filter(pl.col("n") // COUNTY == county)
    edition = EDITIONS[place.year]
    rows = {
        "documents": _documents(reports),
        "reports": reports,
        "sections": _sections(reports),
        "statements": _statements(reports),
        "findings": _findings(reports),
        "finding_cells": _findings(reports).with_columns(cell=pl.lit("requests/granted/total"), role=pl.lit("part")),
        **{
            table: _cells(reports, form_of(table, edition), *_LABELS[table])
            for table in ("proactive_disclosure", "requests")
        },
        "proceedings": _cells(reports, form_of("proceedings", "2019+2021"), *_LABELS["proceedings"]),
    }
    return {name: _typed(name, rows.get(name)) for name in TABLES}


_LABELS = {
    "proactive_disclosure": ("item", "measure", "item", "measure"),
    "requests": ("outcome", "applicant", "outcome", "applicant"),
    "proceedings": ("channel", "outcome", "channel", "proceeding_outcome"),
}
"""The columns that name a cell's row and column in each table of figures, and the axes of their terms."""


def _typed(name: str, rows: pl.DataFrame | None) -> pl.DataFrame:
    table = TABLES[name]
    if rows is None:
        return table.empty()
    missing = [pl.lit(None).alias(column) for column in table.names if column not in rows.columns]
    return rows.with_columns(missing).select(table.names).cast(pl.Schema(table.polars_schema()))


def _reports(place: Place) -> pl.DataFrame:
    n = pl.col("n")
    code = pl.format("{}{}{}", pl.lit(place.region[:2]), _digits(n // COUNTY, 4), _digits(n % COUNTY, 3))
    frame = pl.DataFrame({"n": pl.int_range(place.reports, eager=True)}).with_columns(code=code)
    seed = pl.format("{}{}{}{}", "code", pl.lit(place.year), pl.lit(place.revision), pl.lit("-"))
    hashes = [pl.format("{}{}", seed, pl.lit(part)).hash(part).cast(pl.String).str.zfill(20) for part in range(4)]
    rejected = n % _REJECTED_EVERY == _REJECTED_EVERY - 1
    name = pl.format("某省某市第{}县第{}镇人民政府", n // COUNTY, n % COUNTY)
    return frame.with_columns(
        report_id=pl.format("{}-gov-{}", "code", pl.lit(place.year)),
        agency_id=pl.format("{}-gov", "code"),
        report_year=pl.lit(place.year),
        region_code=pl.lit(place.region),
        source_sha256=pl.concat_str(hashes).str.slice(0, 64),
        rejected=rejected,
        agency_name=name,
        agency_name_printed=name,
        agency_level=pl.lit("township"),
        agency_kind=pl.lit("government"),
        figures_cover=pl.lit("own_body"),
        figures_cover_basis=pl.lit("level"),
        province=pl.lit("某省"),
        prefecture=pl.lit("某市"),
        county=pl.format("第{}县", n // COUNTY),
        county_code=pl.col("code").str.slice(0, 6),
        township_code=pl.col("code"),
        title=pl.format("{}{}年政府信息公开工作年度报告", name, pl.lit(place.year)),
        published_date=pl.lit(_DAY),
        period_start=pl.date(place.year, 1, 1),
        period_end=pl.date(place.year, 12, 31),
        proactive_edition=pl.lit(EDITIONS[place.year]),
        requests_edition=pl.lit(EDITIONS[place.year]),
        media_type=pl.lit("text/html"),
        verdict=pl.when(rejected).then(pl.lit("reject")).otherwise(pl.lit("accept")),
        source_uri=pl.format("https://www.example.gov.cn/{}/{}.html", "code", pl.lit(place.year)),
        first_seen_date=pl.lit(_DAY),
        source_count=pl.lit(1),
        revision=pl.lit(place.revision),
        errors=rejected.cast(pl.Int64),
        warnings=(~rejected).cast(pl.Int64),
        notices=pl.lit(0),
        worst_severity=pl.when(rejected).then(pl.lit("error")).otherwise(pl.lit("warning")),
    ).with_columns(reading_id=pl.col("source_sha256").str.slice(0, 16))


def _documents(reports: pl.DataFrame) -> pl.DataFrame:
    rejected = pl.col("rejected")
    return reports.with_columns(
        file_name=pl.format("{}.html", "code"),
        status=pl.when(rejected).then(pl.lit("rejected")).otherwise(pl.lit("published")),
        reason=pl.when(rejected).then(pl.lit("requests.row_total")),
    )


def _cells(reports: pl.DataFrame, form: Form, row: str, column: str, *axes: str) -> pl.DataFrame:
    cells = [(line.key, name) for line in form.rows for name in line.columns]
    labels: Mapping[str, list[str | None]] = {
        f"{column_name}_zh": [term(axis, cell[at]).zh for cell in cells]
        for at, (column_name, axis) in enumerate(zip((row, column), axes, strict=True))
    }
    template = pl.DataFrame(
        {
            "cell": [f"{form.table}/{line}/{name}" for line, name in cells],
            row: [line for line, _ in cells],
            column: [name for _, name in cells],
            "place": [f"table=2;row={at // 7};col={at % 7};line={at + 40}" for at in range(len(cells))],
            **labels,
        }
    )
    known = reports.select(
        *("report_id", "reading_id", "agency_id", "report_year", "region_code", "agency_level", "agency_kind"),
        *("figures_cover", "county_code"),
    )
    # Most cells of most reports are 0, a few are blank, the others small.
    drawn = pl.concat_str("reading_id", "cell").hash(7) % 1000
    value = pl.when(drawn < 850).then(0).when(drawn >= 870).then((drawn - 869) * (drawn % 7 + 1)).cast(pl.Int64)
    return known.join(template, how="cross", maintain_order="left_right").with_columns(
        value=value,
        computed_value=pl.when(pl.col(column) == "total").then(value),
        resolved_value=value.fill_null(0),
        printed=value.cast(pl.String),
        meaning=pl.when(value.is_null()).then(pl.lit("blank")).otherwise(pl.lit("number")),
        unit=pl.lit("count"),
        unit_basis=pl.lit("form"),
        proven=pl.lit(True),
    )


def _text(sentences: int) -> pl.Expr:
    drawn = [pl.concat_str("reading_id", "section").hash(seed) for seed in range(sentences)]
    said = pl.Series(_SENTENCES, dtype=pl.String)
    indices = [(each % len(_SENTENCES)).cast(pl.Int64) for each in drawn]
    texts = [pl.lit(said).gather(index) for index in indices]
    numbers = [(each % 997).cast(pl.String) for each in drawn]
    return pl.concat_str([part for pair in zip(texts, numbers, strict=True) for part in pair])


def _sections(reports: pl.DataFrame) -> pl.DataFrame:
    named = pl.DataFrame(
        {
            "section": _SECTIONS,
            "position": range(1, len(_SECTIONS) + 1),
            "heading": [f"{numeral}、某一部分的标题" for numeral in "一二三四五六"],
        }
    )
    return reports.join(named, how="cross", maintain_order="left_right").with_columns(text=_text(20))


def _statements(reports: pl.DataFrame) -> pl.DataFrame:
    said = pl.DataFrame({"group": [str(n // 4 + 1) for n in range(_STATEMENTS)], "at": range(_STATEMENTS)})
    rows = reports.join(said, how="cross", maintain_order="left_right")
    return rows.with_columns(
        section=pl.col("at").cast(pl.String),
        subject=pl.lit("disclosed_part"),
        part=pl.lit("政府网站"),
        scope=pl.lit("own"),
        value=pl.concat_str("reading_id", "at").hash(3) % 500,
        bound=pl.lit("exact"),
        unit=pl.lit("条"),
        place=pl.format("line={}", "at"),
    ).with_columns(quote=_text(2))


def _findings(reports: pl.DataFrame) -> pl.DataFrame:
    rejected = pl.col("rejected")
    rule = pl.when(rejected).then(pl.lit("requests.row_total")).otherwise(pl.lit("cells.blank"))
    return reports.with_columns(
        finding_id=pl.format("{}/1", rule),
        rule_id=rule,
        severity=pl.when(rejected).then(pl.lit("error")).otherwise(pl.lit("warning")),
        cells=pl.lit("requests/granted/total requests/granted/natural_person"),
        reported=pl.lit(3),
        computed=pl.lit(2),
        message_zh=pl.lit("表三的一行，总计与各列之和不一致"),
        message_en=pl.lit("in a row of table 3 the printed total differs from the sum of its columns"),
    )


def _digits(number: pl.Expr, width: int) -> pl.Expr:
    return number.cast(pl.String).str.zfill(width)

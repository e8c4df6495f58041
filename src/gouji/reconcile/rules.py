"""The rules on form, identity, single cells and dates. Sums and relations between cells are in `relations`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from gouji.decisions import DECIDED
from gouji.reconcile.frames import Frames, cell_key
from gouji.reconcile.registry import Batch, judges, offenders
from gouji.reconcile.statistics import same_cells
from gouji.report import STATISTICS, TABLE_NAMES
from gouji.standard.forms import forms, official_title, section_titles
from gouji.standard.statistics import statistics_form
from gouji.tables import TABLES


@judges("form.missing_table")
def missing_table(batch: Batch) -> pl.DataFrame:
    """Return each table that was not found."""
    return offenders(batch.frames.tables.filter(pl.col("state") == "missing").rename({"table": "subject"}))


@judges("form.unproven")
def unproven(batch: Batch) -> pl.DataFrame:
    """Return each table whose cells are not all placed beyond doubt; what is in doubt stands in its reading."""
    found = batch.frames.tables.filter((pl.col("state") == "found") & ~pl.col("proven"))
    return offenders(found.rename({"table": "subject"}))


@judges("form.unknown_edition")
def unknown_edition(batch: Batch) -> pl.DataFrame:
    """Return readings with a table of no known form, one finding each."""
    return offenders(batch.frames.tables.filter(pl.col("state") == "unknown_edition").unique("doc").select("doc"))


@judges("form.several_reports")
def several_reports(batch: Batch) -> pl.DataFrame:
    """Return readings of files that hold more than one report."""
    return _problem(batch, "form.several_reports")


def _problem(batch: Batch, rule_id: str) -> pl.DataFrame:
    return offenders(batch.frames.problems.filter(pl.col("rule_id") == rule_id))


def _judge_problem(rule_id: str) -> Callable[[Batch], pl.DataFrame]:
    return lambda batch: _problem(batch, rule_id)


for _rule_id in (
    "read.broken",
    "read.crashed",
    "read.encrypted",
    "read.image_only",
    "read.limit_exceeded",
    "read.unsupported",
):
    judges(_rule_id)(_judge_problem(_rule_id))


@judges("form.edition_year")
def edition_year(batch: Batch) -> pl.DataFrame:
    """Return each proven table whose form was not in force in the report year; of others the form is only a guess."""
    of_2014 = statistics_form()
    years = [(form.table, form.edition, form.first_year, form.last_year) for form in forms()]
    known = pl.DataFrame(
        [*years, (STATISTICS, of_2014.edition, of_2014.first_year, of_2014.last_year)],
        schema={"table": pl.String(), "edition": pl.String(), "first": pl.Int16(), "last": pl.Int16()},
        orient="row",
    )
    year = pl.col("report_year")
    found = (
        batch.frames.tables.filter("proven")
        .join(known, on=["table", "edition"], maintain_order="left")
        .join(batch.frames.reports.select("doc", "report_year"), on="doc", maintain_order="left")
        .filter((year < pl.col("first")) | (year > pl.col("last").fill_null(9999)))
    )
    return offenders(found.rename({"table": "subject", "edition": "detail"}))


@judges("form.missing_section")
def missing_section(batch: Batch) -> pl.DataFrame:
    """Return readings that lack any of the six sections, with their official titles."""
    keys = list(dict.fromkeys(title.section for title in section_titles()))
    wanted = pl.DataFrame({"section": keys, "title": [official_title(key).title for key in keys]})
    found = (
        _read_docs(batch.frames)
        .join(wanted, how="cross")
        .join(batch.frames.sections.select("doc", "section"), on=["doc", "section"], how="anti", maintain_order="left")
        .group_by("doc", maintain_order=True)
        .agg(pl.col("title").str.join("、").alias("detail"))
    )
    return offenders(found)


@judges("form.heading")
def heading(batch: Batch) -> pl.DataFrame:
    """Return readings with headings other than the official ones, the headings joined."""
    found = (
        batch.frames.sections.filter(~pl.col("is_official"))
        .join(_read_docs(batch.frames), on="doc", how="semi", maintain_order="left")
        .group_by("doc", maintain_order=True)
        .agg(pl.col("heading").str.join("；").alias("detail"))
    )
    return offenders(found)


def _read_docs(frames: Frames) -> pl.DataFrame:
    """Return the readings whose file could be read and is of a form since 2019: older ones had other sections."""
    of_form = (pl.col("table") != STATISTICS) & ~pl.col("state").is_in(["unknown_edition", "statistics"])
    return frames.tables.filter(of_form).select("doc").unique(maintain_order=True)


def _open(batch: Batch, field: str) -> pl.DataFrame:
    found = batch.frames.open_questions.filter(pl.col("field") == field)
    return offenders(found.rename({"candidates": "detail"}))


@judges("identity.year")
def year(batch: Batch) -> pl.DataFrame:
    """Return readings whose year the text leaves open, with the candidates."""
    return _open(batch, "year")


@judges("identity.region")
def region(batch: Batch) -> pl.DataFrame:
    """Return readings whose place the text leaves open, with the candidates."""
    return _open(batch, "region")


@judges("identity.agency")
def agency(batch: Batch) -> pl.DataFrame:
    """Return readings whose body the text leaves open, with the candidates."""
    return _open(batch, "agency")


@judges("identity.conflict")
def conflict(batch: Batch) -> pl.DataFrame:
    """Return readings whose body and year another address has already reported with other cells."""
    frames = batch.frames
    own = frames.reports.select(
        "doc", "report_id", "reading_id", pl.coalesce("source_url", "source_uri").alias("own_address")
    )
    if frames.known is None or frames.known.is_empty():
        return offenders(own.select("doc").clear())
    others = own.join(frames.known, on="report_id").filter(pl.col("address") != pl.col("own_address"))
    found = (
        others.join(_digests(frames, others.select("doc").unique()), on="doc", how="left")
        .filter(pl.col("cells_digest").ne_missing(pl.col("own_digest")))
        .sort("doc", "address")
        .unique("doc", keep="first", maintain_order=True)
    )
    return offenders(found.rename({"address": "detail"}))


@judges("decision.withdrawn")
def withdrawn(batch: Batch) -> pl.DataFrame:
    """Return readings of reports that a person has withdrawn, once for each decision in force, with its reason."""
    found = decisions_of(batch.frames)
    return offenders(found.rename({"reason": "detail"}))


def decisions_of(frames: Frames) -> pl.DataFrame:
    """Return (doc, decision, reason) of each decision about a reading's report, in order of document and decision."""
    decided = pl.DataFrame(schema=DECIDED) if frames.decided is None else frames.decided
    return frames.reports.join(decided, on="report_id").select("doc", "decision", "reason").sort("doc", "decision")


def _digests(frames: Frames, docs: pl.DataFrame) -> pl.DataFrame:
    """Return (doc, own_digest) of some readings."""
    ids = frames.reports.select("doc", "report_id", "reading_id").join(docs, on="doc", how="semi")
    cells: dict[str, pl.DataFrame] = {
        table: frames.cells[table].join(ids, on="doc").with_columns(cell=cell_key(table)) for table in TABLE_NAMES
    }
    cells[STATISTICS] = frames.statistics.join(ids, on="doc")
    for table in TABLE_NAMES:
        same = same_cells(frames, table).join(ids, on="doc").with_columns(cell=cell_key(table))
        cells[f"{STATISTICS}/{table}"] = same
    return ids.join(cells_digest(cells), on=["report_id", "reading_id"]).select("doc", own_digest="cells_digest")


def cells_digest(cells: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return (report_id, reading_id, cells_digest): equal digests mean equal cells, wherever these were read.

    Takes the published tables of cells, or any frames with report_id, reading_id, cell, meaning, value and, for the
    tables that publish one, unit, by a name that ends in the table's. Two printings of one number (`1,113`, `1113`)
    are equal; one number of two units is not.
    """
    long = pl.concat(
        [
            frame.select(
                "report_id",
                "reading_id",
                pl.format(
                    "{}:{}:{}:{}",
                    "cell",
                    "meaning",
                    pl.col("value").cast(pl.Decimal(24, 6)).cast(pl.String).fill_null(""),
                    (pl.col("unit") if _has_unit(name) else pl.lit(None, pl.String)).fill_null(""),
                ).alias("said"),
            )
            for name, frame in cells.items()
        ]
    )
    return (
        long.sort("report_id", "reading_id", "said")
        .group_by("report_id", "reading_id", maintain_order=True)
        .agg(pl.col("said").str.join("|").alias("cells_digest"))
    )


def _has_unit(name: str) -> bool:
    return "unit" in TABLES[name.rpartition("/")[2]].names


def _cells(batch: Batch) -> pl.DataFrame:
    keyed: dict[str, pl.DataFrame] = {
        table: batch.frames.cells[table].with_columns(cell=cell_key(table)) for table in TABLE_NAMES
    }
    keyed[STATISTICS] = batch.frames.statistics
    return pl.concat(
        [
            frame.filter("proven").select("doc", "cell", "printed", "meaning", "fits", table=pl.lit(table))
            for table, frame in keyed.items()
        ]
    )


@judges("cells.blank")
def blank(batch: Batch) -> pl.DataFrame:
    """Return each table with cells that are blank or not applicable, the cells listed."""
    found = _cells(batch).filter(pl.col("meaning").is_in(["blank", "not_applicable"]))
    grouped = found.group_by("doc", "table", maintain_order=True).agg(pl.col("cell").alias("cells"))
    counted = grouped.with_columns(detail=pl.col("cells").list.len().cast(pl.String))
    return offenders(counted.rename({"table": "subject"}))


@judges("cells.annotated")
def annotated(batch: Batch) -> pl.DataFrame:
    """Return each cell whose value carries a remark."""
    return _single(_cells(batch).filter(pl.col("meaning") == "annotated"))


@judges("cells.unreadable")
def unreadable(batch: Batch) -> pl.DataFrame:
    """Return each cell that cannot be read as what it should be."""
    return _single(_cells(batch).filter(pl.col("meaning") == "unreadable"))


@judges("cells.domain")
def domain(batch: Batch) -> pl.DataFrame:
    """Return each cell whose number is not one the cell may hold."""
    return _single(_cells(batch).filter(~pl.col("fits")))


def _single(found: pl.DataFrame) -> pl.DataFrame:
    return offenders(found.with_columns(cells=pl.concat_list("cell"), subject=pl.col("cell"), detail=pl.col("printed")))


_FIRST_YEAR = min(form.first_year for form in forms())
"""Report year from which the deadlines of the Regulation as revised in 2019 are in force."""


@judges("timing.late")
def late(batch: Batch) -> pl.DataFrame:
    """Return readings published after their deadline; townships have none in the Regulation (art. 49, since 2019)."""
    department = pl.col("agency_kind") == "department"
    government = pl.col("agency_kind").is_in(["government", "government_office"]) & (
        pl.col("agency_level") != "township"
    )
    next_year = pl.col("report_year").cast(pl.Int32) + 1
    deadline = pl.when(department).then(pl.date(next_year, 1, 31)).when(government).then(pl.date(next_year, 3, 31))
    found = batch.frames.reports.filter((pl.col("published_date") > deadline) & (pl.col("report_year") >= _FIRST_YEAR))
    return offenders(found.with_columns(detail=pl.col("published_date").cast(pl.String)))

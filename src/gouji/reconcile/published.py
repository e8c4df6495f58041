"""The published tables of a batch, with exactly the columns and types that `gouji.tables` declares."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from gouji.reconcile.findings import SUM_RULES, Finding
from gouji.reconcile.frames import VALUE, cell_key
from gouji.reconcile.registry import Batch
from gouji.reconcile.relations import exact_yuan, in_yuan, inferred_units
from gouji.reconcile.rules import decisions_of
from gouji.reconcile.statistics import RELATIONS, computed_values, resolved_values, same_cells
from gouji.report import STATISTICS, TableName
from gouji.standard.forms import COLUMN_AXIS, ROW_AXIS, Axis, terms
from gouji.standard.rules import SEVERITIES
from gouji.standard.statistics import statistics_form
from gouji.tables import TABLES

_RANK = {severity: rank for rank, severity in enumerate(SEVERITIES)}
_AXIS_COLUMN: dict[Axis, str] = {
    "item": "item",
    "measure": "measure",
    "outcome": "outcome",
    "applicant": "applicant",
    "channel": "channel",
    "proceeding_outcome": "outcome",
}


def published(batch: Batch, findings: Sequence[Sequence[Finding]]) -> dict[str, pl.DataFrame]:
    """Return every published table but `documents`; `findings` holds those of each reading, in order."""
    found, found_cells = _findings(batch, findings)
    worst = _worst(found, found_cells)
    frames = {
        "reports": _reports(batch, found),
        "proactive_disclosure": _proactive(batch, worst),
        "requests": _counted(batch, "requests", worst),
        "proceedings": _counted(batch, "proceedings", worst),
        "sections": _with_identity(batch, batch.frames.sections),
        "statements": _with_identity(batch, batch.frames.statements),
        STATISTICS: _statistics(batch, worst),
        "findings": _with_identity(batch, found),
        "finding_cells": _with_identity(batch, found_cells),
    }
    return {name: _declared(name, frame) for name, frame in frames.items()}


def _declared(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame with the declared columns; those that nothing fills yet are null."""
    schema = TABLES[name].polars_schema()
    missing = [pl.lit(None, dtype).alias(column) for column, dtype in schema.items() if column not in frame.columns]
    return frame.with_columns(missing).select(*schema).cast(pl.Schema(schema))


_IDENTITY = ("report_id", "reading_id", "agency_id", "report_year", "region_code")
_CELL_IDENTITY = (*_IDENTITY, "agency_level", "agency_kind", "figures_cover", "county_code")


def _with_identity(batch: Batch, frame: pl.DataFrame, columns: Sequence[str] = _IDENTITY) -> pl.DataFrame:
    return frame.join(batch.frames.reports.select("doc", *columns), on="doc", how="left", maintain_order="left")


_TEXT, _DOC = pl.String(), pl.UInt32()
_FINDING_SCHEMA: dict[str, pl.DataType] = {
    "doc": _DOC,
    "finding_id": _TEXT,
    "rule_id": _TEXT,
    "severity": _TEXT,
    "cells": _TEXT,
    "reported": VALUE,
    "computed": VALUE,
    "formula": _TEXT,
    "suspects": _TEXT,
    "message_zh": _TEXT,
    "message_en": _TEXT,
}
_FINDING_CELL_SCHEMA: dict[str, pl.DataType] = {
    "doc": _DOC,
    "finding_id": _TEXT,
    "cell": _TEXT,
    "role": _TEXT,
}


def _findings(batch: Batch, findings: Sequence[Sequence[Finding]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the findings and the cells they name; a suspect's value is the one that would do."""
    rows = [
        (
            doc,
            found.finding_id,
            found.rule_id,
            found.severity,
            " ".join(found.cells) or None,
            found.reported,
            found.computed,
            found.formula,
            " ".join(f"{cell}={value}" for cell, value in found.suspects) or None,
            found.message_zh,
            found.message_en,
        )
        for doc, of_reading in enumerate(findings)
        for found in of_reading
    ]
    named = [
        (doc, found.finding_id, cell, role)
        for doc, of_reading in enumerate(findings)
        for found in of_reading
        for cell, role in _roles(found)
    ]
    would_be = [
        (doc, found.finding_id, cell, "suspect", value)
        for doc, of_reading in enumerate(findings)
        for found in of_reading
        for cell, value in found.suspects
    ]
    read = pl.concat([
        batch.frames.cells[table].select("doc", cell_key(table).alias("cell"), "printed", "value") for table in ROW_AXIS
    ])  # fmt: skip
    read = pl.concat([read, batch.frames.statistics.select("doc", "cell", "printed", "value")])
    suspects = pl.DataFrame(would_be, schema={**_FINDING_CELL_SCHEMA, "value": VALUE}, orient="row")
    cells = pl.DataFrame(named, schema=_FINDING_CELL_SCHEMA, orient="row")
    return (
        _with_decisions(batch, pl.DataFrame(rows, schema=_FINDING_SCHEMA, orient="row")),
        pl.concat(
            [
                cells.join(read, on=["doc", "cell"], how="left", maintain_order="left"),
                suspects.join(read.drop("value"), on=["doc", "cell"], how="left", maintain_order="left").select(
                    *_FINDING_CELL_SCHEMA, "printed", "value"
                ),
            ]
        ),
    )


def _with_decisions(batch: Batch, found: pl.DataFrame) -> pl.DataFrame:
    """Add to each finding of `decision.withdrawn` which decision it is, and why it was taken."""
    number = pl.int_range(1, pl.len() + 1).over("doc")
    decided = decisions_of(batch.frames).select(
        "doc",
        pl.format("decision.withdrawn/{}", number).alias("finding_id"),
        "decision",
        pl.col("reason").alias("decision_reason"),
    )
    return found.join(decided, on=["doc", "finding_id"], how="left", maintain_order="left")


def _roles(found: Finding) -> list[tuple[str, str]]:
    has_total = (found.rule_id in SUM_RULES and found.rule_id != "requests.balance") or found.rule_id in RELATIONS
    return [(cell, "total" if has_total and i == 0 else "part") for i, cell in enumerate(found.cells)]


def _worst(found: pl.DataFrame, found_cells: pl.DataFrame) -> pl.DataFrame:
    """Return (doc, cell, worst_severity) of every cell a finding names."""
    ranked = found.select("doc", "finding_id", rank=pl.col("severity").replace_strict(_RANK, return_dtype=pl.Int8))
    return (
        found_cells.filter(pl.col("role") != "suspect")
        .join(ranked, on=["doc", "finding_id"])
        .group_by("doc", "cell")
        .agg(pl.col("rank").min().replace_strict(dict(enumerate(SEVERITIES)), return_dtype=pl.String))
        .rename({"rank": "worst_severity"})
    )


def _reports(batch: Batch, found: pl.DataFrame) -> pl.DataFrame:
    counts = found.group_by("doc").agg(
        *((pl.col("severity") == severity).sum().cast(pl.Int64).alias(f"{severity}s") for severity in SEVERITIES)
    )
    numbers = [pl.col(f"{severity}s").fill_null(0) for severity in SEVERITIES]
    worst = pl.coalesce(pl.when(pl.col(f"{severity}s") > 0).then(pl.lit(severity)) for severity in SEVERITIES)
    decided = decisions_of(batch.frames).group_by("doc").agg(pl.col("decision").str.join(" ").alias("decision_ids"))
    return (
        batch.frames.reports.join(counts, on="doc", how="left", maintain_order="left")
        .join(decided, on="doc", how="left", maintain_order="left")
        .with_columns(numbers)
        .with_columns(
            worst_severity=worst,
            verdict=pl.when(pl.col("errors") > 0).then(pl.lit("reject")).otherwise(pl.lit("accept")),
            source_count=pl.lit(1, pl.Int64),
            revision=pl.lit(1, pl.Int64),
        )
    )


def _labelled(cells: pl.DataFrame, table: TableName) -> pl.DataFrame:
    """Rename row and column to the table's keys and put the Chinese labels beside them."""
    for column, axis in (("row", ROW_AXIS[table]), ("column", COLUMN_AXIS[table])):
        key = _AXIS_COLUMN[axis]
        labels = {term.key: term.zh for (of_axis, _), term in terms().items() if of_axis == axis}
        cells = cells.with_columns(
            pl.col(column).replace_strict(labels, return_dtype=pl.String).alias(f"{key}_zh")
        ).rename({column: key})
    return cells


def _cells(batch: Batch, table: TableName, worst: pl.DataFrame) -> pl.DataFrame:
    keyed = batch.frames.cells[table].with_columns(cell=cell_key(table))
    marked = keyed.join(worst, on=["doc", "cell"], how="left", maintain_order="left")
    if not batch.frames.statistics.is_empty():
        # Findings name the figures of the statistics form by their place in that form.
        same = same_cells(batch.frames, table).join(
            worst, left_on=["doc", "same_as"], right_on=["doc", "cell"], how="left", maintain_order="left"
        )
        marked = pl.concat([marked, same.with_columns(cell=cell_key(table)).select(marked.columns)])
    return _with_identity(batch, marked, _CELL_IDENTITY)


def _statistics(batch: Batch, worst: pl.DataFrame) -> pl.DataFrame:
    labels = {row.key: row.zh for row in statistics_form().rows}
    marked = batch.frames.statistics.join(worst, on=["doc", "cell"], how="left", maintain_order="left").join(
        computed_values(batch.frames.readings), on=["doc", "cell"], how="left", maintain_order="left"
    )
    named = marked.with_columns(item_zh=pl.col("item").replace_strict(labels, default=None, return_dtype=pl.String))
    return _with_identity(batch, named, _CELL_IDENTITY)


def _counted(batch: Batch, table: TableName, worst: pl.DataFrame) -> pl.DataFrame:
    derived = batch.arithmetic.derived[table]
    cells = _cells(batch, table, worst).join(derived, on=["doc", "row", "column"], how="left", maintain_order="left")
    if not batch.frames.statistics.is_empty():
        told = resolved_values(batch.frames.readings, table)
        cells = cells.join(told, on=["doc", "row", "column"], how="left", maintain_order="left").with_columns(
            resolved_value=pl.coalesce("resolved_value", "of_statistics")
        )
    # A count with a fraction is out of its domain: it stays in `printed`.
    whole = pl.when(pl.col("fits") | (pl.col("value") == pl.col("value").round(0))).then(pl.col("value"))
    return _labelled(cells.with_columns(value=whole.cast(pl.Int64)), table)


def _proactive(batch: Batch, worst: pl.DataFrame) -> pl.DataFrame:
    cells = _cells(batch, "proactive_disclosure", worst)
    is_amount = pl.col("column").is_in(["total_amount", "amount"])
    is_zero = is_amount & (pl.col("value") == 0)
    inferred = inferred_units(batch).with_columns(column=pl.lit("total_amount"))
    cells = cells.join(inferred, on=["doc", "column"], how="left", maintain_order="left")
    return _labelled(
        cells.with_columns(
            amount_cny=pl.when(is_zero)
            .then(pl.lit(0).cast(pl.Decimal(24, 4)))
            .when(pl.col("unit") == "CNY_10K")
            .then(in_yuan("value"))
            .when(pl.col("unit") == "CNY")
            .then(exact_yuan("value"))
        ),
        "proactive_disclosure",
    )

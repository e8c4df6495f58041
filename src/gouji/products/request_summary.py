"""request_summary: what became of the requests, by applicant and group of outcome, the editions of the form unified.

Made so that no sum counts anything twice: each measure is filled only in rows that are parts of it, and printed totals
stand in a column of their own. Reports on the form of 2014 are left out: it has some rows of a group and not others.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import polars as pl

from gouji.columns import Column, Table
from gouji.partition import RowsError, conform
from gouji.standard.forms import Axis, forms_of, terms
from gouji.tables import CELL_HEAD, REPORTS, REQUESTS

TOTAL = "total"
_HEAD = tuple(column for column in CELL_HEAD if column.name != "cell")
SOURCES: dict[str, tuple[str, ...]] = {
    REPORTS.name: ("reading_id", "requests_edition"),
    REQUESTS.name: (
        *(column.name for column in _HEAD),
        *("outcome", "applicant", "applicant_zh", "value", "resolved_value"),
    ),
}
"""The tables it is made of, and the columns it takes of them."""
# Which measure a group of outcomes is part of; every other group is handled requests.
_MEASURES = {"received": "received", "carried_out": "carried_out"}
MEASURES = ("received", "handled", "carried_out")


def groups(axis: Axis) -> dict[str, str]:
    """Return the groups of an axis in the form's order, each with its Chinese label."""
    return {term.group: term.group_zh for term in terms().values() if term.axis == axis}


def _count(name: str, zh: str, en: str, unit: str = "requests") -> Column:
    return Column(name, "int64", zh, en, unit=unit)


def _key(name: str, zh: str, en: str, values: tuple[str, ...]) -> Column:
    return Column(name, "string", zh, en, nullable=False, values=values)


REQUEST_SUMMARY = Table(
    "request_summary",
    "申请办理汇总，一行一份报告、一类申请人、一类结果（2019 年以来的格式合并，不含 2014 年统计表）",
    "Requests by report, applicant and group of outcome, the forms since 2019 unified (without the form of 2014)",
    ("report_id", "applicant", "outcome_group"),
    ("report_year", "region_code", "report_id", "applicant", "outcome_group"),
    (
        *_HEAD,
        REQUESTS.column("applicant"),
        REQUESTS.column("applicant_zh"),
        _key(
            "applicant_group",
            "申请人类别；total 为印出的总计列",
            "Group of the applicant; total is the printed total column",
            tuple(groups("applicant")),
        ),
        _key(
            "outcome_group",
            "结果类别；total 为印出的总计行",
            "Group of the outcome; total is the printed total row",
            tuple(groups("outcome")),
        ),
        Column("outcome_group_zh", "string", "结果类别名称", "Chinese label of the group of outcome"),
        _count(
            "received",
            "新收与上年结转之和；合计行、合计列为空，可以直接相加",
            "Newly received and carried in; null in rows of totals, so that it can be summed",
        ),
        _count(
            "handled",
            "办理结果各项之和；合计行、合计列为空，可以直接相加",
            "Handled with an outcome of this group; null in rows of totals, so that it can be summed",
        ),
        _count(
            "carried_out",
            "结转下年；合计列为空，可以直接相加",
            "Carried over to next year; null in rows of totals, so that it can be summed",
        ),
        _count(
            "printed_total",
            "印出的合计（合计行、合计列），只供核对，不可与各项相加",
            "What the printed totals say, in rows of totals alone: to compare, never to add",
        ),
        _count(
            "unknown_cells",
            "该类中没有数字、也不能证明为 0 的格数；为 0 时本行完整",
            "Cells of the group without a number and not proven 0; where 0, the row is complete",
            "cells",
        ),
    ),
)


@cache
def _of(axis: Axis) -> pl.LazyFrame:
    """Return the group of each key of an axis; the requests' keys are all of them."""
    rows = [(term.key, term.group, term.group_zh) for term in terms().values() if term.axis == axis]
    return pl.LazyFrame(rows, schema=[axis, f"{axis}_group", f"{axis}_group_zh"], orient="row")


def editions() -> tuple[str, ...]:
    """Return the editions of table three that have every row of their groups."""
    return tuple(form.edition for form in forms_of("requests"))


def request_summary(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the summary of the reports, from the rows of `SOURCES`. RowsError for a key the standard does not have."""
    wanted = tables[REPORTS.name].lazy().filter(pl.col("requests_edition").is_in(editions()))
    cells = (
        tables[REQUESTS.name]
        .lazy()
        .join(wanted.select("reading_id"), on="reading_id", how="semi")
        .join(_of("outcome"), on="outcome", how="left")
        .join(_of("applicant").drop("applicant_group_zh"), on="applicant", how="left")
    )
    heads = [column.name for column in _HEAD]
    known = pl.col("resolved_value").is_not_null()
    of_parts = pl.when(known.any()).then(pl.col("resolved_value").sum())
    of_totals = pl.when(pl.col("value").is_not_null().any()).then(pl.col("value").sum())
    is_total = (pl.col("applicant_group") == TOTAL) | (pl.col("outcome_group") == TOTAL)
    measure = pl.col("outcome_group").replace_strict(_MEASURES, default="handled")
    summed = (
        cells.group_by(*heads, "applicant", "applicant_zh", "applicant_group", "outcome_group", "outcome_group_zh")
        .agg(parts=of_parts, totals=of_totals, unknown_cells=(~known).sum().cast(pl.Int64))
        .with_columns(
            *(pl.when(~is_total & (measure == name)).then("parts").alias(name) for name in MEASURES),
            printed_total=pl.when(is_total).then("totals"),
        )
        .select(REQUEST_SUMMARY.names)
        .sort(REQUEST_SUMMARY.sort)
        .collect()
    )
    if summed.select(pl.any_horizontal(pl.col("applicant_group", "outcome_group").is_null().any())).item():
        raise RowsError(f"{REQUEST_SUMMARY.name}: an outcome or applicant that the standard does not have")
    return conform(REQUEST_SUMMARY, summed)

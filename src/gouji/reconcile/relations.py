"""The rules between cells: the form's sums, and the relations of table 2."""

from __future__ import annotations

import polars as pl

from gouji.reconcile.frames import VALUE
from gouji.reconcile.registry import Batch, judges, offenders
from gouji.reconcile.sums import editions_with_sums, sums_of
from gouji.report import TableName

INFERABLE_CNY = (1_000, 50_000_000)
"""Yuan a project. A procurement amount is given a unit only where one of yuan and 10,000 yuan falls in here."""
FEE_LIMITS = {"township": 10_000, "county": 500_000, "prefecture": 5_000_000, "province": 20_000_000}
"""CNY_10K a year, by level; more was most likely given in yuan."""


@judges("requests.row_total")
def row_total(batch: Batch) -> pl.DataFrame:
    """Return each row of table 3 whose printed total is not the sum over applicants."""
    return _failing(batch, "requests.row_total", "requests")


@judges("requests.outcome_total")
def outcome_total(batch: Batch) -> pl.DataFrame:
    """Return each column of table 3 whose printed (七) is not the sum over outcomes."""
    return _failing(batch, "requests.outcome_total", "requests")


@judges("requests.balance")
def balance(batch: Batch) -> pl.DataFrame:
    """Return each column of table 3 in which 一 + 二 is not 三（七）+ 四."""
    return _failing(batch, "requests.balance", "requests")


@judges("proceedings.total")
def proceedings_total(batch: Batch) -> pl.DataFrame:
    """Return each group of table 4 whose printed total is not the sum of its four results."""
    return _failing(batch, "proceedings.total", "proceedings")


def _cells_of_sums() -> pl.DataFrame:
    rows = [
        (table, edition, found.rule_id, found.key, list(found.cells))
        for table, edition in editions_with_sums()
        for found in sums_of(table, edition)
    ]
    schema = {"table": pl.String, "edition": pl.String, "rule_id": pl.String, "key": pl.String}
    return pl.DataFrame(rows, schema={**schema, "cells": pl.List(pl.String)}, orient="row")


_CELLS_OF_SUMS = _cells_of_sums()


def _failing(batch: Batch, rule_id: str, table: TableName) -> pl.DataFrame:
    failing = batch.arithmetic.sums.filter(
        (pl.col("rule_id") == rule_id) & pl.col("judged") & (pl.col("reported") != pl.col("computed"))
    )
    named = (
        failing.join(batch.frames.proven_docs[table], on="doc", maintain_order="left")
        .with_columns(table=pl.lit(table))
        .join(_CELLS_OF_SUMS, on=["table", "edition", "rule_id", "key"], maintain_order="left")
    )
    return offenders(named.rename({"key": "subject"}))


def _measures(
    batch: Batch, edition: str, wanted: tuple[str, ...], items: tuple[str, ...] | None = None
) -> pl.DataFrame:
    """Return one line an item of table 2 with the printed values of some measures, null where none is printed."""
    docs = batch.frames.proven_docs["proactive_disclosure"].filter(pl.col("edition") == edition)
    cells = batch.frames.cells["proactive_disclosure"].filter(pl.col("column").is_in(wanted) & pl.col("fits"))
    if items is not None:
        cells = cells.filter(pl.col("row").is_in(items))
    return (
        cells.join(docs, on="doc", how="semi", maintain_order="left")
        .group_by("doc", "row", maintain_order=True)
        .agg(
            *(pl.col("value").filter(pl.col("column") == name).first().alias(name) for name in wanted),
            pl.col("unit").filter(pl.col("column") == wanted[-1]).first(),
        )
    )


def _cell(name: str) -> pl.Expr:
    return pl.concat_str(pl.lit("proactive_disclosure/"), "row", pl.lit(f"/{name}"))


def _of_item(found: pl.DataFrame, *measures: str) -> pl.DataFrame:
    return offenders(
        found.with_columns(
            cells=pl.concat_list([_cell(name) for name in measures]),
            subject=pl.concat_str(pl.lit("proactive_disclosure/"), "row"),
        )
    )


@judges("proactive.items_non_negative")
def items_non_negative(batch: Batch) -> pl.DataFrame:
    """Return items of the 2019 form that fall below zero this year."""
    found = _measures(batch, "2019", ("prior_year_items", "change")).with_columns(
        computed=pl.col("prior_year_items") + pl.col("change")
    )
    return _of_item(found.filter(pl.col("computed") < 0), "prior_year_items", "change")


@judges("proactive.disclosed_order")
def disclosed_order(batch: Batch) -> pl.DataFrame:
    """Return items of the 2019 form with fewer disclosed in all than disclosed this year."""
    found = _measures(batch, "2019", ("newly_disclosed", "total_disclosed")).filter(
        pl.col("total_disclosed") < pl.col("newly_disclosed")
    )
    named = found.with_columns(reported="total_disclosed", computed="newly_disclosed")
    return _of_item(named, "total_disclosed", "newly_disclosed")


@judges("proactive.stock_in_year")
def stock_in_year(batch: Batch) -> pl.DataFrame:
    """Return items of the 2021 form with fewer in force than this year alone leaves."""
    found = _measures(batch, "2021", ("issued", "repealed", "in_force")).with_columns(
        reported=pl.col("in_force"), computed=pl.col("issued") - pl.col("repealed")
    )
    return _of_item(found.filter(pl.col("reported") < pl.col("computed")), "in_force", "issued", "repealed")


@judges("proactive.rules_without_power")
def rules_without_power(batch: Batch) -> pl.DataFrame:
    """Return readings that count rules (规章) though their body cannot make any.

    Legislation Law, art. 91 and 93: departments of the State Council; governments of provinces, of cities with
    districts, of autonomous prefectures, and of 东莞, 中山, 嘉峪关 and 儋州, all of which end in 市 or 自治州.
    """
    government = pl.col("agency_kind").is_in(["government", "government_office"])
    makes_rules = (
        (pl.col("agency_level") == "central")
        | (government & (pl.col("agency_level") == "province"))
        | (government & (pl.col("agency_level") == "prefecture") & pl.col("prefecture").str.contains("(市|自治州)$"))
    )
    bodies = batch.frames.reports.filter(pl.col("agency_level").is_not_null() & ~makes_rules.fill_null(False))
    cells = batch.frames.cells["proactive_disclosure"].filter(
        (pl.col("row") == "rules") & (pl.col("value") != 0) & pl.col("proven")
    )
    found = (
        cells.join(bodies.select("doc"), on="doc", how="semi", maintain_order="left")
        .with_columns(cell=_cell("").add(pl.col("column")))
        .group_by("doc", maintain_order=True)
        .agg(pl.col("cell").alias("cells"), pl.col("printed").str.join("、").alias("detail"))
    )
    return offenders(found.with_columns(subject=pl.lit("proactive_disclosure/rules")))


def _procurement(batch: Batch) -> pl.DataFrame:
    return _measures(batch, "2019", ("project_count", "total_amount"), ("centralized_procurement",))


@judges("procurement.zero_pair")
def zero_pair(batch: Batch) -> pl.DataFrame:
    """Return readings with projects but no amount, or an amount but no projects."""
    found = _procurement(batch).filter((pl.col("project_count") == 0) != (pl.col("total_amount") == 0))
    named = found.with_columns(reported="project_count", computed="total_amount")
    return _of_item(named, "project_count", "total_amount")


@judges("procurement.unit_missing")
def unit_missing(batch: Batch) -> pl.DataFrame:
    """Return readings whose procurement amount has no unit, with the one that alone is plausible, if there is one."""
    found = _procurement(batch).filter((pl.col("total_amount") != 0) & pl.col("unit").is_null())
    inferred = found.join(inferred_units(batch), on="doc", how="left", maintain_order="left")
    named = inferred.with_columns(reported="total_amount", detail="unit_inferred")
    return offenders(
        named.with_columns(
            cells=pl.concat_list(_cell("total_amount")),
            subject=_cell("total_amount"),
        )
    )


def inferred_units(batch: Batch) -> pl.DataFrame:
    """Return (doc, unit_inferred, amount_cny_inferred) where exactly one of yuan and 10,000 yuan is plausible."""
    low, high = INFERABLE_CNY
    amount, projects = pl.col("total_amount").cast(pl.Float64), pl.col("project_count").cast(pl.Float64)
    as_yuan = (amount / projects).is_between(low, high)
    as_10k = (amount * 10_000 / projects).is_between(low, high)
    found = _procurement(batch).filter(
        (pl.col("total_amount") != 0) & pl.col("unit").is_null() & (pl.col("project_count") > 0) & (as_yuan != as_10k)
    )
    return found.select(
        "doc",
        pl.when(as_yuan).then(pl.lit("CNY")).otherwise(pl.lit("CNY_10K")).alias("unit_inferred"),
        pl.when(as_yuan)
        .then(exact_yuan("total_amount"))
        .otherwise(in_yuan("total_amount"))
        .alias("amount_cny_inferred"),
    )


def in_yuan(name: str) -> pl.Expr:
    """Return an amount of 10,000 yuan in yuan, exactly: six decimals become two."""
    return (pl.col(name).cast(VALUE) * 10_000).cast(pl.Decimal(24, 4))


def exact_yuan(name: str) -> pl.Expr:
    """Return an amount in yuan, null where it has more than four decimals."""
    rounded = pl.col(name).cast(pl.Decimal(24, 4))
    return pl.when(rounded.cast(VALUE) == pl.col(name)).then(rounded)


@judges("fees.unit_suspect")
def fees_unit_suspect(batch: Batch) -> pl.DataFrame:
    """Return readings of the 2021 form whose fees are above what bodies of their level collect."""
    limits = pl.DataFrame(
        {"agency_level": list(FEE_LIMITS), "limit": list(FEE_LIMITS.values())},
        schema={"agency_level": pl.String, "limit": pl.Int64},
    )
    levels = batch.frames.reports.select("doc", "agency_level").join(limits, on="agency_level")
    fees = _measures(batch, "2021", ("amount",), ("administrative_fees",)).filter(pl.col("unit") == "CNY_10K")
    found = fees.join(levels, on="doc", maintain_order="left").filter(pl.col("amount") > pl.col("limit"))
    named = found.with_columns(reported="amount", computed="limit", subject=_cell("amount"))
    return offenders(named.with_columns(cells=pl.concat_list(_cell("amount"))))

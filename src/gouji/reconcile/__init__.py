"""Reports -> findings: every rule of the catalogue judged over a whole batch, and the tables to publish.

The rules judge; whether a report is published is for the gate, which gets `Judgement.residuals` and must come to the
same rejections.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from gouji.reconcile import narrative, relations, rules, statistics
from gouji.reconcile.findings import SUM_RULES, Finding, Labels, Offender, finding_of
from gouji.reconcile.frames import frames_of
from gouji.reconcile.published import published
from gouji.reconcile.registry import JUDGES, Batch
from gouji.reconcile.rules import cells_digest
from gouji.reconcile.sums import arithmetic
from gouji.reconcile.suspects import suspects_of
from gouji.report import Report
from gouji.snapshot import Source
from gouji.standard.rules import ERROR_RULES, RULES

__all__ = ["Judgement", "cells_digest", "judge"]

_WITHOUT = {"rules": RULES.keys() - JUDGES.keys(), "functions": JUDGES.keys() - RULES.keys()}
if any(_WITHOUT.values()):
    raise ValueError(
        f"the rule catalogue and the functions in {narrative.__name__}, {relations.__name__}, {rules.__name__}, "
        f"{statistics.__name__} differ: {_WITHOUT}"
    )


@dataclass(frozen=True)
class Judgement:
    """A judged batch.

    `frames`: the published tables but `documents`, exactly as declared, for every reading. `residuals`: one row a
    reading and one Int64 column an error rule, 0 where it holds. `rejected`: the reading_ids with an error finding.
    `findings` and `checked` go by position in the batch; `checked` is (sums judged, sums left out for blanks).
    """

    frames: dict[str, pl.DataFrame]
    residuals: pl.DataFrame
    rejected: frozenset[str]
    findings: tuple[tuple[Finding, ...], ...]
    checked: tuple[tuple[int, int], ...]


def judge(
    reports: Sequence[Report],
    sources: Mapping[str, Source],
    known: pl.DataFrame | None = None,
    decided: pl.DataFrame | None = None,
) -> Judgement:
    """Return the findings and published tables of a batch of readings.

    `sources` by sha256. `known` (report_id, address, cells_digest) is what is published under these report_ids from
    elsewhere; without it `identity.conflict` is not judged. `decided` (`gouji.decisions.DECIDED`) is what a person
    decided about them; without it `decision.withdrawn` is not.
    """
    frames = frames_of(reports, sources, known, decided)
    batch = Batch(frames, arithmetic(frames))
    offenders = {rule_id: JUDGES[rule_id](batch) for rule_id in RULES}
    findings = _findings(reports, offenders)
    tables = published(batch, findings)
    rejected = tables["reports"].filter(pl.col("verdict") == "reject")["reading_id"]
    return Judgement(tables, _residuals(batch, offenders), frozenset(rejected), findings, _checked(batch))


def _findings(reports: Sequence[Report], offenders: Mapping[str, pl.DataFrame]) -> tuple[tuple[Finding, ...], ...]:
    found: list[list[Finding]] = [[] for _ in reports]
    labels: dict[int, Labels] = {}
    suspects: dict[int, tuple[tuple[str, int], ...]] = {}
    for rule_id, frame in offenders.items():
        numbers: dict[int, int] = {}
        for doc, subject, cells, reported, computed, detail in frame.iter_rows():
            if doc not in labels:
                labels[doc] = Labels(reports[doc])
            if rule_id in SUM_RULES and doc not in suspects:
                suspects[doc] = tuple(suspects_of(reports[doc]))
            numbers[doc] = numbers.get(doc, 0) + 1
            offender = Offender(subject, tuple(cells or ()), reported, computed, detail)
            of_sums = suspects[doc] if rule_id in SUM_RULES else ()
            found[doc].append(finding_of(rule_id, numbers[doc], offender, labels[doc], of_sums))
    return tuple(tuple(of_reading) for of_reading in found)


def _residuals(batch: Batch, offenders: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return by how much each error rule fails in each reading: of a sum the difference, of others how often."""
    frame = batch.frames.reports.select(
        "doc", "reading_id", "report_id", "source_sha256", "report_year", "region_code", "agency_id", "agency_level"
    )
    for rule_id in ERROR_RULES:
        by_how_much = (pl.col("reported") - pl.col("computed")).abs().ceil().cast(pl.Int64)
        failing = (
            offenders[rule_id]
            .group_by("doc")
            .agg(
                pl.when(pl.col("reported").is_null()).then(1).otherwise(by_how_much).sum().cast(pl.Int64).alias(rule_id)
            )
        )
        frame = frame.join(failing, on="doc", how="left", maintain_order="left")
    return frame.with_columns(pl.col(*ERROR_RULES).fill_null(0)).drop("doc")


def _checked(batch: Batch) -> tuple[tuple[int, int], ...]:
    counted = batch.arithmetic.sums.group_by("doc").agg(
        pl.col("judged").sum().alias("judged"), (~pl.col("judged")).sum().alias("left")
    )
    by_doc = {doc: (judged, left) for doc, judged, left in counted.iter_rows()}
    for doc, (judged, left) in statistics.checked(batch.frames.readings).items():
        of_tables = by_doc.get(doc, (0, 0))
        by_doc[doc] = of_tables[0] + judged, of_tables[1] + left
    return tuple(by_doc.get(doc, (0, 0)) for doc in range(len(batch.frames.readings)))

"""The gate: Great Expectations alone decides which readings publish receives.

The rules have judged in Polars before; the gate judges their residuals, one row a reading, and the keys of that
row. Its rejected set must be the rules' own: a difference, or an exception inside the engine, fails the run and
is never a rejected report. Before a commit is named it judges once more, what was stored: one row a reading of the
objects as they were read back, in one suite a commit.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Read by the engine while it is imported: it reports its use to its maker unless told not to.
os.environ["GX_ANALYTICS_ENABLED"] = "false"

import great_expectations as gx
import pandas
import polars as pl
from great_expectations import expectations as gxe
from great_expectations.data_context.types.base import ProgressBarsConfig

from expectations.suites import UNJUDGED, Expectation, expectations_of, expectations_of_stored
from gouji.release import Gated
from gouji.standard.rules import ERROR_RULES

# Says for every batch which temporary directory it made, and sets its own level while it is imported.
logging.getLogger("great_expectations.data_context.types.base").setLevel(logging.WARNING)

_TYPES: Mapping[str, type[gxe.Expectation]] = {
    "in_set": gxe.ExpectColumnValuesToBeInSet,
    "not_null": gxe.ExpectColumnValuesToNotBeNull,
    "unique": gxe.ExpectColumnValuesToBeUnique,
    "matches": gxe.ExpectColumnValuesToMatchRegex,
    "between": gxe.ExpectColumnValuesToBeBetween,
}

_ID = "reading_id"


class GateBroken(Exception):
    """The gate could not judge: an expectation raised, or named no row for what it found."""


class GateDisagrees(Exception):
    """The gate and the rules reject different readings: one of the two is wrong, and nothing may be published."""


class GateRefuses(Exception):
    """What was stored is not what may be published: nothing of it is."""


@dataclass(frozen=True)
class GateResult:
    """The readings let through and held back, and one row an expectation for the run's record."""

    accepted: frozenset[str]
    rejected: frozenset[str]
    results: list[dict[str, Any]]


def pass_gate(
    residuals: pl.DataFrame, rejected_by_rules: frozenset[str], expectations: Sequence[Expectation] | None = None
) -> GateResult:
    """Return which readings of a judged batch may be published.

    `residuals` has a row a reading; `expectations` default to those of the rules and keys. Raises GateBroken where
    the engine could not evaluate one of them, GateDisagrees where the outcome is not the rules' own.
    """
    if residuals.is_empty():
        return GateResult(frozenset(), frozenset(), [])
    expected = expectations_of(ERROR_RULES) if expectations is None else tuple(expectations)
    results = [_judge(result) for result in _validate(_with_unjudged(residuals), expected, "readings")]
    rejected = frozenset(reading for result in results for reading in result["readings"])
    if rejected != rejected_by_rules:
        raise GateDisagrees(
            "the gate and the rules disagree; "
            f"only the gate rejects {_some(rejected - rejected_by_rules)}, "
            f"only the rules reject {_some(rejected_by_rules - rejected)}"
        )
    return GateResult(frozenset(residuals[_ID].to_list()) - rejected, rejected, results)


def gate_stored(readings: pl.DataFrame, expectations: Sequence[Expectation] | None = None) -> Gated:
    """Return what the gate found of the stored objects of a commit, one row a reading (`gouji.conservation`).

    Raises GateRefuses where a reading does not meet an expectation, GateBroken where one could not be evaluated.
    """
    expected = expectations_of_stored() if expectations is None else tuple(expectations)
    suite = "stored"
    if readings.is_empty():
        return Gated(suite, 0, len(expected), 0)
    results = [_judge(result) for result in _validate(readings, expected, suite)]
    if len(results) != len(expected):
        raise GateBroken(f"{len(results)} of {len(expected)} expectations were evaluated")
    failed = [result for result in results if not result["success"]]
    if failed:
        found = "; ".join(f"{each['column']}: {_some(frozenset(each['readings']))}" for each in failed)
        raise GateRefuses(f"what was stored may not be published: {found}")
    return Gated(suite, readings.height, len(expected), 0)


def _with_unjudged(frame: pl.DataFrame) -> pl.DataFrame:
    # An engine's set expectation passes over nulls; counted here, a rule that was never judged cannot slip by.
    present = [rule_id for rule_id in ERROR_RULES if rule_id in frame.columns]
    return frame.with_columns(pl.sum_horizontal(pl.col(present).is_null()).cast(pl.Int64).alias(UNJUDGED))


def _validate(frame: pl.DataFrame, expected: Sequence[Expectation], name: str) -> Sequence[Any]:
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas("judged").add_dataframe_asset("residuals")
    # Arrow types keep integers with nulls integers; pandas' own would make them floats.
    rows = frame.to_arrow().to_pandas(types_mapper=pandas.ArrowDtype)
    batch = asset.add_batch_definition_whole_dataframe("batch").get_batch({"dataframe": rows})
    suite = gx.ExpectationSuite(name=name)
    suite.expectations = [_TYPES[each.type](column=each.column, **_arguments(each)) for each in expected]
    outcome = batch.validate(
        suite,
        result_format={
            "result_format": "COMPLETE",
            "unexpected_index_column_names": [_ID],
            "return_unexpected_index_query": False,
        },
    )
    return outcome.results


def _arguments(expectation: Expectation) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in expectation.arguments}


def _judge(result: Any) -> dict[str, Any]:
    config = result.expectation_config
    name = f"{config.type}({config.kwargs.get('column')})"
    if raised := _raised(result.exception_info):
        raise GateBroken(f"{name} raised: {raised}")
    found = result.result
    readings = sorted({row[_ID] for row in found.get("unexpected_index_list") or ()})
    if result.success is not (not readings):
        raise GateBroken(f"{name} found {found.get('unexpected_count')} rows but names {len(readings)} readings")
    return {
        "expectation": config.type,
        "column": config.kwargs.get("column"),
        "success": result.success,
        "rows": found.get("element_count", 0),
        "unexpected": found.get("unexpected_count", 0),
        "readings": readings,
    }


def _raised(info: Any) -> str | None:
    # The engine says this in two shapes: one record, or one record a metric.
    records = [info] if "raised_exception" in info else list(info.values())
    return next((str(record["exception_message"]) for record in records if record.get("raised_exception")), None)


def _some(readings: frozenset[str]) -> str:
    return (
        f"{len(readings)} ({', '.join(sorted(readings)[:3])}{' …' if len(readings) > 3 else ''})" if readings else "0"
    )

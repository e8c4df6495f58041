"""The gate rejects what the rules reject, and fails rather than let anything else through."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
import pytest

from expectations import gate
from expectations.gate import GateBroken, GateDisagrees, GateResult
from expectations.suites import Expectation, expectations_of
from gouji.standard.rules import ERROR_RULES


@dataclass(frozen=True)
class Judged:
    residuals: pl.DataFrame
    rejected: frozenset[str]


def pass_gate(one: Judged, expectations: Sequence[Expectation] | None = None) -> GateResult:
    return gate.pass_gate(one.residuals, one.rejected, expectations)


SHA = [hashlib.sha256(name.encode()).hexdigest() for name in "abcd"]
READING = [sha[:16] for sha in SHA]


def judged(failing: dict[str, str] | None = None, **columns: list[object]) -> Judged:
    """Return four readings, of which those named fail one rule each."""
    failing = failing or {}
    frame = pl.DataFrame(
        {
            "reading_id": READING,
            "report_id": [f"330281100-gov-{year}" for year in range(2019, 2023)],
            "source_sha256": SHA,
            "report_year": pl.Series(range(2019, 2023), dtype=pl.Int16),
            "region_code": ["330000"] * 4,
            "agency_id": ["330281100-gov"] * 4,
            "agency_level": ["township"] * 4,
            **{rule: [int(failing.get(reading) == rule) for reading in READING] for rule in ERROR_RULES},
        }
    )
    typed = [pl.Series(name, values, dtype=frame.schema[name]) for name, values in columns.items()]
    return Judged(frame.with_columns(typed), frozenset(failing))


def test_readings_without_a_residual_pass_and_the_others_do_not() -> None:
    result = pass_gate(judged({READING[1]: "requests.row_total", READING[3]: "identity.conflict"}))
    assert result.rejected == {READING[1], READING[3]}
    assert result.accepted == {READING[0], READING[2]}
    found = {row["column"]: row["readings"] for row in result.results if not row["success"]}
    assert found == {"requests.row_total": [READING[1]], "identity.conflict": [READING[3]]}


@pytest.mark.parametrize("rule", ERROR_RULES)
def test_without_the_expectation_of_a_failing_rule_the_run_fails(rule: str) -> None:
    rest = [each for each in expectations_of(ERROR_RULES) if each.column != rule]
    with pytest.raises(GateDisagrees, match="only the rules reject 1"):
        pass_gate(judged({READING[0]: rule}), rest)


def test_a_reading_only_the_gate_rejects_fails_the_run() -> None:
    with pytest.raises(GateDisagrees, match="only the gate rejects 1"):
        pass_gate(dataclasses.replace(judged({READING[0]: "requests.balance"}), rejected=frozenset()))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("report_year", None),
        ("report_year", 1999),
        ("region_code", None),
        ("region_code", "330281"),
        ("agency_id", None),
        ("report_id", None),
        ("agency_level", "village"),
        ("source_sha256", "no hash"),
    ],
)
def test_an_accepted_report_without_sound_keys_fails_the_run(column: str, value: object) -> None:
    sound = judged().residuals[column].to_list()
    with pytest.raises(GateDisagrees, match=READING[2]):
        pass_gate(judged(**{column: [*sound[:2], value, sound[3]]}))


def test_a_reading_without_a_place_is_rejected_by_both() -> None:
    codes = [None, *judged().residuals["region_code"][1:]]
    assert pass_gate(judged({READING[0]: "identity.region"}, region_code=codes)).rejected == {READING[0]}


def test_a_rule_that_was_not_judged_does_not_pass_as_kept() -> None:
    with pytest.raises(GateDisagrees, match="only the gate rejects 1"):
        pass_gate(judged(**{"requests.row_total": [0, None, 0, 0]}))


def test_two_rows_of_one_reading_fail_the_run() -> None:
    with pytest.raises(GateDisagrees):
        pass_gate(judged(reading_id=[READING[0], READING[0], *READING[2:]]))


def test_an_expectation_that_raises_is_a_broken_gate_and_no_rejection() -> None:
    one = judged()
    with pytest.raises(GateBroken, match=r"requests\.balance"):
        pass_gate(dataclasses.replace(one, residuals=one.residuals.drop("requests.balance")))
    with pytest.raises(GateBroken, match="no_such_column"):
        pass_gate(one, [Expectation("not_null", "no_such_column")])


def test_no_readings_is_no_batch() -> None:
    assert pass_gate(Judged(judged().residuals.clear(), frozenset())).results == []

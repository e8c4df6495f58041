"""What the gate expects of a batch, derived from the rules and the table declarations; nothing is written twice.

An expectation is a row of data here, so that this file can be read and tested without loading the engine.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, get_args

from gouji.conservation import RESIDUALS
from gouji.partition import CURRENT, REJECTED
from gouji.report import AgencyLevel
from gouji.years import NEWEST_YEAR, OLDEST_YEAR

UNJUDGED = "unjudged"
"""Column of the gate's frame: how many rules left no residual for the reading. Never anything but 0."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """One expectation of a row: its type by the engine's own name, the column, and the type's arguments."""

    type: str
    column: str
    arguments: tuple[tuple[str, Any], ...] = ()


def expectations_of(rule_ids: Iterable[str]) -> tuple[Expectation, ...]:
    """Return what every row must meet: no residual of an error rule, every rule judged, and keys that are keys.

    A key that is null where a rule demands it is known rejects the reading here as well as there: an accepted
    report without a year, a province or a body is a difference between gate and rules, and fails the run.
    """
    return (
        *(Expectation("in_set", rule_id, (("value_set", (0,)),)) for rule_id in rule_ids),
        Expectation("in_set", UNJUDGED, (("value_set", (0,)),)),
        Expectation("not_null", "reading_id"),
        Expectation("unique", "reading_id"),
        Expectation("matches", "reading_id", (("regex", r"^[0-9a-f]{16}$"),)),
        Expectation("matches", "source_sha256", (("regex", r"^[0-9a-f]{64}$"),)),
        Expectation("not_null", "report_id"),
        Expectation("not_null", "report_year"),
        Expectation("between", "report_year", (("min_value", OLDEST_YEAR), ("max_value", NEWEST_YEAR))),
        Expectation("not_null", "region_code"),
        Expectation("matches", "region_code", (("regex", r"^[1-9][0-9]0000$"),)),
        Expectation("not_null", "agency_id"),
        Expectation("in_set", "agency_level", (("value_set", get_args(AgencyLevel)),)),
    )


def expectations_of_stored() -> tuple[Expectation, ...]:
    """Return what every reading in the stored objects of a commit must meet: a place, a verdict, and no residual."""
    return (
        Expectation("in_set", "area", (("value_set", (CURRENT, REJECTED)),)),
        Expectation("not_null", "verdict"),
        Expectation("in_set", "verdict", (("value_set", ("accept", "reject")),)),
        Expectation("not_null", "reading_id"),
        Expectation("unique", "reading_id"),
        Expectation("matches", "reading_id", (("regex", r"^[0-9a-f]{16}$"),)),
        Expectation("not_null", "report_id"),
        *(Expectation("in_set", residual, (("value_set", (0,)),)) for residual in RESIDUALS),
    )

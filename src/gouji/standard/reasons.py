"""Why a file is no report, and why a table is not proven, in words."""

from __future__ import annotations

from functools import cache

from gouji.report import Doubt
from gouji.standard.resources import read_csv


@cache
def _reasons() -> dict[str, dict[str, str]]:
    return {row["reason"]: row for row in read_csv("reasons.csv", ("reason", "zh", "en"))}


def reason_text(reason: str, lang: str) -> str:
    """Return the sentence for a `NoReport.reason` in `zh` or `en`; KeyError for a reason that is not in the data."""
    return _reasons()[reason][lang]


@cache
def _doubts() -> dict[str, dict[str, str]]:
    return {row["doubt"]: row for row in read_csv("doubts.csv", ("doubt", "zh", "en"))}


def doubt_text(doubt: Doubt, lang: str) -> str:
    """Return the sentence for a `TableReading.doubt` in `zh` or `en`; KeyError for one that is not in the data."""
    return _doubts()[doubt.key][lang].format(*doubt.named)

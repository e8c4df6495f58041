"""Why a file is no report, in words."""

from __future__ import annotations

from functools import cache

from gouji.standard.resources import read_csv


@cache
def _reasons() -> dict[str, dict[str, str]]:
    return {row["reason"]: row for row in read_csv("reasons.csv", ("reason", "zh", "en"))}


def reason_text(reason: str, lang: str) -> str:
    """Return the sentence for a `NoReport.reason` in `zh` or `en`; KeyError for a reason that is not in the data."""
    return _reasons()[reason][lang]

"""Why a file is no report or cannot be read, and why a table is not proven, in words."""

from __future__ import annotations

import re
from functools import cache, lru_cache

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


@cache
def _unread() -> dict[re.Pattern[str], str]:
    """Return the sentence in Chinese for each in English, those without a place for a figure first."""
    rows = sorted(read_csv("unread.csv", ("en", "zh")), key=lambda row: (row["en"].count("{"), -len(row["en"])))
    return {re.compile(re.sub(r"\\{\d\\}", "(.+)", re.escape(row["en"])), re.DOTALL): row["zh"] for row in rows}


@lru_cache(maxsize=1024)
def unread_text(detail: str, lang: str) -> str:
    """Return what was seen of a file that cannot be read, in `zh` or `en`; a library's own words as they are."""
    if lang == "en":
        return detail
    for pattern, zh in _unread().items():
        if match := pattern.fullmatch(detail):
            return zh.format(*match.groups())
    return detail

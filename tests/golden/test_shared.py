"""Real reports equal the answers that people wrote by hand. They belong to their bodies and are not kept here."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from gouji.standard.rules import RULES
from tests.golden.answers import SUFFIX, Reading, answer, differences

REPORTS = Path(os.environ.get("GOUJI_REPORTS") or Path(__file__).parents[3] / "shared" / "reports")
FILES = sorted(path for path in REPORTS.rglob("*.txt") if path.with_name(path.stem + SUFFIX).exists())


@pytest.mark.skipif(not FILES, reason="no real reports in shared/reports beside the checkout, nor in $GOUJI_REPORTS")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_real_report_equals_its_answer(path: Path) -> None:
    assert not differences(Reading.of(path), answer(path.with_name(path.stem + SUFFIX)))


@pytest.mark.skipif(not FILES, reason="no real reports in shared/reports beside the checkout, nor in $GOUJI_REPORTS")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_its_statements_say_what_a_person_read(path: Path) -> None:
    expected = answer(path.with_name(path.stem + SUFFIX))
    assert not set(expected["findings_at_least"]) - RULES.keys()
    statements = Reading.of(path).tables["statements"]
    claims = list(_claims(expected.get("narrative_by_hand", {}) | expected.get("prose_by_hand", {})))
    if "fee_yuan" in expected:
        claims.append(("info_fee_collected_yuan", None, str(expected["fee_yuan"])))
    unsaid = [claim for claim in claims if not _is_said(statements, *claim)]
    assert not unsaid


_SUBJECTS = {
    "total_disclosed": "disclosed_total",
    "requests_received": "requests.received_new",
    "received": "requests.received_new.total",
    "granted": "requests.granted.total",
    "denied": "requests.denied_total.total",
    "handled_total": "requests.received_total.total",
    "natural": "requests.received_total.natural_person",
    "org": "requests.received_total.organization_total",
    "partial": "requests.partially_granted.total",
    "unable": "requests.unavailable_total.total",
    "refused": "requests.not_processed_total.total",
    "other": "requests.other_total.total",
    "carried_forward": "requests.carried_out.total",
    "wechat_and_groups": "disclosed_part",
}
# What the answer works out from the claims, or quotes, and what a rule and not a statement says.
_NO_CLAIMS = {"channel_sum", "adds_up", "category_sum", "category_total", "category_adds_up", "total_raw", "gap"}


def _claims(by_hand: Mapping[str, Any]) -> Iterator[tuple[str, str | None, str]]:
    """Yield (subject, part, figure as written) of everything a person read in the text."""
    for key, said in by_hand.items():
        if key in _NO_CLAIMS or said is None:
            continue
        if key in ("channels", "platform_categories"):
            yield from (("disclosed_part", part, str(figure)) for part, figure in said.items())
        elif key == "reviews_and_suits":
            yield "proceedings.review.total", None, str(said)
            yield "proceedings.litigation.total", None, str(said)
        elif key == "by_area_sum":
            yield "requests.received_total.total", "", str(said)
        else:
            yield _SUBJECTS[key], None, str(said)


def _is_said(statements: pl.DataFrame, subject: str, part: str | None, figure: str) -> bool:
    value, bound = int(re.findall(r"\d+", figure)[0]), "at_least" if "余" in figure else "exact"
    found = statements.filter(pl.col("subject").str.starts_with(subject))
    if part == "":
        return int(found.filter(pl.col("part").is_not_null())["value"].sum()) == value
    if part is not None:
        found = found.filter(pl.col("part") == part)
    return not found.filter((pl.col("value") == value) & (pl.col("bound") == bound)).is_empty()

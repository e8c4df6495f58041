"""Real reports equal the answers that people wrote by hand. They belong to their bodies and are not kept here."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner

from gouji.cli import main
from gouji.standard.rules import RULES
from tasks.reading.pool import Pool
from tests.golden.answers import CELL_TABLES, SUFFIX, Reading, answer, differences
from tests.integration.conftest import Runs

REPORTS = Path(os.environ.get("GOUJI_REPORTS") or Path(__file__).parents[3] / "shared" / "reports")
FILES = sorted(
    path.with_name(answered["file"])
    for path in REPORTS.rglob("*" + SUFFIX)
    if path.with_name((answered := answer(path))["file"]).exists()
)
pytestmark = pytest.mark.skipif(
    not FILES, reason="no real reports in shared/reports beside the checkout, nor in $GOUJI_REPORTS"
)
of_each = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def expected_of(path: Path) -> dict[str, Any]:
    return answer(path.with_name(path.stem + SUFFIX))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a ROOT with all of them published by a run."""
    with Pool(size=2) as pool:
        runs = Runs(tmp_path_factory.mktemp("shared"), pool)
        runs.write({path.name: path.read_bytes() for path in FILES})
        account = runs.run()
    assert account.read == len(FILES)
    return runs.root


@of_each
def test_a_real_report_equals_its_answer(path: Path) -> None:
    assert not differences(Reading.of(path), expected_of(path))


@of_each
def test_its_json_says_the_same(path: Path) -> None:
    expected = expected_of(path)
    result = CliRunner().invoke(main, ["parse", str(path), "--json"])
    assert result.exit_code == 0, result.output
    told = json.loads(result.output, parse_float=Decimal)
    keys = {
        "proactive_disclosure": ("item", "measure"),
        "requests": ("outcome", "applicant"),
        "proceedings": ("channel", "outcome"),
    }
    cells = {
        f"{table}/{row[one]}/{row[two]}": row["value"] for table, (one, two) in keys.items() for row in told[table]
    }
    assert cells == expected["cells"]
    assert {name: told["report"][name] for name in expected["report"]} == expected["report"]
    assert told["verdict"] == expected["verdict"]
    found = {finding["rule_id"] for finding in told["findings"]}
    assert not set(expected["findings_at_least"]) - found
    assert not set(expected.get("findings_never", ())) & found


@of_each
def test_a_run_publishes_it_so(path: Path, root: Path) -> None:
    area = "current" if expected_of(path)["verdict"] == "accept" else "rejected"
    tables = {
        name: pl.read_parquet(root / area / name / "**/*.parquet")
        for name in (*CELL_TABLES, "reports", "statements", "findings", "documents")
    }
    [row] = tables["documents"].filter(pl.col("file_name") == path.name).to_dicts()
    of_one = {name: frame.filter(pl.col("report_id") == row["report_id"]) for name, frame in tables.items()}
    assert not differences(Reading(of_one), expected_of(path))


@of_each
def test_its_statements_say_what_a_person_read(path: Path) -> None:
    expected = expected_of(path)
    assert not set(expected["findings_at_least"]) - RULES.keys()
    statements = Reading.of(path).tables["statements"]
    claims = list(_claims(expected.get("narrative_by_hand", {}) | expected.get("prose_by_hand", {})))
    if "fee_yuan" in expected:
        claims.append(("info_fee_collected_yuan", None, str(expected["fee_yuan"]), None))
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
    "published": "disclosed_total",
    "received_by_govt_office_only": "requests.received_new.total",
}
_SCOPES = {"received_by_govt_office_only": "office"}
# What the answer works out from the claims, or quotes, and what a rule and not a statement says.
_NO_CLAIMS = {"channel_sum", "adds_up", "category_sum", "category_total", "category_adds_up", "total_raw", "gap"}


def _claims(by_hand: Mapping[str, Any]) -> Iterator[tuple[str, str | None, str, str | None]]:
    """Yield (subject, part, figure as written, scope where it is said) of everything a person read in the text."""
    for key, said in by_hand.items():
        if key in _NO_CLAIMS or said is None:
            continue
        if key in ("channels", "platform_categories"):
            yield from (("disclosed_part", part, str(figure), None) for part, figure in said.items())
        elif key == "reviews_and_suits":
            yield "proceedings.review.total", None, str(said), None
            yield "proceedings.litigation.total", None, str(said), None
        elif key == "by_area_sum":
            yield "requests.received_total.total", "", str(said), None
        else:
            yield _SUBJECTS[key], None, str(said), _SCOPES.get(key)


def _is_said(statements: pl.DataFrame, subject: str, part: str | None, figure: str, scope: str | None) -> bool:
    value, bound = int(re.findall(r"\d+", figure)[0]), "at_least" if "余" in figure else "exact"
    found = statements.filter(pl.col("subject").str.starts_with(subject))
    if scope is not None:
        found = found.filter(pl.col("scope") == scope)
    if part == "":
        return int(found.filter(pl.col("part").is_not_null())["value"].sum()) == value
    if part is not None:
        found = found.filter(pl.col("part") == part)
    return not found.filter((pl.col("value") == value) & (pl.col("bound") == bound)).is_empty()

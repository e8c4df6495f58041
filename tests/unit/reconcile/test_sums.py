import random

import pytest

from gouji.reconcile.sums import sums_of
from gouji.reconcile.suspects import suspects_of
from tests.unit.reconcile.built import cell, judged, report, rule_ids

ROW = "requests/granted"


def consistent(edition: str, seed: int) -> dict[str, str]:
    """Return random figures of tables 3 and 4 that cross-foot."""
    rng = random.Random(seed)
    rows = {found.key: found for found in sums_of("requests", edition) if found.rule_id == "requests.row_total"}
    outcomes = [key for key in rows if key not in ("received_new", "carried_in", "carried_out", "outcomes_total")]
    columns = [term.rsplit("/", 1)[1] for term in rows["granted"].cells[1:]]
    counts = {key: {column: rng.choice([0, 0, 1, 7, 120]) for column in columns} for key in (*outcomes, "carried_out")}
    counts["outcomes_total"] = {c: sum(counts[key][c] for key in outcomes) for c in columns}
    counts["carried_in"] = {c: rng.randint(0, counts["outcomes_total"][c] + counts["carried_out"][c]) for c in columns}
    counts["received_new"] = {
        c: counts["outcomes_total"][c] + counts["carried_out"][c] - counts["carried_in"][c] for c in columns
    }
    printed = {f"requests/{key}/{c}": str(v) for key, by_column in counts.items() for c, v in by_column.items()}
    printed |= {f"requests/{key}/total": str(sum(by_column.values())) for key, by_column in counts.items()}
    for found in sums_of("proceedings", "2019+2021"):
        values = [rng.choice([0, 1, 12]) for _ in found.cells[1:]]
        printed |= dict(zip(found.cells, map(str, [sum(values), *values]), strict=True))
    return printed


@pytest.mark.parametrize("edition", ["2019", "2021"])
@pytest.mark.parametrize("seed", range(5))
def test_figures_that_cross_foot_have_no_finding(edition, seed):
    printed = consistent(edition, seed)
    assert not [
        rule for rule in rule_ids(report(printed, requests=edition)) if rule.startswith(("requests", "proceed"))
    ]


@pytest.mark.parametrize("edition", ["2019", "2021"])
@pytest.mark.parametrize("seed", range(20))
def test_one_wrong_cell_fails_exactly_the_sums_that_hold_it_and_is_a_suspect(edition, seed):
    printed = consistent(edition, seed)
    rng = random.Random(seed)
    wrong = rng.choice(sorted(printed))
    right = int(printed[wrong])
    printed[wrong] = str(right + rng.choice([1, 10]))
    broken = report(printed, requests=edition)
    expected = sorted(
        (found.rule_id, found.cells)
        for table, of in (("requests", edition), ("proceedings", "2019+2021"))
        for found in sums_of(table, of)
        if wrong in found.cells
    )
    judgement = judged(broken)
    failing = [finding for finding in judgement.findings[0] if finding.severity == "error"]
    assert sorted((finding.rule_id, finding.cells) for finding in failing) == expected
    assert all((wrong, right) in finding.suspects for finding in failing)
    assert judgement.rejected


def test_the_cause_is_named_only_where_it_is_alone():
    both = judged(report({f"{ROW}/natural_person": "3", "requests/outcomes_total/natural_person": "3",
                          "requests/outcomes_total/total": "3", "requests/received_new/natural_person": "3",
                          "requests/received_new/total": "3"}))  # fmt: skip
    first, second = both.findings[0]
    assert (first.rule_id, first.reported, first.computed) == ("requests.row_total", 0, 3)
    assert (second.rule_id, second.reported, second.computed) == ("requests.outcome_total", 3, 0)
    assert first.suspects == second.suspects == ((f"{ROW}/total", 3),)


def test_two_wrong_cells_leave_no_suspect():
    assert suspects_of(report({"proceedings/review/total": "4", "proceedings/litigation_direct/total": "2"})) == []


def test_a_suspect_value_is_never_negative():
    found = suspects_of(report({"proceedings/review/upheld": "10", "proceedings/review/corrected": "1"}))
    assert found == [("proceedings/review/total", 11)]


def test_blanks_count_as_zero_and_are_resolved_where_a_printed_total_proves_them():
    judgement = judged(report({f"{ROW}/{c}": "" for c in ("natural_person", "commercial_enterprise")}))
    assert cell(judgement, f"{ROW}/natural_person", "resolved_value") == 0
    assert cell(judgement, f"{ROW}/natural_person", "value") is None
    assert cell(judgement, f"{ROW}/total", "computed_value") == 0
    assert not judgement.rejected


def test_a_blank_is_not_resolved_where_a_sum_through_it_fails():
    judgement = judged(report({f"{ROW}/natural_person": "", f"{ROW}/total": "2"}))
    assert cell(judgement, f"{ROW}/natural_person", "resolved_value") is None
    assert "requests.row_total" in [finding.rule_id for finding in judgement.findings[0]]


def test_a_blank_total_counts_as_its_parts_and_resolves_to_them():
    printed = {f"{ROW}/natural_person": "3", f"{ROW}/total": "", "requests/outcomes_total/natural_person": "3",
               "requests/outcomes_total/total": "3", "requests/received_new/natural_person": "3",
               "requests/received_new/total": "3"}  # fmt: skip
    judgement = judged(report(printed))
    assert not judgement.rejected
    assert cell(judgement, f"{ROW}/total", "resolved_value") == 3
    assert judgement.checked == ((39, 1),)


def test_all_blank_is_balanced_and_nothing_is_resolved():
    judgement = judged(report(fill=""))
    assert not judgement.rejected
    assert judgement.frames["requests"]["resolved_value"].null_count() == 161
    assert judgement.checked == ((7, 33),)


def test_the_balance_is_judged_though_every_total_is_blank():
    printed = {"requests/received_new/natural_person": "2"}
    findings = judged(report(printed, fill="")).findings[0]
    assert [f.rule_id for f in findings if f.severity == "error"] == ["requests.balance", "requests.balance"]


def test_grand_total_of_a_row_computed_value():
    printed = {"requests/outcomes_total/natural_person": "5", f"{ROW}/natural_person": "4"}
    judgement = judged(report(printed))
    assert cell(judgement, "requests/outcomes_total/total", "computed_value") == 5
    assert cell(judgement, "requests/outcomes_total/natural_person", "computed_value") == 4
    assert cell(judgement, f"{ROW}/natural_person", "computed_value") is None


def test_a_sum_with_an_unreadable_cell_is_not_judged():
    judgement = judged(report({f"{ROW}/natural_person": "若干", f"{ROW}/total": "2"}))
    errors = {f.rule_id for f in judgement.findings[0] if f.severity == "error"}
    assert "cells.unreadable" in errors
    assert "requests.row_total" not in errors

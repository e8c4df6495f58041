"""The statistics form of 2014: its relations, what is published of it, and what counts as the same elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from expectations.gate import pass_gate
from gouji.reconcile import Judgement, cells_digest
from gouji.report import Report
from gouji.standard.rules import ERROR_RULES, RULES
from gouji.standard.statistics import statistics_form
from gouji.tables import FIGURE_TABLES
from tests.unit.parse.statistic_texts import LAYOUTS, report, rows, split_rows
from tests.unit.reconcile.built import judged
from tests.unit.reconcile.built import report as report_of_2019

S = "statistics_2014"
TABS = LAYOUTS["tab rows"]


def with_figures(figures: dict[str, str] | None = None, year: int = 2016) -> Report:
    return report(TABS(rows(figures)), year)


def found(one: Report) -> list[tuple[str, str, int | None, int | None]]:
    return [
        (finding.rule_id, finding.cells[0] if finding.cells else "", _int(finding.reported), _int(finding.computed))
        for finding in judged(one).findings[0]
    ]


def _int(value: Decimal | None) -> int | None:
    return None if value is None else int(value)


def rows_of(judgement: Judgement, table: str, *columns: str) -> list[tuple[object, ...]]:
    return judgement.frames[table].select(*columns).rows()


def test_a_true_report_has_no_finding_and_is_published():
    judgement = judged(with_figures())
    assert judgement.findings == ((),) and not judgement.rejected
    assert judgement.checked == ((len(statistics_form().relations), 0),)
    assert rows_of(judgement, "reports", "proactive_edition", "requests_edition", "verdict") == [
        ("2014", "2014", "accept")
    ]


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ({"rq_received": "8"}, ("statistics.total", f"{S}/rq_received", 8, 7)),
        ({"rq_closed_ontime": "5"}, ("statistics.total", f"{S}/rq_closed", 7, 6)),
        ({"rp_not_exist": "3"}, ("statistics.total", f"{S}/rq_replied", 7, 9)),
        ({"rp_denied_privacy": "0"}, ("statistics.total", f"{S}/rp_denied", 1, 0)),
        ({"rv_other": "0"}, ("statistics.total", f"{S}/rv_total", 2, 1)),
        ({"lt_total": "0"}, ("statistics.total", f"{S}/lt_total", 0, 3)),
        ({"org_staff": "6"}, ("statistics.staff", f"{S}/org_staff", 6, 5)),
        ({"pd_total": "1526"}, ("statistics.channels", f"{S}/pd_total", 1526, 1525)),
        ({"pd_normative_disclosed": "1206"}, ("statistics.part", f"{S}/pd_total", 1205, 1206)),
        ({"rs_press_leader": "1"}, ("statistics.part", f"{S}/rs_press", 0, 1)),
        ({"rs_interview": "1", "rs_interview_leader": "2"}, ("statistics.part", f"{S}/rs_interview", 1, 2)),
        ({"rq_fax": ""}, ("cells.blank", f"{S}/rq_fax", None, None)),
        ({"rq_fax": "不详"}, ("cells.unreadable", f"{S}/rq_fax", None, None)),
        ({"complaints": "1.5"}, ("cells.domain", f"{S}/complaints", None, None)),
        ({"complaints": "-1"}, ("cells.domain", f"{S}/complaints", None, None)),
        ({"fee_wan": "0.1234567"}, ("cells.domain", f"{S}/fee_wan", None, None)),
        ({"complaints": "3（其中来信1件）"}, ("cells.annotated", f"{S}/complaints", None, None)),
    ],
)
def test_a_rule_finds_what_it_says_and_nothing_else_does(figures, expected):
    one = with_figures(figures)
    assert found(one) == [expected]
    judgement = judged(one)
    finding = judgement.findings[0][0]
    assert "{" not in finding.message_zh + finding.message_en
    is_error = RULES[expected[0]].severity == "error"
    assert bool(judgement.rejected) == is_error
    assert pass_gate(judgement.residuals, judgement.rejected).rejected == judgement.rejected
    cells = judgement.frames["finding_cells"].filter(pl.col("finding_id") == finding.finding_id)
    assert cells.get_column("printed").null_count() == 0
    roles = dict(cells.select("cell", "role").iter_rows())
    assert roles[expected[1]] == ("total" if expected[0].startswith("statistics.") else "part")
    worst = dict(rows_of(judgement, S, "cell", "worst_severity"))
    assert worst[expected[1]] == RULES[expected[0]].severity


@pytest.mark.parametrize(
    "figures",
    [
        {"pd_total": "1525"},
        {"pd_total": "12", "pd_website": "0"},
        {"rs_press": "1", "rs_press_leader": "1"},
        {"rq_closed": "6", "rq_closed_ontime": "5"},
        {"rq_replied": "6", "rp_granted": "1"},
    ],
)
def test_what_is_no_rule_accuses_nobody(figures):
    assert found(with_figures(figures)) == []


def test_blanks_count_as_nothing_and_a_blank_total_is_not_judged():
    blank = dict.fromkeys(("rq_fax", "rv_corrected"), "")
    assert [rule for rule, *_ in found(with_figures(blank))] == ["cells.blank"]
    assert [rule for rule, *_ in found(with_figures({**blank, "rq_received": "9"}))] == [
        "cells.blank",
        "statistics.total",
    ]
    assert [rule for rule, *_ in found(with_figures({"rq_received": "/", "rq_online": "99"}))] == ["cells.blank"]
    # A blank total counts as its own parts in the sum above it.
    assert [rule for rule, *_ in found(with_figures({"rp_denied": ""}))] == ["cells.blank"]
    twice = found(with_figures({"rp_denied": "", "rp_denied_privacy": "2"}))
    assert [each[1:] for each in twice[1:]] == [(f"{S}/rq_replied", 7, 8)]
    # Comparisons that are none of the form's sums are judged where all is printed.
    for key in ("pd_gazette", "org_parttime", "rs_press"):
        wrong = {"pd_total": "9999", "org_staff": "99", "rs_press_leader": "2", key: ""}
        rules = {RULES[rule].id for rule, *_ in found(with_figures(wrong))}
        left = {"pd_gazette": "statistics.channels", "org_parttime": "statistics.staff", "rs_press": "statistics.part"}
        assert left[key] not in rules and rules > {"cells.blank"}


def test_a_row_of_the_place_s_own_may_be_a_part_of_the_sum():
    for after, figures, is_judged in [
        ("4.信函申请数", {"rq_received": "9"}, False),
        ("1.当面申请数", {"rq_received": "9"}, False),
        ("5.其他方式公开政府信息数", {"pd_total": "1600"}, False),
        ("制发规范性文件总数", {"pd_total": "1600"}, True),
        ("（二）申请办结数", {"rq_received": "9"}, True),
    ]:
        added = rows(figures)
        at = next(i for i, row in enumerate(added) if row[0] == after)
        added.insert(at + 1, ("现场咨询登记情况", "件", "2"))
        one = report(TABS(added))
        assert one.statistics is not None and one.statistics.doubt is None
        assert bool(found(one)) == is_judged, after
        published = judged(one).frames[S].filter(pl.col("item") == "other")
        assert published.select("cell", "item_zh", "label", "value").rows() == [
            (f"{S}/other.1", None, "现场咨询登记情况", Decimal(2))
        ]


def test_each_column_is_judged_by_itself():
    columns = ("区政府统计数", "区直单位统计数")
    one = report(TABS(split_rows(columns, {"rq_received": ("1", "2"), "rq_mail": ("1", "1")})))
    assert found(one) == [("statistics.total", f"{S}/rq_received/区直单位统计数", 2, 1)]
    judgement = judged(one)
    assert "“区直单位统计数”列" in judgement.findings[0][0].message_zh
    assert all(judgement.frames[table].is_empty() for table in ("requests", "proceedings", "proactive_disclosure"))


def test_a_reading_in_doubt_is_rejected_and_kept():
    one = report(TABS([row for row in rows() if "传真" not in row[0]]))
    judgement = judged(one)
    assert [finding.rule_id for finding in judgement.findings[0]] == ["form.unproven"]
    assert "传真申请数" in judgement.findings[0][0].message_zh and judgement.rejected
    assert judgement.frames[S].height == len(statistics_form().rows) - 1
    assert not judgement.frames[S].get_column("proven").any()


def test_what_counts_the_same_is_published_with_the_tables_since_2019():
    judgement = judged(with_figures({"rq_received": "8"}))
    said = {
        row["cell"]: (row["value"], row["place"], row["worst_severity"])
        for table in ("proactive_disclosure", "requests", "proceedings")
        for row in judgement.frames[table].iter_rows(named=True)
    }
    of_form = {
        row["cell"]: (row["value"], row["place"], row["worst_severity"])
        for row in judgement.frames[S].iter_rows(named=True)
    }
    assert said == {row.same_as: of_form[f"{S}/{row.key}"] for row in statistics_form().rows if row.same_as}
    assert said["requests/received_new/total"][::2] == (8, "error")
    assert sorted(said) == [
        "proactive_disclosure/normative_documents/issued",
        "proactive_disclosure/normative_documents/newly_disclosed",
        "proceedings/review/corrected",
        "proceedings/review/upheld",
        "requests/denied_security_stability/total",
        "requests/denied_state_secret/total",
        "requests/partially_granted/total",
        "requests/received_new/total",
    ]
    labelled = judgement.frames["requests"].row(0, named=True)
    assert (labelled["outcome_zh"], labelled["applicant_zh"]) == ("本年新收", "总计")
    unit = judgement.frames["proactive_disclosure"].select("unit", "unit_basis").unique().rows()
    assert unit == [("count", "form")]


def test_a_total_has_the_sum_of_its_parts_as_read():
    judgement = judged(with_figures({"rq_received": "", "rp_denied": "", "rq_fax": ""}))
    computed = {cell: value for cell, value in rows_of(judgement, S, "cell", "computed_value") if value is not None}
    assert computed == {
        f"{S}/rq_received": 7, f"{S}/rq_closed": 7, f"{S}/rq_replied": 6, f"{S}/rp_denied": 1, f"{S}/rv_total": 2,
        f"{S}/lt_total": 3, f"{S}/org_staff": 5,
    }  # fmt: skip


def test_a_blank_is_resolved_only_by_the_sums_of_the_form():
    def resolved(figures: dict[str, str]) -> dict[str, int | None]:
        judgement = judged(with_figures(figures))
        tables = [judgement.frames[name] for name in ("requests", "proceedings")]
        return {cell: value for each in tables for cell, value in each.select("cell", "resolved_value").iter_rows()}

    received, partial, secret = (
        f"requests/{row}/total" for row in ("received_new", "partially_granted", "denied_state_secret")
    )
    upheld, corrected = "proceedings/review/upheld", "proceedings/review/corrected"
    printed = resolved({})
    assert (printed[received], printed[partial], printed[secret], printed[upheld]) == (7, 1, 0, 1)
    blank = resolved({"rq_received": "", "rp_denied_state_secret": "/", "rv_corrected": ""})
    assert (blank[received], blank[secret], blank[corrected]) == (7, 0, 0)
    # Without the total, or where it does not hold, nothing is proven.
    assert resolved({"rq_received": "", "rq_fax": ""})[received] is None
    assert resolved({"rv_total": "", "rv_corrected": ""})[corrected] is None
    assert resolved({"rv_total": "3", "rv_corrected": ""})[corrected] is None
    assert resolved({"rv_corrected": "若干"})[corrected] is None


@pytest.mark.parametrize(("year", "rules"), [(2013, 1), (2014, 0), (2018, 0), (2020, 1)])
def test_the_form_belongs_to_its_years(year, rules):
    assert [rule for rule, *_ in found(with_figures(year=year))] == ["form.edition_year"] * rules


def test_deadlines_and_sections_of_2019_are_not_asked_of_older_reports():
    one = with_figures(year=2018)
    late = replace(one, identity=replace(one.identity, published_date=date(2019, 3, 31)))
    assert found(late) == []


def test_tables_of_several_forms_are_read_each_by_its_own():
    of_2019 = report_of_2019({"requests/received_new/total": "1"}, requests="2021")
    both = replace(with_figures({"rq_received": "8"}), tables=of_2019.tables, identity=of_2019.identity)
    rules = [rule for rule, *_ in found(both)]
    assert rules.count("statistics.total") == 1 and "requests.row_total" in rules and "form.missing_section" in rules
    frames = judged(both).frames
    assert frames["requests"].height == 175 and frames[S].height == len(statistics_form().rows)
    # T3 stands in its own table, the others in the statistics form.
    mixed = replace(both, tables=(with_figures().tables[0], of_2019.tables[1], with_figures().tables[2]))
    frames = judged(mixed).frames
    assert frames["requests"].height == 175
    assert frames["proactive_disclosure"].height == 2 and frames["proceedings"].height == 2
    assert rows_of(judged(mixed), "reports", "proactive_edition", "requests_edition") == [("2014", "2021")]


def test_equal_figures_are_one_report_and_others_a_conflict():
    one = with_figures()
    published = judged(one)
    digest = cells_digest({name: published.frames[name] for name in FIGURE_TABLES})
    known = digest.select("report_id", pl.lit("http://elsewhere").alias("address"), "cells_digest")
    again = replace(with_figures({"pd_total": "1205"}), sha256="cd" * 32)
    assert [finding.rule_id for finding in judged(again, known=known).findings[0]] == []
    other = replace(with_figures({"complaints": "1"}), sha256="cd" * 32)
    assert [finding.rule_id for finding in judged(other, known=known).findings[0]] == ["identity.conflict"]


def test_the_relations_that_reject_are_the_form_s_own_sums():
    by_rule = {relation.rule_id: relation.comparison for relation in statistics_form().relations}
    assert {rule for rule in by_rule if rule in ERROR_RULES} == {"statistics.total"}
    assert {relation.total for relation in statistics_form().relations if relation.rule_id == "statistics.total"} == {
        "rq_received", "rq_closed", "rq_replied", "rp_denied", "rv_total", "lt_total",
    }  # fmt: skip

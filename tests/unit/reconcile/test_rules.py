from dataclasses import replace
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from gouji.reconcile import cells_digest
from gouji.reconcile.findings import suspect_sentence
from gouji.reconcile.registry import JUDGES
from gouji.report import Doubt, OpenQuestion, Problem, Report, TableReading
from gouji.standard.rules import ERROR_RULES, RULES
from gouji.tables import TABLES
from tests.unit.reconcile.built import TOWNSHIP, cell, judged, report, rule_ids, with_identity

P = "proactive_disclosure"
PREFECTURE = with_identity(agency_level="prefecture", agency_name="宣城市人民政府", township=None, county=None)
COUNTY = with_identity(agency_level="county", agency_name="泾县人民政府", township=None)
DEPARTMENT = with_identity(agency_level="county", agency_kind="department", agency_name="泾县民政局", township=None)


def test_the_plain_report_has_no_finding():
    assert rule_ids(report()) == []


def test_every_rule_has_its_function_and_its_sentences():
    assert JUDGES.keys() == RULES.keys()
    for rule in RULES.values():
        assert rule.zh and rule.en and rule.message_zh and rule.message_en


# What each rule finds: the rule, and a report in which it and nothing else does not hold.
CASES = [
    ("form.edition_year", report(requests="2021", identity=with_identity(published_date=None))),
    ("form.missing_section", replace(report(), sections=report().sections[:5])),
    ("form.heading", replace(report(), sections=(replace(report().sections[0], is_official=False), *report().sections[1:]))),  # noqa: E501
    ("identity.year", report(identity=with_identity(report_year=None, published_date=None))),
    ("identity.region", report(identity=with_identity(region_code=None))),
    ("identity.agency", report(identity=with_identity(agency_name=None, agency_name_printed=None, agency_id=None))),
    ("cells.blank", report({f"{P}/rules/newly_made": "/"})),
    ("cells.annotated", report({f"{P}/normative_documents/newly_made": "2（其中修订1件）", f"{P}/normative_documents/total_disclosed": "2"})),  # noqa: E501
    ("cells.unreadable", report({f"{P}/rules/newly_made": "若干"})),
    ("cells.domain", report({f"{P}/administrative_licensing/decisions": "-3"})),
    ("cells.domain", report({f"{P}/administrative_licensing/decisions": "1.5"})),
    ("cells.domain", report({f"{P}/centralized_procurement/total_amount": "0.1234567万元", f"{P}/centralized_procurement/project_count": "1"})),  # noqa: E501
    ("proactive.items_non_negative", report({f"{P}/administrative_penalty/prior_year_items": "3", f"{P}/administrative_penalty/change": "-4"})),  # noqa: E501
    ("proactive.disclosed_order", report({f"{P}/normative_documents/newly_disclosed": "14", f"{P}/normative_documents/total_disclosed": "3"})),  # noqa: E501
    ("proactive.stock_in_year", report({f"{P}/normative_documents/issued": "5"}, proactive="2021", requests="2021", identity=with_identity(report_year=2023, published_date=None))),  # noqa: E501
    ("proactive.rules_without_power", report({f"{P}/rules/total_disclosed": "9"})),
    ("procurement.zero_pair", report({f"{P}/centralized_procurement/project_count": "6"})),
    ("procurement.unit_missing", report({f"{P}/centralized_procurement/project_count": "6", f"{P}/centralized_procurement/total_amount": "8040"})),  # noqa: E501
    ("fees.unit_suspect", report({f"{P}/administrative_fees/amount": "10000.01"}, proactive="2021", requests="2021", identity=with_identity(report_year=2023, published_date=None))),  # noqa: E501
    ("timing.late", report(identity=replace(COUNTY, published_date=date(2021, 4, 1)))),
    ("timing.late", report(identity=replace(DEPARTMENT, published_date=date(2021, 2, 1)))),
]  # fmt: skip


@pytest.mark.parametrize(("rule_id", "broken"), CASES, ids=[f"{rule}-{i}" for i, (rule, _) in enumerate(CASES)])
def test_a_rule_finds_what_it_says_and_nothing_else_does(rule_id, broken):
    judgement = judged(broken)
    assert [finding.rule_id for finding in judgement.findings[0]] == [rule_id]
    finding = judgement.findings[0][0]
    assert "{" not in finding.message_zh + finding.message_en
    assert bool(judgement.rejected) == (RULES[rule_id].severity == "error")


@pytest.mark.parametrize(
    "passing",
    [
        report({f"{P}/rules/total_disclosed": "9"}, identity=PREFECTURE),
        report(identity=replace(COUNTY, published_date=date(2021, 3, 31))),
        report(identity=replace(DEPARTMENT, published_date=date(2021, 1, 31))),
        report(identity=with_identity(published_date=date(2021, 6, 1))),
        report({f"{P}/administrative_penalty/prior_year_items": "3", f"{P}/administrative_penalty/change": "-3"}),
        report(
            {f"{P}/centralized_procurement/project_count": "6", f"{P}/centralized_procurement/total_amount": "8040元"}
        ),
        report({f"{P}/administrative_fees/amount": "10000"}, proactive="2021", requests="2021",
               identity=with_identity(report_year=2023, published_date=None)),
    ],
)  # fmt: skip
def test_a_true_report_is_not_accused(passing):
    assert rule_ids(passing) == []


def test_the_form_of_a_table_that_is_not_proven_is_not_judged():
    sound = report(requests="2021", identity=with_identity(published_date=None))
    tables = tuple(
        replace(table, doubt=Doubt("few_labels")) if table.table == "requests" else table for table in sound.tables
    )
    assert rule_ids(replace(sound, tables=tables)) == ["form.unproven"]


def test_a_city_department_has_no_power_to_make_rules():
    department = replace(PREFECTURE, agency_kind="department")
    assert rule_ids(report({f"{P}/rules/total_disclosed": "9"}, identity=department)) == [
        "proactive.rules_without_power"
    ]


@pytest.mark.parametrize(
    ("projects", "printed", "unit", "yuan"),
    [
        ("150", "2449077.98", "CNY", Decimal("2449077.9800")),
        ("6", "272.13", "CNY_10K", Decimal("2721300.0000")),
        ("1", "3000", None, None),  # 3,000 yuan and 30 million are both plausible
        ("0", "272.13", None, None),
    ],
)
def test_a_unit_is_inferred_only_where_one_is_plausible_and_stands_apart(projects, printed, unit, yuan):
    key = f"{P}/centralized_procurement"
    judgement = judged(report({f"{key}/project_count": projects, f"{key}/total_amount": printed}))
    assert cell(judgement, f"{key}/total_amount", "unit_inferred") == unit
    found = judgement.frames[P].filter(pl.col("cell") == f"{key}/total_amount").row(0, named=True)
    assert (found["amount_cny"], found["unit"], found["amount_cny_inferred"]) == (None, None, yuan)


def test_an_amount_of_zero_is_zero_in_any_unit_and_units_convert_exactly():
    key = f"{P}/centralized_procurement/total_amount"
    count = f"{P}/centralized_procurement/project_count"
    assert cell(judged(report({key: "0"})), key, "amount_cny") == 0
    found = judged(report({key: "2601.953875万元", count: "2"})).frames[P].filter(pl.col("cell") == key)
    assert found["amount_cny"].item() == Decimal("26019538.7500")


def test_missing_unproven_and_unknown_tables_are_errors_named_by_table():
    plain = report()
    missing = replace(plain, tables=(*plain.tables[:2], TableReading("proceedings", "missing")))
    unproven = replace(
        plain, tables=(plain.tables[0], replace(plain.tables[1], doubt=Doubt("few_labels")), plain.tables[2])
    )
    unknown = replace(plain, tables=tuple(TableReading(t.table, "unknown_edition") for t in plain.tables))
    doubled = replace(plain, problems=(Problem("form.several_reports", "two"),))
    assert rule_ids(missing) == ["form.missing_table"]
    assert rule_ids(unproven) == ["form.unproven"]
    assert rule_ids(unknown)[0] == "form.unknown_edition"
    assert rule_ids(doubled) == ["form.several_reports"]


def test_a_file_that_cannot_be_read_has_that_one_finding():
    unread = Report(
        "cd" * 32,
        "image/png",
        replace(TOWNSHIP, agency_id=None),
        (),
        problems=(Problem("read.unsupported", "image/png"),),
    )
    assert rule_ids(unread) == ["read.unsupported"]
    assert unread.report_id == "x-" + "cd" * 8


def test_candidates_of_an_open_place_are_named():
    open_place = with_identity(
        region_code=None, open=(OpenQuestion("region", ("231083104 海林市柴河镇", "150783106 扎兰屯市柴河镇")),)
    )
    finding = judged(report(identity=open_place)).findings[0][0]
    assert "海林市柴河镇" in finding.message_zh and "150783106" in finding.message_en


def test_a_second_report_with_other_cells_is_a_conflict_and_with_equal_cells_is_not():
    published = judged(report())
    digest = cells_digest({name: published.frames[name] for name in (P, "requests", "proceedings")})
    known = digest.select("report_id", pl.lit("http://elsewhere").alias("address"), "cells_digest")
    assert not judged(report(sha256="cd" * 32), known=known).rejected
    other = judged(report({f"{P}/administrative_licensing/decisions": "1"}, sha256="cd" * 32), known=known)
    assert [finding.rule_id for finding in other.findings[0]] == ["identity.conflict"]
    own = known.with_columns(address=pl.lit("file:///0.txt"))
    assert not judged(report({f"{P}/administrative_licensing/decisions": "1"}, sha256="cd" * 32), known=own).rejected


def test_residuals_and_findings_agree_and_frames_are_as_declared():
    broken = report({"requests/granted/total": "3"}, sha256="cd" * 32)
    judgement = judged(report(), broken)
    failing = judgement.residuals.filter(pl.any_horizontal(pl.col(*ERROR_RULES) != 0))
    assert set(failing["reading_id"]) == judgement.rejected == {"cd" * 8}
    assert failing["requests.row_total"].item() == 3
    for name, frame in judgement.frames.items():
        assert frame.schema == TABLES[name].polars_schema(), name
    reports = judgement.frames["reports"]
    assert reports["verdict"].to_list() == ["accept", "reject"]
    worst = judgement.frames["requests"].filter(pl.col("worst_severity") == "error")
    assert "requests/granted/total" in worst["cell"].to_list()


def test_an_empty_batch_has_empty_tables():
    judgement = judged()
    assert all(frame.is_empty() for frame in judgement.frames.values())


def test_the_sentence_names_table_row_column_printed_and_computed():
    broken = report({"requests/granted/natural_person": "3", "requests/outcomes_total/natural_person": "3",
                     "requests/outcomes_total/total": "3", "requests/received_new/natural_person": "3",
                     "requests/received_new/total": "3"})  # fmt: skip
    first, second = judged(broken).findings[0]
    assert first.message_zh == "表三 第三项“（一）予以公开”，“总计”列：印 0，自然人 3＋其余五列 0＝3"
    assert second.message_zh == "表三 第三项“（七）总计”，“总计”列：印 3，19行都是 0＝0"
    assert suspect_sentence(broken, [first, second], "zh") == (
        "表三 第三项“（一）予以公开”，“总计”列那一格若为 3，两处都相符。也可能是别的格错了，请对照台账。"
    )
    assert "both sums hold" in suspect_sentence(broken, [first, second], "en")

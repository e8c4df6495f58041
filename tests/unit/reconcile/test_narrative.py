"""What the text tells against the tables: plain contradictions are found, and no true report is accused."""

from dataclasses import replace
from decimal import Decimal

import pytest

from gouji.report import Doubt, Problem, Section, Statement
from gouji.standard import narrative, resources
from gouji.standard.narrative import ways_of
from gouji.standard.resources import StandardError
from tests.unit.reconcile.built import TOWNSHIP, judged, report, with_identity

R, P, N = "requests", "proceedings", "proactive_disclosure/normative_documents"
COUNTY = with_identity(
    agency_level="county", agency_name="泾县人民政府", township=None, figures_cover="territory", published_date=None
)
DEPARTMENT = with_identity(
    agency_level="county", agency_kind="department", agency_name="泾县民政局", township=None, published_date=None
)
IN_2023 = with_identity(report_year=2023, published_date=None)


def told(subject, value, *, bound="exact", scope="own", part=None, group="1", unit="件", quote="句子。"):
    return Statement(group, subject, part, scope, Decimal(str(value)), bound, unit, quote, "line=9")


def findings(statements, printed=None, **changes):
    """Return the narrative findings of a report that tells all this and prints these cells (0 elsewhere)."""
    built = replace(report(printed, **changes), statements=tuple(statements))
    return [one for one in judged(built).findings[0] if one.rule_id.startswith("narrative.")]


def cells(table, column="total", **rows):
    return {f"{table}/{row}/{column}": str(value) for row, value in rows.items()}


def form_2021(printed):
    return {"printed": printed, "proactive": "2021", "requests": "2021", "identity": IN_2023}


RECEIVED_5 = cells(R, received_new=5, granted=5, outcomes_total=5)
CARRIED = cells(R, received_new=5, carried_in=2, granted=6, outcomes_total=6, carried_out=1)
REVIEW_3 = {f"{P}/review/upheld": "2", f"{P}/review/pending": "1", f"{P}/review/total": "3"}
SUITS = {f"{P}/litigation_direct/upheld": "2", f"{P}/litigation_direct/total": "2",
         f"{P}/litigation_after_review/pending": "1", f"{P}/litigation_after_review/total": "1"}  # fmt: skip

# name, statements, cells printed, what the report is, cells named
CONTRADICTIONS = [
    ("received", [told("requests.received_new.total", 4)], RECEIVED_5, {}, (f"{R}/received_new/total",)),
    ("received none", [told("requests.received_new.total", 0)], RECEIVED_5, {}, (f"{R}/received_new/total",)),
    ("received some", [told("requests.received_new.total", 2)], {}, {}, (f"{R}/received_new/total",)),
    ("neither new nor new and old", [told("requests.received_new.total", 6)], CARRIED, {},
     (f"{R}/received_new/total",)),
    ("both together", [told("requests.received_total.total", 8)], CARRIED, {},
     (f"{R}/received_new/total", f"{R}/carried_in/total")),
    ("at least", [told("requests.received_new.total", 9, bound="at_least")], RECEIVED_5, {},
     (f"{R}/received_new/total",)),
    ("at most", [told("requests.received_new.total", 4, bound="at_most")], RECEIVED_5, {},
     (f"{R}/received_new/total",)),
    ("about", [told("requests.received_new.total", 10, bound="about")], RECEIVED_5, {}, (f"{R}/received_new/total",)),
    ("a town speaking of all of it", [told("requests.received_new.total", 4, scope="whole")], RECEIVED_5, {},
     (f"{R}/received_new/total",)),
    ("a county speaking of all of it", [told("requests.received_new.total", 4, scope="whole")], RECEIVED_5,
     {"identity": COUNTY}, (f"{R}/received_new/total",)),
    ("a department", [told("requests.received_new.total", 4)], RECEIVED_5, {"identity": DEPARTMENT},
     (f"{R}/received_new/total",)),
    ("granted", [told("requests.granted.total", 3)], RECEIVED_5, {}, (f"{R}/granted/total",)),
    ("answered", [told("requests.outcomes_total.total", 7)], CARRIED, {}, (f"{R}/outcomes_total/total",)),
    ("carried out", [told("requests.carried_out.total", 0)], CARRIED, {}, (f"{R}/carried_out/total",)),
    ("carried in", [told("requests.carried_in.total", 1)], CARRIED, {}, (f"{R}/carried_in/total",)),
    ("natural persons", [told("requests.received_new.natural_person", 5)], RECEIVED_5, {},
     (f"{R}/received_new/natural_person",)),
    ("organizations", [told("requests.received_new.organization_total", 1)], RECEIVED_5, {},
     tuple(f"{R}/received_new/{one}" for one in ("commercial_enterprise", "research_institution", "social_welfare_org",
                                                 "legal_service_org", "other_org"))),
    ("two figures, neither right", [told("requests.received_new.total", 4), told("requests.received_new.total", 6)],
     RECEIVED_5, {}, (f"{R}/received_new/total",)),
    ("reviews", [told("proceedings.review.total", 5, quote="行政复议5件。")], REVIEW_3, {}, (f"{P}/review/total",)),
    ("no reviews", [told("proceedings.review.total", 0)], REVIEW_3, {}, (f"{P}/review/total",)),
    ("no reviews, all pending", [told("proceedings.review.total", 0)],
     {f"{P}/review/pending": "1", f"{P}/review/total": "1"}, {}, (f"{P}/review/total",)),
    ("no new reviews", [told("proceedings.review.total", 0, quote="未新增行政复议案件。")], REVIEW_3, {},
     (f"{P}/review/total",)),
    ("no suits", [told("proceedings.litigation.total", 0)], SUITS, {},
     (f"{P}/litigation_direct/total", f"{P}/litigation_after_review/total")),
    ("suits", [told("proceedings.litigation.total", 4)], SUITS, {},
     (f"{P}/litigation_direct/total", f"{P}/litigation_after_review/total")),
    ("suits filed directly", [told("proceedings.litigation_direct.total", 3)], SUITS, {},
     (f"{P}/litigation_direct/total",)),
    ("upheld", [told("proceedings.review.upheld", 3)], REVIEW_3, {}, (f"{P}/review/upheld",)),
    ("documents made", [told("normative.issued", 4)], {f"{N}/newly_made": "2", f"{N}/newly_disclosed": "2",
                                                       f"{N}/total_disclosed": "9"}, {}, (f"{N}/newly_made",)),
    ("documents disclosed", [told("normative.newly_disclosed", 5)],
     {f"{N}/newly_disclosed": "2", f"{N}/total_disclosed": "9"}, {}, (f"{N}/newly_disclosed",)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("statements", "printed", "changes", "named"), [c[1:] for c in CONTRADICTIONS], ids=[c[0] for c in CONTRADICTIONS]
)
def test_a_plain_contradiction_is_found(statements, printed, changes, named):
    (found,) = findings(statements, printed, **changes)
    assert found.rule_id == {"requests": "narrative.requests", "proceedings": "narrative.proceedings"}.get(
        statements[0].subject.split(".")[0], "narrative.normative"
    )
    assert found.severity == "warning"
    assert found.cells == named
    assert found.computed == statements[0].value
    assert statements[0].quote in found.message_zh and statements[0].quote in found.message_en
    assert "{" not in found.message_zh + found.message_en


DENIED = cells(R, received_new=6, granted=1, partially_granted=1, denied_state_secret=1, denied_internal_affairs=1,
               unavailable_not_held=1, not_processed_duplicate=1, outcomes_total=6)  # fmt: skip
TRUE = [
    ("received", [told("requests.received_new.total", 5)], RECEIVED_5, {}),
    ("received, carried in counted", [told("requests.received_new.total", 7)], CARRIED, {}),
    ("handled, carried in not counted", [told("requests.received_total.total", 5)], CARRIED, {}),
    ("handled", [told("requests.received_total.total", 7)], CARRIED, {}),
    ("at least", [told("requests.received_new.total", 3, bound="at_least")], RECEIVED_5, {}),
    ("at most", [told("requests.received_new.total", 6, bound="at_most")], RECEIVED_5, {}),
    ("at least so many", [told("requests.received_new.total", 5, bound="at_least")], RECEIVED_5, {}),
    ("at most so many", [told("requests.received_new.total", 5, bound="at_most")], RECEIVED_5, {}),
    ("about", [told("requests.received_new.total", "5.4", bound="about")], RECEIVED_5, {}),
    ("another said too", [told("requests.received_new.total", 3), told("requests.received_new.total", 5)], RECEIVED_5,
     {}),
    ("told in instalments", [told("requests.received_new.total", 3), told("requests.received_new.total", 2)],
     RECEIVED_5, {}),
    ("one part of them", [told("requests.received_new.total", 3, part="网络申请")], RECEIVED_5, {}),
    ("an office of the county", [told("requests.received_new.total", 3, scope="office")], RECEIVED_5,
     {"identity": COUNTY}),
    ("a county of itself", [told("requests.received_new.total", 3, scope="own")], RECEIVED_5, {"identity": COUNTY}),
    ("of another", [told("requests.received_new.total", 3, scope="other")], RECEIVED_5, {}),
    ("a department of the whole county", [told("requests.received_new.total", 3, scope="whole")], RECEIVED_5,
     {"identity": DEPARTMENT}),
    ("unknown cover", [told("requests.received_new.total", 3)], RECEIVED_5,
     {"identity": with_identity(figures_cover="unknown")}),
    ("answered", [told("requests.outcomes_total.total", 6)], CARRIED, {}),
    ("answered of those received this year", [told("requests.outcomes_total.total", 4)], CARRIED, {}),
    ("answered, without those not processed", [told("requests.outcomes_total.total", 5)], DENIED, {}),
    ("granted in whole or in part", [told("requests.granted.total", 2)], DENIED, {}),
    ("denied", [told("requests.denied_total.total", 2)], DENIED, {}),
    ("denied or not held", [told("requests.denied_total.total", 3)], DENIED, {}),
    ("nothing held", [told("requests.unavailable_total.total", 1)], DENIED, {}),
    ("not processed", [told("requests.not_processed_total.total", 1)], DENIED, {}),
    ("otherwise handled", [told("requests.other_total.total", 0)], DENIED, {}),
    ("organizations", [told("requests.received_new.organization_total", 3)],
     {f"{R}/received_new/other_org": "1", f"{R}/received_new/commercial_enterprise": "2",
      f"{R}/received_new/total": "3"}, {}),
    ("reviews filed", [told("proceedings.review.total", 3)], REVIEW_3, {}),
    ("reviews decided", [told("proceedings.review.total", 2)], REVIEW_3, {}),
    ("one review decided", [told("proceedings.review.total", 1)],
     {f"{P}/review/upheld": "1", f"{P}/review/pending": "2", f"{P}/review/total": "3"}, {}),
    ("one of the rows is not known", [told("requests.denied_total.total", 3)],
     {f"{R}/{row}/{column}": "" for row in ("denied_state_secret", "outcomes_total")
      for column in ("natural_person", "total")}, {}),
    ("a cell out of its domain", [told("normative.issued", 4)], {f"{N}/newly_made": "-3"}, {}),
    ("new reviews", [told("proceedings.review.total", 1, quote="新收行政复议1件。")], REVIEW_3, {}),
    ("all suits", [told("proceedings.litigation.total", 3)], SUITS, {}),
    ("suits decided", [told("proceedings.litigation.total", 2)], SUITS, {}),
    ("suits after a review", [told("proceedings.litigation_after_review.total", 1)], SUITS, {}),
    ("no review though sued", [told("proceedings.review.total", 0)], SUITS, {}),
    ("documents disclosed", [told("normative.issued", 2)], {f"{N}/newly_disclosed": "2", f"{N}/total_disclosed": "9"},
     {}),
    ("documents passed on", [told("normative.issued", 12, quote="转发上级规范性文件12件。")], {}, {}),
    ("a measure the form lacks", [told("normative.in_force", 12)], {}, {}),
    ("a value beyond any table", [told("requests.received_new.total", 10**20)], {}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("statements", "printed", "changes"), [c[1:] for c in TRUE], ids=[c[0] for c in TRUE])
def test_a_true_report_is_not_accused(statements, printed, changes):
    assert findings(statements, printed, **changes) == []


def test_a_table_that_is_not_proven_or_blank_accuses_nobody():
    statements = (told("requests.received_new.total", 3),)
    plain = report(RECEIVED_5)
    unproven = replace(
        plain, statements=statements, tables=tuple(replace(t, doubt=Doubt("no_values")) for t in plain.tables)
    )
    assert not any(one.rule_id == "narrative.requests" for one in judged(unproven).findings[0])
    assert findings(statements, {f"{R}/received_new/total": "", f"{R}/received_new/natural_person": ""}) == []


def test_a_blank_that_resolves_is_compared():
    # The row is blank but for its parts: the total stands for their sum.
    printed = {f"{R}/received_new/total": "", f"{R}/received_new/natural_person": "4"}
    assert [one.rule_id for one in findings([told("requests.received_new.total", 3)], printed)] == [
        "narrative.requests"
    ]
    assert findings([told("requests.received_new.total", 4)], printed) == []


def test_one_finding_a_subject_and_none_of_another_report():
    liar = replace(report(RECEIVED_5), statements=(told("requests.received_new.total", 4),) * 2)
    honest = replace(
        report(RECEIVED_5, sha256="cd" * 32, identity=replace(TOWNSHIP, agency_id="341824105-gov")),
        statements=(told("requests.received_new.total", 5),),
    )
    first, second = judged(liar, honest).findings
    assert [one.rule_id for one in first].count("narrative.requests") == 1
    assert not any(one.rule_id.startswith("narrative.") for one in second)


@pytest.mark.parametrize(
    ("subject", "value", "found"),
    [
        ("normative.issued", 3, True),
        ("normative.issued", 2, False),
        ("normative.repealed", 2, True),
        ("normative.repealed", 1, False),
        ("normative.in_force", 7, True),
        ("normative.in_force", 8, False),
        ("normative.total_disclosed", 7, False),
        ("requests.other_total.total", 4, True),
        ("requests.other_total.total", 3, False),
        ("requests.outcomes_total.total", 2, False),
        ("requests.outcomes_total.total", 1, True),
    ],
)
def test_the_form_of_2021(subject, value, found):
    printed = {f"{N}/issued": "2", f"{N}/repealed": "1", f"{N}/in_force": "8"}
    printed |= cells(R, received_new=5, granted=2, other_overdue_correction=1, other_misc=2, outcomes_total=5)
    assert bool(findings([told(subject, value)], **form_2021(printed))) is found


UNPAID = cells(R, received_new=2, granted=1, other_unpaid_fee=1, outcomes_total=2)


@pytest.mark.parametrize(
    ("statement", "printed", "found"),
    [
        (told("info_fee_notice_count", 0, quote="未发出收费通知。"), UNPAID, True),
        (told("info_fee_charged_yuan", 0, quote="应收信息处理费0元。"), UNPAID, True),
        (told("info_fee_collected_yuan", 0, quote="未发生收费情况。"), UNPAID, True),
        (told("info_fee_collected_yuan", 0, quote="暂未开展信息处理费收取工作。"), UNPAID, True),
        (told("info_fee_collected_yuan", 0, quote="收取信息处理费0元。"), UNPAID, False),
        (told("info_fee_collected_yuan", 0, quote="申请人逾期未缴，未收取费用。"), UNPAID, False),
        (told("info_fee_collected_yuan", 40, quote="收取40元。"), UNPAID, False),
        (told("info_fee_notice_count", 1, quote="发出收费通知1件。"), UNPAID, False),
        (told("info_fee_notice_count", 0, scope="other", quote="未发出收费通知。"), UNPAID, False),
        (told("info_fee_notice_count", 0, quote="未发出收费通知。"), {}, False),
    ],
)
def test_a_fee_told_fits_the_requests_dropped_for_it(statement, printed, found):
    of_form = findings([statement], **form_2021(printed))
    assert [one.rule_id for one in of_form] == ["narrative.fee"] * found
    if found:
        assert of_form[0].severity == "notice"
        assert of_form[0].cells == (f"{R}/other_unpaid_fee/total",)
        assert "逾期未按收费通知" in of_form[0].message_zh


def test_the_form_of_2019_has_no_row_for_unpaid_fees():
    assert findings([told("info_fee_notice_count", 0)], RECEIVED_5) == []


def listed(quote, value, *parts, bound="exact", group="1"):
    """Return a total and its parts (name, value, bound, unit), all told in one sentence."""
    total = told("disclosed_total", value, bound=bound, unit="条", quote=quote, group=group)
    return [total, *(part_of(quote, group, *one) for one in parts)]


def part_of(quote, group, name, value, bound="exact", unit="条"):
    return told("disclosed_part", value, part=name, bound=bound, unit=unit, quote=quote, group=group)


# name, sentence, total, sum of the parts, parts
WEB_50, CHAT_20 = ("网站", 50), ("微信", 20)
LISTS_THAT_CANNOT_BE = [
    ("too little", listed("共90条，其中网站50条，微信20条。", 90, WEB_50, CHAT_20), 90, 70),
    ("too much", listed("共90条，其中网站60条，微信40条。", 90, ("网站", 60), ("微信", 40)), 90, 100),
    ("too much, a part at least",
     listed("共90条，网站80余条，微信20条。", 90, ("网站", 80, "at_least"), CHAT_20), 90, 100),
    ("too much, the first add up",
     listed("共90条，网站60条，微信30条，公示12条。", 90, ("网站", 60), ("微信", 30), ("公示", 12)), 90, 102),
    ("too much, all but one add up",
     listed("共60条，网站7条，微信40条，公示20条。", 60, ("网站", 7), ("微信", 40), ("公示", 20)), 60, 67),
    ("one part is more than all", listed("共90条，其中微信91条。", 90, ("微信", 91)), 90, 91),
    ("too much of an open list", listed("共90条，网站80条，微信20条等。", 90, ("网站", 80), CHAT_20), 90, 100),
    ("too little for at least",
     listed("共90余条，其中网站50条，微信20条。", 90, WEB_50, CHAT_20, bound="at_least"), 90, 70),
    ("等 before the list", listed("通过微信等共90条，其中网站50条，公示20条。", 90, WEB_50, ("公示", 20)), 90, 70),
    ("a part without a unit",
     listed("共90条，其中网站50，微信20条。", 90, ("网站", 50, "exact", None), CHAT_20), 90, 70),
    ("at most", listed("共90条：网站近50条，微信20条。", 90, ("网站", 50, "at_most"), CHAT_20), 90, 70),
]  # fmt: skip


@pytest.mark.parametrize(
    ("statements", "reported", "computed"),
    [c[1:] for c in LISTS_THAT_CANNOT_BE],
    ids=[c[0] for c in LISTS_THAT_CANNOT_BE],
)
def test_parts_that_cannot_add_up_are_found(statements, reported, computed):
    (found,) = findings(statements)
    assert (found.rule_id, found.severity) == ("narrative.channel_sum", "notice")
    assert (found.reported, found.computed) == (reported, computed)
    assert found.cells == ()


LISTS_THAT_CAN_BE = [
    ("whole", listed("共55条，其中网站31条，微信24条。", 55, ("网站", 31), ("微信", 24))),
    ("one part only", listed("共90条，其中网站50条。", 90, WEB_50)),
    ("left open", listed("共90条，其中网站50条，微信20条等。", 90, WEB_50, CHAT_20)),
    ("the main ones", listed("共90条，其中网站50条，主要是微信20条。", 90, WEB_50, CHAT_20)),
    ("and others", listed("共90条，网站50条，微信20条，另有公示若干。", 90, WEB_50, CHAT_20)),
    ("a part at least", listed("共90条，网站50余条，微信20条。", 90, ("网站", 50, "at_least"), CHAT_20)),
    ("a total at least",
     listed("共90余条，网站60条，微信40条。", 90, ("网站", 60), ("微信", 40), bound="at_least")),
    ("a total of about", listed("约100条，网站50条，微信42条。", 100, WEB_50, ("微信", 42), bound="about")),
    ("a part of about", listed("共100条，网站50条，微信约46条。", 100, WEB_50, ("微信", 46, "about"))),
    ("another unit", listed("共90条，网站50条，视频20个。", 90, WEB_50, ("视频", 20, "exact", "个"))),
    ("much of another unit", listed("共90条，网站90条，视频20个。", 90, ("网站", 90), ("视频", 20, "exact", "个"))),
    ("broken down twice",
     listed("共90条：网站60条，微信30条，其中财政12条。", 90, ("网站", 60), ("微信", 30), ("财政", 12))),
    ("a part broken down",
     listed("共90条：网站60条（财政12条、民政9条），微信30条。", 90, ("网站", 60), ("财政", 12), ("民政", 9),
            ("微信", 30))),
    ("the channels overlap", listed("共90条，同步发布于网站90条、微信60条。", 90, ("网站", 90), ("微信", 60))),
    ("in several channels", listed("共90条，网站80条，微信40条，部分在多个渠道发布。", 90, ("网站", 80), ("微信", 40))),
    ("topics, some of them", listed("共90条，其中动态50条，公告20条。", 90, ("动态", 50), ("公告", 20))),
    ("a figure that was not read", listed("共90条，其中网站50条，微信20条，短视频20。", 90, WEB_50, CHAT_20)),
    ("a numeral that was not read", listed("共90条，其中网站50条，微信20条，抖音二十条。", 90, WEB_50, CHAT_20)),
    ("a quote cut short", listed("共90条，其中网站50条，微信20条" + "，继续" * 70, 90, WEB_50, CHAT_20)),
    ("a list that is not shown", listed("共90条。", 90, WEB_50, CHAT_20)),
    ("no total", listed("网站50条，微信60条。", 90, WEB_50, ("微信", 60))[1:]),
    ("another group", [*listed("共90条。", 90),
                       *listed("共100条，网站60条，微信40条。", 100, ("网站", 60), ("微信", 40), group="2")]),
]  # fmt: skip


@pytest.mark.parametrize("statements", [c[1] for c in LISTS_THAT_CAN_BE], ids=[c[0] for c in LISTS_THAT_CAN_BE])
def test_parts_that_can_add_up_are_not_accused(statements):
    assert findings(statements) == []


def test_a_part_is_broken_down_by_a_group_of_its_own():
    quote = "共公开80条，其中平台50条，其中机构类20条，政策类35条，微信30条。"
    whole = listed(quote, 80, ("平台", 50), ("微信", 30))
    within = [part_of(quote, "1/平台", "机构类", 20), part_of(quote, "1/平台", "政策类", 35)]
    (found,) = findings([*whole, *within])
    assert (found.reported, found.computed) == (50, 55)
    within[0] = replace(within[0], value=Decimal(15))
    assert findings([*whole, *within]) == []


def test_areas_are_parts_of_requests_and_fees_of_their_own_sums():
    quote = "共收到8件（甲县5件、乙县4件）。"
    areas = [
        told("requests.received_total.total", 8, scope="whole", quote=quote),
        told("requests.received_total.total", 5, scope="other", part="甲县", quote=quote),
        told("requests.received_total.total", 4, scope="other", part="乙县", quote=quote),
        # Applicants share the group; they are no parts of it.
        told("requests.received_total.natural_person", 8, scope="whole", quote=quote),
    ]
    printed = cells(R, received_new=8) | cells(R, "natural_person", received_new=8)
    (found,) = findings(areas, printed, identity=COUNTY)
    assert (found.rule_id, found.reported, found.computed) == ("narrative.channel_sum", 8, 9)
    quote = "对3件收取30元，其中甲局1件，收取10元；乙局2件，收取20元。"
    fees = [
        told("info_fee_notice_count", 3, quote=quote),
        told("info_fee_collected_yuan", 30, unit="元", quote=quote),
        told("info_fee_notice_count", 1, part="甲局", quote=quote),
        told("info_fee_collected_yuan", 10, part="甲局", unit="元", quote=quote),
        told("info_fee_notice_count", 2, part="乙局", quote=quote),
        told("info_fee_collected_yuan", 20, part="乙局", unit="元", quote=quote),
    ]
    assert findings(fees) == []


FIVE = "内容包括总体情况等五部分。"


def with_sections(*sections):
    return tuple(Section(number, key, heading, text) for number, (key, heading, text) in enumerate(sections))


SIX = [(one.section, one.heading, "正文。") for one in report().sections]
SHIFTED = [(key, f"{number}、{key}", "正文。") for number, (key, _, _) in zip("三四五六七", SIX[1:], strict=True)]
PREAMBLE = ("preamble", "", FIVE)


@pytest.mark.parametrize(
    ("told_number", "sections", "printed"),
    [
        (5, [PREAMBLE, *SIX], 6),
        (6, [PREAMBLE, *SIX], None),
        (6, [PREAMBLE, *SIX, ("extra", "七、附件", "")], None),
        (7, [PREAMBLE, *SIX, ("extra", "七、附件", "")], None),
        (5, [PREAMBLE, *SIX, ("extra", "七、附件", "")], 7),
        (6, [PREAMBLE, SIX[0], ("extra", "二、主要做法", ""), *SHIFTED], 7),
        (7, [PREAMBLE, SIX[0], ("extra", "二、主要做法", ""), *SHIFTED], None),
        (6, [PREAMBLE, SIX[0], ("extra", "二、主要做法", ""), *SIX[1:]], None),
        (6, [PREAMBLE, *SIX[:5]], 5),
        (6, [PREAMBLE, *SIX[:4], (SIX[4][0], "五、", "今后努力。\n六、其他\n无。")], None),
        (6, [PREAMBLE, *SIX[:4], (SIX[4][0], "五、", "今后努力。六、其他。无。")], None),
        (6, [PREAMBLE, *SIX[:4], (SIX[4][0], "五、", "今后努力。（六）其他。无。")], None),
        (6, [PREAMBLE, *SIX[:4], (SIX[4][0], "五、", "今后努力。6. 其他。无。")], None),
        (6, [PREAMBLE, *SIX[:4], (SIX[4][0], "五、", "今后努力。\n其他需要报告的事项\n无。")], None),
        (6, [("preamble", "", "由总体情况、其他需要报告的事项等六部分组成。"), *SIX[:5]], 5),
        (7, [PREAMBLE, *SIX], 6),
        (7, [PREAMBLE, *SIX[:5], (SIX[5][0], "六、", "无。\n（七）附表\n见后。")], None),
        (5, [PREAMBLE, *SIX[:3]], None),
        (6, [("preamble", "", "本报告由六部分组成。")], None),
        (12, [PREAMBLE, *SIX], None),
    ],
)
def test_as_many_sections_as_the_text_tells_of(told_number, sections, printed):
    statement = told("sections_count", told_number, unit="个", quote=FIVE)
    built = replace(report(), sections=with_sections(*sections), statements=(statement,))
    found = [one for one in judged(built).findings[0] if one.rule_id == "narrative.section_count"]
    assert [(one.reported, one.computed) for one in found] == ([] if printed is None else [(printed, told_number)])


def test_figures_beyond_all_measure_break_nothing():
    huge = 9 * 10**17
    statements = [
        *listed("共90条，网站9条，微信9条。", huge, ("网站", huge), ("微信", huge)),
        *(told("requests.received_new.total", huge) for _ in range(30)),
        told("sections_count", 10**20),
    ]
    assert findings(statements) == []


def test_two_numbers_of_sections_or_about_so_many_say_nothing():
    for statements in (
        (told("sections_count", 5), told("sections_count", 4)),
        (told("sections_count", 5, bound="about"),),
    ):
        built = replace(report(), sections=with_sections(PREAMBLE, *SIX), statements=statements)
        assert not any(one.rule_id.startswith("narrative.") for one in judged(built).findings[0])


@pytest.mark.parametrize(("rule_id", "severity"), [("narrative.year", "notice"), ("narrative.agency", "warning")])
def test_what_was_noticed_while_reading_is_said(rule_id, severity):
    built = replace(report(), problems=(Problem(rule_id, "现将我镇2019年情况公布如下", "line=2"),))
    (found,) = judged(built).findings[0]
    assert (found.rule_id, found.severity) == (rule_id, severity)
    assert "现将我镇2019年情况公布如下" in found.message_zh


def test_statements_are_published_as_told():
    statements = (
        told("disclosed_total", 1800, bound="at_least", unit="条", quote="共公开1800余条。"),
        told("info_fee_collected_yuan", "29.5", unit="元"),
        told("disclosed_total", 10**20, group="2"),
    )
    frame = judged(replace(report(), statements=statements)).frames["statements"]
    assert frame["report_id"].to_list() == ["341824104-gov-2020"] * 3
    assert frame["value"].to_list() == [Decimal(1800), Decimal("29.5"), None]
    assert frame.select("group", "part", "bound", "unit", "quote", "place").row(0) == (
        "1", None, "at_least", "条", "共公开1800余条。", "line=9"
    )  # fmt: skip
    assert judged(report()).frames["statements"].is_empty()


def test_ways_of_counting_follow_the_form():
    assert len(ways_of("requests.denied_total.total", "2021")[0].cells) == 8
    assert len(ways_of("requests.other_total.total", "2021")[0].cells) == 3
    assert ways_of("requests.other_total.total", "2019")[0].cells == (("other_total", "total", 1),)
    assert ways_of("requests.other_unpaid_fee.total", "2019") == ()
    assert ways_of("normative.issued", "2021")[0].cells == (("normative_documents", "issued", 1),)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("received_new = [", "received_never = [\"granted_never\"]\nreceived_new = ["),
        ("litigation = [", "suits = [\"litigation_direct\"]\nlitigation = ["),
        ("[lists]", "[list]"),
        ("\"total - pending\"", "\"total * pending\""),
        ("proceedings = [\"新收\"", "proceeding = [\"新收\""),
    ],
)  # fmt: skip
def test_the_data_is_refused_where_it_says_what_is_not_known(monkeypatch, old, new):
    text = resources.read_bytes("narrative.toml").decode()
    assert old in text
    monkeypatch.setattr(resources, "read_bytes", lambda name: text.replace(old, new, 1).encode())
    narrative._narrative.cache_clear()
    with pytest.raises(StandardError):
        narrative._narrative()
    monkeypatch.undo()
    narrative._narrative.cache_clear()

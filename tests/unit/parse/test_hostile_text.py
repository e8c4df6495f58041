"""Reports as offices word them, and pages that only look like one: what is read of their text, and what must not be."""

from datetime import date
from decimal import Decimal

import pytest

from gouji.parse import read
from gouji.report import NoReport, Report
from gouji.snapshot import Snapshot
from tests.unit.test_cli import draft

BODY = "旌德县粮食和物资储备局"
TITLE = f"{BODY}2023年政府信息公开工作年度报告"
SECTIONS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)


def parsed(*lines: str) -> Report | NoReport:
    return read(Snapshot.of("\n".join(lines).encode(), "x.txt"))


def whole(title=TITLE, *, before=(), preamble=(), overview=("全年储备粮轮换两次。",), last=("无。",), after=(),
          headings=SECTIONS):  # fmt: skip
    """Return the reading of a report without its tables: these lines, in the place of each."""
    text = [*before, *title.split("⏎"), *preamble]
    for number, heading in enumerate(headings, start=1):
        text += [heading, *(overview if number == 1 else last if number == len(headings) else ("见表。",))]
    found = parsed(*text, *after)
    assert isinstance(found, Report), found
    return found


# -- what is a report


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["旌德县关于报送2023年度政府信息公开工作年度报告的通知", *SECTIONS], "about_reports"),
        (["关于做好2023年政府信息公开工作年度报告编制工作的通知", "各单位：", *SECTIONS], "about_reports"),
        ([f"{BODY}政府信息公开指南", "一、主动公开", "见网站。", "二、依申请公开", "见网站。"], "about_reports"),
        (["中华人民共和国政府信息公开条例", "（一）主动公开政府信息的情况；", "（五）其他需要报告的事项。"],
         "about_reports"),
        ([f"图解：{TITLE}", *SECTIONS[:3]], "about_reports"),
        (["旌德县2023年政府信息公开工作年度报告解读", *SECTIONS[:3]], "about_reports"),
        (["政府信息公开年报", *(f"{BODY}{year}年政府信息公开工作年度报告" for year in (2021, 2022, 2023))],
         "list_of_reports"),
        ([f"{BODY}2023年政府信息公开工作年度报告 2024-01-19", "旌德县教育体育局2023年政府信息公开工作年度报告",
          "2024-01-20", "旌德县水利局2023年政府信息公开工作年度报告", "首页 上一页 下一页"], "list_of_reports"),
        (["旌德县召开政府信息公开年度报告编制培训会", "全县六十家单位参加。"], "no_report"),
        ([f"{BODY}2023年上半年政府信息公开工作总结", "工作有序。"], "no_report"),
        ([f"{BODY}2023年法治政府建设年度报告", "一、总体情况", "二、下一步打算"], "no_report"),
    ],
)  # fmt: skip
def test_pages_about_reports_are_none(lines, reason):
    found = parsed(*lines)
    assert isinstance(found, NoReport) and found.reason == reason


@pytest.mark.parametrize(
    "lines",
    [
        [TITLE],
        [BODY, "2023年政府信息公开工作年度", "报告", "全年公开61条。"],
        [BODY, "政府信息公开工作", "年度报告", "（2023年）"],
        [f"{BODY}2023年政府信息公开工作总结", "全年公开61条。"],
        [f"{BODY}信息公开贯彻情况", "现将2023年政府信息公开工作情况报告如下：全年公开61条。"],
        ["本报告根据《中华人民共和国政府信息公开条例》编制。", "全年公开61条。"],
        ["关于印发年度报告的通知", TITLE, *SECTIONS],
        ["关于做好2023年政府信息公开工作年度报告编制工作的通知", TITLE, *SECTIONS],
        [f"{BODY}政府信息公开指南", *SECTIONS],
        ["图解：储备粮", "本报告公布政府信息公开情况。", *SECTIONS],
        [TITLE, "旌德县水利局2023年政府信息公开工作年度报告", "旌德县教育体育局2023年政府信息公开工作年度报告",
         "三家合编，内容如下。"],
        [*draft().split("\n"), "相关阅读", *(f"{BODY}{year}年政府信息公开工作年度报告" for year in (2020, 2021, 2022))],
    ],
    ids=["title", "broken", "in four", "summary", "as follows", "says so", "issued", "asked for", "menu", "told",
         "joint", "links"],
)  # fmt: skip
def test_a_report_is_never_taken_for_less(lines):
    assert isinstance(parsed(*lines), Report)


# -- who and when


@pytest.mark.parametrize(
    "title",
    [
        f"★{TITLE}",
        f"1.{TITLE}",
        f"附件1 {TITLE}",
        f"《{TITLE}》",
        f'"{TITLE}"',
        f"{TITLE}*",
        f"{TITLE}正文",
        f"{TITLE}及附表",
        f"{TITLE} 2024-01-19 09:33",
        f"{TITLE}[2024-01-19]",
        f"{TITLE}（2024年1月19日）",
        f"{TITLE}（2023年1月1日—2023年12月31日）",
        f"{BODY}2023年政府信息公开工作总结",
    ],
)
def test_what_stands_around_a_title_is_no_part_of_it(title):
    identity = whole(title).identity
    assert (identity.agency_name, identity.report_year, identity.open) == (BODY, 2023, ())


def test_a_day_behind_a_title_without_a_year_is_not_the_year_reported_on():
    found = whole(f"{BODY}政府信息公开工作年度报告（2024年1月19日）").identity
    assert found.report_year is None and [question.field for question in found.open] == ["year"]
    found = whole(f"{BODY}政府信息公开工作年度报告", preamble=["统计期限为2023年1月1日至12月31日。"]).identity
    assert found.report_year == 2023


@pytest.mark.parametrize(
    ("title", "preamble", "expected"),
    [
        (f"{BODY}政府信息公开工作年度报告（2024年修订）", "统计期限为2023年1月1日至12月31日。", [2023]),
        (f"{BODY}政府信息公开工作年度报告（2024年发布）", "", []),
        (f"{TITLE}（2024年1月发布）", "", [2023]),
        (f"2024年{BODY}政府信息公开工作年度报告⏎（2023年度）", "", [2023, 2024]),
        (f"{TITLE}⏎（2023年度）", "", [2023]),
        (TITLE, "发布时间：2023-01-19⏎统计期限为2022年1月1日至12月31日。", [2022, 2023]),
        (TITLE, "发布时间：2024-01-19⏎统计期限为2022年1月1日至12月31日。", [2023]),
        (TITLE, "发布时间：2023-12-29⏎统计期限为2023年1月1日至12月31日。", [2023]),
    ],
)
def test_the_year_is_open_where_the_document_contradicts_itself(title, preamble, expected):
    identity = whole(title, preamble=preamble.split("⏎")).identity
    if len(expected) == 1:
        assert (identity.report_year, identity.open) == (expected[0], ())
    else:
        assert identity.report_year is None
        assert [question.candidates for question in identity.open] == [tuple(map(str, expected))]


def test_two_departments_of_one_place_in_the_titles_leave_the_body_open():
    identity = whole(f"旌德县水利局2023年政府信息公开工作年度报告⏎{TITLE}").identity
    assert [question.field for question in identity.open] == ["agency"]
    assert whole(f"旌德县人民政府⏎{TITLE}").identity.agency_name == BODY


def test_a_government_that_only_visits_is_not_that_of_the_office():
    title = "县水利局2023年政府信息公开工作年度报告"
    host = ["【打印本页】", "主办：旌德县人民政府办公室"]
    assert whole(title, overview=["绩溪县人民政府来学习。"]).identity.agency_id is None
    assert whole(title, overview=["向绩溪县人民政府报送。"], after=host).identity.agency_id is None
    assert whole(title, overview=["向旌德县人民政府报送。"], after=host).identity.agency_id == "341825-水利局"


PERIOD = "所列数据截止到2023年12月31日。"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"preamble": [PERIOD]}, None),
        ({"overview": ["《储备粮管理办法》", "发布于2023年5月1日", *["工作有序。"] * 12]}, None),
        ({"last": ["《储备粮管理办法》发布于2023年5月1日。"]}, None),
        ({"last": ["轮换计划公开时间：2023年5月1日"]}, None),
        ({"after": ["相关信息", "旌德县水利局2023年政府信息公开工作年度报告", "2024-01-28"]}, None),
        ({"after": ["2024年1月19日", "相关阅读：", "储备粮招标公告", "2024-02-28"]}, date(2024, 1, 19)),
        ({"after": ["上一篇：工作要点", "2024-02-28"]}, None),
        ({"after": [BODY, "发布时间：2024年1月19日"]}, date(2024, 1, 19)),
        ({"after": [f"{BODY} 2024年1月19日"]}, date(2024, 1, 19)),
        ({"after": ["打印日期：2025-06-01"]}, None),
        ({"preamble": ["更新时间：2024-03-01 发布时间：2024-01-19"]}, date(2024, 1, 19)),
    ],
)
def test_only_the_day_of_publication_is_one(parts, expected):
    assert whole(**parts).identity.published_date == expected


def test_a_day_that_does_not_exist_ends_no_period():
    identity = whole(preamble=["统计期限为2023年1月1日至2023年12月32日。"]).identity
    assert (identity.period_start, identity.period_end) == (None, None)


@pytest.mark.parametrize("margin", range(20, 46))
def test_lines_broken_in_the_middle_of_dates_and_numbers_are_put_together(margin):
    told = (
        "本报告由旌德县粮食和物资储备局编制，所列数据的统计期限自2023年1月1日起至2023年12月31日止。"
        "联系人住在粮食局，电话可以随时打，联系电话：0563-8600000。"
    )
    wrapped = [told[at : at + margin] for at in range(0, len(told), margin)]
    identity = whole(f"{BODY}政府信息公开工作年度报告", preamble=wrapped).identity
    is_cut_before = any(line.endswith("：") for line in wrapped)
    assert (identity.report_year, identity.contact) == (2023, None if is_cut_before else "联系电话:0563-8600000")
    assert (identity.period_start, identity.period_end) == (date(2023, 1, 1), date(2023, 12, 31))


def test_the_short_end_of_a_broken_line_belongs_to_it():
    lines = ["有疑问请与旌德县粮食和物资储备局联系，联系电话：0563-860000", "0。"]
    assert whole(preamble=lines).identity.contact == "联系电话:0563-8600000"


@pytest.mark.parametrize(
    "cut",
    [
        "2023年12月底|。",
        "2023年12月份|。",
        "2023年1|2月31日止",
        "2023年12|月31日止",
        "2023年12月3|1日止",
        "2023-12-3|1",
    ],
)
def test_a_period_is_not_read_from_half_a_line(cut):
    lines = ["2023年1月1日至", *cut.split("|")]
    identity = whole(preamble=[lines[0] + lines[1], lines[2]]).identity
    assert (identity.period_start, identity.period_end) == (None, None)


@pytest.mark.parametrize(
    ("office", "told", "expected"),
    [
        ("市财政局", "我局按照安徽省财政厅要求，指导旌德县财政局公开预算。", None),
        ("市财政局", "旌德县财政局的预算公开得早，全县照办。", None),
        ("市财政局", "宣城市财政局的预算公开得早，旌德县财政局也是。", "341800-财政局"),
        ("县财政局", "宣城市财政局来看过，旌德县财政局接待。", "341825-财政局"),
        ("财政局", "我局督促旌德县财政局公开预算。", None),
        ("财政局", "我市公开得早，旌德县财政局也是。", None),
        ("财政局", "我县公开得早，旌德县财政局也是。", "341825-财政局"),
        ("财政局", "我市公开得早，全县照办，向旌德县人民政府报送。", None),
        ("自治区财政厅", "广西壮族自治区财政厅公开预算。", "450000-财政厅"),
    ],
)
def test_whose_office_it_is_fits_the_word_for_its_level(office, told, expected):
    identity = whole(f"{office}2023年政府信息公开工作年度报告", overview=[told]).identity
    assert identity.agency_id == expected
    assert (expected is None) == (identity.open != ())


@pytest.mark.parametrize(
    ("title", "told", "expected"),
    [
        ("旌德县人民政府", "本报告数据不含省以下垂直管理部门。", ("territory", "level")),
        ("旌德县人民政府", "本报告数据不含垂直管理部门、各乡镇。", ("unknown", "text")),
        ("旌德县人民政府", "本报告数据含各镇、县直各部门，不含驻县单位。", ("territory", "text")),
        ("旌德县人民政府", "除特别说明外，数据均为县政府办公室数据。", ("own_body", "text")),
        ("旌德县人民政府办公室", "本报告统计数据含各镇、各部门。", ("territory", "text")),
    ],
)
def test_what_the_figures_cover(title, told, expected):
    identity = whole(f"{title}2023年政府信息公开工作年度报告", preamble=[told]).identity
    assert (identity.figures_cover, identity.figures_cover_basis) == expected


# -- sections


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("（一）总体情况", ("overview", False)),
        ("1.总体情况", ("overview", False)),
        ("一、主动公开总体情况", ("overview", False)),
        ("一、守好皖南粮仓", ("extra", False)),
        ("一、总体情况", ("overview", True)),
    ],
)
def test_the_first_section_is_found_by_another_number_or_name(heading, expected):
    sections = whole(headings=(heading, *SECTIONS[1:])).sections
    assert [section.section for section in sections][2:] == [
        "proactive_disclosure", "requests", "proceedings", "problems_improvements", "other_matters",
    ]  # fmt: skip
    assert (sections[1].section, sections[1].is_official, sections[1].heading) == (*expected, heading)


def test_a_first_section_of_its_own_style_comes_before_one_within_it():
    sections = whole(headings=("一、守好皖南粮仓", *SECTIONS[1:]), overview=["（一）总体情况", "好。"]).sections
    assert sections[1].heading == "一、守好皖南粮仓"


@pytest.mark.parametrize("line", ["1.加强领导。", "三、加强领导"])
def test_without_a_first_section_nothing_is_made_one(line):
    sections = whole(headings=SECTIONS[1:], preamble=[line]).sections
    assert [section.section for section in sections][:2] == ["preamble", "proactive_disclosure"]


# -- figures the text claims


def claims(*told: str) -> list[tuple[str, str | None, Decimal, str]]:
    return [(s.subject, s.part, s.value, s.group) for s in whole(overview=told).statements]


@pytest.mark.parametrize(
    "told",
    [
        "全县行政诉讼案件93件，涉政府信息公开9件。",
        "全县各级行政机关被提起行政诉讼93件，其中因政府信息公开提起的9件。",
        "发生行政复议案件12件（其中依申请公开类6件）。",
        "作为被申请人的行政复议案件8件，行政诉讼案件3件。",
    ],
)
def test_cases_about_all_manner_of_things_are_no_claim(told):
    assert claims(told) == []


def test_cases_about_information_are_claimed_beside_one_another():
    told = "因政府信息公开引发行政复议2件，政府信息公开行政诉讼1件。"
    assert [claim[0] for claim in claims(told)] == ["proceedings.review.total", "proceedings.litigation.total"]


def test_requests_answered_by_what_was_public_already_are_no_publication():
    told = "收到政府信息公开申请6件，答复5件，其中主动公开2件、部分公开1件。"
    assert not [claim for claim in claims(told) if claim[0].startswith("disclosed")]
    assert ("disclosed_total", None, 300, "2") in claims("收到政府信息公开申请6件，主动公开政府信息300条。")


def test_another_channel_is_no_part_of_the_one_before():
    told = "通过网站公开政府信息60条，其中重点领域20条；通过微信公开140条，其中原创10条。"
    assert claims(told) == [
        ("disclosed_part", "网站", 60, "1"),
        ("disclosed_part", "重点领域", 20, "1/网站"),
        ("disclosed_part", "微信", 140, "2"),
        ("disclosed_part", "原创", 10, "2/微信"),
    ]

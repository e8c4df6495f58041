"""Figures told in running text: every wording of statements_cases.csv, and how sentences and figures are found."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from gouji.document import Paragraph, Place
from gouji.parse import read
from gouji.parse.passages import Passage, passages_of
from gouji.parse.sections import headings_of
from gouji.parse.statements import statements_of
from gouji.parse.statements.claims import is_of_other_time, without_lead
from gouji.parse.statements.figures import chinese_number, figures_in
from gouji.parse.statements.names import Names
from gouji.parse.statements.parts import part_named, part_names
from gouji.parse.statements.sentences import sentences_of
from gouji.report import Identity, Report, Statement
from gouji.snapshot import Snapshot
from gouji.standard.statements import check_subject

_TOWN = Identity(
    agency_name="临河镇人民政府",
    agency_kind="government",
    agency_level="township",
    township="临河镇",
    county="安县",
    figures_cover="own_body",
    report_year=2023,
)
_CITY = Identity(
    agency_name="安宁市人民政府",
    agency_kind="government",
    agency_level="county",
    county="安宁市",
    figures_cover="territory",
    report_year=2023,
)
_OFFICE = Identity(
    agency_name="安县发展和改革局",
    agency_kind="department",
    agency_level="county",
    county="安县",
    figures_cover="own_body",
    report_year=2023,
)
_SIGN = {"exact": "=", "at_least": ">=", "at_most": "<=", "about": "~"}


def _paragraphs(text: str) -> list[Paragraph]:
    return [Paragraph(line, Place(line=number)) for number, line in enumerate(text.split("\n"), start=1)]


def _passages(text: str) -> list[Passage]:
    paragraphs = _paragraphs(text)
    return passages_of(paragraphs, headings_of(paragraphs))


def _statements(text: str, identity: Identity = _TOWN) -> tuple[Statement, ...]:
    return statements_of(_passages(text), identity)


def _said(statement: Statement) -> str:
    part = f"[{statement.part}]" if statement.part else ""
    told = f"{_SIGN[statement.bound]} {statement.value} {statement.unit or '-'}"
    return f"{statement.group} {statement.subject}{part} {told} {statement.scope}"


def _cases() -> list[tuple[str, str, str]]:
    with (Path(__file__).parent / "statements_cases.csv").open(encoding="utf-8", newline="") as file:
        return [(row["figures"], row["text"].replace("\\n", "\n"), row["told"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize(("figures", "text", "told"), _cases(), ids=lambda value: value[:40])
def test_every_wording_says_what_it_says_and_no_more(figures: str, text: str, told: str) -> None:
    found = _statements(text, {"own": _TOWN, "territory": _CITY}[figures])
    assert "; ".join(map(_said, found)) == told
    for statement in found:
        check_subject(statement.subject)


def test_each_statement_quotes_its_sentence_and_its_place() -> None:
    text = "一、总体情况\n我镇重视公开。2023年共公开政府信息 63 条。\n本年度未收到政府信息公开申请。"
    assert [(found.quote, found.place) for found in _statements(text)] == [
        ("2023年共公开政府信息63条。", "line=2"),
        ("本年度未收到政府信息公开申请。", "line=3"),
    ]


def test_a_sentence_over_wrapped_lines_has_the_place_it_begins_in() -> None:
    text = (
        "我镇按照上级的统一部署扎实做好公开工作，不断拓宽渠道。2023年，全\n"
        "镇通过政府网站、微信公众号等多种渠道共公开政府信息20\n43条，其中网站2000条，微信43条。"
    )
    found = _statements(text)
    assert [_said(statement) for statement in found] == [
        "1 disclosed_total = 2043 条 whole",
        "1 disclosed_part[网站] = 2000 条 whole",
        "1 disclosed_part[微信] = 43 条 whole",
    ]
    assert {statement.place for statement in found} == {"line=1"}


def test_a_page_number_between_wrapped_lines_is_no_text() -> None:
    text = "2023年我镇通过政府网站、微信公众号等多种渠道主动公开政府信息1\n- 3 -\n63条。"
    assert [_said(found) for found in _statements(text)] == ["1 disclosed_total = 163 条 own"]


def test_the_quote_of_a_long_sentence_begins_with_the_claim_and_holds_the_list() -> None:
    text = "我镇坚持公开，" + "不断完善制度，" * 40 + "全年公开政府信息63条，其中网站40条，微信23条，效果良好。"
    total, first, _ = _statements(text)
    assert total.quote == "全年公开政府信息63条，其中网站40条，微信23条，"
    assert first.quote == "其中网站40条，"
    assert max(len(found.quote) for found in _statements(text)) <= 200


def test_a_long_quote_is_cut() -> None:
    parts = "，".join(f"第{name}号公示栏{number}条" for number, name in enumerate("甲乙丙丁戊己庚辛壬癸" * 4, start=1))
    total = _statements(f"全年公开政府信息820条，其中{parts}。")[0]
    assert len(total.quote) == 200
    assert total.quote.startswith("全年公开政府信息820条")


def test_a_long_quote_of_text_with_readings_is_the_beginning_of_the_sentence() -> None:
    text = "我鎮制定規(guī)章，" * 24 + "全年公開政府信息63條。"
    (found,) = _statements(text)
    assert (found.value, found.quote) == (Decimal(63), text[:200])


def test_groups_are_numbered_through_the_whole_text() -> None:
    text = "全年公开政府信息63条，其中网站40条，微信23条。\n收到政府信息公开申请2件。\n公开政府信息70条。"
    assert [found.group for found in _statements(text)] == ["1", "1", "1", "2", "3"]


def test_traditional_text_is_read_and_quoted_as_printed() -> None:
    text = "2023年未收到政府信息公開申請。"
    (found,) = _statements(text)
    assert (found.subject, found.quote) == ("requests.received_new.total", text)


def test_an_unknown_year_leaves_years_of_the_text_alone() -> None:
    unknown = Identity(figures_cover="own_body")
    assert [found.value for found in _statements("2016年公开政府信息63条。", unknown)] == [Decimal(63)]
    assert not _statements("去年公开政府信息63条。", unknown)


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("县发改局共收到政府信息公开申请3件。", "own"),
        ("安县发展和改革局共收到政府信息公开申请3件。", "own"),
        ("发展和改革局共收到政府信息公开申请3件。", "own"),
        ("县发展和改革局共收到政府信息公开申请3件。", "own"),
        ("县财政局共收到政府信息公开申请3件。", "other"),
        ("全县共收到政府信息公开申请3件。", "whole"),
        ("县政府办公室共收到政府信息公开申请3件。", "office"),
        ("我局高度重视，全年共收到政府信息公开申请3件。", "own"),
        ("共收到政府信息公开申请3件。", "own"),
    ],
)
def test_a_department_is_known_by_its_names(text: str, scope: str) -> None:
    assert [found.scope for found in _statements(text, _OFFICE)] == [scope]


def test_the_name_of_a_place_stands_for_all_of_it_only_in_the_report_of_its_government() -> None:
    names = Names.of(_CITY)
    assert names.replaced("安宁市共公开") == "全市共公开"
    assert names.replaced("安宁市政府公开") == "安宁市政府公开"
    assert Names.of(_TOWN).replaced("临河镇政府信息公开") == "本机关政府信息公开"
    assert (names.default, Names.of(_TOWN).default, Names.of(Identity()).default) == ("other", "own", "other")


@pytest.mark.parametrize(
    ("text", "value", "bound", "unit"),
    [
        ("63条", 63, "exact", "条"),
        ("1,113条", 1113, "exact", "条"),
        ("18万余条", 180_000, "at_least", "条"),
        ("30余万条", 300_000, "at_least", "条"),
        ("1.2万条", 12_000, "exact", "条"),
        ("一百二十余件", 120, "at_least", "件"),
        ("两千三百零五条", 2305, "exact", "条"),
        ("三万五千条", 35_000, "exact", "条"),
        ("十条", 10, "exact", "条"),
        ("五部分", 5, "exact", "部分"),
        ("6个部分", 6, "exact", "个部分"),
        ("约300条", 300, "about", "条"),
        ("近200条", 200, "at_most", "条"),
        ("不足200条", 200, "at_most", "条"),
        ("不超过200条", 200, "at_most", "条"),
        ("超过200条", 200, "at_least", "条"),
        ("不少于200条", 200, "at_least", "条"),
        ("200条以上", 200, "at_least", "条"),
        ("200条以内", 200, "at_most", "条"),
        ("200条左右", 200, "about", "条"),
        ("200多条", 200, "at_least", "条"),
        ("达到200条", 200, "exact", "条"),
        ("2950元", 2950, "exact", "元"),
        ("12.5元", Decimal("12.5"), "exact", "元"),
        ("0.295万元", 2950, "exact", "万元"),
        ("三百二十元", 320, "exact", "元"),
        ("为0。", 0, "exact", None),
    ],
)
def test_a_figure_is_read_with_its_bound_and_unit(text: str, value: int, bound: str, unit: str | None) -> None:
    (figure,) = figures_in(text)
    assert (figure.value, figure.bound, figure.unit) == (value, bound, unit)


@pytest.mark.parametrize(
    "text",
    ["第63条", "第二十条", "10-63条", "10至63条", "1.5条", "2\x000条", "几百条", "数十条", "三百五条", "二二条", "63",
     "2,63条", "〔63条", "1/63条", "百条", "12:30条"],
)  # fmt: skip
def test_what_is_no_certain_figure_is_none(text: str) -> None:
    assert figures_in(text) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [("十", 10), ("十二", 12), ("二十", 20), ("一百零五", 105), ("一万二千", 12_000), ("一百二十", 120), ("零", 0),
     ("三百五", None), ("万", None), ("百", None), ("一二", None), ("十百", None), ("一百二百", None)],
)  # fmt: skip
def test_chinese_numerals(text: str, number: int | None) -> None:
    assert chinese_number(text) == number


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("其中,通过微信公众号发布信息", "微信公众号"),
        ("其中机构职能类", "机构职能类"),
        ("新媒体(两微,抖音,头条等)", "新媒体(两微,抖音,头条等)"),
        ("“临河发布”公众号公开信息", "“临河发布”公众号"),
        ("应急管理", "应急管理"),
        ("新闻发布", "新闻发布"),
        ("重点领域信息公开", "重点领域信息公开"),
        ("县民政局公开", "县民政局"),
        ("公开政府信息", None),
        ("共", None),
        ("", None),
    ],
)
def test_a_part_is_named_as_printed(head: str, name: str | None) -> None:
    assert part_named(head) == name


def test_parts_named_in_advance() -> None:
    assert part_names("网站、微信和公开栏分别公开信息") == ["网站", "微信", "公开栏"]
    assert part_names("政府网站分别公开信息") == []
    assert part_names("网站、微信分别接待群众") == []


def test_a_list_with_more_names_than_figures_has_no_parts() -> None:
    found = _statements("全年公开政府信息63条，其中网站、微信、公开栏分别公开40条、23条。")
    assert [_said(statement) for statement in found] == ["1 disclosed_total = 63 条 own"]


def test_an_uncertain_part_takes_all_parts_with_it_and_an_uncertain_inner_list_only_its_own() -> None:
    outer = _statements("全年公开政府信息63条，其中网站40条，其他20条为转载，微信3条。")
    assert [_said(statement) for statement in outer] == ["1 disclosed_total = 63 条 own"]
    inner = _statements("全年公开政府信息63条，其中网站40条（机构类10条，30条为动态），微信23条。")
    assert [statement.part for statement in inner] == [None, "网站", "微信"]


def test_an_inner_list_ends_with_its_bracket_or_its_semicolon() -> None:
    bracket = _statements("全年公开政府信息63条，其中网站40条（机构类10条，动态类30条），微信23条。")
    assert [found.group for found in bracket] == ["1", "1", "1/网站", "1/网站", "1"]
    semicolon = _statements("全年公开政府信息63条，其中网站40条，其中机构类10条，动态类30条；微信23条。")
    assert [found.group for found in semicolon] == ["1", "1", "1/网站", "1/网站", "1"]


def test_time_is_the_last_one_said() -> None:
    assert is_of_other_time("2022年公开", 2023)
    assert not is_of_other_time("2022年公开200条,2023年公开", 2023)
    assert not is_of_other_time("与2022年相比,公开", 2023)
    assert not is_of_other_time("上年结转", 2023)
    assert not is_of_other_time("2022年结转", 2023)
    assert is_of_other_time("2023年上半年公开", 2023)
    assert is_of_other_time("2020年至2023年公开", 2023)
    assert is_of_other_time("2023年5月公开", 2023)
    assert not is_of_other_time("截至2023年12月公开", 2023)
    assert is_of_other_time("下一步公开", 2023)


def test_who_and_when_come_off_the_front_of_a_clause() -> None:
    lead = without_lead("二是2023年全县各级行政机关共主动公开")
    assert (lead.rest, lead.scope) == ("主动公开", "whole")
    assert without_lead("县民政局公开政府信息").body == "县民政局"
    assert without_lead("重点领域政府信息公开").scope is None


def test_sentences_know_what_they_stand_under() -> None:
    text = "四、复议诉讼\n一是做好应诉。全年行政复议2件。"
    (sentence,) = sentences_of(_passages(text))
    assert (sentence.heading, sentence.lead, sentence.before) == ("四、复议诉讼", "一是做好应诉。", "一是做好应诉。")


@pytest.mark.parametrize(
    "text",
    [
        "全年" * 3000 + "公开政府信息63条",
        "公开" * 3000 + "63条",
        "其中网站1条、" * 3000,
        "未发生因政府信息公开" + "引起的行政复议和行政诉讼" * 500 + "吗",
        "公开政府信息63条，" * 20000,
        "一是公开信息。公开政府信息63条，" * 5000,
        "公开政府信息63条，其中" + "网站1条，" * 300,
        "(" * 3000 + "公开政府信息63条",
        "一" * 5000 + "条",
        "1" * 5000 + "条",
        "通过网站、微信" * 500 + "公开政府信息63条",
        "由等" * 2000 + "六部分组成报告",
        "2023年" * 2000 + "公开政府信息63条",
    ],
    ids=lambda text: text[:12],
)
def test_hostile_text_is_read_to_its_end(text: str) -> None:
    assert isinstance(_statements(text), tuple)


def test_statements_are_part_of_the_report() -> None:
    text = "临河镇人民政府2023年政府信息公开工作年度报告\n一、总体情况\n2023年公开政府信息63条。\n"
    report = read(Snapshot.of(text.encode(), "report.txt"))
    assert isinstance(report, Report)
    assert [_said(found) for found in report.statements] == ["1 disclosed_total = 63 条 own"]


def test_old_prose_without_the_form_keeps_its_statements() -> None:
    text = (
        "临河镇人民政府2012年政府信息公开工作年度报告\n一、概述\n2012年公开政府信息63条。\n二、收费情况\n未收取费用。\n"
    )
    report = read(Snapshot.of(text.encode(), "report.txt"))
    assert isinstance(report, Report)
    assert {table.state for table in report.tables} == {"unknown_edition"}
    assert [found.value for found in report.statements] == [Decimal(63)]

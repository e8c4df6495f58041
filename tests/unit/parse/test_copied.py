"""Text copied from another year or body is noticed; other years and bodies, which every true report names, are not."""

from __future__ import annotations

import pytest

from gouji.document import Paragraph, Place
from gouji.parse.copied import copied
from gouji.parse.passages import passages_of
from gouji.parse.sections import headings_of
from gouji.report import Identity

TOWN = Identity(
    title="云岭镇人民政府2021年政府信息公开工作年度报告",
    agency_name="云岭镇人民政府",
    agency_name_printed="云岭镇人民政府",
    agency_kind="government",
    agency_id="341823106-gov",
    report_year=2021,
)
BUREAU = Identity(
    title="泾县民政局2021年政府信息公开工作年度报告",
    agency_name="泾县民政局",
    agency_name_printed="泾县民政局",
    agency_kind="department",
    agency_id="341823-民政局",
    report_year=2021,
)
COUNTY = Identity(
    title="泾县2021年政府信息公开工作年度报告",
    agency_name="泾县人民政府",
    agency_name_printed="泾县",
    agency_kind="government",
    agency_id="341823-gov",
    report_year=2021,
)
AFTER = ("一、总体情况", "今年以来，我镇按要求主动公开各类信息。", "二、主动公开政府信息情况")


def noticed(text: str, identity: Identity = TOWN) -> list[tuple[str, str]]:
    """Return (rule, place) of what is noticed in a text under the identity's title."""
    lines = [identity.title or "", *text.split("\n")]
    if "一、总体情况" not in lines:
        lines += AFTER
    paragraphs = [Paragraph(line, Place(line=number)) for number, line in enumerate(lines, start=1)]
    headings = headings_of(paragraphs)
    passages = passages_of(paragraphs, headings)
    return [(problem.rule_id, problem.place) for problem in copied(paragraphs, passages, headings, identity)]


OTHER_YEARS = [
    "本报告所列数据的统计期限自2020年1月1日起至2020年12月31日止。",
    "本报告所列数据的统计期限自2020年1月1日起至12月31日止。",
    "统计时间为2020年1月1日—2020年12月31日。",
    "数据统计期限为2020年1月1日至2020年12月31日。如有疑问请来电。",
    "报告中所列数据统计期限为 2020 年 1 月 1 日 到 2020 年 12 月 31 日。",
    "统计期限：2020.01.01-2020.12.31。",
    "本报告中使用的数据自2020年1月1日起至2020年12月31日止。",
    "报告中所列数据自2020年1月1日起至2020年12月31日止。",
    "现向社会公布云岭镇2020年政府信息公开工作年度报告。",
    "本报告统计期限自二〇二〇年一月一日至二〇二〇年十二月三十一日止。",
    "现将2020年政府信息公开工作情况报告如下：",
    "现将我镇2020年度政府信息公开工作年度报告公布如下。",
    "现将云岭镇2019年信息公开工作汇报如下。",
    "根据《条例》要求，现公布2020年度政府信息公开年度报告。",
    "根据《关于做好2021年年度报告的通知》要求，现将我镇2020年政府信息公开情况公布如下。",
    "特向社会公布2020年度云岭镇政府信息公开工作年度报告。",
    "根据上级部门关于编制年度报告的要求，结合本镇一年来的工作实际，现\n将2020年度政府信息公开工作情况公布如下。",
    "一、总体情况\n2020年，我镇认真做好政府信息公开工作。\n二、主动公开政府信息情况",
    "一、总体情况\n2020年我镇认真落实条例，主动公开信息30条。\n二、主动公开政府信息情况",
    "2020年，云岭镇全镇上下扎实推进政务公开。\n一、总体情况\n公开了一批信息。\n二、主动公开政府信息情况",
    "一、总体情况\n扎实工作。\n（一）主动公开\n2020年，我镇公开信息30条。\n2020年，我镇又公开公示5条。\n二、主动公开政府信息情况",
]


@pytest.mark.parametrize("text", OTHER_YEARS)
def test_another_year_spoken_of_as_this_one_is_noticed(text):
    assert [rule for rule, _ in noticed(text)] == ["narrative.year"]


RIGHT_YEARS = [
    "本报告所列数据的统计期限自2021年1月1日起至2021年12月31日止。",
    "统计期限自2021年1月1日至12月31日，上年为2020年1月1日至2020年12月31日。",
    "本报告统计期限自2020年5月1日至2021年12月31日。",
    "专项行动自2020年1月1日至2020年12月31日开展。",
    "现将2021年政府信息公开工作情况报告如下：",
    "现将我镇2021年政府信息公开情况和2022年政府信息公开打算报告如下。",
    "根据《关于做好2020年政府信息公开工作年度报告的通知》，现公布本镇年度报告。",
    "根据县政府办公室关于做好2020年度政府信息公开年度报告编制工作的要求，编制本报告。",
    "现将2020年以来政府信息公开工作情况报告如下。",
    "现将《2020年政府信息公开工作年度报告》的问题整改情况一并公布。",
    "2020年3月，我镇现将公开栏改造完成。",
    "现公布2022年政府信息公开工作要点。",
    "按要求编制并向社会公布了2020年政府信息公开工作年度报告。",
    "1月，我镇向社会公布2020年度政府信息公开工作年度报告。",
    "数据显示，2020年1月1日至2020年12月31日共办件30件。",
    "据统计，2020年1月1日至2020年12月31日共发布信息30条。",
    "我镇2020年现将公开目录更新，信息公开更规范。",
    "一、总体情况\n2021年，我镇认真做好政府信息公开工作。2020年，我镇公开信息20条。\n二、主动公开政府信息情况",
    "一、总体情况\n今年我镇公开信息30条。\n2020年，我镇公开信息20条。\n二、主动公开政府信息情况",
    "一、总体情况\n2020年，我镇荣获全县政务公开先进单位。\n二、主动公开政府信息情况",
    "一、总体情况\n与2020年相比，我镇公开信息增长5%。\n二、主动公开政府信息情况",
    "一、总体情况\n2022年，我镇将继续做好政务公开工作。\n二、主动公开政府信息情况",
    "一、总体情况\n2020年，我镇脱贫攻坚任务完成。\n二、主动公开政府信息情况",
    "一、总体情况\n2020年以来，我镇持续做好政务公开工作。\n二、主动公开政府信息情况",
    "国办公开办函〔2021〕30号自2020年起实施，数据由各站所提供。",
]


@pytest.mark.parametrize("text", RIGHT_YEARS)
def test_other_years_that_a_true_report_names_are_not(text):
    assert noticed(text) == []


@pytest.mark.parametrize(
    "identity",
    [
        Identity(title="云岭镇人民政府政府信息公开工作年度报告", agency_id="341823106-gov", report_year=2021),
        Identity(title="云岭镇2020—2021年政府信息公开工作年度报告", agency_id="341823106-gov", report_year=2021),
        Identity(title="云岭镇2021年政府信息公开工作年度报告", agency_id="341823106-gov", report_year=None),
        Identity(report_year=2021),
    ],
)
def test_a_year_that_no_title_gives_is_contradicted_by_nothing(identity):
    assert noticed(OTHER_YEARS[0], identity) == []


OTHER_BODIES = [
    ("本报告由泉州市人民政府办公室根据《中华人民共和国政府信息公开条例》编制。", TOWN),
    ("本年度报告由青阳县朱备镇人民政府编制完成。", TOWN),
    ("云岭镇2021年度政府信息公开工作报告由青阳县人民政府依据《条例》和上级有关要求编制。", TOWN),
    ("根据条例要求，本报告由余姚市临山镇人民政府组织编写。", TOWN),
    ("现将朱备镇人民政府2021年度政府信息公开工作情况公布如下。", TOWN),
    ("现将青阳县2021年政府信息公开工作年度报告公布如下。", TOWN),
    ("现公布宁波市2021年政府信息公开工作年度报告。", COUNTY),
    ("本报告由青阳县人民政府办公室编制。", COUNTY),
    ("本报告由青阳县民政局编制。", BUREAU),
    ("本报告由泾县水利局编制。", BUREAU),
    ("现将云岭镇2021年度政府信息公开工作情况公布如下。本报告由青阳县人民政府编制。", TOWN),
    ("本报告由财政局编制。", BUREAU),
    ("本年报根据条例要求和泾县人民政府办公室的通知，由泉州市人民政府办\n公室编制。", TOWN),
]


@pytest.mark.parametrize(("text", "identity"), OTHER_BODIES)
def test_another_body_that_writes_the_report_is_noticed(text, identity):
    assert [rule for rule, _ in noticed(text, identity)] == ["narrative.agency"]


RIGHT_BODIES = [
    ("本报告由云岭镇人民政府根据《条例》编制。", TOWN),
    ("本报告由泾县云岭镇党政办公室编制。", TOWN),
    ("本报告由宣城市泾县云岭镇人民政府编制。", TOWN),
    ("本报告由泾县人民政府办公室编制。", TOWN),
    ("本报告由安徽省人民政府办公厅统一汇总编制。", TOWN),
    ("本报告由本机关编制。", TOWN),
    ("本报告由我镇党政办根据各站所数据编制。", TOWN),
    ("本报告由泾县人民政府办公室和青阳县人民政府共同编制。", TOWN),
    ("年度报告格式由国务院办公厅编制。", TOWN),
    ("根据青阳县人民政府办公室要求，由各站所报送数据编制。", TOWN),
    ("本报告电子版可在泉州市人民政府网站查阅，统计数据由各村提供。", TOWN),
    ("现将云岭镇2021年度政府信息公开工作情况公布如下。", TOWN),
    ("现将泾县2021年政府信息公开工作年度报告公布如下。", TOWN),
    ("本报告由泾县民政局编制。", COUNTY),
    ("本报告由泾县云岭镇人民政府编制。", COUNTY),
    ("本报告由县政务服务局根据各单位数据编制。", COUNTY),
    ("本报告由泾县民政局办公室编制。", BUREAU),
    ("本报告由泾县数据资源管理局编制。", BUREAU),
    ("本报告由泾县审计局和水利局编制。", BUREAU),
    ("本报告由宣城市水利局统一编制。", BUREAU),
    ("本报告由县民政局编制。", BUREAU),
    ("本报告由泾县人民政府办公室编制。", BUREAU),
    ("本报告由青阳县人民政府编制。本报告由云岭镇人民政府编制。", TOWN),
    ("本报告由某某开发集团编制。", TOWN),
    ("如有疑问，请与泉州市人民政府办公室联系。", TOWN),
    ("我镇赴青阳县学习报告编制经验。", TOWN),
    ("《泉州市政府信息公开工作年度报告》由泉州市人民政府办公室编制。", Identity(title="2021年报告", report_year=2021)),
]


@pytest.mark.parametrize(("text", "identity"), RIGHT_BODIES)
def test_bodies_that_a_true_report_names_are_not(text, identity):
    assert noticed(text, identity) == []


def test_an_older_name_of_the_same_department_is_no_other_body():
    commission = Identity(
        title="泾县发展和改革委员会2021年政府信息公开工作年度报告",
        agency_name="泾县发展和改革委员会",
        agency_name_printed="泾县发展和改革委员会",
        agency_kind="department",
        agency_id="341823-发展和改革委员会",
        report_year=2021,
    )
    assert noticed("本报告由泾县发展和改革局编制。", commission) == []
    assert noticed("本报告由泾县水利局编制。", commission) != []


def test_the_place_is_where_the_sentence_begins():
    text = (
        "根据条例编制。\n"
        + "本镇高度重视政府信息公开工作，多次召开会议专题研究部署有关事项，\n现将2020年政府信息公开情况公布如下。"
    )
    assert noticed(text) == [("narrative.year", "line=3")]


def test_hostile_text_takes_no_longer_than_its_length():
    for text in ("报告由" + "县" * 20_000, "现将" * 20_000, "统计" + "2020年1月1日" * 5_000, "《" * 30_000 + "编制"):
        assert noticed(text) == []

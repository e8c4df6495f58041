"""Who, where and when: hundreds of titles with what stands around them, and what must be refused."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.document import Paragraph, Place
from gouji.parse.identity.identify import identify
from gouji.parse.identity.titles import find_titles, looks_like_title
from gouji.report import Identity
from gouji.snapshot import Source

CASES = list(csv.DictReader((Path(__file__).parent / "identity_cases.csv").open(encoding="utf-8")))
LOWEST = ("township_code", "county_code", "prefecture_code", "region_code")
TITLE = "朱备镇人民政府2020年政府信息公开工作年度报告"


def read(
    before: list[str],
    body: list[str] | None = None,
    *,
    hint: str | None = None,
    url: str | None = None,
    year_hint: int | None = None,
    meta: tuple[tuple[str, str], ...] = (),
) -> Identity:
    after = ["一、总体情况", *(body or []), "二、主动公开政府信息情况", "规章", "0"]
    paragraphs = [Paragraph(line, Place(line=number)) for number, line in enumerate([*before, *after], start=1)]
    source = Source("0" * 64, "a.txt", "a.txt", source_url=url or None, region_hint=hint or None, year_hint=year_hint)
    return identify(paragraphs, len(before), source, meta)


def lines(*parts: str) -> list[str]:
    return [line for part in parts for line in part.split("⏎") if line]


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_case(case: dict[str, str]) -> None:
    before = lines(case["title"], case["preamble"])
    after = [*lines(case["body"]), "六、其他需要报告的事项", *lines(case["tail"])]
    identity = read(before, after, hint=case["hint"], url=case["url"])
    code = next((code for field in LOWEST if (code := getattr(identity, field))), "")
    assert " ".join(question.field for question in identity.open) == case["open"], identity.open
    assert str(identity.report_year or "") == case["year"]
    assert (identity.agency_kind or "") == case["kind"]
    # Where only the place is open, the name may still be certain.
    assert code == case["code"] and (not case["name"] or identity.agency_name == case["name"])
    assert bool(identity.agency_id) == bool(case["name"])


def test_candidates_are_told_in_words() -> None:
    identity = read(["柴河镇人民政府2020年政府信息公开工作年度报告"])
    assert identity.open[0].candidates == (
        "150783106 内蒙古自治区呼伦贝尔市扎兰屯市柴河镇",
        "231083104 黑龙江省牡丹江市海林市柴河镇",
    )


def test_all_fields_of_a_town() -> None:
    identity = read(
        ["公主岭市朝阳坡镇政府2020年政府信息公开工作年度报告", "统计期限自2020年1月1日起至2020年12月31日止。"],
        ["联系地址：公主岭市朝阳坡镇人民路1号，联系电话：0434-6000000。"],
    )
    assert (identity.agency_name, identity.agency_name_printed) == ("朝阳坡镇人民政府", "公主岭市朝阳坡镇政府")
    assert (identity.agency_level, identity.agency_id) == ("township", "220381112-gov")
    assert (identity.region_code, identity.province) == ("220000", "吉林省")
    assert (identity.prefecture_code, identity.prefecture) == ("220100", "长春市")
    assert (identity.county_code, identity.county) == ("220184", "公主岭市")
    assert (identity.township_code, identity.township) == ("220184112", "朝阳坡镇")
    assert (identity.period_start, identity.period_end) == (date(2020, 1, 1), date(2020, 12, 31))
    assert identity.contact == "联系地址:公主岭市朝阳坡镇人民路1号,联系电话:0434-6000000"
    assert (identity.figures_cover, identity.figures_cover_basis) == ("own_body", "level")
    assert identity.title == "公主岭市朝阳坡镇政府2020年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("沭阳县人民政府", ("321322-gov", "territory")),
        ("沭阳县人民政府办公室", ("321322-office", "own_body")),
        ("沭阳县发改局", ("321322-发展和改革局", "own_body")),
        ("洪泽区人民政府", ("320829-gov", "territory")),
        ("丹阳市云阳街道办事处", ("321181001-gov", "own_body")),
    ],
)
def test_id_and_cover(title: str, expected: tuple[str, str]) -> None:
    identity = read([f"{title}2020年政府信息公开工作年度报告"])
    assert (identity.agency_id, identity.figures_cover) == expected


def test_an_id_outlives_a_new_code() -> None:
    ids = {read([f"公主岭市朝阳坡镇{year}年政府信息公开工作年度报告"]).agency_id for year in range(2015, 2026)}
    assert ids == {"220381112-gov"}


@pytest.mark.parametrize(
    ("before", "tail", "expected"),
    [
        ([TITLE, "发布时间：2021-01-26 录入：朱备镇"], [], date(2021, 1, 26)),
        ([TITLE, "发布日期：2021-03-2918:26"], [], date(2021, 3, 29)),
        ([TITLE, "时间：2021.01.08 来源：本站"], [], date(2021, 1, 8)),
        ([TITLE, "发布时间：2021年01月18日来源：朱备镇"], [], date(2021, 1, 18)),
        (["公开日期", "2021-01-17", TITLE], [], date(2021, 1, 17)),
        ([TITLE, "2021-01-18 09:22 来源：朱备镇 作者：朱备镇 字体：【大 中 小】"], [], date(2021, 1, 18)),
        ([TITLE], ["朱备镇人民政府", "2021年1月20日"], date(2021, 1, 20)),
        ([TITLE], ["朱备镇人民政府 二〇二一年一月二十日"], date(2021, 1, 20)),
        ([TITLE, "发布时间：2021-01-26"], ["2021年1月20日"], date(2021, 1, 26)),
        ([TITLE, "（2021年1月20日）"], [], date(2021, 1, 20)),
        ([TITLE, "成文日期：2021-01-10"], [], None),
        (["采集时间：2025-12-30T21:37:37", "2025年12月30日 星期二", TITLE], [], None),
        ([TITLE], ["2020年12月31日前完成。"], None),
        ([TITLE], [], None),
    ],
)
def test_published(before: list[str], tail: list[str], expected: date | None) -> None:
    assert read(before, ["六、其他需要报告的事项", "无。", *tail][:20]).published_date is None or expected
    paragraphs = [*before, "一、总体情况", "六、其他需要报告的事项", "无。", *tail]
    source = Source("0" * 64, "a", "a")
    identity = identify([Paragraph(line, Place()) for line in paragraphs], len(before), source)
    assert identity.published_date == expected


def test_published_as_the_medium_says() -> None:
    assert read([TITLE], meta=(("PubDate", "2021-01-26 10:20"),)).published_date == date(2021, 1, 26)
    assert read([TITLE], meta=(("others", "页面生成时间 2024-05-28"),)).published_date is None


def test_a_title_only_in_the_medium() -> None:
    identity = read(["我镇认真贯彻《条例》。"], meta=(("title", "青阳县朱备镇2020年政府信息公开工作年度报告-青阳县"),))
    assert (identity.agency_name, identity.report_year) == ("朱备镇人民政府", 2020)


def test_hints_settle_only_what_is_open() -> None:
    assert read(["朱备镇政府信息公开工作年度报告"], year_hint=2022).report_year == 2022
    assert read([TITLE], year_hint=2022).report_year == 2020


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        (
            "（地址：青阳县某路1号；邮编：242800；电话：0566-5000000；邮箱：a@b.cn）",
            "地址:青阳县某路1号;邮编:242800;电话:0566-5000000",
        ),
        ("联系人：张三，电话：13800000000。", "联系人:张三,电话:13800000000"),
        ("咨询电话 （0566）5000000 转 801", "咨询电话(0566)5000000转801"),
        ("电话号码：0566—5000000", "电话号码:0566—5000000"),
        ("联系电话/传真：0566-5000000", "联系电话/传真:0566-5000000"),
        ("联系方式：0566-5000000", "联系方式:0566-5000000"),
        ("电话：+86-566-5000000", "电话:+86-566-5000000"),
        ("政务服务热线12345受理电话300个。", None),
        ("开通咨询电话2部，接听群众电话1200余次。", None),
    ],
)
def test_contact(text: str, contact: str | None) -> None:
    assert read([TITLE], [text]).contact == contact


def test_the_sites_telephone_is_not_the_bodys() -> None:
    assert read([TITLE], ["无。", "主办：青阳县人民政府 网站联系电话：0566-5000000"]).contact is None


@pytest.mark.parametrize(
    "text",
    [
        TITLE,
        "2020年政府信息公开工作年度报告",
        "政府信息公开2020年年度报告",
        "青阳县政府信息公开工作年度报告",
        "朱备镇2015年信息公开年报",
        "附件：朱备镇2019年政府信息公开工作年度报告.docx",
        "关于2019年度政府信息公开工作情况的报告",
        "沭阳县2023年政务公开工作总结报告",
    ],
)
def test_titles(text: str) -> None:
    assert looks_like_title(text)


@pytest.mark.parametrize(
    "text",
    [
        "关于做好2020年政府信息公开工作年度报告编制发布工作的通知",
        "关于公布2020年政府信息公开工作年度报告的通知",
        "政府信息公开年报",
        "政府信息公开年度报告",
        "政府信息公开指南",
        "青阳县政府信息公开指南",
        "历年政府信息公开年度报告",
        "乡镇政府信息公开年度报告",
        "首页 > 政府信息公开年报 > 青阳县2020年政府信息公开年度报告",
        "2020年政府信息公开工作年度报告解读",
        "青阳县发布2023年政府信息公开年度报告",
        "上一篇：朱备镇2019年政府信息公开工作年度报告",
        "现向社会公布朱备镇2023年度政府信息公开年度报告。",
        "青阳县2023年法治政府建设年度报告",
        "中华人民共和国政府信息公开条例",
        "2.编制政府信息公开年度报告",
        "【图解】朱备镇2020年政府信息公开工作年度报告",
        "一图读懂朱备镇2020年政府信息公开工作年度报告",
        "关于2020年度政府信息公开工作年度报告的说明",
        "2020年度政府信息公开工作考核报告",
    ],
)
def test_no_titles(text: str) -> None:
    assert not looks_like_title(text)


def test_two_reports_in_one_file_are_seen() -> None:
    texts = [TITLE, "一、总体情况", "无。", "朱备镇人民政府2021年政府信息公开工作年度报告", "一、总体情况"]
    titles = find_titles([Paragraph(text, Place()) for text in texts], 1)
    assert [title.years for title in titles] == [(2020,), (2021,)]


PIECES = [
    *("海林市", "柴河镇", "人民政府", "政府", "信息公开", "工作", "年度报告", "年报", "2020年", "我镇", "全县", "兵团"),
    *("民政局", "由", "（", "）", "：", "2021-01-26", "发布时间", "第八师", "街道办事处", "地址", "电话", "一", "。"),
    *("0453-7522205", "202011日至20201231日", "規(guī)章", "鎮", "国家税务总局", "管委会", "2020年1月1日", "至"),
    *(
        "\n",
        " ",
        "",
        "〔2019〕60号",
        "本报告所列数据为",
        "全市",
        "各部门",
        "不含",
        "位于",
        "学习",
        "江苏沭阳",
        "经济开发区",
    ),
    *("街道办", "农十二师", "一零四团", "海林市人民政府", "主办：", "根据", "联系方式：", "南京海关", "科左中旗"),
]


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=9).map("".join), max_size=9), st.integers(0, 9))
@settings(max_examples=300, deadline=None)
def test_nothing_raises_and_every_gap_is_an_open_question(texts: list[str], first_heading: int) -> None:
    paragraphs = [Paragraph(text, Place()) for text in texts if text]
    identity = identify(paragraphs, min(first_heading, len(paragraphs)), Source("0" * 64, "a", "a"))
    fields = {question.field for question in identity.open}
    assert (identity.report_year is None) == ("year" in fields)
    assert (identity.agency_id is None) == bool(fields & {"agency", "region"})
    assert identity.agency_id is None or identity.agency_level is not None


@pytest.mark.parametrize("name", ["PubDate", "publish-date", "发布日期", "公开日期", "公开时间"])
def test_the_day_of_a_block_about_the_page_is_the_day_of_publication(name):
    assert read([TITLE], meta=((name, "2021-01-26"),)).published_date == date(2021, 1, 26)


@pytest.mark.parametrize("name", ["采集时间", "抓取时间", "页面生成时间", "生成日期", "更新时间", "有效期"])
def test_when_a_page_was_made_or_fetched_is_no_day_of_publication(name):
    assert read([TITLE], meta=((name, "2021-01-26"),)).published_date is None


def test_a_day_before_the_year_was_over_is_of_another_page():
    assert read([TITLE], meta=(("PubDate", "2018-03-02"), ("发布日期", "2021-01-26"))).published_date == date(
        2021, 1, 26
    )


def test_the_page_names_the_body_that_the_printed_title_leaves_out():
    stated = (("ArticleTitle", "青阳县朱备镇2020年政府信息公开工作年度报告"),)
    identity = read(["2020年政府信息公开工作年度报告", "我镇认真贯彻《条例》。"], meta=stated)
    assert (identity.agency_name, identity.title) == ("朱备镇人民政府", "2020年政府信息公开工作年度报告")
    other = (("ArticleTitle", "青阳县朱备镇2019年政府信息公开工作年度报告"),)
    assert read(["2020年政府信息公开工作年度报告", "我镇认真贯彻《条例》。"], meta=other).agency_name is None


def test_the_publisher_is_not_taken_for_the_reporter():
    identity = read(
        ["2020年政府信息公开工作年度报告", "我镇认真贯彻《条例》。"], meta=(("发布机构", "青阳县人民政府"),)
    )
    assert identity.agency_name is None
    assert [(question.field, question.candidates) for question in identity.open] == [("agency", ("青阳县人民政府",))]


def test_a_block_about_the_page_in_one_line_speaks_for_no_place():
    block = (
        "索引号 M001/2021-00001 发布机构 泉州市人民政府 公开日期 2021-01-26 文号 无 主题分类 综合政务 "
        "组配分类 政府信息公开年报 关键词 年报"
    )
    identity = read([block, "青阳县朱备镇2020年政府信息公开工作年度报告", "我镇认真贯彻《条例》。"])
    assert (identity.agency_name, identity.county) == ("朱备镇人民政府", "青阳县")


@pytest.mark.parametrize(
    ("printed", "name", "kind"),
    [
        ("五台山风景名胜区人民政府", "五台山风景名胜区人民政府", "government"),
        ("五台山风景名胜区政府", "五台山风景名胜区人民政府", "government"),
        ("五台山风景名胜区管理委员会", "五台山风景名胜区管理委员会", "other"),
        ("五台山风景名胜区", "五台山风景名胜区管理委员会", "other"),
    ],
)
def test_a_zone_has_a_committee_unless_it_says_that_it_has_a_government(printed, name, kind):
    identity = read([f"{printed}2022年政府信息公开工作年度报告", "本机关认真贯彻《条例》。"])
    assert (identity.agency_name, identity.agency_kind, identity.county_code) == (name, kind, "140971")

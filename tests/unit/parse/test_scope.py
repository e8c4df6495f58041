"""What the figures of a report cover: by its own words about them, else by the body's level."""

from __future__ import annotations

import pytest

from gouji.parse.dates import squeeze
from gouji.parse.identity.scope import cover_of
from gouji.report import AgencyKind
from gouji.standard.divisions import Division, divisions

PLACES = {"city": "321300", "county": "321322", "district": "320813", "town": "341723106", "province": "320000"}


def place(name: str) -> Division:
    found = divisions().get(PLACES[name], 2022)
    assert found is not None
    return found


OWN, ALL, OPEN = ("own_body", "text"), ("territory", "text"), ("unknown", "text")
COUNTY, ELSE = ("territory", "level"), ("own_body", "level")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本报告所列数据仅为区政府办公室数据。", OWN),
        ("本年度报告中所列数据仅为本机关数据，不含各部门、各街道。", OWN),
        ("本报告数据为区人民政府本级数据。", OWN),
        ("报告中的统计数据为区本级（不含下级）数据。", OWN),
        ("本报告统计数据不包括区政府各部门和各镇街的数据。", OWN),
        ("统计范围：区政府办公室。", OWN),
        ("区政府各部门、各镇街的数据未列入本报告。", OWN),
        ("本报告所列数据为全区各级行政机关汇总数据。", ALL),
        ("本报告统计数据包括区政府办公室、区政府各部门和各镇街。", ALL),
        ("统计口径为全区行政机关。", ALL),
        ("本年度报告涉及的数据涵盖区政府及其工作部门，各街道办事处，以及各镇人民政府。", ALL),
        ("本报告由区政府办公室综合全区各部门、各镇街年度报告编制而成。", ALL),
        ("本报告根据各镇街、区直各部门报送的数据汇总形成。", ALL),
        ("全区各级行政机关共收到政府信息公开申请30件，其中区政府办公室收到2件。", ALL),
        ("各部门、各镇街数据均纳入本报告。", ALL),
        ("以上数据为全区数据。", ALL),
        # A line that the file broke at its margin goes on; a short one does not.
        ("按照有关规定，现就有关事项说明如下，本报告所列数\n据为全区各部门、各镇街数据。", ALL),
        ("本报告数据为本机关数据\n各部门、各镇街高度重视", OWN),
        ("本年度报告中所列数据为区政府办公室及各部门数据。", OPEN),
        ("本报告数据为区本级数据。", OPEN),
        ("本报告数据不含各镇街。", OPEN),
        ("本报告数据为全市各级行政机关数据。", OPEN),
        ("本报告数据为除区公安分局外的全区各部门数据。", OPEN),
        ("本报告数据仅为本机关数据。以上数据为全区数据。", OPEN),
        # None of these says what the report's figures are.
        ("本机关认真贯彻《条例》。", COUNTY),
        ("全区公开信息3000条，其中区政府办公室300条。", COUNTY),
        ("区政府办公室收到政府信息公开申请12件。", COUNTY),
        ("本报告由总体情况、主动公开政府信息情况等六部分组成。", COUNTY),
        ("本报告所列数据的统计期限自2022年1月1日起至12月31日止，电子版可从本机关网站下载。", COUNTY),
        ("推进公共数据开放，涵盖全区各部门。", COUNTY),
        ("汇总全区各部门网站数据，形成清单。", COUNTY),
        ("本报告根据《全区各级行政机关年度报告编制要求》编制。", COUNTY),
        ("本报告根据上级部门年度报告编制要求汇总编制。", COUNTY),
        ("我办汇总编制了全区各部门年度报告并集中公开。", COUNTY),
        ("指导各部门做好年度报告数据统计工作。", COUNTY),
        ("按照区政府办公室关于全区各级行政机关编制年度报告的通知，编制本报告。", COUNTY),
        ("全区各级行政机关主动公开信息3000条。", COUNTY),
        ("数据真实准确，对本机关负责。", COUNTY),
        ("将政务公开纳入全区各部门年度考核。", COUNTY),
        ("如对本报告有疑问，请与区政府办公室联系。", COUNTY),
        ("本报告数据由区政府办公室负责解释。", COUNTY),
        ("本报告的电子版可在区政府网站查阅。", COUNTY),
        ("", COUNTY),
    ],
)
def test_a_districts_government(text: str, expected: tuple[str, str]) -> None:
    assert cover_of(squeeze_lines(text), "government", place("district")) == expected


def squeeze_lines(text: str) -> str:
    return "\n".join(map(squeeze, text.split("\n")))


@pytest.mark.parametrize(
    ("kind", "where", "text", "expected"),
    [
        ("government", "city", "本报告数据为全市数据。", ALL),
        ("government", "city", "本报告数据为市政府办公室数据。", OWN),
        ("government", "county", "本报告数据为全县数据。", ALL),
        ("government", "county", "本报告数据为全镇数据。", OPEN),
        ("government", "province", "本报告所列数据包括省政府各部门和各市、县人民政府。", ALL),
        ("government", "town", "本报告数据为全镇数据。", OWN),
        ("government", "town", "本报告数据包括镇机关、各站所和各村。", OWN),
        ("government", "town", "本报告所列数据为全市各级行政机关数据。", OPEN),
        ("government", "town", "本报告所列数据为县政府办公室数据。", OPEN),
        ("government", "town", "全县各级行政机关收到申请12件。", ELSE),
        ("government", "town", "我镇公开信息12条，所辖村公开村务30条。", ELSE),
        ("government", "town", "", ELSE),
        ("department", "county", "本报告数据仅为局机关数据。", OWN),
        ("department", "county", "本报告数据包括局机关及下属事业单位。", OWN),
        ("department", "county", "本报告所列数据为全县教育系统数据。", ALL),
        ("department", "city", "统计范围包括市局和各县区局。", ALL),
        ("department", "city", "本报告所列数据为市政府办公室数据。", OPEN),
        ("department", "city", "本报告统计数据为全县教育系统数据。", OPEN),
        ("department", "city", "本报告数据不含下属单位。", OWN),
        ("department", "city", "及时发布统计数据，涵盖全市各行业。", ELSE),
        ("department", "city", "全市各级行政机关收到申请12件。", ELSE),
        ("department", "city", "全市教育系统公开信息300条。", ELSE),
        ("department", "city", "本局汇总全市教育系统数据，按时上报。", ELSE),
        ("department", "county", "", ELSE),
        ("government_office", "county", "本报告数据为县政府办公室数据。", OWN),
        ("government_office", "county", "本报告数据为县政府办公室及各部门数据。", OPEN),
        ("government_office", "county", "本报告数据为全县各部门、各乡镇数据。", ALL),
        ("government_office", "county", "全县各级行政机关收到申请12件。", OPEN),
        ("government_office", "county", "指导全县各部门编制年度报告。", ELSE),
        ("other", "city", "本单位认真贯彻《条例》。", ELSE),
    ],
)
def test_other_bodies(kind: AgencyKind, where: str, text: str, expected: tuple[str, str]) -> None:
    assert cover_of(squeeze_lines(text), kind, place(where)) == expected

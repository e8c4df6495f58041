"""The parts of a body's name, and what a text says about which place is meant."""

from __future__ import annotations

import random

import pytest

from gouji.document import Paragraph, Place
from gouji.parse.identity.evidence import Evidence
from gouji.parse.identity.identify import identify
from gouji.parse.identity.place import describe, read_body, standing
from gouji.report import Identity
from gouji.snapshot import Source
from gouji.standard.bodies import bodies
from gouji.standard.divisions import Division, divisions

NUMBER = divisions().number(2020)


@pytest.mark.parametrize(
    ("printed", "places", "office", "kind"),
    [
        ("海林市柴河镇人民政府", ["231083104"], "人民政府", "government"),
        ("柴河镇政府", ["150783106", "231083104"], "人民政府", "government"),
        ("资阳市雁江区丹山镇政府", ["512002107"], "人民政府", "government"),
        ("宿迁市", ["321300"], "人民政府", "government"),
        ("沭阳县发改局", ["321322"], "发展和改革局", "department"),
        ("沭阳发改局", ["321322"], "发展和改革局", "department"),
        ("县民政局", [], "民政局", "department"),
        ("朝阳区人民政府朝外街道办事处", ["110105002"], "办事处", "government"),
        ("东莞市东城办事处", ["441900003"], "人民政府", "government"),
        ("吉林市船营区", ["220204"], "人民政府", "government"),
        ("国家税务总局沭阳县税务局", ["321322"], "税务局", "department"),
        ("宿迁市洋河新区管委会", ["321300"], "洋河新区管理委员会", "other"),
        ("沭阳县第一中学", ["321322"], "第一中学", "other"),
        ("国家发改委", [], "国家发展和改革委员会", "department"),
    ],
)
def test_read_body(printed: str, places: list[str], office: str, kind: str) -> None:
    body = read_body(printed)
    assert body is not None
    chains = standing(body.places, NUMBER)
    assert [entry.code for chain in chains if (entry := divisions().in_force(chain, NUMBER))] == places
    assert (body.office.name, body.office.kind) == (office, kind)


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "我",
        "各部门",
        "历年",
        "余姚市柴河镇",
        "沭阳县云梦泽镇人民政府",
        "沭阳县某街道办事处",
        "洪江区",
        "首页政务公开",
    ],
)
def test_no_body(printed: str) -> None:
    assert read_body(printed) is None


def test_a_name_of_the_next_list_counts() -> None:
    """Lists are of June or October: what is so called on the next one may have been so by the end of the year."""
    county = divisions().spelled("沙县区")
    assert standing(county, divisions().number(2020)) == standing(county, divisions().number(2022)) == ["350427"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("根据海林市人民政府要求", ["231083104"]),
        ("根据海林市政府信息公开要求", ["231083104"]),
        ("黑龙江省柴河镇", ["231083104"]),
        ("牡丹江市人民政府和扎兰屯市人民政府", ["150783106"]),
        ("海林市人民政府和扎兰屯市人民政府", ["150783106", "231083104"]),
        ("由海林市人民政府编制", ["150783106", "231083104"]),
        ("无", ["150783106", "231083104"]),
        # 安县 is not what ends 新安县.
        ("新海林市场", ["150783106", "231083104"]),
    ],
)
def test_evidence(text: str, left: list[str]) -> None:
    settled, strength = Evidence(text, NUMBER).settle(["150783106", "231083104"], "柴河镇")
    assert (settled if strength else ["150783106", "231083104"]) == left


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("朝阳区", {"110105", "220104"}),
        ("长春市朝阳区", {"220104"}),
        ("吉林省长春市朝阳区", {"220104"}),
        # A city that has no such district tells nothing of it.
        ("沈阳市朝阳区", {"110105", "220104"}),
        ("城区", set()),
        ("汕尾市城区", {"441502"}),
        ("认真落实", set()),
    ],
)
def test_what_is_named_before(text: str, codes: set[str]) -> None:
    assert {row.code for row in Evidence(text, NUMBER).before(len(text))} == codes


def test_bodies_say_one_thing() -> None:
    """What a short name stands for is itself a full name of the same kind."""
    exact = bodies().exact
    for printed, office in exact.items():
        assert exact.get(office.name, office).kind == office.kind, printed
        assert exact.get(office.name, office).name == office.name, printed


def test_describe() -> None:
    assert describe("220381112", NUMBER) == "220184112 吉林省长春市公主岭市朝阳坡镇"


def _identity(title: str, body: str = "") -> Identity:
    texts = [f"{title}政府信息公开工作年度报告", "一、总体情况", body, "二、主动公开政府信息情况"]
    return identify([Paragraph(text, Place()) for text in texts if text], 1, Source("0" * 64, "a", "a"))


def _towns(year: int, count: int) -> list[Division]:
    known = divisions()
    number = known.number(year)
    rows = [row for row in range(len(known._code)) if known._level[row] == 3 and known._name[row][-1] in "镇乡"]
    there = [known._row(row) for row in rows if known._first[row] <= number <= known._last[row]]
    return random.Random(year).sample(there, count)


@pytest.mark.parametrize("year", [2016, 2018, 2019, 2020, 2021, 2023])
def test_a_town_is_never_put_elsewhere(year: int) -> None:
    """Any town of any list: with its chain it is found; with less it is found or refused, never another."""
    for town in _towns(year, 120):
        line = [row.plain_name for row in divisions().lineage(town)]
        whole = _identity(f"{''.join(line)}人民政府{year}年")
        assert whole.township_code == town.code or whole.open, line
        for body in (
            "",
            f"按照{line[-2]}人民政府要求。",
            f"{line[-2]}{line[-1]}认真落实。",
            f"通过{line[1]}政府门户网站公布。",
        ):
            found = _identity(f"{line[-1]}人民政府{year}年", body)
            assert found.township_code == town.code or found.open, (line, body)

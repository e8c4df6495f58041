"""Thousands of bodies drawn from every level and year: with their chain they are found; with less, found or refused.

Never another: a place that the text does not say stays open.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest

from gouji.document import Paragraph, Place
from gouji.parse.identity.identify import identify
from gouji.report import Identity
from gouji.snapshot import Source
from gouji.standard.divisions import CORPS, LEVELS, Division, divisions

YEARS = range(2015, 2026)
SHARES = {"province": 4, "prefecture": 36, "county": 110, "township": 150}
"""How many bodies of each level are drawn for a year."""
DEPARTMENTS = ("财政局", "民政局", "发展和改革局", "卫健局", "教体局", "人民政府办公室", "政府办", "应急局")
CODES = ("township_code", "county_code", "prefecture_code", "region_code")
OF_OTHERS = (
    "学习{upper}{county}{own}先进经验。",
    "赴{county}考察学习。",
    "我{word}毗邻{county}，交通便利。",
    "与{upper}{county}人民政府开展交流。",
    "接待来自{county}的考察团。",
    "参照{county}人民政府文件执行。",
    "转载{county}人民政府网站信息10条。",
    "距{county}30公里。",
    "由{county}人民政府办公室编制。",
)
OF_ITS_OWN = (
    "按照{county}人民政府要求公开。",
    "{county}{own}认真落实。",
    "通过{county}人民政府门户网站公布。",
    "接受{county}人大监督。",
    "地址：{upper}{county}{own}。",
)


@cache
def listed(number: int) -> dict[str, list[Division]]:
    known = divisions()
    rows = [known._row(row) for row in range(len(known._code)) if known._first[row] <= number <= known._last[row]]
    return {level: [row for row in rows if row.level == level] for level in LEVELS}


def names(row: Division, number: int) -> list[str]:
    return [above.plain_name for above in divisions().lineage(row, number)]


def office(rng: random.Random, row: Division) -> str:
    name = row.plain_name
    if row.level == "township":
        return rng.choice(["人民政府", "政府", ""]) if name[-1] in "镇乡" else "办事处" if name[-2:] == "街道" else ""
    if row.level == "county" and row.code[4] == "7":
        return "管理委员会"
    return rng.choice(
        ["行政公署", "财政局"] if name[-1] == "盟" or name[-2:] == "地区" else ["人民政府", "", *DEPARTMENTS]
    )


def read(rng: random.Random, body: str, year: int, *text: str) -> Identity:
    title = rng.choice(
        [
            f"{body}{year}年政府信息公开工作年度报告",
            f"{year}年{body}政府信息公开工作年度报告",
            f"{body}{year}年度政府信息公开年度报告",
            f"{body}政府信息公开工作年度报告（{year}年度）",
        ]
    )
    lines = [title, "一、总体情况", *text, "二、主动公开政府信息情况"]
    return identify([Paragraph(line, Place()) for line in lines], 1, Source("0" * 64, "a", "a"))


def outcome(identity: Identity, row: Division, year: int) -> str:
    assert identity.report_year == year
    if identity.agency_id is None:
        return "open"
    code = next(code for field in CODES if (code := getattr(identity, field)))
    # Regiments are listed under counties too; they are the corps'.
    return "found" if code == (CORPS if row.plain_name.startswith("兵团") else row.code) else "wrong"


def drawn(year: int) -> Iterator[tuple[random.Random, Division, list[str]]]:
    rng = random.Random(year)
    number = divisions().number(year)
    for level, count in SHARES.items():
        for row in rng.choices(listed(number)[level], k=count):
            yield rng, row, names(row, number)


@pytest.mark.parametrize(
    ("form", "found"), [("whole", 0.999), ("with what is above", 0.999), ("with its province", 0.94), ("alone", 0.8)]
)
def test_a_body_is_found_or_refused(form: str, found: float) -> None:
    counts: Counter[str] = Counter()
    for year in YEARS:
        for rng, row, line in drawn(year):
            parts = {"whole": line, "with what is above": line[-2:], "with its province": [line[0], *line[1:][-1:]]}
            body = "".join(parts.get(form, line[-1:])) + office(rng, row)
            counts[told := outcome(read(rng, body, year), row, year)] += 1
            assert told != "wrong", (body, year)
    assert counts["found"] >= found * counts.total(), counts


@pytest.mark.parametrize("year", [2016, 2019, 2020, 2022, 2024])
def test_what_is_told_of_a_namesake_settles_nothing(year: int) -> None:
    rng = random.Random(year)
    number = divisions().number(year)
    counts: Counter[str] = Counter()
    for row in rng.sample(listed(number)["township"], 700):
        own = row.plain_name
        namesakes = [
            other for other in divisions().spelled(own) if other.chain != row.chain and other.level == row.level
        ]
        if not namesakes or own[-1] not in "镇乡道":
            continue

        def said(sentences: tuple[str, ...], of: Division, own: str = own) -> str:
            upper, county = ["", "", *names(of, of.last)][-3:-1]
            return rng.choice(sentences).format(
                upper=upper, county=county, own=own, word="街道" if own[-1] == "道" else own[-1]
            )

        body = own + ("办事处" if own[-1] == "道" else "人民政府")
        others, its_own = said(OF_OTHERS, rng.choice(namesakes)), said(OF_ITS_OWN, row)
        for text in ([others], [its_own, others], [others, its_own]):
            told = outcome(read(rng, body, year, *text), row, year)
            assert told != "wrong", (names(row, number), text)
            counts[told] += len(text) > 1
    assert counts["found"] >= 0.98 * counts.total(), counts

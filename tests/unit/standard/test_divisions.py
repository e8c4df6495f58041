"""The divisions of China through time."""

from __future__ import annotations

import subprocess
import sys

import pytest

from gouji.standard.divisions import Division, divisions, in_scope, prefix_of


def names(division: Division | None) -> list[str]:
    return [row.plain_name for row in divisions().lineage(division)] if division else []


@pytest.mark.parametrize(
    ("code", "year", "expected"),
    [
        ("220381112", 2019, ["吉林省", "四平市", "公主岭市", "朝阳坡镇"]),
        ("220184112", 2020, ["吉林省", "长春市", "公主岭市", "朝阳坡镇"]),
        ("110105", 2020, ["北京市", "朝阳区"]),
        ("500235", 2020, ["重庆市", "云阳县"]),
        ("441900003", 2020, ["广东省", "东莞市", "东城街道"]),
        ("442000100", 2020, ["广东省", "中山市", "小榄镇"]),
        ("460400100", 2020, ["海南省", "儋州市", "那大镇"]),
        ("620201100", 2020, ["甘肃省", "嘉峪关市", "新城镇"]),
        ("429004", 2020, ["湖北省", "仙桃市"]),
        ("419001", 2020, ["河南省", "济源市"]),
        ("659001", 2020, ["新疆维吾尔自治区", "石河子市"]),
        ("320571", 2020, ["江苏省", "苏州市", "苏州工业园区"]),
        ("220184112", 2019, []),
        ("220381112", 2020, []),
    ],
)
def test_lineage(code: str, year: int, expected: list[str]) -> None:
    assert names(divisions().get(code, year)) == expected


def test_lists() -> None:
    known = divisions()
    assert known.days == (
        "2015-09-30", "2016-07-31", "2017-10-31", "2018-10-31", "2019-10-31",
        "2020-06-30", "2021-10-31", "2022-10-31", "2023-06-30",
    )  # fmt: skip
    assert [known.number(year) for year in (2008, 2015, 2016, 2020, 2023, 2025, None)] == [0, 0, 1, 5, 8, 8, 8]


@pytest.mark.parametrize("year", range(2015, 2024))
def test_every_list_is_whole(year: int) -> None:
    """31 provinces; every division has a parent on the same list; no filler is left."""
    known = divisions()
    number = known.number(year)
    rows = [known._row(row) for row in range(len(known._code)) if known._first[row] <= number <= known._last[row]]
    assert sum(row.level == "province" for row in rows) == 31
    assert len({row.code for row in rows}) == len(rows)
    assert all(known.on_list(row.parent, number) for row in rows if row.parent)
    assert not {row.name for row in rows} & {"市辖区", "县", "省直辖县级行政区划"}
    assert sum(row.level == "township" for row in rows) > 39_000


def test_a_chain_is_on_a_list_once() -> None:
    """No list has two divisions of one chain, and a chain is named after the oldest code it bore."""
    known = divisions()
    for number in range(len(known.days)):
        on = [known._chain[row] for row in range(len(known._code)) if known._first[row] <= number <= known._last[row]]
        assert len(on) == len(set(on))
    for chain in set(known._chain):
        assert chain.split("~")[0] == known.entries(chain)[0].code


@pytest.mark.parametrize(
    ("code", "oldest", "current"),
    [
        ("220184112", "220381112", "220184112"),
        ("220381112", "220381112", "220184112"),
        ("320813", "320829", "320813"),
        ("220184", "220381", "220184"),
        ("330281100", "330281100", "330281100"),
        ("999999", "999999", "999999"),
    ],
)
def test_chains(code: str, oldest: str, current: str) -> None:
    assert (divisions().oldest(code), divisions().current(code)) == (oldest, current)


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("柴河镇", ["150783106", "231083104"]),
        ("海南州", ["632500"]),
        ("海南省", ["460000"]),
        ("吉林市", ["220200"]),
        ("吉林", ["220000"]),
        ("玉屏县", ["520622"]),
        ("内蒙古", ["150000"]),
        ("延边州", ["222400"]),
        ("积石山县", ["622927"]),
        ("东城街道办事处", []),
        ("洪江区", []),
    ],
)
def test_names(name: str, codes: list[str]) -> None:
    assert [row.code for row in divisions().named(name, 2020)] == codes


@pytest.mark.parametrize(
    ("scope", "codes", "year", "expected"),
    [
        ("22", ["220000", "220100", "220184", "220184112"], 2020, True),
        ("220000", ["220000", "220100"], 2020, True),
        (220100, ["220000", "220100", "220184", "220184112"], 2020, True),
        ("2201", ["220000", "220100", "220184"], 2020, True),
        (220184, ["220000", "220100", "220184", "220184112"], 2020, True),
        ("220184112", ["220000", "220100", "220184", "220184112"], 2020, True),
        ("220184112000", ["220000", "220100", "220184", "220184112"], 2020, True),
        ("220184113", ["220000", "220100", "220184", "220184112"], 2020, False),
        # Today's codes count too: the county is in 长春 now, and was in 四平 when it reported.
        ("220100", ["220000", "220300", "220381", "220381112"], 2019, True),
        ("220300", ["220000", "220300", "220381", "220381112"], 2019, True),
        ("220300", ["220000", "220100", "220184", "220184112"], 2020, False),
        ("37", ["220000", None], 2020, False),
        ("100000", ["100000"], 2020, True),
        ("110100", ["110000", None, "110105"], 2020, True),
        ("110100", ["110000"], 2020, False),
        ("22", [None], 2020, False),
    ],
)
def test_scope(scope: str | int, codes: list[str | None], year: int, *, expected: bool) -> None:
    assert in_scope(scope, *codes, year=year) is expected


@pytest.mark.parametrize("scope", ["", "2", "220", "2201841", "吉林", "-22", "22018411200099"])
def test_no_scope(scope: str) -> None:
    with pytest.raises(ValueError, match="division code"):
        prefix_of(scope)


def test_loading_brings_in_nothing_heavy() -> None:
    """A person waits for this: neither Polars nor pandas is imported, and nothing is read before it is asked for."""
    program = (
        "import sys\n"
        "from gouji.standard import divisions as module\n"
        "assert module.divisions.cache_info().currsize == 0\n"
        "module.divisions().named('柴河镇', 2020)\n"
        "assert not {'polars', 'pandas'} & set(sys.modules), 'heavy'\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)

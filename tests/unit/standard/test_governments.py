"""Who has a government, by the lists of divisions."""

from __future__ import annotations

import pytest

from gouji.standard.divisions import divisions
from gouji.standard.governments import governments, governs, not_counted


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("330000", True),
        ("441900", True),
        ("110105", True),
        ("330281100", True),
        ("110105001", True),
        ("110105021", True),  # 南磨房地区
        ("150927220", True),  # 乌兰哈页苏木
        ("130171", False),  # 石家庄高新技术产业开发区
        ("120115501", False),  # 黄庄农场
        ("230203198", False),  # 区直辖村级区划
        ("341821501", False),  # 上海市白茅岭监狱
    ],
)
def test_who_has_one(code: str, expected: bool) -> None:
    found = divisions().get(code, 2020)
    assert found is not None
    assert governs(found) == expected


def test_each_division_is_counted_or_not() -> None:
    counted = list(governments(2020))
    assert [each.code for each in counted] == sorted(each.code for each in counted)
    listed = divisions().listed(divisions().number(2020))
    assert len(listed) == len(counted) + sum(not_counted(2020).values())
    assert sum(each.level == "province" for each in counted) == 31
    assert not_counted(2020).keys() == {"county", "township"}

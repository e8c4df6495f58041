"""Dates, periods and years in Chinese text."""

from __future__ import annotations

from datetime import date

import pytest

from gouji.parse.dates import arabic, dates_in, period_in, signed_date, squeeze, worn_years

YEAR = (date(2020, 1, 1), date(2020, 12, 31))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("自2020年1月1日起至2020年12月31日止", YEAR),
        ("2020 年 1 月 1 日起至 2020 年 12 月 31 日", YEAR),
        ("２０２０年１月１日至１２月３１日", YEAR),
        ("2020年1月1日-12月31日", YEAR),
        ("2020年1月1日—2020年12月31日", YEAR),
        ("2020.01.01-2020.12.31", YEAR),
        ("2020-01-01至2020-12-31", YEAR),
        ("二〇二〇年一月一日至二〇二〇年十二月三十一日", YEAR),
        ("自202011日至20201231日止", YEAR),
        ("2020年11日至2020年1231日", YEAR),
        # 111 can be 1 November or 11 January: no reading.
        ("2020111日至20201231日", None),
        ("2020年12月31日至2020年1月1日", None),
        ("2020年2月30日至2020年12月31日", None),
        ("截至2020年12月31日", None),
        ("2020年3月1日至4月30日开展公开月活动", None),
        ("2020年12月20日至2021年12月31日", None),
        ("公示期限为2020年5月8日至5月14日", None),
        ("公示期为2020年5月8日至5月14日，统计期限为2020年1月1日至12月31日", YEAR),
        ("统计期限为2020年3月21日至2020年12月31日", (date(2020, 3, 21), date(2020, 12, 31))),
        ("数据有误。2020年3月21日至2020年12月31日", None),
        ("20203月1日至2020531日", None),
        ("", None),
    ],
)
def test_period(text: str, expected: tuple[date, date] | None) -> None:
    assert period_in(arabic(squeeze(text))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("发布时间:2021-01-26", [date(2021, 1, 26)]),
        ("2021-03-2918:26", [date(2021, 3, 29)]),
        ("2025.01.08", [date(2025, 1, 8)]),
        ("2021/1/6 10:20", [date(2021, 1, 6)]),
        ("2022年01月18日来源：本站", [date(2022, 1, 18)]),
        ("20210126", [date(2021, 1, 26)]),
        ("二○二一年一月二十日", [date(2021, 1, 20)]),
        ("二〇二一年元月十日", [date(2021, 1, 10)]),
        ("2020年12月", []),
        ("索引号：014314799/2024-00002", []),
        ("0534-2021012", []),
        ("2021-13-01", []),
    ],
)
def test_dates(text: str, expected: list[date]) -> None:
    assert dates_in(arabic(squeeze(text))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024年1月17日", date(2024, 1, 17)),
        ("朱备镇人民政府2024年1月17日", date(2024, 1, 17)),
        ("二〇二四年一月十七日", date(2024, 1, 17)),
        ("2024年1月17日，召开会议", None),
        ("截至日期：2024年1月17日", None),
    ],
)
def test_signed(text: str, expected: date | None) -> None:
    assert signed_date(squeeze(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # 1 November or 11 January, of one year all the same.
        ("2020111日至20201231日", {2020}),
        ("202011日至20201231日", {2020}),
        ("20201111日至2021111日", set()),
        ("2020年1月1日至12月31日", set()),
        ("", set()),
    ],
)
def test_the_year_of_a_period_that_lost_characters(text: str, expected: set[int]) -> None:
    assert worn_years(text) == expected

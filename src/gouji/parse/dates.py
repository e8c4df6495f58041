"""Dates, periods and years as Chinese text prints them.

All functions take text without white space and with half-width digits and punctuation (see `squeeze`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from gouji.characters import simplified, without_residue
from gouji.years import NEWEST_YEAR, OLDEST_YEAR

MARGIN = 20
"""Characters of a line that a file may have broken at its margin."""
_SPACE = re.compile(r"\s+")
# Full-width forms, radicals printed for characters (⼀), compatibility characters: not ① and the like, which number.
_COMPATIBLE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\uff01-\uff5e]+")
_CHINESE = str.maketrans("〇○零◯一二三四五六七八九", "0000123456789")
_CHINESE_YEAR = re.compile(r"二[〇○零O◯0][〇○零O◯0一二三四][〇○零O◯0一二三四五六七八九](?=年)")
_CHINESE_DAY = re.compile(r"(?<=年)([一二三四五六七八九十元]{1,3})月(?:([一二三四五六七八九十]{1,4})[日号])?")
_YEAR = r"(?<!\d)(20[0-4]\d)"
_MONTH_DAY = r"(0?[1-9]|1[0-2])(?:月|[-./])(3[01]|[12]\d|0?[1-9])"
_DATE = re.compile(_YEAR + r"(?:年|[-./])" + _MONTH_DAY + r"(?:[日号]|(?=\D|$)|(?=\d\d:))")
_SOLID_DATE = re.compile(_YEAR + r"(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_SIGNED = re.compile(r"([^,，。；;:：\d]{0,40}?)[(（]?" + _DATE.pattern + r"[)）。.]?")
# 数据截止到2023年12月31日: what goes before a date there is no name.
_NO_NAME = re.compile("数据|统计|期限|时间|日期|截[至止]|[自从至到于在为是以前后]$")
_TO = r"(?:起|始|0时|00:00)?[,，]?(?:至|到|—+|–+|-+|~|～|－)(?:本?年)?"
_PERIOD = re.compile(
    _DATE.pattern + _TO + r"(?:(20[0-4]\d)(?:年|[-./]))?" + _MONTH_DAY + r"(?:[日号]|(?<=\d\d)(?!\d)|(?![\d\n]))"
)
# 公示期限, 报名期限 are others'.
_OF_FIGURES = re.compile(r"(?:统计|数据|报告期|(?<![示名报集改效用标])期限|时限)[^。;；\n]{0,24}$")
_NEAR = 32
# Characters lost: 202011日至20201231日 had 年 and 月 between its digits.
_WORN_DATE = r"(20\d\d)年?(\d{1,2}月?\d{1,2})日?"
_WORN_PERIOD = re.compile(r"(?<!\d)" + _WORN_DATE + _TO + _WORN_DATE + r"(?:(?<=日)|(?![\d\n]))")


def squeeze(text: str) -> str:
    """Return text without white space and residue, with half-width digits and punctuation, in Simplified characters."""
    return _squeeze_short(text) if len(text) < 24 else _squeeze(text)


def _squeeze(text: str) -> str:
    return simplified(_COMPATIBLE.sub(_plain_form, _SPACE.sub("", without_residue(text))))


# The cells of a form that come as lines are few texts, printed over and over.
_squeeze_short = lru_cache(maxsize=16_384)(_squeeze)


def _plain_form(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", found[0])


def running(lines: Iterable[str]) -> str:
    """Return squeezed lines as text: one that a file may have broken at its margin goes on in the next."""
    return "".join(
        line if len(line) >= MARGIN and line[-1] not in "。;；!！:：)）" else f"{line}\n" for line in lines
    ).removesuffix("\n")


def arabic(text: str) -> str:
    """Return text with Chinese years and dates in Arabic digits (二〇二一年一月二十日 as 2021年1月20日)."""
    if "二" not in text:
        return text
    text = _CHINESE_YEAR.sub(lambda found: found[0].replace("O", "0").translate(_CHINESE), text)
    return _CHINESE_DAY.sub(_arabic_day, text)


def _arabic_day(found: re.Match[str]) -> str:
    day = f"{_small_number(found[2])}日" if found[2] else ""
    return f"{_small_number(found[1])}月{day}"


def _small_number(text: str) -> int:
    """Return the number of a Chinese numeral below one hundred; 元 is one."""
    tens, ten, ones = text.replace("元", "一").rpartition("十")
    digits = {character: number for number, character in enumerate("一二三四五六七八九", start=1)}
    return (digits.get(tens, 1) * 10 if ten else 0) + digits.get(ones, 0)


def dates_in(text: str) -> list[date]:
    """Return the valid dates printed in squeezed text, in order, also 20210126 standing alone."""
    found = [match for pattern in (_DATE, _SOLID_DATE) for match in pattern.finditer(text)]
    found.sort(key=lambda match: match.start())
    return [day for match in found if (day := _valid(match[1], match[2], match[3]))]


def signed_date(text: str) -> date | None:
    """Return the date if squeezed text is a date with nothing before it but a name."""
    match = _SIGNED.fullmatch(arabic(text))
    if match is None or _NO_NAME.search(match[1]):
        return None
    return _valid(match[2], match[3], match[4])


def period_in(text: str) -> tuple[date, date] | None:
    """Return the first period of a report in squeezed text: a whole year, or what is called the period of its figures.

    Of one that lost characters only if one reading is left.
    """
    for match in _PERIOD.finditer(text):
        start = _valid(match[1], match[2], match[3])
        end = _valid(match[4] or match[1], match[5], match[6])
        if start and end and start < end:
            is_year = (start.month, start.day, end.month, end.day, end.year) == (1, 1, 12, 31, start.year)
            if is_year or _OF_FIGURES.search(text[max(0, match.start() - _NEAR) : match.start()]):
                return start, end
    readings = _worn_readings(text)
    return readings.pop() if len(readings) == 1 else None


def worn_years(text: str) -> set[int]:
    """Return the one year in which all readings of a period that lost characters lie: 2020111日至20201231日."""
    years = {day.year for reading in _worn_readings(text) for day in reading}
    return years if len(years) == 1 else set()


def _worn_readings(text: str) -> set[tuple[date, date]]:
    return {
        (start, end)
        for match in _WORN_PERIOD.finditer(text)
        if not _PERIOD.match(text, match.start())
        for start in _worn(match[1], match[2])
        for end in _worn(match[3], match[4])
        if start < end and (end.month, end.day) == (12, 31)
    }


def _worn(year: str, digits: str) -> Iterator[date]:
    """Yield every date that the remaining digits of a month and a day can be."""
    month, mark, day = digits.partition("月")
    pairs = [(month, day)] if mark else [(digits[:cut], digits[cut:]) for cut in range(1, len(digits))]
    for month, day in pairs:
        if len(month) <= 2 and len(day) <= 2 and (found := _valid(year, month, day)):
            yield found


def _valid(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def plausible_year(year: int) -> bool:
    """Return whether a report can be about this year."""
    return OLDEST_YEAR <= year <= NEWEST_YEAR

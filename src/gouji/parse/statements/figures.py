"""The numbers a sentence tells, with their bounds and units."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from gouji.standard.statements import wording

_CHINESE = "零〇一二两三四五六七八九十百千万亿"
_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_SCALES = frozenset({"", "百", "千", "万", "亿", "百万", "千万", "万亿"})
_BOUNDS = {
    "at_least": ("超过", "突破", "不少于", "至少", "逾", "超", "以上", "之多"),
    "at_most": ("不足", "不到", "不超过", "将近", "接近", "近", "以内", "以下"),
    "about": ("大约", "约", "大概", "左右", "上下"),
}
_BOUND_OF = {word: bound for bound, words in _BOUNDS.items() for word in words}
_BOUND_BEFORE = re.compile(
    r"(?:达到?|共|为|有){0,2}(不少于|不超过|超过|突破|至少|不足|不到|将近|接近|大约|大概|逾|约|近|超)有?$"
)
_NUMBER = re.compile(
    r"(?P<plain>\d{1,3}(?:,\d{3}){1,4}|\d{1,12}(?:\.\d{1,6})?)(?P<scale>[百千万亿]{0,2})" rf"|[{_CHINESE}]{{1,14}}"
)
_NO_NUMBER_AFTER = frozenset("./\x00第〔[")
_VAGUE = frozenset("几数上好")
_RANGE = re.compile(r"\d(?:[:至到~—-]|[余多]?[条件万]?[至到~—-])$")
_ZERO = re.compile(r"(?<=为)[0零](?=[,;。、)]|$)")
_ANY_KIND = frozenset({"items", "cases", "documents", "yuan"})


class Figure(NamedTuple):
    """One number told with a unit. `start` counts the words of its bound, `end` is behind unit and bound.

    Zero may stand without a unit (申请数量为0): `unit` is None then.
    """

    start: int
    end: int
    value: Decimal
    bound: str
    unit: str | None
    kinds: frozenset[str]


@cache
def _pattern() -> re.Pattern[str]:
    units = "|".join(sorted(wording().units, key=len, reverse=True))
    return re.compile(
        rf"(?P<number>[\d{_CHINESE}][\d.,{_CHINESE}]{{0,18}})(?P<over>[余多来]?)(?P<scale>[万千亿]?)(?P<over_after>[余多]?)"
        rf"(?P<unit>{units})(?P<post>以上|以内|以下|左右|上下|之多)?"
    )


def figures_in(text: str) -> list[Figure]:
    """Return the numbers with a unit in a squeezed sentence, in order; one that cannot be read for sure is left out."""
    found = [figure for match in _pattern().finditer(text) if (figure := _figure(match, text))]
    if "为0" in text or "为零" in text:
        zeros = [(match.start(), match.end()) for match in _ZERO.finditer(text)]
        found += [Figure(start, end, Decimal(0), "exact", None, _ANY_KIND) for start, end in zeros]
        found.sort(key=lambda figure: figure.start)
    return found


def _figure(match: re.Match[str], text: str) -> Figure | None:
    start, bound = match.start(), "exact"
    if start and (text[start - 1] in _NO_NUMBER_AFTER or _RANGE.search(text, max(0, start - 5), start)):
        return None
    if start and text[start - 1] in _VAGUE and text[start] in _POWERS:
        return None
    unit = match["unit"]
    is_money = "yuan" in wording().units[unit]
    value = _value(match["number"], match["scale"], is_money)
    if value is None:
        return None
    if before := _BOUND_BEFORE.search(text, max(0, start - 6), start):
        start, bound = before.start(1), _BOUND_OF[before[1]]
    if match["over"] or match["over_after"]:
        bound = "at_least"
    if match["post"]:
        bound = _BOUND_OF[match["post"]]
    if is_money:
        scale = match["scale"] or match["number"].lstrip("0123456789.,")
        unit = scale + unit if scale in _SCALES else unit
    return Figure(start, match.end(), value, bound, unit, wording().units[match["unit"]])


def _value(number: str, scale_after: str, is_money: bool) -> Decimal | None:
    """Return the number told, None where it is none for sure: 三百五, 1.5条."""
    if number.isdecimal() and not scale_after:
        return Decimal(number)
    found = _NUMBER.fullmatch(number)
    if found is None:
        return None
    if found["plain"] is None:
        return chinese_number(number + scale_after)
    scale = found["scale"] + scale_after
    if scale not in _SCALES:
        return None
    value = Decimal(found["plain"].replace(",", ""))
    for power in scale:
        value *= _POWERS[power]
    if value != value.to_integral_value():
        return value if is_money else None
    return Decimal(int(value))


def chinese_number(text: str) -> Decimal | None:
    """Return the number of a Chinese numeral (一百二十, 三万五千), None where it is no well-formed one.

    三百五 is none: what is meant may be 350 or 305.
    """
    total = section = 0
    digit: int | None = None
    power = largest = 10**9
    for character in text:
        if character in _DIGITS:
            if digit:
                return None
            if digit == 0:
                power = 10
            digit = _DIGITS[character]
            continue
        power = _POWERS[character]
        if power >= 10_000:
            if section == 0 and not digit:
                return None
            total = (total + section + (digit or 0)) * power
            section, largest = 0, 10**9
        elif power >= largest or (not digit and character != "十"):
            return None
        else:
            section += (digit or 1) * power
            largest = power
        digit = None
    if digit and 10 < power < 10**9:
        return None
    return Decimal(total + section + (digit or 0))

"""The numbers that browsers print before the items of a list (CSS Counter Styles, level 3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_STYLE = re.compile(r"list-style(?:-type)?\s{0,9}:\s{0,9}([^;]*)", re.I)
_TYPES: Mapping[str, str] = {
    "1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman",
}  # fmt: skip
_CHINESE = ("cjk-ideographic", "cjk-decimal", "simp-chinese-", "trad-chinese-", "japanese-informal", "cjk-")
_DIGITS = "〇一二三四五六七八九"
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_OWN_NUMBER = re.compile(r"\s*(?:[（(]?(?:\d{1,3}|[〇一二三四五六七八九十]{1,3})[)）、.．]|[①-⑳])")


def begins_with_number(text: str) -> bool:
    """Return whether a line prints a number of its own, beside which pages do not show the list's."""
    return _OWN_NUMBER.match(text) is not None


@dataclass(slots=True)
class List:
    """One list: how its items are numbered ("" where they are not), and the next one's number."""

    style: str
    value: int
    step: int = 1

    @classmethod
    def of(cls, tag: str, attributes: Mapping[str, str | None]) -> List:
        """Return the list that an element begins."""
        style = _style(attributes) or ("decimal" if tag == "ol" else "")
        start = _integer(attributes.get("start"))
        return cls(style, 1 if start is None else start, -1 if "reversed" in attributes else 1)

    def next_number(self, attributes: Mapping[str, str | None]) -> str:
        """Return what is printed before the next item: `一、`, `1. `, "" for none."""
        value = _integer(attributes.get("value"))
        if value is not None:
            self.value = value
        number = self.value
        self.value += self.step
        return _printed(number, _style(attributes) or self.style)


def _style(attributes: Mapping[str, str | None]) -> str:
    found = _STYLE.search(attributes.get("style") or "")
    if found:
        return found[1].strip().lower()
    return _TYPES.get((attributes.get("type") or "").strip(), "")


def _integer(text: str | None) -> int | None:
    found = re.match(r"\s*([+-]?\d{1,6})", text or "")
    return int(found[1]) if found else None


def _printed(number: int, style: str) -> str:
    if any(name in style for name in _CHINESE):
        return f"{_chinese(number)}、"
    if "decimal" in style:
        return f"{number}. "
    if "roman" in style and 0 < number < 400:
        roman = _roman(number)
        return f"{roman.upper() if 'upper' in style else roman}. "
    if ("alpha" in style or "latin" in style) and 0 < number <= 26:
        return f"{chr((64 if 'upper' in style else 96) + number)}. "
    return ""


def _chinese(number: int) -> str:
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text

"""What one cell says: a number, a blank, "not applicable", a number with a remark, or nothing readable.

Nothing is guessed: digits with a gap between them, a second leading zero (`00`, two cells glued) or an unknown word
are `unreadable`, and the report is rejected for it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from gouji.report import Meaning, Unit

_OUTER = " \t\r\n\v\f\u00a0\u3000\u2002\u2003\u2007\u2009\u200b\ufeff"
_NOT_APPLICABLE = frozenset({"/", "\\", "-", "--", "–", "—", "――", "——", "―", "无", "不适用"})
_MINUS = str.maketrans({"−": "-", "﹣": "-", "‐": "-", "‑": "-"})
_COUNT_UNITS = "件|条|项|个|宗|次|份|起|部"
_MONEY_UNITS: dict[str, Unit] = {"元": "CNY", "万元": "CNY_10K", "万": "CNY_10K"}
_NUMBER = r"(?P<sign>[+-])?(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?P<fraction>\.\d+)?"
_CELL = re.compile(
    rf"(?P<currency>¥)?{_NUMBER}\s*(?:\(?(?P<unit>元|万元|万|{_COUNT_UNITS})\)?)?\s*(?P<remark>\([^()]*(?:\([^()]*\)[^()]*)*\))?"
)
_LONGEST_CELL = 200  # characters; a longer text is no value, whatever it begins with
_LONGEST_NUMBER = 15  # digits; longer ones are glued cells, not counts of anything


@dataclass(frozen=True, slots=True)
class CellText:
    """A cell's text as understood: `value` is an int where the printed number is whole."""

    printed: str
    meaning: Meaning
    value: int | Decimal | None = None
    unit: str | None = None
    """The unit printed in the cell (`元`, `万元`, `件`), None where there is none."""


def strip_outer(text: str) -> str:
    """Return `text` without outer white space, non-breaking and ideographic spaces included."""
    return text.strip(_OUTER)


@lru_cache(maxsize=16_384)
def understand(text: str) -> CellText:
    """Return what a cell's text says. The printed text is kept as it stands, outer white space stripped."""
    printed = strip_outer(text)
    if not printed:
        return CellText("", "blank")
    if len(printed) > _LONGEST_CELL:
        return CellText(printed, "unreadable")
    plain = unicodedata.normalize("NFKC", printed).translate(_MINUS)
    if plain in _NOT_APPLICABLE or printed in _NOT_APPLICABLE:
        return CellText(printed, "not_applicable")
    match = _CELL.fullmatch(plain)
    if match is None or _is_glued(match["digits"]):
        return CellText(printed, "unreadable")
    unit = match["unit"] or ("元" if match["currency"] else None)
    value = _number(match)
    return CellText(printed, "annotated" if match["remark"] else "number", value, unit)


def money_unit(unit: str | None) -> Unit | None:
    """Return the unit of money that a printed unit is, None for none; KeyError for a unit of something else."""
    return None if unit is None else _MONEY_UNITS[unit]


def is_money(unit: str) -> bool:
    """Return whether a printed unit is one of money."""
    return unit in _MONEY_UNITS


def _is_glued(digits: str) -> bool:
    plain = digits.replace(",", "")
    return len(plain) > _LONGEST_NUMBER or (len(plain) > 1 and plain[0] == "0")


def _number(match: re.Match[str]) -> int | Decimal:
    digits = match["digits"].replace(",", "")
    value = Decimal((match["sign"] or "") + digits + (match["fraction"] or ""))
    return int(value) if value == value.to_integral_value() else value

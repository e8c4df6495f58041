"""What one cell says: a number, a blank, "not applicable", a number with a remark, or nothing readable.

Nothing is guessed: digits with a gap between them, a second leading zero (`00`, two cells glued) or an unknown word
are `unreadable`, and the report is rejected for it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from gouji.characters import simplified
from gouji.report import Meaning, Unit
from gouji.standard.words import cell_words

# Characters that take no room, as editors leave them behind; not those that turn the direction of digits round.
_HIDDEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_SPACES = "".join(map(chr, range(0x2000, 0x200B)))
_OUTER = f" \t\r\n\v\f\x85\u00a0\u1680\u2028\u2029\u202f\u205f\u3000{_SPACES}{_HIDDEN}"
# Spaces and line breaks of a page that was saved with its markup.
_MARKUP = r"(?:&(?:nbsp|ensp|emsp|thinsp|#160|#xa0|#12288|#x3000);|<br\s?/?>)"
_FIRST_MARKUP = re.compile(rf"(?:[{_OUTER}]|{_MARKUP})+", re.I)
_LAST_MARKUP = re.compile(rf"{_MARKUP}$", re.I)
_NO_ROOM = re.compile(f"[{_HIDDEN}]")
_STARRED = re.compile(r"(\*{1,3}|_{2})([^*_]+)\1")
_MINUS = str.maketrans({"−": "-", "﹣": "-", "‐": "-", "‑": "-"})
_COUNT_UNITS = "件|条|项|个|宗|次|份|起|部|例|批|笔"
_MONEY_UNITS: dict[str, Unit] = {"元": "CNY", "万元": "CNY_10K", "万": "CNY_10K"}
_UNIT = rf"元|万元|万|{_COUNT_UNITS}"
_NUMBER = r"(?P<sign>[+-])?(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?P<fraction>\.[0-9]+)?"
_REMARK = r"\([^()]*(?:\([^()]*\)[^()]*)*\)|[,;、]?\s*(?:其中|含|包括).*"
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
    is_change: bool = False
    """Whether it says a change (`+5`, `增5`, `未增未减`), which only a column of changes can hold."""
    remark: str = ""
    """What stands beside an annotated number, in NFKC."""


def strip_outer(text: str) -> str:
    """Return `text` without outer white space, in whatever character or markup it comes."""
    text = text.strip(_OUTER)
    if text[:1] in ("&", "<") or text[-1:] in (";", ">"):
        before = _FIRST_MARKUP.match(text)
        text = text[before.end() :] if before else text
        while text.endswith((";", ">")) and (after := _LAST_MARKUP.search(text)):
            text = text[: after.start()].rstrip(_OUTER)
    return text


@lru_cache(maxsize=16_384)
def understand(text: str) -> CellText:
    """Return what a cell's text says. The printed text is kept as it stands, outer white space stripped."""
    printed = strip_outer(text)
    if not printed:
        return CellText("", "blank")
    if len(printed) > _LONGEST_CELL or _has_small_digits(printed):
        return CellText(printed, "unreadable")
    plain = simplified(unicodedata.normalize("NFKC", _NO_ROOM.sub("", printed))).translate(_MINUS)
    if starred := _STARRED.fullmatch(plain):
        plain = starred[2]
    word = cell_words().get("".join(plain.split()))
    if word == "not_applicable":
        return CellText(printed, "not_applicable")
    if word in ("zero", "unchanged"):
        return CellText(printed, "number", 0, None, word == "unchanged")
    match = _cell().fullmatch(plain)
    if match is None or _is_glued(match["digits"]) or (match["word"] and match["sign"]):
        return CellText(printed, "unreadable")
    unit = match["unit"] or match["bracketed"] or match["last"] or ("元" if match["currency"] else None)
    is_change = bool(match["word"]) or match["sign"] == "+"
    remark = match["remark"] or ""
    return CellText(printed, "annotated" if remark else "number", _number(match), unit, is_change, remark)


def is_readable(text: str) -> bool:
    """Return whether a cell with this text says something: a number, nothing, or that it does not apply."""
    return understand(text).meaning != "unreadable"


@cache
def _cell() -> re.Pattern[str]:
    words = [word for word, says in cell_words().items() if says in ("increase", "decrease")]
    before = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    return re.compile(
        rf"(?P<currency>¥)?(?:(?P<word>{before}))?{_NUMBER}\s*(?:(?P<unit>{_UNIT})|\((?:单位:)?(?P<bracketed>{_UNIT})\))?"
        rf"\s*(?:(?P<remark>{_REMARK})(?P<last>{_UNIT})?)?",
        re.S,
    )


def _has_small_digits(text: str) -> bool:
    """Return whether NFKC would make digits of what marks a note or numbers a line: `22²`, `①`."""
    return any(unicodedata.category(character) == "No" for character in text if character > "\x7f")


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
    if match["word"] and cell_words()[match["word"]] == "decrease":
        value = -value
    return int(value) if value == value.to_integral_value() else value

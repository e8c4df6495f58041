"""Text in the characters that the national form is printed in: Simplified, without readings and editors' residue.

What is printed stays as printed; only what labels, headings, names and dates are compared with is made plain.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

# Simplified names of places keep these (乾县, 濛阳镇), and no word of the form has one: they are never converted.
_KEPT = "乾氾洩濛瀂磑礐篢輋塚酇鮀鮜鴜"
_NOT_KEPT = re.compile(f"[^{_KEPT}]+")
# What OpenCC and Unicode's compatibility mappings leave: the radicals that PDF fonts print for characters (Unicode
# EquivalentUnifiedIdeograph.txt, those that stand for a whole character), and two forms of Hong Kong.
_LEFT = str.maketrans(
    "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳衞敍",
    "母民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟卫叙",
)
# What editors and exports leave in a text: bookmarks, comments, tags, entities, escapes, the marks of bold type and of
# headings, characters without room (not the two that turn digits round), bullets of private fonts.
_NO_ROOM = "\u00ad\u200b-\u200f\u202a-\u202c\u2060-\u2069\ufe0e\ufe0f\ufeff\ue000-\uf8ff"
_HIDDEN = re.compile(f"[{_NO_ROOM}]")
_MAY_BE_RESIDUE = re.compile(rf"[\[<&\\*#{_NO_ROOM}]")
_RESIDUE = re.compile(
    r"\[bookmark:[^\]]{0,80}\]|<!--.{0,200}?-->|</?[A-Za-z][^<>]{0,200}>|&(?:[A-Za-z]{2,8}|#[0-9A-Fa-fx]{1,7});"
    r"|\\[trn]?(?![A-Za-z])|\*\*\*?|##+",
    re.S,
)
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
_LETTERS = f"a-züɑɡ{_TONED}\u0300-\u030c"
# The reading of a character behind it: 規(guī)章. Without a tone it is one only in a Traditional text.
_READING = re.compile(rf"(?<=[\u3400-\u9fff])[(（]([{_LETTERS}' ]{{1,20}})[)）]")
_TONE = re.compile(f"[{_TONED}\u0300-\u030c]")


def _unusual() -> str:
    """Return, as ranges, radicals and ideographs beyond the 6,763 of GB 2312, in which nearly all texts are written."""
    rows = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    common = set(map(ord, b"".join(rows).decode("gb2312", errors="ignore")))
    ranges: list[list[int]] = []
    for code in (*range(0x2E80, 0x2FE0), *range(0x3400, 0xA000), *range(0xF900, 0xFB00)):
        if code in common:
            continue
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


# Text without any of them is returned as it is.
_UNUSUAL = re.compile(f"[{_TONED}\u0300-\u030c{_unusual()}]")


class _Plain(dict[int, str]):
    """The plain form of characters, each looked up once, when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if _UNUSUAL.match(character):
            character = _converter().convert(unicodedata.normalize("NFKC", character.translate(_LEFT)))
        self[code] = character
        return character


_PLAIN = _Plain({ord(kept): kept for kept in _KEPT})


@cache
def _converter() -> OpenCC:
    # Its dictionaries take longer to load than a clerk's file to check, and hardly any file needs them.
    from opencc import OpenCC  # noqa: PLC0415

    return OpenCC("t2s")


def without_residue(text: str, instead: str = "") -> str:
    """Return text without what editors and exports leave in it: tags, entities, bookmarks, characters without room."""
    return text if _MAY_BE_RESIDUE.search(text) is None else _RESIDUE.sub(instead, _HIDDEN.sub("", text))


def places_without_residue(text: str) -> Sequence[int]:
    """Return where in `text` each character of `without_residue(text)` stands."""
    places = [at for at, character in enumerate(text) if _HIDDEN.match(character) is None]
    for found in reversed(list(_RESIDUE.finditer(_HIDDEN.sub("", text)))):
        del places[found.start() : found.end()]
    return places


def simplified(text: str) -> str:
    """Return text with Simplified characters for Traditional ones and radicals, readings in brackets left out.

    Words stay what they are: 資訊 becomes 资讯, not 信息. Names that keep a Traditional character keep it.
    """
    if _UNUSUAL.search(text) is None:
        return text
    plain = text.translate(_PLAIN)
    if plain == text:
        return _READING.sub(lambda found: "" if _TONE.search(found[1]) else found[0], text)
    # Characters that both scripts have stand for others in words of a Traditional text: 後, 於, 反覆.
    return _READING.sub("", _NOT_KEPT.sub(lambda found: _converter().convert(found[0]), plain))

"""What one file does to characters and bytes: Traditional writing, pinyin, editors' residue, encodings, line ends.

A guise changes words and figures alike; the truth of a cell is what it prints in that guise.
"""

from __future__ import annotations

import codecs
import random
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC

from tests.forge.figures import NBSP

Words = Callable[[str, random.Random], str]

_PINYIN = dict(
    zip(
        "规章政许可行处罚强制收费总计自然人重复申请公开国家秘密本年维持纠正结果情况诉讼",
        [
            "guī",
            "zhāng",
            "zhèng",
            "xǔ",
            "kě",
            "xíng",
            "chù",
            "fá",
            "qiáng",
            "zhì",
            "shōu",
            "fèi",
            "zǒng",
            "jì",
            "zì",
            "rán",
            "rén",
            "zhòng",
            "fù",
            "shēn",
            "qǐng",
            "gōng",
            "kāi",
            "guó",
            "jiā",
            "mì",
            "mì",
            "běn",
            "nián",
            "wéi",
            "chí",
            "jiū",
            "zhèng",
            "jié",
            "guǒ",
            "qíng",
            "kuàng",
            "sù",
            "sòng",
        ],
        strict=True,
    )
)
_RADICALS = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0x2F00, 0x2FD6)}
_NUMBERING = re.compile(r"^(\d{1,2}[.、]|[一二三四五六七八]、|（[一二三四五六七八]）)")
_HIDDEN = ("\u200b", "\u00ad", "\ufeff", "\u200c", "\u2060")


@dataclass(frozen=True)
class Guise:
    """`words` for labels and prose, `figures` for value cells, `store` from text to bytes (None: it cannot be)."""

    words: Words
    figures: Callable[[str], str]
    store: Callable[[str], bytes]
    keeps_names: Callable[[str], bool]


def traditional(text: str) -> str:
    """Return a text in Traditional characters."""
    return _converter("s2t").convert(text).replace("爲", "為")


@cache
def _converter(name: str) -> OpenCC:
    return OpenCC(name)


def _goes_back(text: str) -> bool:
    """Return whether a name in Traditional characters leads back to it."""
    return _converter("t2s").convert(traditional(text)) == text


def _with_pinyin(text: str, rng: random.Random) -> str:
    told = [
        f"{traditional(character)}({_PINYIN[character]})"
        if character in _PINYIN and rng.random() < 0.08
        else traditional(character)
        for character in text
    ]
    return "".join(told)


def _radical(text: str, rng: random.Random) -> str:
    return "".join(
        _RADICALS[character] if character in _RADICALS and rng.random() < 0.6 else character for character in text
    )


def _residue(text: str, rng: random.Random) -> str:
    if "\n" in text or not text.strip() or rng.random() > 0.15:
        return text
    kind = rng.randrange(6)
    if kind == 0:
        return f"[bookmark: _GoBack]{text}"
    if kind == 1 and (numbering := _NUMBERING.match(text)):
        return f"<!--[if !supportLists]-->{numbering[1]}<!--[endif]-->{text[numbering.end() :]}"
    if kind == 2 and len(text) > 3:
        cut = rng.randrange(2, len(text) - 1)
        return f"{text[:cut]}<br/>{text[cut:]}"
    if kind == 3:
        return f"<span>{text}</span>"
    return f"**{text}**" if kind == 4 and len(text) < 20 else f"<o:p></o:p>{text}"


def _entities(text: str, rng: random.Random) -> str:
    text = text.replace("“", "&ldquo;").replace("”", "&rdquo;")
    if text.strip() and rng.random() < 0.15:
        return f"&nbsp;{text}" if rng.random() < 0.5 else f"{text}&nbsp;"
    return text


def _hidden(text: str, rng: random.Random) -> str:
    if len(text) < 2 or rng.random() > 0.3:
        return text
    cut = rng.randrange(1, len(text))
    return f"{text[:cut]}{rng.choice(_HIDDEN)}{text[cut:]}"


def _plain_words(text: str, rng: random.Random) -> str:
    return text


def _traditional_words(text: str, rng: random.Random) -> str:
    return traditional(text)


def _same(text: str) -> str:
    return text


def _any_name(text: str) -> bool:
    return True


def _utf_8(text: str) -> bytes:
    return text.encode()


def _stored(store: Callable[[str], bytes]) -> Guise:
    return Guise(_plain_words, _same, store, _any_name)


def _worded(words: Words) -> Guise:
    return Guise(words, _same, _utf_8, _any_name)


def _big5(text: str) -> bytes:
    # What a fault has written into the text may still be Simplified.
    return traditional(text.replace(NBSP, "\u3000")).encode("big5hkscs")


PLAIN_GUISE = _stored(_utf_8)
GUISES: dict[str, Guise] = {
    "utf-8-sig": _stored(lambda text: text.encode("utf-8-sig")),
    "utf-16": _stored(lambda text: text.encode("utf-16")),
    "utf-16-be-bom": _stored(lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be")),
    "utf-16-le": _stored(lambda text: text.encode("utf-16-le")),
    "utf-16-be": _stored(lambda text: text.encode("utf-16-be")),
    "gb18030": _stored(lambda text: text.encode("gb18030")),
    "crlf": _stored(lambda text: text.replace("\n", "\r\n").encode()),
    "cr": _stored(lambda text: text.replace("\n", "\r").encode()),
    "traditional": Guise(_traditional_words, traditional, _utf_8, _goes_back),
    "big5": Guise(_traditional_words, traditional, _big5, _goes_back),
    "pinyin": Guise(_with_pinyin, traditional, _utf_8, _goes_back),
    "radicals": _worded(_radical),
    "residue": _worded(_residue),
    "entities": _worded(_entities),
    "hidden": _worded(_hidden),
}

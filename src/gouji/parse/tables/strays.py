"""Figures that stand inside a label: a number of it, the year or article it speaks of, or a value that went astray."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

from gouji.characters import without_residue
from gouji.parse.labels import is_like_a_row
from gouji.parse.tables.rows import FoundRow
from gouji.parse.tables.tokens import Token
from gouji.report import Doubt
from gouji.standard.forms import Form

_HAN = "\u4e00-\u9fff"
_UNITS = "万?元|件|条|项|个|宗|次|份"
# What a label speaks of with figures: years, articles, documents, an example, a limit, a page.
_SPOKEN_OF = re.compile(
    r"20\d\d(?:年|[-—~至]20\d\d)|第\d+(?:[条款项号类页])|共\d+页|[〔\[]20\d\d[〕\]]\d*号?|如[:：]?[-+－−—]?\d+|\d+万?元以[上下]"
    r"|[表附]件?表?\d+|不同渠道和方式公开相同信息计1条|国办\S{0,12}号"
)
_NUMBERING = re.compile(rf"(?<![\d.,，])[(（\[【]?\d{{1,2}}[)）\]】、.．,，:：]+(?=[{_HAN}“”\"‘’'「])")
_FIRST = re.compile(rf"\d{{1,2}}(?=[{_HAN}])")
_REMARK = re.compile(r"[(（\[【][^()（）\[\]【】]*(?:[)）\]】]|$)|是?指.*$")
_FIGURE_IN_BRACKETS = re.compile(rf"[(（\[【][约共计]{{0,2}}[+-]?\d[\d,，.]*(?:{_UNITS})?(?:[)）\]】]|$)")
_DIGIT = re.compile(r"\d")


def stray_doubt(rows: Sequence[FoundRow], blank: frozenset[int], form: Form) -> Doubt | None:
    """Return a label that holds figures which are no part of it: a value may have run into it.

    Figures in a remark, and a number right in front of the label, count only where values are missing: beside those
    of the rows in `blank` (by id), or for a column's label anywhere.
    """
    for row in rows:
        for token in row.labels:  # figures alone among them are judged with the row's
            if (
                not _DIGIT.search(token.text)
                or token.is_value
                or not token.is_word
                or not _is_of_the_table(token, row, form)
            ):
                continue
            is_beside = id(row) in blank and token is row.labels[-1]
            is_above = bool(blank) and row.header
            if _strays(token.text) or ((is_beside or is_above) and _may_stray(token.text, _numbers(form))):
                return Doubt("left_over", (token.text,))
    return None


def _is_of_the_table(token: Token, row: FoundRow, form: Form) -> bool:
    """Return whether a label is one of the table's, not a line of the page that was printed between its rows."""
    return (
        token is row.labels[-1]
        or (row.rowed and token.cell.place.row is not None)
        or any(hit.table == form.table for hit in token.hits)
        or is_like_a_row(form.table, token.text)
    )


@lru_cache(maxsize=4096)
def _strays(text: str) -> bool:
    """Return whether figures stand in or behind a label, or alone in brackets, that number or date nothing."""
    plain = _SPOKEN_OF.sub("", _plain(text))
    if _FIGURE_IN_BRACKETS.search(_NUMBERING.sub("", plain)):
        return True
    plain = _FIRST.sub("", _NUMBERING.sub("", _REMARK.sub("", plain)), count=1)
    return _DIGIT.search(plain) is not None


def _may_stray(text: str, numbers: frozenset[str]) -> bool:
    """Return whether a remark holds figures, or a number that the form does not print stands before the label."""
    plain = _SPOKEN_OF.sub("", _plain(text))
    first = _FIRST.match(plain)
    if first and _plain(text)[: first.end() + 4] not in numbers:
        return True
    return any(_DIGIT.search(remark) for remark in _REMARK.findall(_NUMBERING.sub("", plain)))


@cache
def _numbers(form: Form) -> frozenset[str]:
    """Return the beginnings of the form's labels, the mark behind their number left out: `1属于国家`."""
    labels = (re.sub(r"(?<=\d)[.、]", "", _plain(row.label)) for row in form.rows)
    return frozenset(label[:5] for label in labels)


def _plain(text: str) -> str:
    """Return a label without white space, in the usual characters; ① is the mark of a note, no figure."""
    marks = "".join("" if unicodedata.category(character) == "No" else character for character in without_residue(text))
    return "".join(unicodedata.normalize("NFKC", marks).split())

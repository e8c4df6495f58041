"""Column labels that are not known (`有效数`, `纠正`): which column each hints at, and in which order they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import groupby, pairwise

from gouji.parse.labels import column_index, is_like_a_row, normal_forms, row_index
from gouji.parse.tables.rows import Token
from gouji.standard.forms import Form

_LONGEST = 16  # characters of a column's label


def hints_at_another_order(labels: Sequence[Token], expected: Sequence[str], form: Form) -> bool:
    """Return whether labels, some of them unknown, name columns in another order than `expected`.

    Where labels are wrapped inside their cells, each printed line of several names the columns once more.
    """
    if not any(_hint(form, piece) for token in labels if not token.hits for piece in token.text.split()):
        return False
    return any(not _is_part_of(named, expected) for named in _lines(labels, expected, form))


def _lines(labels: Sequence[Token], expected: Sequence[str], form: Form) -> Iterator[list[str]]:
    """Yield the columns that each line of several labels names, then those that the other lines name together."""
    others: list[str] = []
    for _, line in groupby(labels, key=lambda token: token.cell.place._replace(col=None)):
        tokens = list(line)
        named = [column for token in tokens for column in _columns(token, form) if column in expected]
        if (len(tokens) > 1 or "  " in tokens[0].text) and not form.one_line:
            yield named
        else:
            others += named
    yield others


def _columns(token: Token, form: Form) -> list[str]:
    if token.hits:
        named = [hit.key for hit in token.hits if hit.table == form.table and hit.kind == "column"][:1]
    else:
        named = [column for piece in token.text.split() if (column := _hint(form, piece)) is not None]
    # 总计 spans both lines of the header of table 3.
    return [column for column in named if column != "total"]


def _is_part_of(named: Sequence[str], expected: Sequence[str]) -> bool:
    """Return whether the names stand in the expected order, some left out, one said twice in a row counted once."""
    left = iter(expected)
    return all(one in left for at, one in enumerate(named) if not at or named[at - 1] != one)


@lru_cache(maxsize=16_384)
def _hint(form: Form, text: str) -> str | None:
    """Return the one column of a form with which an unknown label shares two characters in a row, else None."""
    normal = normal_forms(text)[-1]
    if len(normal) > _LONGEST or is_like_a_row(form.table, text) or any(normal in label for label in row_index(form)):
        return None
    columns = {column for pair in pairwise(normal) if (column := _pairs(form).get(pair)) is not None}
    return columns.pop() if len(columns) == 1 else None


@cache
def _pairs(form: Form) -> dict[tuple[str, str], str]:
    """Return the pairs of characters that only the labels of one column have."""
    found: dict[tuple[str, str], set[str]] = {}
    for label, column in column_index(form).items():
        for pair in pairwise(label):
            found.setdefault(pair, set()).add(column)
    return {pair: columns.pop() for pair, columns in found.items() if len(columns) == 1}

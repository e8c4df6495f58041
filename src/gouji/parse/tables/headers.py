"""Labels above values: whether they contradict what the values were taken for.

Of labels that are not known (`有效数`, `纠正`): which column each hints at, and in which order they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import groupby, pairwise

from gouji.parse.labels import column_index, is_like_a_row, normal_forms, row_index
from gouji.parse.tables.rows import FoundRow, is_torn
from gouji.parse.tables.tokens import Token
from gouji.report import Doubt
from gouji.standard.forms import COLUMN_AXIS, Form, term

_LONGEST = 16  # characters of a column's label


def column_doubt(rows: Sequence[FoundRow], columns_of: Mapping[int, Sequence[str]], form: Form) -> Doubt | None:
    """Return the first column label that contradicts the order in which the row below was read.

    `columns_of` holds the columns of each row of values, in the form's order, by the row's id.
    """
    headers: list[list[str | None]] = []  # above the rows that follow: one, or several where a page repeats it
    seen: set[int] = set()  # a row may have taken over the labels of the row above
    headings: list[Token] = []  # all labels above the rows that follow
    fresh = is_below = True
    for row in rows:
        is_data = id(row) in columns_of
        labels = [token for token in (row.labels[:-1] if is_data else row.labels) if id(token) not in seen]
        seen.update(id(token) for token in row.labels)
        if labels:
            headings = labels if is_below else [*headings, *labels]
            is_below = False
        columns = _columns_named(labels, form)
        if columns and (stranger := foreign(labels, form)):
            return Doubt("foreign_column", (stranger.text,))
        if columns and fresh:
            headers, fresh = [columns], False
        elif columns and not _repeats(headers[-1], columns):
            headers[-1] += columns
        elif columns:
            headers.append(columns)
        if not is_data:
            continue
        fresh = is_below = True
        expected = columns_of[id(row)]
        doubt = next(filter(None, (_out_of_order(named, expected, form) for named in headers)), None)
        if doubt or hints_at_another_order(headings, expected, form):
            return doubt or Doubt("column_order")
    return None


def foreign(labels: Sequence[Token], form: Form) -> Token | None:
    """Return a label that only another table has and that is no piece of a column's of this form (其他 of 其他结果)."""
    return next(
        (
            token
            for token in labels
            if token.hits
            and all(hit.table != form.table for hit in token.hits)
            and not any(normal_forms(token.text)[-1] in label for label in column_index(form))
        ),
        None,
    )


def _repeats(header: Sequence[str | None], columns: Sequence[str | None]) -> bool:
    return any(column is not None and column in header for column in columns)


def _columns_named(labels: Sequence[Token], form: Form) -> list[str | None]:
    """Return the columns that labels above a row name, None for an unknown label between two known ones.

    Nothing is named where no label is a column's for certain. A label of which only one bracket is there is a piece.
    """
    hits = [[hit for hit in token.hits if hit.table == form.table] for token in labels]
    certain = [i for i, found in enumerate(hits) if {hit.kind for hit in found} == {"column"}]
    if not certain:
        return []
    named: list[str | None] = []
    for position, (token, found) in enumerate(zip(labels, hits, strict=True)):
        columns = [hit.key for hit in found if hit.kind == "column"]
        if columns:
            named.append(columns[0])
        elif not token.hits and certain[0] < position < certain[-1] and not is_torn(token.text):
            named.append(None)
    return named


def _out_of_order(named: Sequence[str | None], expected: Sequence[str], form: Form) -> Doubt | None:
    strange = [column for column in named if column is not None and column not in expected]
    if strange:
        return Doubt("foreign_column", (term(COLUMN_AXIS[form.table], strange[0]).zh,))
    # 总计 spans both lines of the header of table 3, so it may be named before the columns it stands behind.
    single = [column for column in named if column != "total"]
    last = -1
    unknown = 0
    for column in single:
        if column is None:
            unknown += 1
            continue
        place = expected.index(column)
        if place - last - 1 < unknown or place <= last:
            return Doubt("column_order")
        last, unknown = place, 0
    if named and named[0] == "total" and single:
        return Doubt("column_order")
    return None


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

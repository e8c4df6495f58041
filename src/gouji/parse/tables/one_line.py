"""Table 4, whose rows (the channels) stand side by side in one printed line: its values and its torn headers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby

from gouji.parse.labels import Hit, normal_form
from gouji.parse.tables.headers import foreign, hints_at_another_order
from gouji.parse.tables.rows import FoundRow
from gouji.parse.tables.tokens import Token
from gouji.report import Doubt
from gouji.standard.forms import COLUMN_AXIS, Form, term

_MOST_STEPS = 4000


@cache
def by_rows(form: Form) -> Form:
    """Return the form as it is where each of its rows has a line of its own."""
    return replace(form, one_line=False)


def one_line_of(rows: Sequence[FoundRow], form: Form) -> list[FoundRow]:
    """Return the rows with the values of the line in one of them, where they were printed in several.

    They are one line if each piece stands under the column labels of as many cells (a table for each channel), or if
    all of them follow all labels (a line broken in two).
    """
    pieces = [row for row in rows if row.printed]
    count = form.cell_count
    if len(pieces) < 2 or sum(len(row.values) for row in pieces) != count or not all(row.rowed for row in pieces):
        return list(rows)
    named = [0] * len(pieces)
    piece = 0
    for row in rows:
        if piece < len(pieces):
            named[piece] += sum(hit.kind == "column" for token in row.labels for hit in _hits(token, form)[:1])
        piece += bool(row.printed)
    if named != [len(row.values) for row in pieces] and (any(named[1:]) or any(row.labels for row in pieces[1:])):
        return list(rows)
    values = [token for row in pieces for token in row.values]
    printed = [token for row in pieces for token in row.printed]
    joined: list[FoundRow] = []
    for row in rows:
        if row is pieces[-1]:
            joined.append(replace(row, values=values, printed=printed, width=len(row.labels) + count, grid=None))
        else:
            joined.append(replace(row, values=[], printed=[]) if row.printed else row)
    return [row for row in joined if row.labels or row.values]


def line_doubt(rows: Sequence[FoundRow], form: Form) -> Doubt | None:
    """Return what the labels above the line contradict, or that too few of them are known."""
    if stranger := foreign(_labels(rows), form):
        return Doubt("foreign_column", (stranger.text,))
    whole = [row for row in rows if row.grid is not None and len(row.values) >= form.cell_count]
    if len(whole) > 1:  # of two years, or bodies, one of them left blank
        return Doubt("repeated", (whole[0].label,))
    order = [column for _ in form.rows for column in form.rows[0].columns]
    position = 0
    channels: list[str] = []
    outcomes = 0
    is_suit_first = False
    for token in _labels(rows):
        hits = _hits(token, form)
        if hits and hits[0].kind == "structure" and not channels:
            is_suit_first = True
        if hits and hits[0].kind == "row":
            channels.append(hits[0].key)
        elif hits and hits[0].kind == "column":
            outcomes += 1
            while position < len(order) and order[position] != hits[0].key:
                position += 1
            if position == len(order):
                return Doubt("column_order")
            position += 1
    expected = [row.key for row in form.rows]
    if [key for key in expected if key in channels] != channels or (is_suit_first and expected[0] in channels):
        return Doubt("column_order")
    if hints_at_another_order(_labels(rows), order, form) and not has_torn_labels(rows, form):
        return Doubt("column_order")
    return None if outcomes * 2 >= len(order) or has_torn_labels(rows, form) else Doubt("few_labels")


def has_torn_labels(rows: Sequence[FoundRow], form: Form) -> bool:
    """Return whether the labels above the values are exactly the form's columns in its order, put together.

    Their pieces stand on several lines (`结果 结果 其他`, `维持 纠正 结果`), in each line in the order of the columns.
    """
    labels = [normal_form(term(COLUMN_AXIS[form.table], column).zh) for row in form.rows for column in row.columns]
    pieces: list[tuple[str, bool]] = []
    for _, line in groupby(_labels(rows), key=lambda token: token.cell.place[:3] + token.cell.place[4:]):
        is_first = True
        for piece in (normal_form(piece) for token in line for piece in token.text.split()):
            if any(piece in label for label in labels):
                pieces.append((piece, is_first))
                is_first = False
            elif not any(piece in label for label in _other_labels(form)):
                return False
    if sum(len(piece) for piece, _ in pieces) != sum(map(len, labels)):
        return False
    return _cover(pieces, labels)


def _cover(pieces: Sequence[tuple[str, bool]], labels: Sequence[str]) -> bool:
    """Return whether the pieces, taken in order, make up the labels; after `_MOST_STEPS` steps it gives up.

    From one piece to the next it goes on to the right; the first piece of a line begins again from the left.
    """
    tried: set[tuple[int, int, tuple[int, ...]]] = set()
    open_ends = [(0, 0, (0,) * len(labels))]
    while open_ends and len(tried) < _MOST_STEPS:
        state = open_ends.pop()
        if state in tried:
            continue
        tried.add(state)
        number, column, used = state
        if number == len(pieces):
            return True
        piece, is_first = pieces[number]
        fitting = [at for at in range(0 if is_first else column, len(labels)) if labels[at].startswith(piece, used[at])]
        open_ends += [
            (number + 1, at, (*used[:at], used[at] + len(piece), *used[at + 1 :])) for at in reversed(fitting)
        ]
    return False


def _labels(rows: Sequence[FoundRow]) -> list[Token]:
    """Return the labels of the rows in order; those that one row takes over from the row above count once."""
    return list({id(token): token for row in rows for token in row.labels}.values())


def _hits(token: Token, form: Form) -> list[Hit]:
    return [hit for hit in token.hits if hit.table == form.table]


@cache
def _other_labels(form: Form) -> tuple[str, ...]:
    return tuple(normal_form(label) for label in (*(row.label for row in form.rows), *form.structure))

"""Found rows held against a form: which printed cell is which cell of the form, and whether that is beyond doubt.

Rows are aligned by their labels' likeness, their order and the number of their values (a global alignment after
Needleman and Wunsch, 1970); the form's own cell counts are the proof. A reading is proven only if every row of the
form has exactly its values, no printed value is left over, at least half of the rows are named by their labels,
and no label or column contradicts the place it was given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from gouji.parse.labels import CLEARLY, is_apart, is_fragment, normal_form, normal_forms, row_index, similar_rows
from gouji.parse.tables.grid import columns_of, contradicts, leaves_out, under
from gouji.parse.tables.headers import column_doubt
from gouji.parse.tables.one_line import has_torn_labels, line_doubt, one_line_of
from gouji.parse.tables.rows import FoundRow
from gouji.parse.tables.strays import stray_doubt
from gouji.parse.tables.tokens import Token
from gouji.report import Doubt
from gouji.standard.forms import Form, FormRow

_SKIP_FORM_ROW = -2.0
_SKIP_NUMBERS = -8.0
_SKIP_LABELLED = -6.0
_NAMED = 10.0
_UNNAMED = 3.0
_WRONG_COUNT = -4.0
_NEVER = float("-inf")
_MOST_PIECES = 4  # lines over which one label is wrapped
_LONGEST_VALUE = 30  # characters of words that may be meant for one
_FEW_SHORT = 3
"""Lines without all their values; where there are more, and more than half, what is said is not of one of them."""


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line of a form: the row keys that may label it, and its value cells in order."""

    row: FormRow | None
    slots: tuple[tuple[str, str], ...]


class PlacedCell(NamedTuple):
    """One cell of the form with the token it was read from; None where the row lacked one."""

    row: str
    column: str
    token: Token | None
    proven: bool


@dataclass(frozen=True, slots=True)
class Alignment:
    """A table read by one form. `doubt` is None where all of it is proven; `named` counts rows with known labels."""

    form: Form
    cells: tuple[PlacedCell, ...]
    row_labels: tuple[tuple[str, str], ...]
    named: int
    doubt: Doubt | None

    @property
    def score(self) -> tuple[bool, float, int]:
        """Return what makes one alignment better than another."""
        filled = sum(cell.token is not None for cell in self.cells)
        return self.doubt is None, self.named / max(1, len(self.form.rows)), filled


def align(rows: Sequence[FoundRow], form: Form) -> Alignment:
    """Return the best reading of the found rows by `form`, with what keeps it from being proven."""
    found = _Found(one_line_of(rows, form) if form.one_line else rows, form)
    lines = _lines(found)
    assigned = _by_exact_labels(found, lines) or _by_alignment(found, lines)
    cells, settled = _settle(assigned, lines, found)
    doubt = _doubt(found, assigned, lines, settled)
    labels = tuple((line.row.key, row.label) for line, row in zip(lines, assigned, strict=True) if line.row and row)
    if doubt is not None:
        cells = [PlacedCell(cell.row, cell.column, cell.token, False) for cell in cells]
    return Alignment(form, tuple(cells), labels, _named(found, assigned, lines), doubt)


def _named(found: _Found, assigned: Sequence[FoundRow | None], lines: Sequence[Line]) -> int:
    """Return how many rows of the form are named by their labels; of a form in one line, by the share of all labels."""
    if not found.form.one_line:
        return sum(row is not None and found.names(row, line) for row, line in zip(assigned, lines, strict=True))
    rows = found.form.rows
    known = {hit.key for row in found.rows for token in row.labels for hit in token.hits if hit.kind != "structure"}
    named = len(rows) * len(known) // (len(rows) + len(rows[0].columns))
    return len(rows) if named < len(rows) and has_torn_labels(found.rows, found.form) else named


class _Found:
    """The found rows with what each row's label says in one form, worked out once."""

    def __init__(self, rows: Sequence[FoundRow], form: Form) -> None:
        self.rows = rows
        self.form = form
        self._alike = {id(row): _likeness(row, form) for row in rows}
        self.candidates = [
            row
            for row in rows
            if not row.header and (row.values or self.exact(row) is not None) and not _is_of_structure(row)
        ]

    def alike(self, row: FoundRow) -> dict[str, float]:
        """Return how like the row's label is to the label of each row key, from 0 to 1."""
        return self._alike[id(row)]

    def exact(self, row: FoundRow) -> str | None:
        """Return the row key that the label names exactly."""
        alike = self._alike[id(row)]
        return next(iter(alike)) if len(alike) == 1 and next(iter(alike.values())) == 1.0 else None

    def names(self, row: FoundRow, line: Line) -> bool:
        """Return whether the row's label clearly is the line's."""
        return line.row is not None and self.alike(row).get(line.row.key, 0.0) >= CLEARLY


def _is_of_structure(row: FoundRow) -> bool:
    """Return whether a row has nothing but blanks behind a label that is no row's, like `申请人情况`."""
    return not row.printed and bool(row.labels) and {hit.kind for hit in row.labels[-1].hits} == {"structure"}


def _lines(found: _Found) -> list[Line]:
    form = found.form
    if form.one_line:
        return [Line(None, tuple((row.key, column) for row in form.rows for column in row.columns))]
    lines = [Line(row, tuple((row.key, column) for column in row.columns)) for row in form.rows]
    for local in form.local_rows:
        if any(found.exact(row) == local.key and row.values for row in found.rows):
            after = max(i for i, line in enumerate(lines) if line.row is not None and line.row.block == local.block)
            lines.insert(after + 1, Line(local, tuple((local.key, column) for column in local.columns)))
    return lines


def _exact(row: FoundRow, form: Form) -> str | None:
    """Return the row key that the row's own label names exactly, pieces of a split label joined."""
    index = row_index(form)
    texts = [token.text for token in row.labels]
    for joined in range(1, min(_MOST_PIECES, len(texts)) + 1):
        for normal in normal_forms("".join(texts[-joined:])):
            if normal in index:
                return index[normal]
    return None


def _likeness(row: FoundRow, form: Form) -> dict[str, float]:
    exact = _exact(row, form)
    if exact is not None:
        return {exact: 1.0}
    if not row.labels or row.labels[-1].hits:
        # A label known for something else (a group, a column) is no misprint of a row's.
        return {}
    found = dict(similar_rows(form, normal_forms(row.label)[-1]))
    text = row.label
    for token in reversed(row.labels[-_MOST_PIECES:-1]):
        if token.hits or max(found.values(), default=0.0) >= CLEARLY:
            break
        text = token.text + text
        whole = dict(similar_rows(form, normal_forms(text)[-1]))
        if max(whole.values(), default=0.0) >= CLEARLY:
            return whole
    return found


def _fits(row: FoundRow, count: int) -> bool:
    return len(row.values) == count or len(row.printed) == count or (not row.printed and len(row.values) > count)


def _by_exact_labels(found: _Found, lines: Sequence[Line]) -> list[FoundRow | None] | None:
    """Return the assignment where each line is named exactly once and nothing else is found; None otherwise.

    Marked rows may stand in another order than the form's; lines without row marks may not, since there a label and
    its values can have come apart.
    """
    rows = found.candidates
    keys = [line.row.key for line in lines if line.row is not None]
    named = [found.exact(row) for row in rows]
    if not len(named) == len(keys) == len(lines) or set(named) != set(keys):
        return None
    if named != keys and not all(row.rowed for row in rows):
        return None
    by_key = dict(zip(named, rows, strict=True))
    return [by_key[key] for key in keys]


def _by_alignment(found: _Found, lines: Sequence[Line]) -> list[FoundRow | None]:
    rows = found.candidates
    height, width = len(rows), len(lines)
    skips = [_skip(row, found.alike(row)) for row in rows]
    matches = [_matches(row, found.alike(row), lines) for row in rows]
    scores = [[_SKIP_FORM_ROW * j for j in range(width + 1)]]
    for skip, worth in zip(skips, matches, strict=True):
        above = scores[-1]
        left = above[0] + skip
        line = [left]
        for j in range(width):
            left = max(above[j + 1] + skip, left + _SKIP_FORM_ROW, above[j] + worth[j])
            line.append(left)
        scores.append(line)
    assigned: list[FoundRow | None] = [None] * width
    i, j = height, width
    while i and j:
        score, match = scores[i][j], matches[i - 1][j - 1]
        if match != _NEVER and score == scores[i - 1][j - 1] + match:
            assigned[j - 1] = rows[i - 1]
            i, j = i - 1, j - 1
        elif score == scores[i - 1][j] + skips[i - 1]:
            i -= 1
        else:
            j -= 1
    return assigned


def _skip(row: FoundRow, likeness: dict[str, float]) -> float:
    if row.printed:
        return _SKIP_NUMBERS
    return _SKIP_LABELLED if 1.0 in likeness.values() else 0.0


def _matches(row: FoundRow, likeness: dict[str, float], lines: Sequence[Line]) -> list[float]:
    """Return what giving the row to each line is worth: by the likeness of the label, and whether the count fits."""
    counts = {len(line.slots) for line in lines}
    fits = {count: _fits(row, count) for count in counts}
    if lines[0].row is None:
        return [_NAMED if fits[len(lines[0].slots)] else _NAMED + _WRONG_COUNT if row.printed else _NEVER]
    may_be_any = bool(row.printed) and max(likeness.values(), default=0.0) < CLEARLY
    found: list[float] = []
    for line in lines:
        is_fit = fits[len(line.slots)]
        alike = likeness.get(line.row.key, 0.0) if likeness and line.row is not None else 0.0
        if alike:
            found.append(_NAMED * alike + (0.0 if is_fit else _WRONG_COUNT))
        else:
            found.append(_UNNAMED if is_fit and may_be_any else _NEVER)
    return found


def _settle(
    assigned: Sequence[FoundRow | None], lines: Sequence[Line], found: _Found
) -> tuple[list[PlacedCell], list[bool]]:
    """Return the cells of every line in order, and for each line whether its values leave one reading."""
    pairs = [(row, line) for row, line in zip(assigned, lines, strict=True) if row is not None and row.rowed]
    # Padding in one row (an empty merged cell, a blank line of the layout) makes blanks no sign of a cell in any.
    is_padded = any(
        row is not None and len(row.values) > len(line.slots) for row, line in zip(assigned, lines, strict=True)
    )
    cells: list[PlacedCell] = []
    settled: list[bool] = []
    for row, line in zip(assigned, lines, strict=True):
        tokens = None if row is None else _values(row, line, pairs, is_padded, found)
        settled.append(tokens is not None)
        best: Sequence[Token | None] = tokens or _best_reading(row, line)
        cells.extend(
            PlacedCell(key, column, token, tokens is not None)
            for (key, column), token in zip(line.slots, best, strict=True)
        )
    return cells, settled


def _values(
    row: FoundRow,
    line: Line,
    pairs: Sequence[tuple[FoundRow, Line]],
    is_padded: bool,
    found: _Found,
) -> list[Token] | None:
    """Return the tokens of a line's cells where counts leave one possibility, else None.

    As many printed values as cells are the cells. Blanks count as cells where they complete the number of a row with
    a label and no row of the table is padded, or where the table is a full rectangle and they stand in the columns
    in which its other rows, or its header, have theirs. On a grid that tells the columns, what stands under them.
    """
    if row.grid is None:
        return _counted(row, line, pairs, is_padded, found)
    alike = [other for other, other_line in pairs if len(other_line.slots) == len(line.slots)]
    columns, is_named = columns_of(row, line.slots, found.rows, alike, found.form)
    tokens = under(columns, row.values) if columns else _counted(row, line, pairs, is_padded, found)
    if tokens is None or leaves_out(row, tokens, found.rows, columns if is_named else None):
        return None
    return None if not is_named and contradicts(row, line.slots, tokens, found.rows, found.form) else tokens


def _counted(
    row: FoundRow,
    line: Line,
    pairs: Sequence[tuple[FoundRow, Line]],
    is_padded: bool,
    found: _Found,
) -> list[Token] | None:
    """Return the tokens of a line's cells as their number, and of lines of text their places in it, tell."""
    count = len(line.slots)
    if len(row.printed) == count and all(token.is_value for token in row.printed):
        return row.printed
    has_place = bool(row.labels) or (line.row is None and row.rowed)
    if len(row.values) == count and (len(row.printed) == count or (has_place and not is_padded)):
        return row.values
    if not row.printed and len(row.values) >= count and row.rowed:
        return row.values[:count]
    if not row.rowed or row.grid is not None or len({other.width for other, _ in pairs}) > 1:
        return None
    places = _value_columns(line, pairs) or _header_columns(row, line, found)
    if places is None:
        return None
    chosen = [row.values[place - row.offset] for place in places if 0 <= place - row.offset < len(row.values)]
    return chosen if len(chosen) == count and sum(not token.is_blank for token in chosen) == len(row.printed) else None


def _value_columns(line: Line, pairs: Sequence[tuple[FoundRow, Line]]) -> tuple[int, ...] | None:
    """Return the columns in which the full rows of a rectangular table have their values, if all agree."""
    seen = {
        tuple(index + other.offset for index, token in enumerate(other.values) if not token.is_blank)
        for other, other_line in pairs
        if len(other_line.slots) == len(line.slots) == len(other.printed)
    }
    return seen.pop() if len(seen) == 1 else None


def _header_columns(row: FoundRow, line: Line, found: _Found) -> tuple[int, ...] | None:
    """Return the cells of a line of text in which the header lines above the row name the line's columns."""
    places: dict[str, int] = {}
    fresh = True
    for other in found.rows:
        if other is row:
            break
        if not (other.header and other.rowed):
            fresh = True
            continue
        if fresh:
            places, fresh = {}, False
        for token in other.labels if other.width == row.width else ():
            for hit in token.hits:
                if hit.table == found.form.table and hit.kind == "column" and token.cell.place.col is not None:
                    places[hit.key] = token.cell.place.col - 1
    wanted = [places.get(column) for _, column in line.slots]
    # Cells cut from one cell are all said to stand in its column.
    is_known = None not in wanted and len(set(wanted)) == len(wanted)
    return tuple(column for column in wanted if column is not None) if is_known else None


def _best_reading(row: FoundRow | None, line: Line) -> list[Token | None]:
    count = len(line.slots)
    if row is None:
        return [None] * count
    tokens = row.values if len(row.values) <= count else row.printed
    return [*tokens[:count], *[None] * (count - len(tokens))]


def _doubt(
    found: _Found, assigned: Sequence[FoundRow | None], lines: Sequence[Line], settled: Sequence[bool]
) -> Doubt | None:
    """Return what keeps the reading from being proven, or None."""
    rows, form = found.rows, found.form
    doubt = _lack(found, assigned, lines, settled)
    if doubt is not None:
        return doubt
    used = {id(row) for row in assigned}
    left = [row for row in rows if row.astray or (id(row) not in used and row.printed)]
    if left:
        values = " ".join(token.text for token in (left[0].astray or left[0].printed)[:8])
        is_there_twice = found.exact(left[0]) in {found.exact(row) for row in assigned if row is not None} - {None}
        return Doubt("repeated" if is_there_twice else "left_over", (f"{left[0].label} {values}".strip(),))
    apart = next((token for row in rows for token in row.labels if is_apart(form.table, token.text)), None)
    if apart is not None:
        return Doubt("apart", (apart.text,))
    blank = frozenset(
        id(row)
        for row, line in zip(assigned, lines, strict=True)
        if row is not None and len(row.printed) < len(line.slots)
    )
    if stray := stray_doubt(rows, blank, form):
        return stray
    if form.one_line:
        return line_doubt(rows, form)
    unnamed = [
        (row, line) for row, line in zip(assigned, lines, strict=True) if row is not None and not found.names(row, line)
    ]
    if len(unnamed) * 2 > len(lines):
        return Doubt("few_labels")
    for row, line in unnamed:
        if not row.printed or _is_other_row(row, line, found):
            return Doubt("label", (row.label or _line_name(line),))
    expected = {id(row): [column for _, column in line.slots] for row, line in zip(assigned, lines, strict=True) if row}
    return column_doubt(rows, expected, form)


def _lack(
    found: _Found, assigned: Sequence[FoundRow | None], lines: Sequence[Line], settled: Sequence[bool]
) -> Doubt | None:
    """Return which lines of the form lack a row or have other than their values, in the words that tell most."""
    if not any(row.printed for row in found.rows):
        return Doubt("no_values") if found.form.one_line else Doubt("no_figures")
    lost = [line for line, row in zip(lines, assigned, strict=True) if row is None]
    short = [
        (line, row)
        for line, row, is_settled in zip(lines, assigned, settled, strict=True)
        if row is not None and not is_settled
    ]
    for line, row in short:
        if len(row.printed) < len(line.slots) <= len(row.printed[-1].text if row.printed else ""):
            return Doubt("glued", (_line_name(line), row.printed[-1].text))
    thin = sum(len(row.printed) < len(line.slots) for line, row in short)
    if thin > _FEW_SHORT and thin * 2 > len(lines) - len(lost):
        return Doubt("thinned", (str(thin), str(len(lines))))
    if lost and (unread := _unread(found, lost)):
        return Doubt("unread", unread)
    if lost:
        return Doubt("no_values") if found.form.one_line else Doubt("no_row", ("、".join(map(_line_name, lost[:3])),))
    for line, row in short:
        if row.grid is not None and len(line.slots) in (len(row.values), len(row.printed)):
            return Doubt("off_columns", (_line_name(line),))
        return Doubt("counts", (_line_name(line), str(len(line.slots)), str(len(row.printed))))
    return None


def _unread(found: _Found, lost: Sequence[Line]) -> tuple[str, str] | None:
    """Return the label of a line and the words right behind it, where its values should stand; None where none do."""
    keys = {line.row.key for line in lost if line.row is not None}
    for row in found.rows:
        for label, token in pairwise(row.labels):
            is_value = not token.hits and len(token.text) <= _LONGEST_VALUE
            if is_value and any(hit.kind == "row" and hit.key in keys for hit in label.hits):
                return label.text, token.text
    return None


def _is_other_row(row: FoundRow, line: Line, found: _Found) -> bool:
    """Return whether an unnamed row's label is a label of its own, neither like the line's nor a torn piece."""
    if not row.labels or line.row is None:
        return False
    if row.labels[-1].hits:
        return True
    alike = found.alike(row)
    if line.row.key in alike:
        return alike[line.row.key] < max(alike.values())
    normal = normal_form(row.label)
    return normal not in normal_form(line.row.label) and not is_fragment(found.form, normal)


def _line_name(line: Line) -> str:
    return line.row.label if line.row is not None else "四"

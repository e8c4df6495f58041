"""The statistics form of 2014 in a document: one figure a row, placed by its label and by the order of the rows.

Many labels are alike (其他情形数 stands under reviews and under suits), so a row is named by its label together with
its neighbours. A reading is proven only if every row of the form is there, in order, with one figure for each column,
and every figure between the first row and the last belongs to a row. Rows that a place has added keep their own label.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gouji.cells import CellText, is_money, understand
from gouji.characters import simplified
from gouji.parse.labels import CLEARLY, normal_form
from gouji.parse.statistics.rows import (
    Figure,
    Heads,
    Row,
    columns_of,
    exact_rows,
    found_rows,
    may_hold_figure,
    similar_rows,
    structure,
)
from gouji.parse.tables.tokens import Item
from gouji.report import Doubt, StatisticCell, StatisticsReading
from gouji.standard.forms import earlier_forms
from gouji.standard.statistics import MONEY, StatisticRow, statistics_form

_NUMBER = re.compile(r"[（(]?([一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．]")
_FEWEST = 3
"""A table that names less than one in so many rows of the form is another table."""
_MOST_ROWS = 600
_NEAR = 12  # rows or lines between the heads and the first row
_MOST_PIECES = 4  # lines over which one label is wrapped
_NAMED, _LOST, _LEFT, _LEFT_NUMBER = 10.0, -2.0, 0.0, -4.0


@dataclass(frozen=True, slots=True)
class FoundStatistics:
    """The statistics form as read, and the items [start, stop) it takes up."""

    reading: StatisticsReading
    start: int
    stop: int


def read_statistics(items: Sequence[Item]) -> FoundStatistics | None:
    """Return the statistics form in a document, None where there is none."""
    if not _may_be_there(items):
        return None
    found, all_heads = found_rows(items)
    rows = _window(found)
    names = [_name(row) for row in rows]
    assigned = _aligned(rows, [alike for _, alike in names])
    placed = [(row, index) for row, index in zip(statistics_form().rows, assigned, strict=True) if index is not None]
    if len(placed) * _FEWEST < len(assigned):
        return None
    first, last = placed[0][1], placed[-1][1]
    heads = _heads_above(rows[first], all_heads)
    # Rows the place has added stand between heads and first row, or right below the last row, with a unit.
    while heads is not None and first and rows[first - 1].start > heads.item:
        first -= 1
    while last + 1 < len(rows) and not names[last + 1][1] and rows[last + 1].unit and _is_below(*rows[last : last + 2]):
        last += 1
    columns = columns_of(heads)
    doubt = _doubt(rows, names, assigned, range(first, last + 1), columns)
    if any(rows[first].start < each.item < rows[last].stop and columns_of(each) != columns for each in all_heads):
        doubt = doubt or Doubt("column_order")
    form_rows = {index: row for row, index in placed}
    cells: list[StatisticCell] = []
    added = 0
    for index in range(first, last + 1):
        row, (label, _) = rows[index], names[index]
        form_row = form_rows.get(index)
        if form_row is None:
            if not label or not (_has_number(row) or (row.unit and normal_form(label) not in structure())):
                continue
            added += 1
        key = f"other.{added}" if form_row is None else form_row.key
        cells += _cells(row, key, label, form_row, columns, doubt is None)
    start = rows[first].start if heads is None else heads.item
    place = next((cell.place for cell in cells if cell.place), "")
    reading = StatisticsReading(statistics_form().edition, tuple(cells), doubt, place)
    return FoundStatistics(reading, start, rows[last].stop)


def _may_be_there(items: Sequence[Item]) -> bool:
    """Return whether two of the words that only this form prints stand outside of prose: cheap, and mostly the end."""
    text = "".join([token.text for item in items if not item.is_prose for token in item.tokens if token.is_word])
    text = simplified("".join(text.split()))
    return sum(anchor in text for anchor in earlier_forms()[statistics_form().edition]) > 1


def _name(row: Row) -> tuple[str, dict[str, float]]:
    """Return a row's label, its pieces joined, and how like it is to that of each row of the form."""
    if not row.labels:
        return "", {}
    joined = ["".join(row.labels[-count:]) for count in range(1, min(_MOST_PIECES, len(row.labels)) + 1)]
    for label in joined:
        if keys := exact_rows(label):
            return label, dict.fromkeys(keys, 1.0)
    if normal_form(joined[0]) in structure():
        return joined[0], {}
    best = max(joined, key=lambda label: max(similar_rows(label).values(), default=0.0))
    return best, similar_rows(best)


def _number(label: str) -> str | None:
    match = _NUMBER.match(unicodedata.normalize("NFKC", label).strip())
    return match[1] if match else None


def _is_certain(row: Row, label: str, alike: dict[str, float], form_row: StatisticRow) -> bool:
    likeness = alike[form_row.key]
    if likeness < max(alike.values()):
        return False
    return likeness >= CLEARLY or (
        _number(label) is not None and _number(label) == _number(form_row.label) and row.unit == form_row.unit
    )


# Rows held against the form.


def _window(rows: list[Row]) -> list[Row]:
    """Return the rows from the first to the last that may be the form's; none of a document with far too many."""
    known = [index for index, row in enumerate(rows) if _name(row)[1]]
    if not known:
        return []
    last = known[-1]
    while last + 1 < len(rows) and rows[last + 1].unit is not None and _is_below(rows[last], rows[last + 1]):
        last += 1
    found = rows[max(0, known[0] - _NEAR) : last + 1]
    return found if len(found) <= _MOST_ROWS else []


def _heads_above(row: Row, heads: Sequence[Heads]) -> Heads | None:
    above = [each for each in heads if each.item < row.start]
    return above[-1] if above and row.start - above[-1].item <= _NEAR else None


def _is_below(row: Row, after: Row) -> bool:
    return row.marked and after.marked and after.start == row.stop


def _aligned(rows: Sequence[Row], names: Sequence[dict[str, float]]) -> list[int | None]:
    """Return for each row of the form which found row it is: the likest labels in the form's order."""
    form = statistics_form().rows
    named = [index for index, alike in enumerate(names) if alike]
    if len(named) == len(form) and all(
        names[index].get(row.key) == 1.0 for row, index in zip(form, named, strict=True)
    ):  # fmt: skip
        return list(named)
    scores = [[_LOST * column for column in range(len(form) + 1)]]
    for row, alike in zip(rows, names, strict=True):
        above, left = scores[-1], _LEFT_NUMBER if row.printed and row.labels else _LEFT
        line = [above[0] + left]
        for column, form_row in enumerate(form):
            match = above[column] + _NAMED * alike[form_row.key] if form_row.key in alike else above[column + 1] + left
            line.append(max(match, above[column + 1] + left, line[column] + _LOST))
        scores.append(line)
    assigned: list[int | None] = [None] * len(form)
    i, j = len(rows), len(form)
    while i and j:
        alike, left = names[i - 1], _LEFT_NUMBER if rows[i - 1].printed and rows[i - 1].labels else _LEFT
        key = form[j - 1].key
        if key in alike and scores[i][j] == scores[i - 1][j - 1] + _NAMED * alike[key]:
            assigned[j - 1] = i - 1
            i, j = i - 1, j - 1
        elif scores[i][j] == scores[i - 1][j] + left:
            i -= 1
        else:
            j -= 1
    return assigned


def _doubt(
    rows: Sequence[Row],
    names: Sequence[tuple[str, dict[str, float]]],
    assigned: Sequence[int | None],
    inside: range,
    columns: Sequence[str | None],
) -> Doubt | None:
    """Return what keeps the reading from being proven, or None."""
    form = statistics_form().rows
    outside = [index for index in range(len(rows)) if index not in inside and 1.0 in names[index][1].values()]
    if len([index for index in outside if rows[index].printed]) * _FEWEST > len(form):
        return Doubt("doubled")
    lost = [row.label for row, index in zip(form, assigned, strict=True) if index is None]
    if lost:
        return Doubt("no_row", ("、".join(lost[:3]),))
    if len(set(columns)) < len(columns):
        return Doubt("column_order")
    taken: set[int] = set()
    for form_row, index in zip(form, assigned, strict=True):
        if index is None:
            continue
        taken.add(index)
        row, (label, alike) = rows[index], names[index]
        if not _is_certain(row, label, alike, form_row):
            return Doubt("label", (label,))
        if _chosen(row, columns) is None:
            return Doubt("counts", (label, str(len(columns)), str(len(row.printed))))
    last = rows[inside[-1]]
    if not last.marked and not last.values:
        # Between rows a figure that is not there is a blank; below the last one nothing says where the table ends.
        return Doubt("counts", (names[inside[-1]][0], str(len(columns)), "0"))
    for index in inside:
        row, (label, alike) = rows[index], names[index]
        stray = [piece for piece in row.labels if piece not in label and may_hold_figure(piece)]
        if index not in taken and _has_number(row):
            after_blank = rows[index - 1].stop == row.start and index - 1 in taken and _is_empty(rows[index - 1])
            if not label or after_blank or 1.0 in alike.values() or _chosen(row, columns) is None:
                stray += [label, *(value.text for value in row.printed[:8])]
        elif index not in taken and row.unit is None and may_hold_figure(label):
            stray.append(label)
        if stray:
            return Doubt("left_over", (" ".join(stray).strip(),))
    return _column_doubt([rows[index] for index in taken], columns)


def _has_number(row: Row) -> bool:
    return any(understand(value.text).meaning != "not_applicable" for value in row.printed)


def _is_empty(row: Row) -> bool:
    """Return whether a row has neither unit nor figure: its label may go on in the next one."""
    return row.unit is None and not row.printed


def _column_doubt(rows: Sequence[Row], columns: Sequence[str | None]) -> Doubt | None:
    """Return a doubt where the one figure of a row stands now in this column, now in that: heads were overlooked."""
    if len(columns) > 1:
        return None
    slots = {
        next(i for i, value in enumerate(row.values) if value.text)
        for row in rows
        if row.marked and len(row.printed) == 1 and len(row.values) > 1
    }
    return Doubt("column_order") if len(slots) > 1 else None


def _chosen(row: Row, columns: Sequence[str | None]) -> list[Figure] | None:
    """Return the figure of each column, None where counts leave more than one possibility."""
    if len(columns) == 1:
        blank = row.values[0] if row.values else Figure("", row.place)
        return [*row.printed, blank][:1] if len(row.printed) < 2 else None
    if len(row.printed) == len(columns):
        return row.printed
    if not row.printed:
        return [Figure("", row.place)] * len(columns)
    whole = row.marked and len(row.values) >= len(columns) and not any(each.text for each in row.values[len(columns) :])
    return row.values[: len(columns)] if whole else None


# Cells.


def _cells(
    row: Row, key: str, label: str, form_row: StatisticRow | None, columns: Sequence[str | None], proven: bool
) -> Iterator[StatisticCell]:
    """Yield the cells of one row; of a row in doubt the first figures there are."""
    chosen = _chosen(row, columns)
    if chosen is None:
        best = row.values if len(row.values) <= len(columns) else row.printed
        chosen = [*best, *[Figure("", row.place)] * len(columns)][: len(columns)]
    is_amount = MONEY in ((form_row.unit if form_row else row.unit) or "")
    for column, figure in zip(columns, chosen, strict=True):
        said, unit = _said(figure.text, row.unit, is_amount)
        yield StatisticCell(
            key, column, "".join(label.split()), unit, said.printed, said.meaning, said.value, proven, figure.place
        )


def _said(text: str, unit: str | None, is_amount: bool) -> tuple[CellText, str | None]:
    """Return what a cell says and its unit as printed: the cell's own before that of the row."""
    said = understand(text)
    if said.meaning == "unreadable":
        # Units that only this form counts in (篇, 人次) are none of the other tables'.
        plain = simplified(text)
        for known in sorted(statistics_form().units, key=len, reverse=True):
            rest = plain.removesuffix(known)
            inner = understand(rest) if rest != plain else said
            if inner.meaning == "number" and inner.unit is None:
                return CellText(said.printed, "number", inner.value, known), known
    if said.unit is not None and is_money(said.unit) is not is_amount:
        return CellText(said.printed, "unreadable"), unit
    return said, said.unit or unit

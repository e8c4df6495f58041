"""The rows of one table as found: labels, values, and where each stood, before any form is held against them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise, product

from gouji.parse.labels import (
    CLEARLY,
    is_apart,
    is_fragment,
    is_like_a_row,
    normal_form,
    normal_forms,
    recognise,
    similar_rows,
)
from gouji.parse.sections import is_heading
from gouji.parse.tables.grid import Grid, grid_of
from gouji.parse.tables.tokens import LONGEST_LABEL, LONGEST_PIECE, Item, Token, is_long
from gouji.report import TableName
from gouji.standard.forms import COLUMN_AXIS, forms_of, term

_LINES_OF_A_LABEL = 3
_NEAR = 8  # lines of wrapped labels before the next row that is known
_WIDEST_GAP = 60  # cells without a known label between two labels of one table
_FEWEST_COUNTED = 5  # rows with a number in front, before they count as counted


@dataclass(slots=True)
class FoundRow:
    """A row as found: its label cells, then its value cells.

    `rowed` rows have their values from one marked row, whose first value was cell `offset` of `width`; others
    collected them line by line. `grid`: where the values stand, if the medium says. `header`: it names columns and
    holds no values. `astray`: figures in front of its label, which are no running numbers of the rows.
    """

    labels: list[Token] = field(default_factory=list)
    values: list[Token] = field(default_factory=list)
    rowed: bool = False
    offset: int = 0
    width: int = 0
    grid: Grid | None = None
    header: bool = False
    astray: list[Token] = field(default_factory=list)
    printed: list[Token] = field(default_factory=list)
    """The values that are not blank."""

    @property
    def label(self) -> str:
        """Return the row's own label as printed."""
        return self.labels[-1].text if self.labels else ""


@dataclass(frozen=True, slots=True)
class Region:
    """The stretch of items [start, stop) in which one table stands."""

    table: TableName
    start: int
    stop: int
    votes: int


def regions_of(items: Sequence[Item], table: TableName) -> list[Region]:
    """Return where labels of `table` stand close together, most labels first.

    A gap of prose or of many cells ends a region. Labels that two tables share do not begin or carry one.
    """
    clusters: list[list[int]] = []
    distance = 0
    for index, item in enumerate(items):
        if table in item.owners:
            if clusters and distance <= _WIDEST_GAP:
                clusters[-1].append(index)
            else:
                clusters.append([index])
            distance = 0
        elif _is_foreign(item, table):
            distance = _WIDEST_GAP + 1
        else:
            distance += len(item.tokens)
    found = [
        Region(table, _head(items, cluster[0], table), _tail(items, cluster[-1] + 1, table), len(cluster))
        for cluster in clusters
    ]
    return sorted(found, key=lambda region: (-region.votes, region.start))


def _head(items: Sequence[Item], start: int, table: TableName) -> int:
    """Return where the labels begin that stand right before the first one no other table shares."""
    while start and any(_is_label_of(table, token) for token in items[start - 1].tokens):
        start -= 1
    return start


def _is_label_of(table: TableName, token: Token) -> bool:
    return any(hit.table == table for hit in token.hits) or (token.is_word and is_apart(table, token.text))


def found_rows(items: Sequence[Item], region: Region) -> list[FoundRow]:
    """Return the rows in a region, in order. Rows marked by the medium and rows made of lines may be mixed."""
    rows: list[FoundRow] = []
    current: FoundRow | None = None
    for item in items[region.start : region.stop]:
        if item.rowed and len(item.tokens) > 1:
            row = _marked_row(item, region.table)
            if current is not None and _goes_on(current, row, region.table):
                row.labels[:0] = current.labels
                rows.remove(current)
            if row.labels or row.values:
                rows.append(row)
            current = None if row.values else row
            continue
        token = item.tokens[0]
        if token.is_blank or token.is_value or not token.is_word:
            # Figures that are no number (a piece of one) are never part of a label: they leave the row in doubt.
            if current is None:
                current = FoundRow()
                rows.append(current)
            current.values.append(token)
        elif is_long(token.text) and not token.hits:
            current = None
        else:
            if current is None or current.values or current.rowed:
                labels = [] if current is None or current.values else current.labels
                current = FoundRow(labels=list(labels))
                rows.append(current)
            current.labels.append(token)
    _close_labels(rows, region.table)
    is_counted = _are_running(rows)
    for row in rows:
        if row.astray and is_counted:
            row.astray = row.astray[1:]
        row.printed = [token for token in row.values if not token.is_blank]
        row.header = not row.printed and _names_columns(row.labels, region.table)
    return rows


def _goes_on(above: FoundRow, row: FoundRow, table: TableName) -> bool:
    """Return whether a marked row takes over the labels above it: those of lines, or of a row that only began one."""
    if above.values:
        return False
    if not above.rowed:
        return True
    return not _names_columns(above.labels, table) and not (row.labels and above.labels[-1].hits)


def _close_labels(rows: list[FoundRow], table: TableName) -> None:
    """Give a row whose label ends below its values (they stood beside its middle) that end.

    A group's label, centred in its height, may stand in between: it comes to stand before.
    """
    for row, below in pairwise(list(rows)):
        if not (row.rowed and row.values and row.labels and below.labels):
            continue
        for is_exact, groups in product((True, False), range(_LINES_OF_A_LABEL)):
            above = row.labels[: len(row.labels) - groups]
            between = row.labels[len(above) :]
            if not above or above[-1].hits or not all(_is_of_a_group(token, table) for token in between):
                continue
            count = _lines_of_an_end(above, below.labels, table, is_exact)
            if count:
                row.labels = [*between, *above, *below.labels[:count]]
                del below.labels[:count]
                if not below.labels and not below.values:
                    rows.remove(below)
                break


def _lines_of_an_end(above: Sequence[Token], below: Sequence[Token], table: TableName, is_exact: bool) -> int:
    """Return how many of the labels below end the label above, 0 where they make none of a row, misprints allowed."""
    for lines in range(1, min(_LINES_OF_A_LABEL, len(above)) + 1):
        begun = "".join(token.text for token in above[-lines:])
        for count in range(1, min(_LINES_OF_A_LABEL - 1, len(below)) + 1):
            if below[count - 1].hits:
                break
            text = begun + "".join(token.text for token in below[:count])
            if any(hit.table == table and hit.kind == "row" for hit in recognise(text)):
                return count
            if not is_exact and _likeness(table, text) >= max(CLEARLY, _likeness(table, begun)):
                return count
    return 0


@lru_cache(maxsize=4096)
def _likeness(table: TableName, text: str) -> float:
    """Return how like a label is to a row's that it most resembles."""
    normal = normal_forms(text)[-1]
    return max((alike for form in forms_of(table) for _, alike in similar_rows(form, normal)[:1]), default=0.0)


def _is_of_a_group(token: Token, table: TableName) -> bool:
    """Return whether a label is a group's, or a piece of one."""
    if token.hits:
        return all(hit.table == table and hit.kind == "structure" for hit in token.hits)
    normal = normal_form(token.text)
    return any(is_fragment(form, normal) for form in forms_of(table))


def _is_foreign(item: Item, table: TableName) -> bool:
    """Return whether the item cannot stand inside `table`: prose, or a label of another table."""
    return item.is_prose or bool(item.owners and item.owners != {table})


def _tail(items: Sequence[Item], start: int, table: TableName) -> int:
    """Return where the values after the last known label end."""
    stop = start
    for index in range(start, len(items)):
        item = items[index]
        if item.rowed and len(item.tokens) > 1:
            if _is_foreign(item, table):
                break
            if any(token.is_value or token.is_blank for token in item.tokens):
                stop = index + 1
            elif not all(is_torn_header(table, token.text) for token in item.tokens):
                break
        elif item.tokens[0].is_value or not (item.tokens[0].is_word or item.tokens[0].is_blank):
            stop = index + 1
        elif (
            item.tokens[0].is_blank
            or _may_label(item.tokens[0], table)
            or is_torn_header(table, item.tokens[0].text)
            or _begins_a_label(items, index, table)
            or _labels_a_value(items, index)
            or _is_amid_rows(items, index, table)
        ):
            continue
        else:
            break
    return stop


@lru_cache(maxsize=4096)
def is_torn_header(table: TableName, text: str) -> bool:
    """Return whether a line is nothing but pieces of the column labels of a table that stands in one line."""
    known = _columns_in_one_line(table)
    return bool(known) and all(any(normal_form(piece) in label for label in known) for piece in text.split())


@cache
def _columns_in_one_line(table: TableName) -> frozenset[str]:
    rows = [row for form in forms_of(table) if form.one_line for row in form.rows]
    return frozenset(normal_form(term(COLUMN_AXIS[table], column).zh) for row in rows for column in row.columns)


def _begins_a_label(items: Sequence[Item], index: int, table: TableName) -> bool:
    """Return whether a line and those right under it together are the label of a row: `(七)` above `总计`."""
    text = items[index].tokens[0].text
    for item in items[index + 1 : index + _LINES_OF_A_LABEL]:
        text += item.tokens[0].text
        if item.rowed or item.is_prose or len(text) > LONGEST_LABEL:
            return False
        if any(hit.table == table and hit.kind == "row" for hit in recognise(text)):
            return True
    return False


def _labels_a_value(items: Sequence[Item], index: int) -> bool:
    """Return whether a short line that is no heading has a value right under it: a row that the form does not have."""
    token = items[index].tokens[0]
    after = next((item for item in items[index + 1 : index + 3] if not item.tokens[0].is_blank), None)
    return (
        len(token.text) <= LONGEST_PIECE
        and not is_heading(token.text)
        and after is not None
        and all(token.is_value for token in after.tokens)
    )


def _is_amid_rows(items: Sequence[Item], index: int, table: TableName) -> bool:
    """Return whether a short line, as of a misprinted label that is wrapped, has a marked row of the table below."""
    for item in items[index : index + _NEAR]:
        text = "" if item.rowed else item.tokens[0].text
        if _is_foreign(item, table) or len(text) > LONGEST_PIECE or is_heading(text):
            return False
        if item.rowed and item.tokens[-1].is_value:
            hits = [hit for token in item.tokens for hit in token.hits]
            if any(hit.table == table and hit.kind == "row" for hit in hits):
                return True
    return False


def is_torn(text: str) -> bool:
    """Return whether a label has one bracket of a pair: it is a piece of one that goes on in another line."""
    return sum(map(text.count, "(（")) != sum(map(text.count, ")）"))


def _may_label(token: Token, table: TableName) -> bool:
    return any(hit.table == table for hit in token.hits) or (
        not token.hits and len(token.text) <= LONGEST_LABEL and is_like_a_row(table, token.text)
    )


def _marked_row(item: Item, table: TableName) -> FoundRow:
    """Return a marked row split after its last known label, or else after its last word.

    A word right after a known label that is like a row's is that row's, misprinted.
    """
    boundary = -1
    for position, token in enumerate(item.tokens):
        if (token.hits and any(hit.table == table for hit in token.hits)) or (
            boundary == position - 1 and token.is_word and not token.is_value and is_like_a_row(table, token.text)
        ):
            boundary = position
    if boundary < 0:
        for position, token in enumerate(item.tokens):
            if token.is_word and not token.is_value:
                boundary = position
    if not any(token.is_value or token.is_blank or not token.is_word for token in item.tokens[boundary + 1 :]):
        boundary = len(item.tokens) - 1
    labels = [token for token in item.tokens[: boundary + 1] if not token.is_blank]
    values = list(item.tokens[boundary + 1 :])
    if _names_columns(labels, table) and all(token.is_blank for token in values):
        values = []
    grid = grid_of([token.cell for token in item.tokens])
    return FoundRow(labels, values, True, boundary + 1, len(item.tokens), grid, astray=list(filter(_is_figure, labels)))


def _is_figure(token: Token) -> bool:
    """Return whether a cell among labels prints figures and nothing else, be they a number or a piece of one."""
    return not token.hits and (token.said.value is not None or not (token.is_word or token.is_value))


def _are_running(rows: Sequence[FoundRow]) -> bool:
    """Return whether the figures in front of the labels count the rows, from one on, in each group anew or not."""
    numbers = [row.astray[0].said.value for row in rows if len(row.astray) == 1]
    return len(numbers) >= _FEWEST_COUNTED and all(
        number in (1, before + 1) for before, number in pairwise([0, *numbers]) if isinstance(before, int)
    )


def _names_columns(labels: Sequence[Token], table: TableName) -> bool:
    """Return whether the labels are a header's: one can only be a column's, and the last is not only a row's."""
    if table == "proceedings":
        return False
    own = [{hit.kind for hit in token.hits if hit.table == table} for token in labels]
    known = [kinds for kinds in own if kinds]
    return any(kinds == {"column"} for kinds in known) and known[-1] != {"row"}

"""The rows of one table as found: labels, values, and where each stood, before any form is held against them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise, product
from typing import NamedTuple

from gouji.cells import CellText, strip_outer, understand
from gouji.characters import simplified, without_residue
from gouji.document import Cell, Document, Paragraph
from gouji.parse.labels import (
    CLEARLY,
    Hit,
    is_apart,
    is_fragment,
    is_like_a_row,
    known_labels,
    normal_form,
    normal_forms,
    recognise,
    similar_rows,
)
from gouji.parse.sections import is_heading
from gouji.parse.tables.lines import is_residue
from gouji.report import TableName
from gouji.standard.forms import COLUMN_AXIS, forms_of, term

_UNITS = r"[(（]?(?:万元?|元|件|条|项|个)[)）]?"
# A piece of a value on a line of its own: figures (but `4.` is a number of a label), a unit, or both; or figures run
# together with the number of the next label (`00006005、`).
_FIGURES = re.compile(rf"[\d\s.,，+%-]*[\d\s,，+%-](?:{_UNITS})?|{_UNITS}|\d{{3,200}}[、.．:：)）]")
_LONGEST_LABEL = 80  # characters of a paragraph; longer ones are prose
_LONGEST_CELL = 600  # characters; a longer cell is text, even of labels that carry a legal definition
_LONGEST_PIECE = 30
_NUMBER_ALONE = 2  # characters of a label's number
_LINES_OF_A_LABEL = 3
_NEAR = 8  # lines of wrapped labels before the next row that is known
_WIDEST_GAP = 60  # cells without a known label between two labels of one table
_SHARED_LABELS = frozenset({"总计", "其他"})


class Token(NamedTuple):
    """One cell (or one line that may be a cell) with what is known of its text.

    `is_value`: it can be read as a value, a blank left out. `is_word`: it is more than figures. `own`: the one table
    that knows it as a label.
    """

    cell: Cell
    text: str
    said: CellText
    hits: tuple[Hit, ...]
    is_blank: bool
    is_value: bool
    is_word: bool
    own: TableName | None


class Item(NamedTuple):
    """One printed row, or one paragraph (or a label that stood in several).

    `blocks`: the document's blocks it is. `owners`: the tables that one of its labels can only belong to.
    `is_prose`: a paragraph too long for a label.
    """

    tokens: tuple[Token, ...]
    rowed: bool
    blocks: tuple[int, ...]
    owners: frozenset[TableName]
    is_prose: bool


@dataclass(slots=True)
class FoundRow:
    """A row as found: its label cells, then its value cells.

    `rowed` rows have their values from one marked row, whose first value stood in column `offset` of `width`;
    others collected them line by line. `header`: it names columns and holds no values.
    """

    labels: list[Token] = field(default_factory=list)
    values: list[Token] = field(default_factory=list)
    rowed: bool = False
    offset: int = 0
    width: int = 0
    header: bool = False
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


def items_of(document: Document) -> list[Item]:
    """Return every row and paragraph of the document as tokens, residue (rules, page numbers) left out."""
    found: list[Item] = []
    for index, block in enumerate(document.blocks):
        if isinstance(block, Paragraph):
            if not is_residue(block.text):
                found.append(_paragraph_item(_paragraph_token(block), (index,)))
            continue
        for row in block.rows:
            tokens = tuple(_token(cell) for cell in row)
            if not all(token.is_blank or is_residue(token.text) for token in tokens) or not any(
                token.text for token in tokens
            ):
                owners = [token.own for token in tokens if token.own is not None]
                found.append(Item(tokens, True, (index,), frozenset(owners) if owners else _NONE, False))
    return _with_whole_labels(found)


def _paragraph_item(token: Token, blocks: tuple[int, ...]) -> Item:
    owners = _NONE if token.own is None else frozenset((token.own,))
    return Item((token,), False, blocks, owners, _is_long(token.text) and not token.hits)


def _is_long(text: str) -> bool:
    """Return whether a paragraph is too long for a label; spaces between columns and readings do not count."""
    if len(text) <= _LONGEST_LABEL or len(plain := "".join(text.split())) <= _LONGEST_LABEL:
        return False
    return len(plain) > _LONGEST_CELL or len(simplified(plain)) > _LONGEST_LABEL


_NONE: frozenset[TableName] = frozenset()


def _with_whole_labels(items: Sequence[Item]) -> list[Item]:
    """Join paragraphs that together are a known label (`结 果`, `纠 正`), where the later ones alone are none."""
    found: list[Item] = []
    index = 0
    while index < len(items):
        item = _whole_label(items, index) if _is_piece(items[index]) else None
        found.append(item or items[index])
        index += len(item.blocks) if item else 1
    return found


def _whole_label(items: Sequence[Item], index: int) -> Item | None:
    begun = normal_forms(items[index].tokens[0].text)[-1]
    if len(begun) > _NUMBER_ALONE and begun not in _beginnings():
        return None
    for count in (3, 2):
        pieces = items[index : index + count]
        if len(pieces) < count or any(not _is_piece(piece) or piece.tokens[0].hits for piece in pieces[1:]):
            continue
        text = "".join(piece.tokens[0].text for piece in pieces)
        if recognise(text):
            token = _token(Cell(text, pieces[0].tokens[0].cell.place))
            return _paragraph_item(token, tuple(block for piece in pieces for block in piece.blocks))
    return None


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(label[:end] for label in known_labels() for end in range(1, len(label) + 1))


def _is_piece(item: Item) -> bool:
    token = item.tokens[0]
    return not item.rowed and not token.is_blank and not token.is_value and len(token.text) <= _LONGEST_PIECE


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
        elif _is_long(token.text) and not token.hits:
            current = None
        else:
            if current is None or current.values or current.rowed:
                labels = [] if current is None or current.values else current.labels
                current = FoundRow(labels=list(labels))
                rows.append(current)
            current.labels.append(token)
    _close_labels(rows, region.table)
    for row in rows:
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


@lru_cache(maxsize=65_536)
def _reading(text: str) -> tuple[str, CellText, tuple[Hit, ...], bool, bool, bool, TableName | None]:
    stripped = strip_outer(text)
    said = understand(text)
    is_label = said.meaning == "unreadable"
    hits = recognise(text) if is_label else ()
    tables = {hit.table for hit in hits}
    own = tables.pop() if len(tables) == 1 and normal_form(text) not in _SHARED_LABELS else None
    return (
        stripped,
        said,
        hits,
        not stripped,
        bool(stripped) and not is_label,
        bool(stripped) and _FIGURES.fullmatch(stripped) is None,
        own,
    )


def _token(cell: Cell) -> Token:
    if len(cell.text) > _LONGEST_CELL:
        return Token(cell, strip_outer(cell.text), _PROSE, (), False, False, True, None)
    return Token(cell, *_reading(cell.text))


_PROSE = CellText("", "unreadable")


def _paragraph_token(paragraph: Paragraph) -> Token:
    cell = Cell(paragraph.text, paragraph.place)
    if _is_long(paragraph.text) and not _may_define(paragraph.text):
        return Token(cell, paragraph.text, _PROSE, (), False, False, True, None)
    return _token(cell)


def _may_define(text: str) -> bool:
    """Return whether a long paragraph may be a label with what the form says it means."""
    return len(text) <= _LONGEST_CELL and _DEFINES.match(simplified(without_residue(text))) is not None


_DEFINES = re.compile(r"[^。，；：,;:()（）]{2,24}(?:[(（]|是?指|包括)")


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
        if item.rowed or item.is_prose or len(text) > _LONGEST_LABEL:
            return False
        if any(hit.table == table and hit.kind == "row" for hit in recognise(text)):
            return True
    return False


def _labels_a_value(items: Sequence[Item], index: int) -> bool:
    """Return whether a short line that is no heading has a value right under it: a row that the form does not have."""
    token = items[index].tokens[0]
    after = next((item for item in items[index + 1 : index + 3] if not item.tokens[0].is_blank), None)
    return (
        len(token.text) <= _LONGEST_PIECE
        and not is_heading(token.text)
        and after is not None
        and all(token.is_value for token in after.tokens)
    )


def _is_amid_rows(items: Sequence[Item], index: int, table: TableName) -> bool:
    """Return whether a short line, as of a misprinted label that is wrapped, has a marked row of the table below."""
    for item in items[index : index + _NEAR]:
        text = "" if item.rowed else item.tokens[0].text
        if _is_foreign(item, table) or len(text) > _LONGEST_PIECE or is_heading(text):
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
        not token.hits and len(token.text) <= _LONGEST_LABEL and is_like_a_row(table, token.text)
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
    return FoundRow(labels, values, True, boundary + 1, len(item.tokens))


def _names_columns(labels: Sequence[Token], table: TableName) -> bool:
    """Return whether the labels are a header's: one can only be a column's, and the last is not only a row's."""
    if table == "proceedings":
        return False
    own = [{hit.kind for hit in token.hits if hit.table == table} for token in labels]
    known = [kinds for kinds in own if kinds]
    return any(kinds == {"column"} for kinds in known) and known[-1] != {"row"}

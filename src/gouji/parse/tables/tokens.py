"""What each printed cell or line may be: a label, a value, a blank; and the rows and paragraphs that they make up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from gouji.cells import CellText, strip_outer, understand
from gouji.characters import simplified, without_residue
from gouji.document import Cell, Document, Paragraph
from gouji.parse.labels import Hit, known_labels, normal_form, normal_forms, recognise
from gouji.parse.tables.lines import is_residue
from gouji.report import TableName

_UNITS = r"[(（]?(?:万元?|元|件|条|项|个)[)）]?"
# A piece of a value on a line of its own: figures (but `4.` is a number of a label), a unit, or both; or figures run
# together with the number of the next label (`00006005、`).
_FIGURES = re.compile(rf"[\d\s.,，+%-]*[\d\s,，+%-](?:{_UNITS})?|{_UNITS}|\d{{3,200}}[、.．:：)）]")
LONGEST_LABEL = 80
"""Characters of a paragraph that may be a label; longer ones are prose."""

_LONGEST_CELL = 600  # characters; a longer cell is text, even of labels that carry a legal definition
LONGEST_PIECE = 30
"""Characters of a line that may be a piece of a label."""

_NUMBER_ALONE = 2  # characters of a label's number
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
    return Item((token,), False, blocks, owners, is_long(token.text) and not token.hits)


def is_long(text: str) -> bool:
    """Return whether a paragraph is too long for a label; spaces between columns and readings do not count."""
    if len(text) <= LONGEST_LABEL or len(plain := "".join(text.split())) <= LONGEST_LABEL:
        return False
    return len(plain) > _LONGEST_CELL or len(simplified(plain)) > LONGEST_LABEL


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
    return not item.rowed and not token.is_blank and not token.is_value and len(token.text) <= LONGEST_PIECE


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
    if is_long(paragraph.text) and not _may_define(paragraph.text):
        return Token(cell, paragraph.text, _PROSE, (), False, False, True, None)
    return _token(cell)


def _may_define(text: str) -> bool:
    """Return whether a long paragraph may be a label with what the form says it means."""
    return len(text) <= _LONGEST_CELL and _DEFINES.match(simplified(without_residue(text))) is not None


_DEFINES = re.compile(r"[^。，；：,;:()（）]{2,24}(?:[(（]|是?指|包括)")

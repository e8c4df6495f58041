"""Lines whose fields commas or semicolons part: `规章,0,0,0`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from gouji.cells import is_readable
from gouji.characters import without_residue
from gouji.document import Block, Paragraph
from gouji.parse.tables.lines import ENDS_IN_VALUE, LONGEST_ROW, kind_of_cell

_ROWS_OF_A_GRID = 3
_ONE_NUMBER = re.compile(r"\s*[+-]?[1-9]\d{0,2}(?:[,，]\d{3}){1,3}(?:\.\d+)?[^\d\s,，;]{1,4}")  # 1,205人次


def delimited(blocks: Sequence[Block]) -> dict[int, tuple[str, ...]]:
    """Return the fields of each line that commas part, by its index.

    Where a comma may as well part thousands, every line of values must have as many fields, or the line keeps its
    figures in one cell.
    """
    found: dict[int, tuple[str, ...]] = {}
    run: list[int] = []
    for index, block in enumerate([*blocks, None]):
        if isinstance(block, Paragraph) and _may_be_delimited(block.text) and (fields := _fields_of(block.text)):
            found[index] = fields
            run.append(index)
        elif run:
            widths = [len(found[at]) for at in run if is_readable(found[at][-1])]
            if len(widths) < _ROWS_OF_A_GRID or len(set(widths)) > 1:
                found |= {at: _undivided(found[at]) for at in run if _may_be_thousands(found[at])}
            run = []
    return found


def _may_be_delimited(text: str) -> bool:
    return "," in text or ";" in text or "，" in text


def _undivided(fields: tuple[str, ...]) -> tuple[str, ...]:
    first = next(at for at, field in enumerate(fields) if field and is_readable(field))
    return (*fields[:first], ",".join(fields[first:]))


@lru_cache(maxsize=65_536)
def _fields_of(text: str) -> tuple[str, ...] | None:
    """Return the fields of a line that commas or semicolons part (`规章,0,0,0`), None where it is no row of a table.

    Quoted fields lose their quotes.
    """
    text = without_residue(text, " ")
    if len(text) > LONGEST_ROW or "。" in text or is_readable(text) or _ONE_NUMBER.fullmatch(text):
        return None
    for mark, field in _FIELDS.items():
        if mark not in text or (mark == "，" and ENDS_IN_VALUE.search(text) is None):
            continue
        fields = tuple(one or two for one, two in field.findall(text))
        kinds = [kind_of_cell(field) for field in fields]
        labels = kinds.count("label")
        values = sum(kind == "value" and field != "" for kind, field in zip(kinds, fields, strict=True))
        if len(fields) < 2 or ("heading" in kinds and not values) or (mark == "，" and not (labels and values)):
            continue
        is_text = any(
            kind == "words" and not _FIELD.fullmatch(field) for kind, field in zip(kinds, fields, strict=True)
        )
        if not is_text and (labels or (values and kinds[-1] == "value")):
            return fields
    return None


_FIELDS = {
    mark: re.compile(rf'(?:^|{mark})[ \u00a0]*(?:"([^"]{{0,200}})"[ \u00a0]*(?={mark}|$)|([^{mark}]*))')
    for mark in (",", ";", "，")
}


_FIELD = re.compile(r"(?!.*(?:\d\s|\s\d))[^。；！？!?]{1,200}")


def _may_be_thousands(fields: Sequence[str]) -> bool:
    """Return whether two fields side by side may be one number with a separator (`1,113`)."""
    return any(_LEFT.fullmatch(one) and _RIGHT.fullmatch(two) for one, two in pairwise(fields))


_LEFT = re.compile(r"\s*[+-]?[1-9]\d{0,2}")
_RIGHT = re.compile(r"\d{3}(?:\.\d+)?\s*")

"""The rows of the statistics form of 2014 as found: label, unit, figures; and what a label may name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from gouji.cells import is_readable, understand
from gouji.characters import simplified
from gouji.parse.labels import SIMILAR, normal_form, normal_forms
from gouji.parse.tables.tokens import Item, Token
from gouji.standard.statistics import statistics_form

_OF_THESE = re.compile(r"\s*其\s*中\s*[:：]?\s*")
_DIGITS = re.compile(r"\d+")
_FIGURE = re.compile(r"[-+]?\d[\d,.]{0,40}")
_SIGNED = re.compile(r"[:：年]")  # who filled the form in, and when, stands below it


class Figure(NamedTuple):
    """One value cell: its text without outer white space, and where it stands."""

    text: str
    place: str


@dataclass(slots=True)
class Row:
    """One row as found in the items [start, stop): label cells, unit, value cells. `marked` by the medium."""

    start: int
    stop: int
    marked: bool
    labels: list[str] = field(default_factory=list)
    unit: str | None = None
    values: list[Figure] = field(default_factory=list)
    place: str = ""

    @property
    def printed(self) -> list[Figure]:
        """Return the values that are not blank."""
        return [value for value in self.values if value.text]


@dataclass(slots=True)
class Heads:
    """The heads of the columns of figures, and the item that prints them; a remark's column has the head ""."""

    columns: list[str]
    item: int


def found_rows(items: Sequence[Item]) -> tuple[list[Row], list[Heads]]:
    """Return the rows of marked rows and of lines, in order, and the heads of columns wherever they are printed."""
    rows: list[Row] = []
    heads: list[Heads] = []
    current: Row | None = None
    reading_heads = False
    for index, item in enumerate(items):
        tokens = item.tokens
        if len(tokens) == 1 and not item.is_prose:
            tokens = _split_heads(tokens[0])
        if len(tokens) > 1:
            found = _heads_in(tokens, index)
            if found is not None:
                heads.append(found)
                current = None
                continue
            current = _marked(item, index, len(heads[-1].columns) if heads else None)
            rows.append(current)
            continue
        token = item.tokens[0]
        text = normal_form(token.text)
        if item.is_prose:
            current, reading_heads = None, False
        elif text in statistics_form().unit_heads:
            heads.append(Heads([], index))
            current, reading_heads = None, True
        elif reading_heads and _is_head(text):
            heads[-1].columns.append(_head(token.text))
        else:
            reading_heads = False
            current = _with_line(rows, current, token, index, items)
    return _with_whole_labels(_with_labels_around(rows)), heads


def _with_whole_labels(rows: Sequence[Row]) -> list[Row]:
    """Join a row that holds nothing but the beginning of a label to the next, which holds its end."""
    found: list[Row] = []
    for row in rows:
        above = found[-1] if found else None
        if above is not None and row.labels and _is_label_alone(above):
            label = above.labels[-1] + row.labels[0]
            if _normals(label)[0] in _index() and not exact_rows(row.labels[-1]):
                row.start, row.labels = above.start, [label, *row.labels[1:]]
                found.pop()
        found.append(row)
    return found


def _with_labels_around(rows: Sequence[Row]) -> list[Row]:
    """Give a row of nothing but unit and figure the label of which one line stands above it and one below."""
    for above, row, below in zip(rows, rows[1:], rows[2:], strict=False):
        if row.labels or not _is_label_alone(above) or not _is_label_alone(below):
            continue
        label = above.labels[-1] + below.labels[0]
        if _normals(label)[0] in _index() and not exact_rows(below.labels[0]):
            row.start, row.stop, row.labels = above.start, below.start + 1, [*above.labels[:-1], label]
            above.labels, below.start, below.labels = [], row.stop, below.labels[1:]
    return [row for row in rows if row.labels or row.values or row.unit is not None]


def _is_label_alone(row: Row) -> bool:
    return bool(row.labels) and row.unit is None and not row.printed


def _with_line(rows: list[Row], current: Row | None, token: Token, index: int, items: Sequence[Item]) -> Row:
    """Add one line to the rows, and return the row it belongs to."""
    text, place = token.text, str(token.cell.place)
    whole = None if token.is_value or token.is_blank else _whole_line(token, index)
    if whole is not None:
        rows.append(whole)
        return whole
    if current is not None and current.marked and current.values:
        current = None
    unit = _unit(text)
    is_label = not (unit or token.is_value or token.is_blank or _is_figure(text)) and not (
        current is not None and not current.values and _is_odd_value(items, index, current)
    )
    if current is None or (is_label and (current.marked or current.values or current.unit or exact_rows(text))):
        current = Row(index, index, False)
        rows.append(current)
    current.stop = index + 1
    if is_label:
        current.labels.append(text)
        current.place = place
    elif unit and current.unit is None and not (unit and current.values):
        current.unit = unit
    else:
        current.values.append(Figure(text, place))
    return current


def _is_odd_value(items: Sequence[Item], index: int, current: Row) -> bool:
    """Return whether a word below a label or its unit is what stands for the figure, not another label."""
    text = items[index].tokens[0].text
    if _is_known(text) or similar_rows(text):
        return False
    if current.labels and may_hold_figure(text) and not _SIGNED.search(text):
        return True
    after = items[index + 1].tokens[0].text if index + 1 < len(items) else ""
    return current.unit is not None and _is_known(after)


def _is_known(text: str) -> bool:
    return bool(exact_rows(text)) or normal_form(text) in structure()


def may_hold_figure(text: str) -> bool:
    """Return whether a label has digits, its number left out, that no label of the form has (`传真申请数3`)."""
    normal = _normals(text)[0]
    return _is_figure(text) or (bool(_DIGITS.search(normal)) and not any(normal in known for known in _index()))


@lru_cache(maxsize=4096)
def _is_figure(text: str) -> bool:
    """Return whether a text is a figure with a unit of this form, also one that no other table counts in: `1人次`."""
    plain = simplified("".join(unicodedata.normalize("NFKC", text).split()))
    return any(
        plain.endswith(unit) and _FIGURE.fullmatch(plain, 0, len(plain) - len(unit)) for unit in statistics_form().units
    )


def _whole_line(token: Token, index: int) -> Row | None:
    """Return the row of one line that holds label, unit and figure between spaces (`收到申请数 件 3`), else None."""
    parts = token.text.split()
    if len(parts) < 2:
        return None
    units = [i for i in range(1, len(parts)) if _unit(parts[i])]
    at = units[-1] if units else len(parts) - 1
    label = "".join(parts[:at])
    is_figure = is_readable(parts[-1]) or _is_figure(parts[-1])
    if not units and not (is_figure and exact_rows(label)):
        return None
    if units and not (exact_rows(label) or similar_rows(label) or understand(parts[-1]).meaning == "number"):
        return None
    place = str(token.cell.place)
    values = [Figure(part, place) for part in (parts[at + 1 :] if units else parts[at:])]
    return Row(index, index + 1, False, [label], _unit(parts[at]) if units else None, values, place)


def _marked(item: Item, index: int, columns: int | None) -> Row:
    """Return a marked row: label cells, then the unit, then figures; a running number before the label left out."""
    tokens = [part for token in item.tokens for part in _without_unit(token)]
    if len(tokens) > 2 and isinstance(tokens[0].said.value, int) and _is_label(tokens[1]):
        tokens = tokens[1:]
    place = str(tokens[0].cell.place)
    if _unit(tokens[0].text) and not any(map(_is_label, tokens)):
        return Row(index, index + 1, True, [], _unit(tokens[0].text), _figures(tokens[1:]), place)
    at = next((i for i, token in enumerate(tokens) if i and _unit(token.text)), None)
    if at is not None and any(_is_label(token) for token in tokens[:at]):
        before = tokens[:at]
        labels = [token.text for token in before if _is_label(token)]
        # A unit may stand behind its figure.
        values = [token for token in before if not _is_label(token) and token.text] + tokens[at + 1 :]
        return Row(index, index + 1, True, labels, _unit(tokens[at].text), _figures(values), place)
    words = [i for i, token in enumerate(tokens) if _is_label(token)]
    known = [i for i in words if exact_rows(tokens[i].text)]
    words = known or words[:1] + [i for i in words[1:] if not may_hold_figure(tokens[i].text)]
    last = words[-1] if words else -1
    labels = [token.text for token in tokens[: last + 1] if token.text]
    values = tokens[last + 1 :]
    if columns and len(values) > columns and (values[0].is_blank or values[0].said.meaning == "not_applicable"):
        values = values[1:]  # the place of the unit, with none in it
    return Row(index, index + 1, True, labels, None, _figures(values), place)


def _without_unit(token: Token) -> tuple[Token, ...]:
    """Return a cell, cut in two where its unit stands behind a label between spaces (`收到申请数 件`)."""
    label, _, unit = token.text.rpartition(" ")
    if not label or not _is_label(token) or _unit(unit) is None:
        return (token,)
    return token._replace(text=label.rstrip()), token._replace(text=unit)


def _is_label(token: Token) -> bool:
    is_text = token.is_word and not token.is_value and not token.is_blank
    return is_text and _unit(token.text) is None and not _is_figure(token.text)


def _figures(tokens: Sequence[Token]) -> list[Figure]:
    return [Figure(token.text, str(token.cell.place)) for token in tokens]


@lru_cache(maxsize=4096)
def _unit(text: str) -> str | None:
    """Return the unit that a cell holds and nothing else, without brackets; None for other text."""
    plain = simplified("".join(unicodedata.normalize("NFKC", text).split()).strip("()"))
    return plain if plain in statistics_form().units else None


def _heads_in(tokens: Sequence[Token], index: int) -> Heads | None:
    """Return the heads of the columns of figures where a marked row prints them, behind the head of the units."""
    texts = [normal_form(token.text) for token in tokens]
    form = statistics_form()
    units = [i for i, text in enumerate(texts) if text in form.unit_heads]
    labels = [i for i, text in enumerate(texts) if text in form.indicator_heads]
    if not units and not (labels and any(_is_head(text) for text in texts)):
        return None
    after = units[0] if units else labels[-1]
    return Heads([_head(token.text) for token in tokens[after + 1 :] if token.text], index)


def _split_heads(token: Token) -> tuple[Token, ...]:
    """Return the heads in a line that prints them all between spaces, else the line."""
    parts = token.text.split()
    if len(parts) > 2 and any(part in statistics_form().unit_heads for part in parts):
        return tuple(token._replace(text=part) for part in parts)
    return (token,)


def _is_head(text: str) -> bool:
    form = statistics_form()
    return text.endswith(form.total_heads[0]) or text in form.total_heads or text in form.remark_heads


def _head(text: str) -> str:
    return "" if normal_form(text) in statistics_form().remark_heads else "".join(text.split())


def columns_of(heads: Heads | None) -> list[str | None]:
    """Return the columns of figures in order: None for the one that holds the figure of the whole body."""
    named = [head for head in heads.columns if head] if heads is not None else []
    if len(named) < 2:
        return [None]
    return [None if normal_form(head) in statistics_form().total_heads else head for head in named]


def _normals(text: str) -> tuple[str, ...]:
    return normal_forms(_OF_THESE.sub("", text, count=1) if _OF_THESE.match(text) else text)


@cache
def _index() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in statistics_form().rows:
        for label in (row.label, *row.variants):
            for normal in _normals(label):
                if row.key not in found.get(normal, ()):
                    found[normal] = (*found.get(normal, ()), row.key)
    return found


@cache
def structure() -> frozenset[str]:
    """Return the labels without a figure of their own, in their normal form."""
    return frozenset(normal_form(label) for label in statistics_form().structure)


@lru_cache(maxsize=4096)
def exact_rows(text: str) -> tuple[str, ...]:
    """Return the rows whose label a text is."""
    return next((_index()[normal] for normal in _names(text) if normal in _index()), ())


def _names(text: str) -> list[str]:
    """Return the normal forms of a label: a remark that may hold a figure (收到申请数（3件）) is never left out."""
    full, *short = _normals(text)
    return [full, *(normal for normal in short if not _DIGITS.search(full, len(normal)))]


@lru_cache(maxsize=4096)
def similar_rows(text: str) -> dict[str, float]:
    """Return how like a text is to the label of each row it may be a misprint of, from 0 to 1."""
    found: dict[str, float] = {}
    for normal in _names(text):
        for known, keys in _index().items():
            alike = fuzz.ratio(normal, known) / 100
            for key in keys if _DIGITS.findall(normal) == _DIGITS.findall(known) else ():
                if alike >= SIMILAR and alike > found.get(key, 0.0):
                    found[key] = alike
    return found

"""Labels in their normal form, and which keys of the standard a label may stand for."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import fuzz

from gouji.characters import simplified, without_residue
from gouji.report import TableName
from gouji.standard import forms

_DROPPED = re.compile(r"[\s\"'“”‘’‛‟′〝〞`´「」『』、,，.。:;：；·•●○◆◇■□▲△★☆※►▪◎*#_|\\\ufffd]+")
_NUMBERING = re.compile(
    rf"(?:{_DROPPED.pattern})?(?:[(\[【〔][一二三四五六七八九十\d]{{1,3}}[)\]】〕]|[一二三四五六七八九十]{{1,3}}[、.,:)]"
    r"|\d{1,2}[、.,:)]|[1-9](?=[\u4e00-\u9fff]))"
)
_DEFINITION = re.compile(r"(?<=\S{2})是?指\S{4}")
SIMILAR = 0.72
"""Labels less alike than this (normalised edit similarity) are not taken for one another."""
CLEARLY = 0.85
"""A label less alike than this names a row only together with what stands around it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A label of one table recognised: `kind` is row, column or structure."""

    table: TableName
    kind: str
    key: str


@lru_cache(maxsize=65_536)
def normal_form(text: str) -> str:
    """Return a label without numbering, white space, punctuation and editor residue, in NFKC and Simplified."""
    plain = "".join(unicodedata.normalize("NFKC", without_residue(text)).split())
    plain = simplified(plain)
    while (match := _NUMBERING.match(plain)) and match.end() < len(plain):
        plain = plain[match.end() :]
    return _DROPPED.sub("", plain)


@lru_cache(maxsize=65_536)
def normal_forms(text: str) -> tuple[str, ...]:
    """Return the normal form, and the one without a closing remark or definition where there is such a thing."""
    full = normal_form(text)
    short = full
    if "(" in full and (full.endswith(")") or full.count("(") > full.count(")")):
        short = full[: full.index("(")]
    if defined := _DEFINITION.search(short):
        short = short[: defined.start()]
    return (full,) if short == full or not short else (full, short)


@cache
def _index() -> dict[str, tuple[Hit, ...]]:
    found: dict[str, dict[Hit, None]] = {}
    for form in forms.forms():
        for kind, key, label in _labels_of(form):
            for normal in normal_forms(label):
                found.setdefault(normal, {})[Hit(form.table, kind, key)] = None
    return {normal: tuple(hits) for normal, hits in found.items()}


@cache
def known_labels() -> frozenset[str]:
    """Return every known label of any form, and those that only look like one, in normal form."""
    return frozenset(_index()) | {normal_form(label) for _, label in forms.labels_apart() if not label.endswith("…")}


@lru_cache(maxsize=65_536)
def recognise(text: str) -> tuple[Hit, ...]:
    """Return what a label may stand for in any table of any form; () where nothing is known exactly."""
    for normal in normal_forms(text):
        if normal in _index():
            return _index()[normal]
    return ()


@lru_cache(maxsize=65_536)
def is_apart(table: TableName, text: str) -> bool:
    """Return whether a label looks like one of the table's and is known to mean something else."""
    return any((table, normal) in _apart() for normal in normal_forms(text))


@cache
def _apart() -> frozenset[tuple[TableName, str]]:
    """Return (table, normal form); a label that ends in … stands before each label of the table, 本年 left out."""
    found: set[tuple[TableName, str]] = set()
    for table, label in forms.labels_apart():
        beginning = normal_form(label.removesuffix("…"))
        of_table = {normal for normal, hits in _index().items() if any(hit.table == table for hit in hits)}
        of_table |= {normal.removeprefix("本年") for normal in of_table}
        found.update((table, beginning + normal) for normal in (of_table if label.endswith("…") else ("",)))
    return frozenset((table, normal) for table, normal in found if normal not in _index())


@cache
def row_index(form: forms.Form) -> dict[str, str]:
    """Return the row key of every known row label of one form, by normal form."""
    found: dict[str, str] = {}
    keys = {row.key for row in (*form.rows, *form.local_rows)}
    for kind, key, label in _labels_of(form):
        if kind == "row" and key in keys:
            for normal in normal_forms(label):
                found[normal] = key
    return found


@cache
def column_index(form: forms.Form) -> dict[str, str]:
    """Return the column key of every known column label of one form, by normal form."""
    return {normal: key for kind, key, label in _labels_of(form) if kind == "column" for normal in normal_forms(label)}


@lru_cache(maxsize=65_536)
def similar_rows(form: forms.Form, normal: str) -> tuple[tuple[str, float], ...]:
    """Return (key, similarity) of rows whose label is like `normal` or holds it as a fragment, most alike first."""
    best: dict[str, float] = {}
    for known, key in row_index(form).items():
        similarity = fuzz.ratio(normal, known) / 100
        if similarity < SIMILAR:
            similarity = 0.5 if len(normal) >= _SHORTEST_FRAGMENT and normal in known else 0.0
        if similarity > best.get(key, 0.0):
            best[key] = similarity
    return tuple(sorted(best.items(), key=lambda pair: -pair[1]))


@lru_cache(maxsize=65_536)
def is_like_a_row(table: TableName, text: str) -> bool:
    """Return whether a label is a misprint of a row's in any form of the table."""
    normal = normal_forms(text)[-1]
    return any(
        similarity >= SIMILAR for form in forms.forms_of(table) for _, similarity in similar_rows(form, normal)[:1]
    )


_SHORTEST_FRAGMENT = 4


@lru_cache(maxsize=65_536)
def is_fragment(form: forms.Form, normal: str) -> bool:
    """Return whether `normal` is a piece of a structural label, as page breaks tear them (`度办` of 本年度办理结果)."""
    return any(normal in normal_form(label) for label in form.structure)


def _labels_of(form: forms.Form) -> list[tuple[str, str, str]]:
    row_axis, column_axis = forms.ROW_AXIS[form.table], forms.COLUMN_AXIS[form.table]
    rows = {row.key for row in (*form.rows, *form.local_rows)}
    columns = {column for row in (*form.rows, *form.local_rows) for column in row.columns}
    found = [("row", row.key, row.label) for row in (*form.rows, *form.local_rows)]
    found += [("column", key, forms.term(column_axis, key).zh) for key in sorted(columns)]
    found += [("column", key, label) for key, label in form.column_labels]
    found += [("structure", label, label) for label in form.structure]
    for axis, key, label in forms.label_variants():
        if axis == row_axis and key in rows:
            found.append(("row", key, label))
        elif axis == column_axis and key in columns:
            found.append(("column", key, label))
        elif axis == "structure" and form.table == "requests":
            found.append(("structure", key, label))
    return found

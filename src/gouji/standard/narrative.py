"""What a figure told in the text can mean in the tables: the ways of counting, as rows of `narrative.toml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from gouji.report import TableName
from gouji.standard.forms import Axis, form_of, term, terms
from gouji.standard.resources import StandardError, read_toml, require_keys

NORMATIVE_ROW = "normative_documents"
_FAMILIES: dict[str, TableName] = {
    "requests": "requests",
    "proceedings": "proceedings",
    "normative": "proactive_disclosure",
}
_STEP = re.compile(r"([+-]?)\s*(\w+\*?)\s*")


@dataclass(frozen=True, slots=True)
class Way:
    """One way of counting what is told: (row, column, sign) of the cells that add to it."""

    cells: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class _Narrative:
    requests: dict[str, tuple[str, ...]]
    proceedings: dict[str, tuple[str, ...]]
    normative: dict[str, dict[str, tuple[str, ...]]]
    together: dict[str, tuple[str, ...]]
    names: dict[str, dict[str, str]]
    not_judged: dict[str, str]
    open_list: re.Pattern[str]
    again: re.Pattern[str]
    overlap: re.Pattern[str]


@cache
def _narrative() -> _Narrative:
    raw = read_toml("narrative.toml")
    needed = {"requests", "proceedings", NORMATIVE_ROW, "together", "names", "not_judged", "lists"}
    require_keys("narrative.toml", raw, needed, set())
    require_keys("narrative.toml, lists", raw["lists"], {"open", "again", "overlap"}, set())
    if not set(raw["not_judged"]) <= set(_FAMILIES):
        raise StandardError(f"narrative.toml, not_judged: unknown table in {sorted(raw['not_judged'])}")
    for key, name in raw["names"].items():
        require_keys(f"narrative.toml, names.{key}", name, {"zh", "en"}, set())
    for key, parts in raw["together"].items():
        if key not in raw["names"] or not all(("applicant", p) in terms() or ("channel", p) in terms() for p in parts):
            raise StandardError(f"narrative.toml, together.{key}: unknown keys, or no name")
    for told in (raw["requests"], raw["proceedings"], *raw[NORMATIVE_ROW].values()):
        for ways in told.values():
            _refuse_unknown(ways)
    return _Narrative(
        _ways(raw["requests"]),
        _ways(raw["proceedings"]),
        {edition: _ways(told) for edition, told in raw[NORMATIVE_ROW].items()},
        {key: tuple(parts) for key, parts in raw["together"].items()},
        raw["names"],
        {family: _any_of(words).pattern for family, words in raw["not_judged"].items()},
        _any_of(raw["lists"]["open"]),
        _any_of(raw["lists"]["again"]),
        _any_of(raw["lists"]["overlap"]),
    )


def _any_of(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)))


def _ways(told: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(ways) for key, ways in told.items()}


def _refuse_unknown(ways: list[str]) -> None:
    known = {key for axis, key in terms() if axis in ("outcome", "measure", "proceeding_outcome")}
    for way in ways:
        if "".join(found[0] for found in _STEP.finditer(way)) != way:
            raise StandardError(f"narrative.toml: {way!r} is no sum of keys")
        for _, key in _STEP.findall(way):
            if not (key in known or (key.endswith("*") and any(one.startswith(key[:-1]) for one in known))):
                raise StandardError(f"narrative.toml: {key} in {way!r} is no key of the standard")


@lru_cache(maxsize=4096)
def ways_of(subject: str, edition: str) -> tuple[Way, ...]:
    """Return the ways of counting a told subject on one edition's form; empty where it has no such figure.

    `subject` is that of a statement: `requests.<outcome>.<applicant>`, `proceedings.<channel>.<outcome>` or
    `normative.<measure>`.
    """
    family, *keys = subject.split(".")
    data = _narrative()
    if family == "normative":
        (measure,) = keys
        sums = data.normative.get(edition, {}).get(measure, ())
        columns = form_of("proactive_disclosure", edition).row(NORMATIVE_ROW).columns
        found = (_sum(way, columns) for way in sums)
        return tuple(Way(tuple((NORMATIVE_ROW, column, sign) for column, sign in way)) for way in found if way)
    first, second = keys
    if family == "proceedings":
        form = form_of("proceedings", edition)
        rows, columns = data.together.get(first, (first,)), form.rows[0].columns
        found = (_sum(way, columns) for way in data.proceedings.get(second, (second,)))
        return tuple(Way(tuple((row, column, sign) for row in rows for column, sign in way)) for way in found if way)
    rows = tuple(row.key for row in form_of("requests", edition).rows)
    columns = data.together.get(second, (second,))
    found = (_sum(way, rows) for way in data.requests.get(first, (first,)))
    return tuple(Way(tuple((row, column, sign) for row, sign in way for column in columns)) for way in found if way)


def _sum(way: str, keys: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """Return the keys of a sum with their signs; empty where the form lacks one of them."""
    terms_of_sum: list[tuple[str, int]] = []
    for sign, name in _STEP.findall(way):
        named = [key for key in keys if key == name or (name.endswith("*") and key.startswith(name[:-1]))]
        if not named:
            return ()
        terms_of_sum += [(key, -1 if sign == "-" else 1) for key in named]
    return tuple(terms_of_sum)


def table_of(family: str) -> TableName:
    """Return the table that a family of subjects (`requests`, `proceedings`, `normative`) is held against."""
    return _FAMILIES[family]


def not_judged(family: str) -> str | None:
    """Return a pattern of words with which a figure of this family (`proceedings`, `normative`) is not judged."""
    return _narrative().not_judged.get(family)


def open_list() -> re.Pattern[str]:
    """Return the pattern of words that leave a list of parts open."""
    return _narrative().open_list


def again_listed() -> re.Pattern[str]:
    """Return the pattern of what begins, within a list of parts, another list."""
    return _narrative().again


def overlap() -> re.Pattern[str]:
    """Return the pattern of words that say that the parts of a list overlap."""
    return _narrative().overlap


def told_name(axis: Axis, key: str, lang: str) -> str:
    """Return what a told key is called in `zh` or `en`, be it a key of the form or one of several together."""
    name = _narrative().names.get(key)
    if name is not None:
        return name[lang]
    known = term(axis, key)
    return known.zh if lang == "zh" else known.en

"""The statistics form of 2014 (国办发〔2014〕32号, 政府信息公开情况统计表): its rows, and how their figures relate.

Softer than the three tables since 2019: one figure a row, and places add rows of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, cast, get_args

from gouji.report import TABLE_NAMES
from gouji.standard.forms import COLUMN_AXIS, ROW_AXIS, Axis, terms
from gouji.standard.resources import StandardError, read_toml, require_keys
from gouji.standard.rules import RULES

Comparison = Literal["equal", "at_most", "at_least"]
MONEY = "万元"
"""The form's unit of money: rows with it hold amounts, all others counts."""
_FILE = "statistics_2014.toml"


@dataclass(frozen=True, slots=True)
class StatisticRow:
    """One row: its key, the label and unit the form prints, what it is called by itself, the block it stands in.

    `same_as` is the cell (`table/row/column`) of the tables since 2019 that counts the same, "" where none does.
    """

    key: str
    label: str
    zh: str
    en: str
    unit: str
    block: str
    variants: tuple[str, ...]
    same_as: str


@dataclass(frozen=True, slots=True)
class Relation:
    """How a total compares to the sum of its parts, and the rule that says so."""

    rule_id: str
    total: str
    comparison: Comparison
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class StatisticsForm:
    """The form. `units`: all that may stand beside a figure. `structure`: labels without a figure of their own.

    `*_heads`: what the head of the labels, of the units, of the one column of figures, of a remark may say.
    """

    edition: str
    first_year: int
    last_year: int
    title: str
    units: frozenset[str]
    rows: tuple[StatisticRow, ...]
    structure: tuple[str, ...]
    indicator_heads: tuple[str, ...]
    unit_heads: tuple[str, ...]
    total_heads: tuple[str, ...]
    remark_heads: tuple[str, ...]
    relations: tuple[Relation, ...]

    def row(self, key: str) -> StatisticRow:
        """Return the row with this key; StandardError for a key the form does not have."""
        for row in self.rows:
            if row.key == key:
                return row
        raise StandardError(f"{_FILE}: no row is called {key}")


@cache
def statistics_form() -> StatisticsForm:
    """Return the form; StandardError where its data say something that is not known."""
    raw = read_toml(_FILE)
    require_keys(
        _FILE, raw, {"edition", "in_force", "title", "units", "structure", "header", "block", "relation"}, set()
    )
    require_keys(f"{_FILE}, header", raw["header"], {"indicator", "unit", "total", "remark"}, set())
    rows = tuple(row for block in raw["block"] for row in _rows(block))
    keys = [row.key for row in rows]
    if len(set(keys)) != len(keys):
        raise StandardError(f"{_FILE}: a key stands twice")
    header = {name: tuple(labels) for name, labels in raw["header"].items()}
    relations = tuple(_relation(entry, keys) for entry in raw["relation"])
    first, last = raw["in_force"]
    units = frozenset(raw["units"]) | {row.unit for row in rows}
    return StatisticsForm(
        raw["edition"], first, last, raw["title"], units, rows, tuple(raw["structure"]), header["indicator"],
        header["unit"], header["total"], header["remark"], relations,
    )  # fmt: skip


def _rows(block: dict[str, Any]) -> list[StatisticRow]:
    require_keys(f"{_FILE}, {block.get('title')}", block, {"title", "rows"}, set())
    return [_row(raw, block["title"]) for raw in block["rows"]]


def _row(raw: dict[str, Any], block: str) -> StatisticRow:
    where = f"{_FILE}, {raw.get('key')}"
    require_keys(where, raw, {"key", "label", "zh", "en", "unit"}, {"variants", "same_as", "apart"})
    same_as = raw.get("same_as", "")
    if same_as:
        _refuse_unknown(where, same_as)
    if same_as and "apart" in raw:
        raise StandardError(f"{where}: a row cannot be the same and another")
    return StatisticRow(
        raw["key"], raw["label"], raw["zh"], raw["en"], raw["unit"], block, tuple(raw.get("variants", ())), same_as
    )


def _refuse_unknown(where: str, cell: str) -> None:
    table, row, column = cell.split("/")
    for name in TABLE_NAMES:
        axes: tuple[tuple[Axis, str], ...] = ((ROW_AXIS[name], row), (COLUMN_AXIS[name], column))
        if name == table and all(axis in terms() for axis in axes):
            return
    raise StandardError(f"{where}: no cell is called {cell}")


def _relation(raw: dict[str, Any], keys: list[str]) -> Relation:
    where = f"{_FILE}, relation of {raw.get('total')}"
    require_keys(where, raw, {"rule", "total", "compare", "parts"}, set())
    unknown = {raw["total"], *raw["parts"]} - set(keys)
    if unknown or raw["compare"] not in get_args(Comparison) or raw["rule"] not in RULES:
        raise StandardError(f"{where}: unknown rule, comparison or rows {sorted(unknown)}")
    return Relation(raw["rule"], raw["total"], cast(Comparison, raw["compare"]), tuple(raw["parts"]))

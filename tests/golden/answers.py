"""What a report should be read as, and how that is compared with what was read.

An answer is `NAME.expected.json`: `cells` (the printed numbers by `table/row/column`, null = blank), `report` (fields;
null = not in the document), `verdict`, `findings_at_least` and `findings_never` (rule ids), and where it applies
`resolved` (blanks the printed totals prove), `procurement_amount`, `unproven` (tables whose cells have no certain place
and therefore no answer), `statements` (figures the text claims, each with the fields that are certain; others may be
read beside them) and `statistics` (every row of the form of 2014). Numbers are compared as decimals, never as floats.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from gouji.parse import read
from gouji.reconcile import judge
from gouji.report import Report
from gouji.snapshot import Snapshot
from gouji.standard.rules import RULES

CELL_TABLES = ("proactive_disclosure", "requests", "proceedings")
SUFFIX = ".expected.json"


@dataclass(frozen=True)
class Reading:
    """One file read and judged: its published tables, whatever the verdict."""

    tables: Mapping[str, pl.DataFrame]

    @classmethod
    def of(cls, path: Path) -> Reading:
        snapshot = Snapshot.of(path.read_bytes(), path.name)
        report = read(snapshot)
        assert isinstance(report, Report), report
        return cls(judge([report], {snapshot.source.sha256: snapshot.source}).frames)

    @property
    def report(self) -> dict[str, Any]:
        return self.tables["reports"].row(0, named=True)

    @property
    def rules(self) -> set[str]:
        return set(self.tables["findings"]["rule_id"])

    def column(self, name: str) -> dict[str, Any]:
        """Return one column of the three cell tables, by cell."""
        return {
            cell: value
            for table in CELL_TABLES
            if name in self.tables[table].columns
            for cell, value in self.tables[table].select("cell", name).iter_rows()
        }


def answer(path: Path) -> dict[str, Any]:
    with path.open(encoding="utf-8") as file:
        found: dict[str, Any] = json.load(file, parse_float=Decimal)
    return found


def differences(reading: Reading, expected: Mapping[str, Any]) -> list[str]:
    """Return every way in which a reading is not its answer, in words."""
    unproven = set(expected.get("unproven", ()))
    found = _in_tables(reading.column("value"), without=unproven)
    wrong = [f"{cell} is no cell of the answer" for cell in found.keys() - expected["cells"].keys()]
    wrong += _unlike("value of ", found, expected["cells"])
    wrong += _unlike("resolved ", reading.column("resolved_value"), expected.get("resolved", {}))
    wrong += _unlike("", {**reading.report, **_isodate(reading.report)}, expected["report"])
    wrong += _unlike("", reading.report, {"verdict": expected["verdict"]})
    if "procurement_amount" in expected:
        cell = "proactive_disclosure/centralized_procurement/total_amount"
        amounts = reading.tables["proactive_disclosure"].filter(pl.col("cell") == cell).row(0, named=True)
        wrong += _unlike("procurement ", amounts, expected["procurement_amount"])
    told = reading.tables["statements"].to_dicts()
    wrong += [
        f"no statement {statement}"
        for statement in expected.get("statements", ())
        if not any(all(row[key] == value for key, value in statement.items()) for row in told)
    ]
    if "statistics" in expected:
        rows = reading.tables["statistics_2014"].select("item", "value").iter_rows()
        wrong += _unlike("statistics ", dict(rows), expected["statistics"])
    proven = reading.column("proven")
    wrong += [f"{cell} proven: {is_so}" for cell, is_so in proven.items() if is_so is (_table(cell) in unproven)]
    # An answer may name rules that the catalogue does not have yet.
    wrong += [f"no {rule}" for rule in expected["findings_at_least"] if rule in RULES and rule not in reading.rules]
    wrong += [f"{rule} accuses a true report" for rule in expected.get("findings_never", ()) if rule in reading.rules]
    return wrong


def _unlike(what: str, found: Mapping[str, Any], expected: Mapping[str, Any]) -> list[str]:
    return [
        f"{what}{key}: {found.get(key, 'nothing')}, not {value}"
        for key, value in expected.items()
        if key not in found or found[key] != value
    ]


def _isodate(report: Mapping[str, Any]) -> dict[str, str]:
    return {key: value.isoformat() for key, value in report.items() if isinstance(value, date)}


def _in_tables(cells: Mapping[str, Any], without: set[str]) -> dict[str, Any]:
    return {cell: value for cell, value in cells.items() if _table(cell) not in without}


def _table(cell: str) -> str:
    return cell.partition("/")[0]

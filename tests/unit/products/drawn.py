"""Reports with every cell of a form filled, for tests of what is made of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import polars as pl

from gouji.standard.forms import COLUMN_AXIS, ROW_AXIS, Form, form_of, term
from gouji.tables import CELL_TABLES, TABLES
from tests.unit.published import frame

EDITIONS = {
    "2019": ("2019", "2019", "2019+2021"),
    "2021": ("2021", "2021", "2019+2021"),
}


def forms_in(edition: str) -> tuple[Form, ...]:
    """Return the forms of the three tables of one edition."""
    return tuple(form_of(table, each) for table, each in zip(CELL_TABLES, EDITIONS[edition], strict=True))


def cells_of(edition: str) -> list[str]:
    """Return the cells of one edition, in the order of the forms."""
    return [f"{form.table}/{row.key}/{key}" for form in forms_in(edition) for row in form.rows for key in row.columns]


def drawn(
    report_id: str, edition: str, values: Mapping[str, int | None], facts: Mapping[str, Any] | None = None
) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of one report: `values` by cell, 0 where it says nothing."""
    identity = {
        "report_id": report_id,
        "reading_id": hashlib.sha256(report_id.encode()).hexdigest()[:16],
        "agency_id": report_id.rpartition("-")[0],
        "report_year": int(report_id.rpartition("-")[2]),
        "region_code": "220000",
        "figures_cover": "own_body",
        **(facts or {}),
    }
    shared = {name: identity[name] for name in TABLES["requests"].names if name in identity}
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in CELL_TABLES}
    for cell in cells_of(edition):
        table, row, column = cell.split("/")
        value = values.get(cell, 0)
        keys = {_key(ROW_AXIS[table]): row, _key(COLUMN_AXIS[table]): column}
        labels = {f"{_key(axis)}_zh": term(axis, key).zh for axis, key in
                  ((ROW_AXIS[table], row), (COLUMN_AXIS[table], column))}  # fmt: skip
        number = value if table != "proactive_disclosure" or value is None else Decimal(value)
        filled = shared | keys | labels | {"cell": cell, "value": number, "resolved_value": value, "proven": True}
        rows[table].append(filled)
    report = identity | {
        "source_sha256": "0" * 64,
        "source_uri": "file:///a.txt",
        "verdict": "accept",
        "proactive_edition": edition,
        "requests_edition": edition,
    }
    return {"reports": [report], **rows}


def _key(axis: str) -> str:
    return "outcome" if axis == "proceeding_outcome" else axis


def tables(*reports: Mapping[str, list[dict[str, Any]]]) -> dict[str, pl.DataFrame]:
    """Return the tables that hold these reports."""
    names = ("reports", *CELL_TABLES)
    return {name: frame(name, [row for report in reports for row in report[name]]) for name in names}

"""The declaration of the tables keeps the contract, and everything derived follows it."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from gouji.columns import Table
from gouji.products.dictionary import data_dictionary
from gouji.tables import CELL_TABLES, TABLES

ORDER = [
    "documents",
    "reports",
    "proactive_disclosure",
    "requests",
    "proceedings",
    "sections",
    "statements",
    "findings",
    "finding_cells",
    "statistics_2014",
]
every_table = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)


def test_tables_stand_in_publishing_order() -> None:
    assert list(TABLES) == ORDER


@every_table
def test_every_row_says_whose_it_is(table: Table) -> None:
    assert {"report_id", "reading_id", "agency_id", "report_year", "region_code"} <= set(table.names)
    assert table.column("report_year").type == "int16"


@every_table
def test_path_keys_are_never_columns(table: Table) -> None:
    assert not {"year", "region"} & set(table.names)


@every_table
def test_columns_are_described_in_both_languages_and_in_the_file(table: Table) -> None:
    assert len(set(table.names)) == len(table.names)
    for field, column in zip(table.arrow_schema(), table.columns, strict=True):
        assert column.zh
        assert column.en
        assert field.metadata[b"zh"].decode() == column.zh
        assert field.metadata[b"en"].decode() == column.en
        assert (field.metadata.get(b"unit") or b"").decode() == (column.unit or "")


@every_table
def test_key_and_order_are_columns(table: Table) -> None:
    assert set(table.key) | set(table.sort) <= set(table.names)


@every_table
def test_polars_and_arrow_agree(table: Table) -> None:
    assert pl.DataFrame(table.arrow_schema().empty_table()).schema == pl.Schema(table.polars_schema())


@pytest.mark.parametrize("name", CELL_TABLES)
def test_cell_tables_carry_what_a_reader_filters_by(name: str) -> None:
    wanted = {"agency_level", "agency_kind", "figures_cover", "county_code", "cell", "worst_severity", "confidence"}
    assert wanted | {"printed", "meaning", "value", "proven", "place"} <= set(TABLES[name].names)
    keys = {"outcome", "applicant", "item", "measure", "channel"} & set(TABLES[name].names)
    assert len(keys) == 2
    assert {f"{key}_zh" for key in keys} <= set(TABLES[name].names)


def test_types_are_those_promised() -> None:
    assert {TABLES[name].column("value").type for name in ("requests", "proceedings")} == {"int64"}
    disclosure = TABLES["proactive_disclosure"]
    assert disclosure.column("value").type == "decimal(24,6)"
    assert disclosure.column("amount_cny").type == disclosure.column("amount_cny_inferred").type == "decimal(24,4)"
    assert {TABLES["findings"].column(name).type for name in ("reported", "computed")} == {"decimal(24,6)"}
    assert TABLES["documents"].column("first_seen_date").type == "date"


def test_the_data_dictionary_is_up_to_date() -> None:
    written = Path(__file__).parents[2] / "docs" / "tables.md"
    assert written.read_text(encoding="utf-8") == data_dictionary(), "run `make docs`"

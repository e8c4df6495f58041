"""The wide table has a column for every cell of every form, and nothing moves on the way there."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from gouji.partition import RowsError, from_parquet, to_parquet
from gouji.products.wide import HEADERS, WIDE, WIDE_ZH, cells, in_chinese, title, wide
from gouji.standard.statistics import statistics_form
from gouji.tables import TABLES
from tests.unit.products.drawn import cells_of, drawn, tables

MONEY = "proactive_disclosure/administrative_fees/amount"


def column(cell: str) -> str:
    return cell.replace("/", "__")


def test_every_cell_of_every_form_has_a_column_and_a_chinese_header() -> None:
    expected = {*cells_of("2019"), *cells_of("2021")}
    expected |= {row.same_as for row in statistics_form().rows if row.same_as}
    assert expected <= {cell.cell for cell in cells()}
    assert {column(cell) for cell in expected} <= set(WIDE.names)
    assert set(HEADERS) == set(WIDE.names)
    assert len(set(HEADERS.values())) == len(WIDE.names)
    assert HEADERS["requests__granted__total"] == "表三·予以公开·总计"
    assert WIDE_ZH.key == ("报告编号",)


def test_every_published_column_has_a_chinese_header_that_no_other_column_of_its_table_has() -> None:
    for table in TABLES.values():
        named = [title(each) for each in table.columns]
        assert len(set(named)) == len(named)
        assert not set(named) & set(table.names)


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_each_figure_stands_in_the_column_of_its_cell(edition: str) -> None:
    values = {cell: number for number, cell in enumerate(cells_of(edition), start=1)}
    rows = wide(tables(drawn(f"22018-gov-{edition}", edition, values)))
    [row] = rows.iter_rows(named=True)
    assert {cell: row[column(cell)] for cell in values} == values
    others = {column(cell.cell) for cell in cells()} - {column(cell) for cell in values}
    assert others and all(row[name] is None for name in others)


def test_reports_keep_apart_and_a_blank_stays_blank() -> None:
    blank, full = "requests/granted/total", "requests/received_new/total"
    made = tables(
        drawn("22018-gov-2021", "2021", {blank: None, full: 3}), drawn("22019-gov-2021", "2021", {blank: 5, full: 7})
    )
    made["reports"] = pl.concat([made["reports"], drawn_without_figures()])
    picked = wide(made).sort("report_id").select("report_id", column(blank), column(full))
    assert picked.rows() == [("22018-gov-2021", None, 3), ("22019-gov-2021", 5, 7), ("22020-gov-2016", None, None)]


def drawn_without_figures() -> pl.DataFrame:
    return tables(drawn("22020-gov-2016", "2021", {}, {"requests_edition": "2014"}))["reports"]


def test_money_has_its_printed_number_its_unit_and_yuan() -> None:
    made = tables(drawn("22018-gov-2021", "2021", {MONEY: 12}))
    here = pl.col("cell") == MONEY
    made["proactive_disclosure"] = made["proactive_disclosure"].with_columns(
        unit=pl.when(here).then(pl.lit("CNY_10K")),
        amount_cny=pl.when(here).then(pl.lit(Decimal(120000))).cast(pl.Decimal(24, 4)),
    )
    [row] = wide(made).iter_rows(named=True)
    name = column(MONEY)
    assert (row[name], row[f"{name}__unit"], row[f"{name}__amount_cny"]) == (12, "CNY_10K", 120000)
    assert HEADERS[f"{name}__amount_cny"].endswith("（元）")


def test_a_cell_that_no_form_has_is_refused() -> None:
    made = tables(drawn("22018-gov-2021", "2021", {}))
    made["requests"] = made["requests"].with_columns(cell=pl.lit("requests/granted/aliens"))
    with pytest.raises(RowsError, match="aliens"):
        wide(made)


def test_both_tables_are_written_and_read_as_declared() -> None:
    rows = wide(tables(drawn("22018-gov-2021", "2021", {}), drawn("22018-gov-2020", "2019", {})))
    assert from_parquet(WIDE, to_parquet(WIDE, rows)).height == 2
    chinese = from_parquet(WIDE_ZH, to_parquet(WIDE_ZH, in_chinese(rows)))
    assert chinese.get_column("报告年份").to_list() == [2020, 2021]

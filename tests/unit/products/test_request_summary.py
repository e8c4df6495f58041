"""The summary adds up to the table it is made of, counts no total as a part, and says what it does not know."""

from __future__ import annotations

import polars as pl
import pytest

from gouji.partition import RowsError, to_parquet
from gouji.products.request_summary import MEASURES, REQUEST_SUMMARY, groups, request_summary
from tests.unit.products.drawn import cells_of, drawn, tables

APPLICANTS = 7


def measured(rows: pl.DataFrame) -> dict[str, int]:
    """Return the sum of each measure, as who filters nothing would take it."""
    return {name: rows.get_column(name).sum() for name in MEASURES}


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_sums_are_those_of_the_parts(edition: str) -> None:
    cells = [cell for cell in cells_of(edition) if cell.startswith("requests/")]
    values = {cell: number for number, cell in enumerate(cells, start=1)}
    made = tables(drawn(f"22018-gov-{edition}", edition, values))
    parts = made["requests"].filter(pl.col("applicant") != "total", pl.col("outcome") != "outcomes_total")
    of = {"received_new": "received", "carried_in": "received", "carried_out": "carried_out"}
    expected = dict.fromkeys(MEASURES, 0)
    for outcome, value in parts.select("outcome", "value").iter_rows():
        expected[of.get(outcome, "handled")] += value
    rows = request_summary(made)
    assert measured(rows) == expected
    assert rows.height == APPLICANTS * len(groups("outcome"))
    assert rows.get_column("unknown_cells").sum() == 0
    total = rows.filter(applicant="total", outcome_group="denied").row(0, named=True)
    denied = made["requests"].filter(pl.col("outcome").str.starts_with("denied"), pl.col("applicant") == "total")
    assert total["printed_total"] == denied.get_column("value").sum()
    assert all(total[name] is None for name in MEASURES)


def test_editions_are_one_table() -> None:
    old = {"requests/other_total/natural_person": 5}
    new = {f"requests/other_{key}/natural_person": 2 for key in ("misc", "unpaid_fee", "overdue_correction")}
    rows = request_summary(tables(drawn("22018-gov-2020", "2019", old), drawn("22018-gov-2021", "2021", new)))
    other = rows.filter(outcome_group="other", applicant="natural_person").sort("report_year")
    assert other.get_column("handled").to_list() == [5, 6]
    assert other.get_column("applicant_group").to_list() == ["natural_person"] * 2


def test_what_is_not_printed_is_not_zero() -> None:
    cells = [
        cell for cell in cells_of("2021") if cell.startswith("requests/denied") and cell.endswith("/natural_person")
    ]
    some, nothing = cells[0], [f"{cell.rpartition('/')[0]}/other_org" for cell in cells]
    made = tables(drawn("22018-gov-2021", "2021", {some: None, cells[1]: 4} | dict.fromkeys(nothing)))
    rows = request_summary(made).filter(outcome_group="denied")
    known = {row["applicant"]: (row["handled"], row["unknown_cells"]) for row in rows.iter_rows(named=True)}
    assert known["natural_person"] == (4, 1)
    assert known["other_org"] == (None, len(cells))
    assert known["research_institution"] == (0, 0)


def test_a_blank_proven_to_be_zero_is_known() -> None:
    cell = "requests/granted/natural_person"
    made = tables(drawn("22018-gov-2021", "2021", {cell: None}))
    made["requests"] = made["requests"].with_columns(pl.col("resolved_value").fill_null(0))
    row = request_summary(made).filter(outcome_group="granted", applicant="natural_person").row(0, named=True)
    assert (row["handled"], row["unknown_cells"]) == (0, 0)


def test_the_form_of_2014_is_left_out_and_nothing_else() -> None:
    made = tables(drawn("22018-gov-2016", "2021", {}), drawn("22018-gov-2021", "2021", {}))
    made["reports"] = made["reports"].with_columns(
        requests_edition=pl.when(pl.col("report_year") == 2016).then(pl.lit("2014")).otherwise("requests_edition")
    )
    assert set(request_summary(made).get_column("report_id")) == {"22018-gov-2021"}


def test_a_key_the_standard_does_not_have_is_refused() -> None:
    made = tables(drawn("22018-gov-2021", "2021", {}))
    made["requests"] = made["requests"].with_columns(outcome=pl.lit("forgotten"))
    with pytest.raises(RowsError, match="standard"):
        request_summary(made)


def test_no_report_is_an_empty_table() -> None:
    assert request_summary(tables()).schema == pl.Schema(REQUEST_SUMMARY.polars_schema())
    assert to_parquet(REQUEST_SUMMARY, request_summary(tables()))

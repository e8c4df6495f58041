"""One file a table: the rows in their order, the schema as declared, the same bytes; and text that runs nothing."""

from __future__ import annotations

import csv
import hashlib
import io
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.console import FORMULA_STARTS, inert
from gouji.partition import RowsError, audit
from gouji.products import consolidated
from gouji.products.consolidated import CsvParts, ParquetParts, inert_text
from gouji.tables import REQUESTS
from tests.unit.products.drawn import drawn, tables

TEXTS = st.text(st.sampled_from("".join(FORMULA_STARTS) + "a1甲 '\"|")) | st.text()


def parts() -> list[pl.DataFrame]:
    years = (2021, 2022, 2023)
    return [tables(drawn(f"22018-gov-{year}", "2021", {}))["requests"].sort(REQUESTS.sort) for year in years]


@pytest.mark.parametrize("least", [50, 200, 100_000])
def test_parts_become_one_file(least: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consolidated, "ROW_GROUP", least)
    files = []
    for _ in range(2):
        made = ParquetParts(REQUESTS)
        for part in parts():
            made.add(part)
        files.append(made.finish())
    assert files[0] == files[1]
    audit(REQUESTS, files[0], hashlib.sha256(files[0]).hexdigest(), made.rows)
    assert pl.read_parquet(io.BytesIO(files[0])).equals(pl.concat(parts()))


def test_no_part_is_a_file_without_rows() -> None:
    data = ParquetParts(REQUESTS).finish()
    audit(REQUESTS, data, hashlib.sha256(data).hexdigest(), 0)


def test_rows_that_are_not_the_table_s_are_refused() -> None:
    made = ParquetParts(REQUESTS)
    with pytest.raises(RowsError):
        made.add(parts()[0].drop("cell"))
    with pytest.raises(RowsError, match=r"requests"):
        made.add(parts()[0].with_columns(report_id=pl.lit(None, pl.String)))


@given(st.lists(TEXTS))
def test_no_text_runs_as_a_formula(texts: list[str]) -> None:
    found = pl.DataFrame({"a": pl.Series(texts, dtype=pl.String)}).with_columns(inert_text())
    assert found.get_column("a").to_list() == [inert(text) for text in texts]
    assert not any(text.startswith(FORMULA_STARTS) for text in found.get_column("a"))


def test_csv_has_the_mark_the_header_and_plain_numbers() -> None:
    made = CsvParts()
    amounts = pl.Series([Decimal("136648.500000"), Decimal("0"), None], dtype=pl.Decimal(24, 6))
    frame = pl.DataFrame({"name": ['=cmd|"x"', "临山镇", "a,\r\nb"], "amount": amounts, "change": [-3, None, 10]})
    made.add(frame.head(1))
    made.add(frame.tail(2))
    data = made.under(["名称", "金额", "增减"])
    assert data.startswith(b"\xef\xbb\xbf") and data.count(b"\xef\xbb\xbf") == 1
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows == [
        ["名称", "金额", "增减"],
        ['\'=cmd|"x"', "136648.5", "-3"],
        ["临山镇", "0", ""],
        ["a,\r\nb", "", "10"],
    ]

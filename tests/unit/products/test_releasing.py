"""A release is whole or none, the same bytes each time, never changed; and what spreadsheets open runs nothing."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from gouji.columns import Column, Table
from gouji.console import FORMULA_STARTS
from gouji.manifest import Storage
from gouji.partition import ObjectError
from gouji.products.consolidated import CsvParts
from gouji.products.releases import BadName, NameTaken, Release, key_of, release, releases
from gouji.products.wide import HEADERS, WIDE, wide
from gouji.release import commit, head, manifest
from gouji.tables import TABLES
from gouji.versions import released
from tasks import spreadsheets
from tasks.releasing import create
from tasks.spreadsheets import LONGEST_TEXT, SheetTooSmall, workbook
from tasks.storage import DirectoryStorage
from tests.unit.products.drawn import drawn, tables
from tests.unit.published import Reading, change, run

HOSTILE = [f"{start}cmd|' /C calc'!A0" for start in FORMULA_STARTS] + ['<script>&"', "a\x0bb"]
READINGS = (
    Reading("a", granted=3),
    Reading("b", body="42018411-gov", region="420000", year=2019),
    Reading("c", body="32018411-gov", region="320000", status="rejected", reason="requests.row_total"),
    Reading("d", year=None, region=None, status="ignored"),
)


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    made = DirectoryStorage(tmp_path)
    run(made, *READINGS)
    return made


def now(storage: Storage, name: str = "2026.11") -> Release:
    return create(storage, name, head(storage).manifest, "1")


def bytes_of(storage: Storage, name: str = "2026.11") -> dict[str, bytes]:
    prefix = key_of(name, "")
    return {key.removeprefix(prefix): storage.get(key) or b"" for key in storage.list(prefix)}


def test_everything_written_is_named_with_its_hash_size_and_rows(storage: Storage) -> None:
    made = now(storage)
    there = bytes_of(storage)
    assert there.pop("claim.json")
    assert Release.from_json(there.pop("release.json")) == made == release(storage, "2026.11")
    assert {file.path for file in made.files} == there.keys()
    for file in made.files:
        assert (file.sha256, file.bytes) == (hashlib.sha256(there[file.path]).hexdigest(), len(there[file.path]))
        if file.path.endswith(".parquet"):
            assert pl.read_parquet(io.BytesIO(there[file.path])).height == file.rows
    assert made.number == 1 and made.manifest == hashlib.sha256(storage.get("_log/00000001.json") or b"").hexdigest()
    sums = dict(line.split("  ")[::-1] for line in there["SHA256SUMS"].decode().splitlines())
    assert sums == {file.path: file.sha256 for file in made.files if file.path != "SHA256SUMS"}


def test_there_is_one_file_a_table_and_a_workbook_for_each_year_and_province(storage: Storage) -> None:
    paths = {file.path for file in now(storage).files}
    assert {f"{area}/{name}.parquet" for area in ("tables", "rejected") for name in TABLES} <= paths
    assert {path for path in paths if path.endswith(".xlsx")} == {
        "wide/year=2019/region=420000.xlsx",
        "wide/year=2020/region=220000.xlsx",
    }
    assert {path for path in paths if path.endswith((".zh.parquet", ".zh.csv"))} == {
        "wide/annual_reports_wide.zh.parquet",
        "wide/annual_reports_wide.zh.csv",
    }
    years = pl.read_parquet(io.BytesIO(bytes_of(storage)["tables/requests.parquet"])).get_column("report_year")
    assert years.to_list() == sorted(years) and years.n_unique() == 2


def test_the_same_state_gives_the_same_bytes(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    now(storage)
    later = DirectoryStorage(storage.root.parent / "later")  # type: ignore[attr-defined]
    run(later, *READINGS[::-1])
    # zip files and workbooks carry dates: another day must not show.
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    now(later)
    assert bytes_of(later) == bytes_of(storage)


class Dying:
    """A storage whose process dies after so many writes."""

    def __init__(self, inner: Storage, lives: int) -> None:
        self.inner, self.lives = inner, lives

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def put_if_absent(self, key: str, data: bytes) -> bool:
        if not self.lives:
            raise KeyboardInterrupt(key)
        self.lives -= 1
        return self.inner.put_if_absent(key, data)

    def put(self, key: str, data: bytes) -> None:
        raise AssertionError(f"{key} could be written over")


def test_killed_anywhere_it_is_no_release_and_creating_it_again_completes_it(storage: Storage) -> None:
    whole = now(storage, "whole")
    for lives in (0, 1, 20, len(whole.files) + 1):
        name = f"killed-{lives}"
        with pytest.raises(KeyboardInterrupt):
            now(Dying(storage, lives), name)
        assert release(storage, name) is None
        assert releases(storage).get(name) is None
        assert head(storage).number in released(storage)
        made = now(Dying(storage, 1000), name)
        assert {file.path: file for file in made.files}.keys() == {file.path for file in whole.files}
        assert release(storage, name) == made
    assert [name for name, found in releases(storage).items() if found is None] == []


def test_a_release_never_changes(storage: Storage) -> None:
    now(storage)
    before = bytes_of(storage)
    assert now(storage) == release(storage, "2026.11")
    run(storage, Reading("e", body="22018499-gov", granted=9))
    with pytest.raises(NameTaken) as taken:
        now(storage)
    assert taken.value.number == 1
    with pytest.raises(NameTaken):
        create(storage, "2026.11", head(storage).manifest, "2")
    assert bytes_of(storage) == before
    assert now(storage, "2026.12").number == 2


def test_an_older_version_can_be_released(storage: Storage) -> None:
    now(storage, "first")
    run(storage, Reading("e", body="22018499-gov", granted=9))
    older = manifest(storage, 1)
    assert older is not None
    create(storage, "again", older, "1")
    named = {"README.md", "README.zh-CN.md", "datapackage.json", "release.json", "SHA256SUMS"}
    first, again = bytes_of(storage, "first"), bytes_of(storage, "again")
    assert {path for path in first if first[path] != again[path]} == named


def test_a_file_of_other_bytes_is_never_taken_for_the_release_s(storage: Storage) -> None:
    with pytest.raises(KeyboardInterrupt):
        now(Dying(storage, 3))
    storage.put(key_of("2026.11", "views.sql"), b"DROP TABLE reports;")
    with pytest.raises(ObjectError, match="views"):
        now(storage)
    assert release(storage, "2026.11") is None


def test_a_damaged_object_is_never_released(storage: Storage) -> None:
    item = next(item for item in head(storage).manifest.objects if item.table == "requests")
    storage.put(item.key, b"PAR1")
    with pytest.raises(ObjectError, match="damaged"):
        now(storage)
    assert release(storage, "2026.11") is None


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../x", "a/b", "a\\b", ".hidden", "a b", "年", "x" * 65, "a\n", "a.", "-a"]
)
def test_names_are_safe_everywhere(name: str, storage: Storage) -> None:
    with pytest.raises(BadName):
        now(storage, name)
    assert storage.list("releases/") == []


def test_only_rejected_reports_make_a_release_too(tmp_path: Path) -> None:
    storage = DirectoryStorage(tmp_path)
    run(storage, READINGS[2])
    paths = {file.path for file in now(storage).files}
    assert "rejected/reports.parquet" in paths and not any(path.startswith(("tables/", "wide/")) for path in paths)


def hostile() -> pl.DataFrame:
    """Return wide rows whose body is called what a spreadsheet would run."""
    many = [drawn(f"2201{n:02d}-gov-2021", "2021", {}, {"agency_name": name}) for n, name in enumerate(HOSTILE)]
    return wide(tables(*many)).with_columns(
        published_date=pl.lit(date(2022, 1, 31)),
        prefecture=pl.col("agency_name"),
        errors=pl.lit(-3, pl.Int64),
        proactive_disclosure__administrative_fees__amount=pl.lit(Decimal("136648.123456")).cast(pl.Decimal(24, 6)),
        requests__granted__total=pl.lit(9_007_199_254_740_993, pl.Int64),
    )


def cells(data: bytes) -> Iterator[dict[str, Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert sheet.freeze_panes == "B2"
    headers = [cell.value for cell in next(sheet.iter_rows())]
    assert headers == list(HEADERS.values())
    for row in sheet.iter_rows(min_row=2):
        assert not any(cell.data_type == "f" for cell in row)
        yield dict(zip(headers, (cell.value for cell in row), strict=True))


def test_a_workbook_has_chinese_headers_dates_numbers_and_no_formula() -> None:
    rows = list(cells(workbook(WIDE, HEADERS, hostile())))
    assert len(rows) == len(HOSTILE)
    for row in rows:
        assert row["发布日期"] == datetime(2022, 1, 31)
        assert row["错误数"] == -3
        assert row["表二·行政事业性收费·本年收费金额"] == 136648.123456
        # More digits than a spreadsheet keeps: as text, to the last one.
        assert row["表三·予以公开·总计"] == "9007199254740993"
        assert row["表三·部分公开·总计"] == 0
        for name in ("机构名称", "地级"):
            assert not row[name].startswith(FORMULA_STARTS)
    assert rows[0]["机构名称"] == f"'{HOSTILE[0]}"


def test_a_csv_of_the_same_rows_says_the_same() -> None:
    sheet = CsvParts()
    sheet.add(hostile())
    read = csv.DictReader(io.StringIO(sheet.under(list(HEADERS.values())).decode("utf-8-sig"), newline=""))
    for row, shown in zip(read, cells(workbook(WIDE, HEADERS, hostile())), strict=True):
        assert row["发布日期"] == "2022-01-31"
        for name, value in shown.items():
            if isinstance(value, int | float):
                assert float(row[name]) == value
            # A workbook writes control characters by their number, which this reader does not undo.
            elif not isinstance(value, datetime) and "_x00" not in (value or "") and "\n" not in (value or ""):
                assert row[name] == (value or "")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("长" * LONGEST_TEXT, "长" * LONGEST_TEXT),
        ("长" * (LONGEST_TEXT + 1), "长" * (LONGEST_TEXT - 1) + "…"),
        ("\U00020000" * LONGEST_TEXT, "\U00020000" * (LONGEST_TEXT // 2) + "…"),
        ("\u202e=1+1\u2028\n|", "\u202e=1+1\u2028\n|"),
    ],
    ids=["as long as a cell", "longer", "longer, in pairs of units", "steering characters"],
)
def test_text_too_long_for_a_cell_says_that_it_goes_on(text: str, shown: str) -> None:
    table = Table("t", "表", "table", (), (), (Column("a", "string", "列", "column"),))
    data = workbook(table, {"a": "列"}, pl.DataFrame({"a": [text]}))
    assert openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]["A2"].value == shown


def test_what_does_not_fit_a_sheet_is_loud(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "MOST_ROWS", len(HOSTILE))
    with pytest.raises(SheetTooSmall):
        workbook(WIDE, HEADERS, hostile())


def test_hostile_names_come_through_a_release_as_text(tmp_path: Path) -> None:
    storage = DirectoryStorage(tmp_path)
    brought = change(Reading("a"))
    frames = dict(brought.frames)
    frames["reports"] = frames["reports"].with_columns(agency_name=pl.lit(HOSTILE[0]))  # type: ignore[union-attr]
    commit(storage, head(storage), replace(brought, frames=frames), code_version="1")
    now(storage)
    there = bytes_of(storage)
    [row] = cells(there["wide/year=2020/region=220000.xlsx"])
    assert row["机构名称"] == f"'{HOSTILE[0]}"
    assert there["wide/annual_reports_wide.csv"].decode("utf-8-sig").count(f"'{HOSTILE[0]}") == 1
    # Parquet runs nothing: it says what was read.
    names = pl.read_parquet(io.BytesIO(there["wide/annual_reports_wide.parquet"])).get_column("agency_name")
    assert names.to_list() == [HOSTILE[0]]

"""What changed between two states, report by report and cell by cell."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from gouji.changes import COLUMNS, changes
from gouji.manifest import Manifest
from gouji.release import Change, commit, head, manifest, mirror
from tasks.changed import changes_csv, write_changes
from tasks.storage import DirectoryStorage
from tests.unit.published import Reading, change, run

A = Reading("a", body="220184112-gov", granted=3)
B = Reading("b", body="370881109-gov", region="370000", granted=1)
C = Reading("c", body="220184113-gov", status="rejected", reason="requests.row_total")


@pytest.fixture
def storage(tmp_path: Path) -> DirectoryStorage:
    storage = DirectoryStorage(tmp_path)
    run(storage, A, B, C)
    return storage


def between(storage: DirectoryStorage, before: int, after: int) -> pl.DataFrame:
    old, new = manifest(storage, before) or Manifest(), manifest(storage, after) or Manifest()
    found = changes(storage, old, new)
    assert found.schema == pl.Schema(COLUMNS)
    return found


def told(found: pl.DataFrame) -> list[tuple[str, str, str | None]]:
    return list(found.select("change", "report_id", "cell").iter_rows())


def test_the_first_state_adds_and_rejects(storage: DirectoryStorage) -> None:
    found = between(storage, 0, 1)
    assert told(found) == [
        ("added", A.report_id, None),
        ("added", B.report_id, None),
        ("rejected", C.report_id, None),
    ]
    row = found.row(2, named=True)
    assert (row["reading_after"], row["reason"], row["region_code"]) == (C.sha256[:16], "requests.row_total", "220000")
    assert between(storage, 1, 1).is_empty()


def test_a_cell_that_changed_is_told_as_printed(storage: DirectoryStorage) -> None:
    run(storage, A.but(granted=5))
    found = between(storage, 1, 2)
    assert told(found) == [
        ("changed", A.report_id, cell)
        for cell in (
            "proactive_disclosure/centralized_procurement/total_amount",
            "proceedings/review/total",
            "requests/granted/natural_person",
            "requests/granted/total",
        )
    ]
    assert set(found.select("before", "after").iter_rows()) == {("3", "5")}
    assert told(between(storage, 2, 1)) == told(found)


def test_a_report_that_moves_changed_its_place_alone(storage: DirectoryStorage) -> None:
    run(storage, A.but(region="230000"))
    found = between(storage, 1, 2)
    assert told(found) == [("changed", A.report_id, "reports/region_code")]
    assert found.select("before", "after").row(0) == ("220000", "230000")


def test_places_are_compared_apart_and_with_where_a_report_went(storage: DirectoryStorage) -> None:
    run(storage, A.but(region="370000", granted=5), B.but(granted=2), C.but(status="published", reason=None))
    found = between(storage, 1, 2)
    assert set(found.filter(cell="requests/granted/total").select("report_id", "before", "after").iter_rows()) == {
        (A.report_id, "3", "5"),
        (B.report_id, "1", "2"),
    }
    assert found.filter(cell="reports/region_code")["report_id"].to_list() == [A.report_id]
    assert found.filter(change="accepted")["report_id"].to_list() == [C.report_id]


def test_a_revision_that_says_the_same_is_told_without_a_cell(storage: DirectoryStorage) -> None:
    run(storage, A.but(address="https://a"), B)
    before = head(storage).number
    run(storage, A.but(text="a2", address="https://a"))
    found = between(storage, before, head(storage).number)
    assert told(found) == [("changed", A.report_id, None)]
    assert found.select("reading_before", "reading_after").row(0) == (A.sha256[:16], A.but(text="a2").sha256[:16])


def test_texts_and_findings_are_told_by_how_many_or_which(storage: DirectoryStorage) -> None:
    frames = dict(change(A).frames)
    frames["sections"] = frames["sections"].with_columns(text=pl.lit("另一段"))
    frames["findings"] = frames["findings"].with_columns(rule_id=pl.lit("narrative.total"))
    commit(storage, head(storage), Change(frames), code_version="1")
    found = between(storage, 1, 2)
    assert list(found.select("cell", "before", "after").iter_rows()) == [
        ("findings", "cells.blank", "narrative.total"),
        ("sections", "1", "1"),
    ]


def test_rejected_accepted_and_withdrawn(storage: DirectoryStorage) -> None:
    run(storage, A.but(status="rejected", reason="cells.domain"), C.but(status="published", reason=None))
    found = between(storage, 1, 2)
    assert told(found) == [("accepted", C.report_id, None), ("withdrawn", A.report_id, None)]
    assert found.row(1, named=True)["reason"] == "cells.domain"
    assert told(between(storage, 2, 1)) == [
        ("accepted", A.report_id, None),
        ("withdrawn", C.report_id, None),
    ]


def test_a_newcomer_rejected_beside_a_published_report_is_told(storage: DirectoryStorage) -> None:
    run(storage, A.but(text="other", status="rejected", reason="identity.conflict"))
    assert told(between(storage, 1, 2)) == [("rejected", A.report_id, None)]


def test_only_what_differs_is_read(storage: DirectoryStorage) -> None:
    run(storage, B.but(granted=2))
    for item in head(storage).manifest.objects:
        if item.region == "220000":
            storage.delete(item.key)
    assert set(between(storage, 1, 2).get_column("report_id")) == {B.report_id}


def test_a_run_leaves_its_changes_as_a_file(storage: DirectoryStorage) -> None:
    run(storage, A.but(granted=5))
    run(storage, B.but(granted=-7))
    assert write_changes(storage, []) is None
    assert write_changes(storage, [2, 3]) == "docs/changes/3.csv"
    data = storage.get("docs/changes/3.csv") or b""
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[0].keys() == COLUMNS.keys()
    assert {row["report_id"] for row in rows} == {A.report_id, B.report_id}
    mirror(storage)
    assert storage.get("docs/changes/3.csv") == data


def test_no_text_runs_as_a_formula(storage: DirectoryStorage) -> None:
    evil = replace(A, text="a3", body="=1+1")
    run(storage, evil)
    row = next(csv.DictReader(io.StringIO(changes_csv(between(storage, 1, 2)))))
    assert row["report_id"] == "'=1+1-2020"

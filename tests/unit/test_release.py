"""What a run changes, and only that."""

from __future__ import annotations

import random
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.manifest import Manifest
from gouji.release import (
    Change,
    RowsError,
    commit,
    head,
    mirror,
    published_cells,
    records,
)
from gouji.tables import TABLES
from tasks.storage import DirectoryStorage
from tests.unit.published import Reading, change, many, reports, run, shown, status

A = Reading("a", body="220184112-gov", granted=3)
B = Reading("b", body="370881109-gov", region="370000", granted=1)


def test_a_second_run_changes_nothing(storage: DirectoryStorage) -> None:
    first = run(storage, A, B, Reading("notice", status="ignored"))
    before = shown(storage, "")
    again = run(storage, Reading("notice", status="ignored"), B, A)
    assert (first.number, again.number, again.changed, again.partitions_changed) == (1, None, False, ())
    assert shown(storage, "") == before


def test_every_table_has_its_object_where_a_report_is_published(storage: DirectoryStorage) -> None:
    run(storage, A)
    assert sorted(shown(storage)) == sorted(f"current/{name}/year=2020/region=220000/part-0.parquet" for name in TABLES)


def test_what_is_not_read_stays(storage: DirectoryStorage) -> None:
    run(storage, A, B)
    done = run(storage, A.but(granted=4))
    assert [partition.region for partition in done.partitions_changed] == ["220000"]
    run(storage, Reading("c", body="220184113-gov"))
    assert reports(storage) == {
        ("220184112-gov-2020", "220000"),
        ("220184113-gov-2020", "220000"),
        ("370881109-gov-2020", "370000"),
    }


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_small_runs_end_where_one_large_run_does(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    chance = random.Random(seed)
    readings = [
        Reading(
            f"r{n}",
            body=f"22018{n:04d}-gov",
            year=chance.choice([2020, 2021]),
            region=chance.choice(["220000", "370000"]),
            status=chance.choice(["published", "published", "rejected", "ignored"]),
            granted=n,
        )
        for n in range(chance.randint(4, 12))
    ]
    readings += [reading.but(address=f"https://b/{reading.text}") for reading in readings if chance.random() < 0.3]
    copies = [
        reading.but(text=f"copy of {reading.text}", address=f"https://c/{reading.text}", second=True)
        for reading in readings
        if reading.status == "published" and not reading.address and chance.random() < 0.3
    ]
    chance.shuffle(readings)
    large = DirectoryStorage(tmp_path_factory.mktemp("large"))
    run(large, *readings, *copies)
    small = DirectoryStorage(tmp_path_factory.mktemp("small"))
    for start in range(4):
        run(small, *readings[start::4])
    run(small, *copies)
    for root in ("current/", "rejected/"):
        assert shown(small, root) == shown(large, root)
    assert not run(small, *readings, *copies).changed


def test_a_report_that_moves_leaves_its_old_place(storage: DirectoryStorage) -> None:
    run(storage, A, B)
    done = run(storage, A.but(region="230000"))
    assert reports(storage) == {("220184112-gov-2020", "230000"), ("370881109-gov-2020", "370000")}
    assert not [key for key in shown(storage) if "220000" in key], "a partition without reports is gone"
    assert done.withdrawn == ()


def test_a_report_whose_year_is_read_otherwise_moves(storage: DirectoryStorage) -> None:
    run(storage, A)
    done = run(storage, A.but(year=2021))
    assert reports(storage) == {("220184112-gov-2021", "220000")}
    assert done.withdrawn == ("220184112-gov-2020",)


def test_the_same_bytes_may_move_to_rejected_and_back(storage: DirectoryStorage) -> None:
    run(storage, A, B)
    before = shown(storage)
    run(storage, A.but(status="rejected", year=None))
    assert reports(storage) == {("370881109-gov-2020", "370000")}
    assert reports(storage, "rejected") == {(f"x-{A.sha256[:16]}", "220000")}
    run(storage, A)
    assert shown(storage) == before
    assert reports(storage, "rejected") == set()


def test_a_revision_replaces_what_its_address_gave(storage: DirectoryStorage) -> None:
    run(storage, A.but(address="https://a"))
    run(storage, A.but(text="a2", address="https://a", granted=5))
    cells = pl.read_parquet(storage.root / "current" / "requests")
    assert cells.get_column("value").to_list() == [5, 5]
    assert status(storage) == {"a": "superseded", "a2": "published"}
    reasons = records(storage, head(storage)).filter(status="superseded").get_column("reason").to_list()
    assert reasons == [f"superseded by {A.but(text='a2').sha256[:16]}"]


def test_a_rejected_revision_takes_the_report_out_and_says_so(storage: DirectoryStorage) -> None:
    run(storage, A.but(address="https://a"), B)
    done = run(storage, A.but(text="a2", address="https://a", status="rejected"))
    assert done.withdrawn == ("220184112-gov-2020",)
    assert reports(storage) == {("370881109-gov-2020", "370000")}
    assert reports(storage, "rejected") == {("220184112-gov-2020", "220000")}


def test_what_was_superseded_stays_so(storage: DirectoryStorage) -> None:
    run(storage, A.but(address="https://a"))
    run(storage, A.but(text="a2", address="https://a"))
    run(storage, A.but(address="https://elsewhere", status="rejected"))
    found = records(storage, head(storage)).sort("address", "file_name").select("address", "status")
    assert list(found.iter_rows()) == [
        ("https://a", "superseded"),
        ("https://a", "published"),
        ("https://elsewhere", "rejected"),
    ]


def test_a_newcomer_from_another_address_replaces_nothing(storage: DirectoryStorage) -> None:
    run(storage, A)
    before = {key: data for key, data in shown(storage).items() if "documents" not in key}
    run(storage, A.but(text="other", status="rejected", granted=9))
    assert {key: data for key, data in shown(storage).items() if "documents" not in key} == before
    assert reports(storage, "rejected") == {("220184112-gov-2020", "220000")}


def test_two_rejected_readings_may_share_a_report(storage: DirectoryStorage) -> None:
    run(storage, A.but(status="rejected"), A.but(text="other", status="rejected"))
    assert pl.read_parquet(storage.root / "rejected" / "reports").height == 2


SECOND = A.but(text="copy", address="https://b", second=True)


def sources(storage: DirectoryStorage) -> list[int]:
    """Return the source_count of every published report."""
    return pl.read_parquet(storage.root / "current" / "reports").get_column("source_count").to_list()


def test_a_second_source_adds_a_document_and_is_counted(storage: DirectoryStorage) -> None:
    run(storage, A)
    run(storage, SECOND)
    assert sources(storage) == [2]
    assert pl.read_parquet(storage.root / "current" / "requests").height == 2
    assert pl.read_parquet(storage.root / "current" / "documents").height == 2


def test_the_same_bytes_at_two_addresses_are_one_reading(storage: DirectoryStorage) -> None:
    run(storage, A)
    run(storage, A.but(address="https://b"))
    assert sources(storage) == [2]
    run(storage, A.but(address="https://b", status="rejected"))
    assert status(storage) == {"a": "rejected"}
    assert records(storage, head(storage)).height == 2
    assert reports(storage) == set()


def test_the_first_source_is_the_one_seen_first(storage: DirectoryStorage) -> None:
    later, earlier = A.but(address="https://a"), A.but(address="https://z", seen=A.seen.replace(day=1))
    run(storage, later)
    run(storage, earlier)
    assert pl.read_parquet(storage.root / "current" / "reports").get_column("source_uri").to_list() == ["https://z"]


def test_a_second_source_follows_its_report(storage: DirectoryStorage) -> None:
    run(storage, A)
    run(storage, SECOND)
    run(storage, A.but(region="230000"))
    assert set(pl.read_parquet(storage.root / "current" / "documents").get_column("region_code")) == {"230000"}
    assert sources(storage) == [2]


def test_a_second_source_outlives_a_revision_with_the_same_figures(storage: DirectoryStorage) -> None:
    run(storage, A.but(address="https://a"))
    run(storage, SECOND)
    done = run(storage, A.but(text="a2", address="https://a"))
    assert done.unsettled.is_empty()
    assert status(storage) == {"a": "superseded", "a2": "published", "copy": "published"}
    assert sources(storage) == [2]


@pytest.mark.parametrize("change_of", [{"granted": 4}, {"status": "rejected"}])
def test_a_second_source_of_other_figures_is_to_be_read_again(
    storage: DirectoryStorage, change_of: dict[str, int | str]
) -> None:
    run(storage, A.but(address="https://a"))
    run(storage, SECOND)
    done = run(storage, A.but(text="a2", address="https://a", **change_of))
    assert done.unsettled.get_column("source_uri").to_list() == ["https://b"]
    assert status(storage)["copy"] == "superseded"
    assert sources(storage) == [1] if "granted" in change_of else reports(storage) == set()


def test_contradictions_are_refused(storage: DirectoryStorage) -> None:
    with pytest.raises(RowsError, match="two readings"):
        run(storage, A, A.but(text="other"))
    with pytest.raises(RowsError, match="without a report"):
        run(storage, SECOND)
    with pytest.raises(RowsError, match="without body, year or region"):
        run(storage, A.but(year=None))
    stray = change(A).frames | {"requests": change(B).frames["requests"]}
    with pytest.raises(RowsError, match="none of the reports brought"):
        commit(storage, head(storage), Change(stray), code_version="1")
    assert head(storage).number == 0


def test_the_shrink_guard_keeps_the_partition_and_says_so(storage: DirectoryStorage) -> None:
    run(storage, *many(100), B)
    before = shown(storage)
    done = run(storage, *(reading.but(status="rejected") for reading in many(20)), B.but(granted=7))
    assert [(item.year, item.region, item.before, item.after) for item in done.stale] == [(2020, "220000", 100, 80)]
    assert len(done.held_back) == 20
    assert done.withdrawn == ()
    after = shown(storage)
    assert {key for key in after if after[key] != before[key]} == {
        f"current/{name}/year=2020/region=370000/part-0.parquet"
        for name in ("proactive_disclosure", "proceedings", "requests")
    }
    assert not storage.list("rejected/")
    assert head(storage).manifest.stale == done.stale
    again = run(storage, *(reading.but(status="rejected") for reading in many(20)))
    assert (again.changed, again.stale) == (False, done.stale)


def test_the_shrink_guard_may_be_overruled(storage: DirectoryStorage) -> None:
    run(storage, *many(100))
    gone = [reading.but(status="rejected") for reading in many(20)]
    run(storage, *gone)
    done = run(storage, *gone, allow_shrink=True)
    assert (done.stale, done.held_back, len(done.withdrawn)) == ((), (), 20)
    assert head(storage).manifest.stale == ()
    assert len(reports(storage)) == 80


@pytest.mark.parametrize(("total", "gone"), [(100, 19), (400, 20)])
def test_small_losses_pass_the_guard(storage: DirectoryStorage, total: int, gone: int) -> None:
    run(storage, *many(total))
    done = run(storage, *(reading.but(status="rejected") for reading in many(gone)))
    assert done.stale == ()
    assert len(reports(storage)) == total - gone


def test_a_report_kept_by_the_guard_is_not_taken_over_elsewhere(storage: DirectoryStorage) -> None:
    readings = many(30)
    run(storage, *readings)
    at = head(storage).manifest
    other = readings[0].but(text="other", region="370000")
    done = run(storage, *(reading.but(status="rejected") for reading in readings), other)
    assert [(each.before, each.after) for each in done.stale] == [(30, 0)]
    assert other.sha256 in done.held_back
    assert [each for each in head(storage).manifest.objects if each.area == "current"] == list(at.objects)


def test_a_report_kept_by_the_guard_is_not_in_its_new_place_too(storage: DirectoryStorage) -> None:
    run(storage, *many(100), B)
    moved = [reading.but(region="230000") for reading in many(30)]
    newcomer = Reading("new", body="229999999-gov")
    done = run(storage, *moved, newcomer, Reading("elsewhere", body="230000001-gov", region="230000"))
    assert len(done.held_back) == 31
    ids = pl.read_parquet(storage.root / "current" / "reports").get_column("report_id")
    assert not ids.is_duplicated().any()
    assert reports(storage) >= {("230000001-gov-2020", "230000")}


@pytest.mark.parametrize("revised", [False, True])
@pytest.mark.parametrize("change_of", [{"status": "rejected"}, {"year": 2021}, {"region": "230000"}])
def test_whatever_makes_reports_leave_is_held_back(
    storage: DirectoryStorage, change_of: dict[str, int | str], revised: bool
) -> None:
    run(storage, *(reading.but(address=f"https://{reading.text}") for reading in many(100)))
    before = shown(storage, "current/")
    gone = [reading.but(address=f"https://{reading.text}", **change_of) for reading in many(25)]
    if revised:
        gone = [reading.but(text=f"{reading.text} again") for reading in gone]
    done = run(storage, *gone)
    if revised and "year" in change_of:
        # Other bytes about another year are another report: nothing leaves.
        assert (done.stale, len(reports(storage))) == ((), 125)
    else:
        assert (len(done.held_back), shown(storage)) == (25, before)


def test_attached_files_are_part_of_the_state(storage: DirectoryStorage) -> None:
    done = commit(storage, head(storage), Change(change(A).frames, {"reference/rules.csv": b"id\n"}), code_version="1")
    assert done.changed
    mirror(storage)
    assert storage.get("reference/rules.csv") == b"id\n"
    assert not run(storage, A).changed, "a run that brings none leaves them"


def test_manifests_are_canonical_and_read_back(storage: DirectoryStorage) -> None:
    run(storage, *many(100))
    run(storage, *(reading.but(status="rejected") for reading in many(30)), B)
    manifest = head(storage).manifest
    assert Manifest.from_json(manifest.to_json()) == manifest
    assert storage.get(manifest.key) == manifest.to_json()


def test_lazy_frames_publish_the_same_bytes(storage: DirectoryStorage, tmp_path: Path) -> None:
    eager = DirectoryStorage(tmp_path / "eager")
    run(eager, A, B, B.but(text="c", body="370881110-gov", status="rejected"))
    frames = change(A, B, B.but(text="c", body="370881110-gov", status="rejected")).frames
    lazy = Change({name: frame.lazy() for name, frame in frames.items()})
    commit(storage, head(storage), lazy, code_version="1")
    assert head(storage).manifest.objects == head(eager).manifest.objects


def test_published_cells_are_those_of_current(storage: DirectoryStorage) -> None:
    run(storage, A, B, A.but(text="no", body="220184119-gov", status="rejected"))
    found = published_cells(storage, head(storage), [A.report_id, "220184119-gov-2020", "x-0123456789abcdef"])
    assert found["requests"].get_column("report_id").unique().to_list() == [A.report_id]
    assert {name: frame.height for name, frame in found.items()} == {
        "proactive_disclosure": 1,
        "requests": 2,
        "proceedings": 1,
        "statistics_2014": 0,
    }


@pytest.mark.parametrize("table", TABLES)
def test_every_reader_reads_every_table_in_the_plainest_way(storage: DirectoryStorage, table: str) -> None:
    run(storage, *many(3), B, Reading("c", body="110000-gov", region="110000", year=2021))
    folder = storage.root / "current" / table
    query = f"SELECT * FROM read_parquet('{folder}/**/*.parquet', hive_partitioning = true)"
    counts = {
        "duckdb": len(duckdb.sql(query).fetchall()),
        "polars": pl.read_parquet(folder).height,
        "polars lazily": pl.scan_parquet(folder, hive_partitioning=True).collect().height,
        "pandas": len(pd.read_parquet(folder)),
    }
    wanted = sum(item.rows for item in head(storage).manifest.objects if item.table == table)
    assert set(counts.values()) == {wanted}, counts
    polars = pl.read_parquet(folder)
    assert {"year", "region"} <= set(polars.columns)
    assert polars.select(TABLES[table].names).schema == pl.Schema(TABLES[table].polars_schema())

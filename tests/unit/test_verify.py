"""Whatever is damaged on purpose is found, and named."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from gouji.collect import plan
from gouji.conservation import RESIDUALS
from gouji.decisions import Decision
from gouji.manifest import HEAD_KEY, Manifest, Stored, canonical, read_object, store_key
from gouji.mirror import MIRROR_KEY
from gouji.partition import to_parquet
from gouji.products.releases import Writing
from gouji.release import HeadMoved, head, manifest, mirror
from gouji.tables import TABLES
from gouji.verify import FAULTS, REMARKS, Fault, Fetched, Verified
from gouji.verify import verify as verified
from tasks.storage import DirectoryStorage
from tests.unit.published import Reading, run

A = Reading("a", body="220184112-gov", granted=3)
B = Reading("b", body="370881109-gov", region="370000", granted=1)
C = Reading("c", body="220184113-gov", status="rejected")
D = Reading("d", body="220184114-gov")
READ = (A, B, C, D, Reading("n", status="ignored"))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give a store of three commits, with its raw bytes, a release and a decision."""
    storage = DirectoryStorage(tmp_path_factory.mktemp("sound"))
    for reading in READ:
        storage.put(raw(reading), reading.text.encode())
    run(storage, A.but(granted=1), B)
    run(storage, A.but(granted=2), *READ[1:])
    run(storage, A)
    writing = Writing(storage, "2026.11", head(storage).manifest, "1")
    writing.write("tables/reports.parquet", b"rows", 2)
    writing.write("README.md", b"read me")
    writing.finish()
    decision = Decision("withdraw", "220184119-gov-2020", "reason", "me", "2026-11-22T09:00:00+08:00")
    storage.put(decision.key, decision.to_json())
    yield storage.root


@pytest.fixture
def storage(sound: Path, tmp_path: Path) -> DirectoryStorage:
    return DirectoryStorage(shutil.copytree(sound, tmp_path / "root"))


def raw(reading: Reading) -> str:
    return f"raw/sha256/{reading.sha256[:2]}/{reading.sha256}"


def verify(storage: DirectoryStorage, *readings: Reading, quick: bool = False) -> Verified:
    index = [Fetched(each.sha256, each.uri, each.uri, len(each.text), raw(each)) for each in readings or READ]
    return verified(storage, index, quick=quick)


def faults(storage: DirectoryStorage, *readings: Reading) -> list[tuple[str, str]]:
    return [(fault.kind, fault.key) for fault in verify(storage, *readings).faults]


def object_of(storage: DirectoryStorage, table: str, area: str = "current", region: str = "220000") -> Stored:
    objects = head(storage).manifest.objects
    return next(each for each in objects if (each.table, each.area, each.region) == (table, area, region))


def test_a_sound_store_has_no_fault(storage: DirectoryStorage) -> None:
    found = verify(storage)
    assert found.faults == ()
    assert found.remarks == ()
    assert (found.number, found.manifests, found.published, found.rejected) == (3, 3, 3, 1)
    assert (found.fetched, found.releases) == (5, 1)
    assert verify(DirectoryStorage(storage.root / "nothing")).faults == tuple(
        Fault("raw.gone", raw(each), each.uri) for each in sorted(READ, key=raw)
    )


def test_a_byte_changed_in_an_object(storage: DirectoryStorage) -> None:
    item = object_of(storage, "requests")
    data = bytearray(storage.get(item.key) or b"")
    data[len(data) // 2] ^= 1
    storage.put(item.key, bytes(data))
    assert faults(storage) == [("object.damaged", item.key)]


def test_a_truncated_object(storage: DirectoryStorage) -> None:
    item = object_of(storage, "requests")
    storage.put(item.key, (storage.get(item.key) or b"")[:-10])
    (fault,) = verify(storage).faults
    assert (fault.kind, fault.key) == ("object.damaged", item.key)
    assert f"{item.bytes - 10} ≠ {item.bytes}" in fault.detail


def test_an_object_that_is_gone(storage: DirectoryStorage) -> None:
    item = object_of(storage, "reports")
    storage.delete(item.key)
    assert faults(storage) == [("object.gone", item.key)]


def test_an_object_only_an_older_manifest_names(storage: DirectoryStorage) -> None:
    older, newest = manifest(storage, 1), head(storage).manifest
    assert older is not None
    key = next(iter(older.names().keys() - newest.names().keys()))
    storage.delete(key)
    assert faults(storage) == [("object.gone", key)]
    storage.put("_log/KEPT.json", canonical({"from": 3}))
    assert faults(storage) == []


def test_head_that_names_a_manifest_that_is_gone(storage: DirectoryStorage) -> None:
    storage.put(HEAD_KEY, canonical({"number": 9, "sha256": "0" * 64}))
    assert faults(storage) == [("manifest.gone", "_log/00000009.json")]


def test_head_that_is_gone_or_says_nothing(storage: DirectoryStorage) -> None:
    storage.put(HEAD_KEY, b"{}")
    assert faults(storage)[0] == ("head.unreadable", HEAD_KEY)
    storage.delete(HEAD_KEY)
    assert faults(storage)[0] == ("head.gone", HEAD_KEY)


def test_a_first_commit_that_died_before_head_named_it_is_no_fault(tmp_path: Path) -> None:
    storage = DirectoryStorage(tmp_path)
    put = storage.put_if_absent
    storage.put_if_absent = lambda key, data: key != HEAD_KEY and put(key, data)  # type: ignore[method-assign]
    with pytest.raises(HeadMoved):
        run(storage, A)
    assert storage.list("_log/") == ["_log/00000001.json"]
    assert verified(storage, None).faults == ()
    assert plan(storage).doomed == ()


@pytest.mark.parametrize("number", [1, 3])
def test_a_manifest_that_was_edited(storage: DirectoryStorage, number: int) -> None:
    key = f"_log/{number:08d}.json"
    storage.put(key, (storage.get(key) or b"").replace(b'"rows":2', b'"rows":3'))
    assert ("manifest.changed", key) in faults(storage)


def test_a_parent_that_is_gone(storage: DirectoryStorage) -> None:
    storage.delete("_log/00000002.json")
    assert faults(storage) == [("manifest.gone", "_log/00000002.json")]


def test_a_manifest_without_its_parents_hash(storage: DirectoryStorage) -> None:
    forge(storage, replace(head(storage).manifest, parent_sha256=None))
    assert ("manifest.unchained", "_log/00000003.json") in faults(storage)


def test_a_published_file_that_is_older_other_or_gone(storage: DirectoryStorage) -> None:
    path = object_of(storage, "requests").path
    older = manifest(storage, 1)
    assert older is not None
    storage.put(path, storage.get(older.files()[path]) or b"")
    (fault,) = verify(storage).faults
    assert (fault.kind, fault.key, fault.detail) == ("mirror.older", path, "1")
    storage.put(path, b"other")
    assert faults(storage) == [("mirror.differs", path)]
    storage.delete(path)
    assert faults(storage) == [("mirror.gone", path)]
    mirror(storage, verify=True)
    assert faults(storage) == []


def test_a_stray_file_below_a_table(storage: DirectoryStorage) -> None:
    storage.put("current/requests/_SUCCESS", b"")
    assert faults(storage) == [("mirror.stranger", "current/requests/_SUCCESS")]


def test_a_mirror_that_was_not_finished(storage: DirectoryStorage) -> None:
    storage.put(MIRROR_KEY, canonical({"number": 2, "complete": True}))
    assert faults(storage) == [("mirror.unfinished", MIRROR_KEY)]


def test_a_floor_that_cannot_be_read(storage: DirectoryStorage) -> None:
    storage.put("_log/KEPT.json", b"{")
    assert faults(storage) == [("log.kept", "_log/KEPT.json")]


def test_raw_bytes_that_are_gone_or_changed(storage: DirectoryStorage) -> None:
    storage.delete(raw(A))
    storage.put(raw(B), b"x")
    assert sorted(faults(storage)) == sorted([("raw.gone", raw(A)), ("raw.damaged", raw(B))])
    assert [fault.kind for fault in verify(storage, quick=True).faults] == ["raw.gone"]


def test_a_file_on_record_that_was_never_fetched_and_the_other_way_round(storage: DirectoryStorage) -> None:
    assert faults(storage, *READ[1:]) == [("raw.unindexed", A.uri)]
    more = Reading("more")
    storage.put(raw(more), b"more")
    found = verify(storage, *READ, more)
    assert (found.faults, found.remarks) == ((), (Fault("raw.unread", "raw/index/", "1"),))
    index = Fault("raw.index", "raw/index/", "no Parquet")
    assert verified(storage, index).faults == (index,)


def forge(storage: DirectoryStorage, new: Manifest) -> None:
    """Put a manifest in force as somebody would who knows how, and mirror it."""
    storage.put(new.key, new.to_json())
    storage.put(HEAD_KEY, canonical({"number": new.number, "sha256": hashlib.sha256(new.to_json()).hexdigest()}))
    mirror(storage, verify=True)


def altered(
    storage: DirectoryStorage, tables: tuple[str, ...], change: Callable[[pl.DataFrame], pl.DataFrame]
) -> list[tuple[str, str]]:
    """Change rows of one partition consistently with a manifest of their own; return what is found, but the release."""
    at = head(storage).manifest
    objects = []
    for item in at.objects:
        if item.table in tables and (item.area, item.region) == ("current", "220000"):
            frame = change(read_object(storage, item))
            data = to_parquet(TABLES[item.table], frame)
            sha256 = hashlib.sha256(data).hexdigest()
            storage.put(store_key(sha256, "parquet"), data)
            item = replace(item, sha256=sha256, bytes=len(data), rows=frame.height)
        objects.append(item)
    forge(storage, replace(at, objects=tuple(objects)))
    return [found for found in faults(storage) if found != ("release.manifest", "2026.11")]


PLACE = "current/year=2020/region=220000"


def test_a_reports_row_taken_out(storage: DirectoryStorage) -> None:
    found = altered(storage, ("reports",), lambda rows: rows.filter(pl.col("report_id") != A.report_id))
    assert found == [("report.report_rows", PLACE)]


def test_a_report_taken_out_of_every_table(storage: DirectoryStorage) -> None:
    """Nothing in the state itself tells: that the file was on record before does, and that it was fetched."""
    found = altered(storage, tuple(TABLES), lambda rows: rows.filter(pl.col("report_id") != A.report_id))
    assert found == [("document.lost", "_log/00000003.json")]
    assert [remark.kind for remark in verify(storage).remarks] == ["raw.unread"]


def test_a_report_published_twice(storage: DirectoryStorage) -> None:
    found = altered(
        storage, tuple(TABLES), lambda rows: rows.with_columns(report_id=pl.lit(A.report_id, rows.schema["report_id"]))
    )
    assert found.count(("report.report_id_twice", PLACE)) == 2


def test_a_report_in_two_provinces(storage: DirectoryStorage) -> None:
    at = head(storage).manifest
    copies = [
        replace(each, region="230000") for each in at.objects if (each.area, each.region) == ("current", "220000")
    ]
    forge(storage, replace(at, objects=(*at.objects, *copies)))
    places = f"{PLACE}, current/year=2020/region=230000"
    assert {fault.detail for fault in verify(storage).faults if fault.key == places} >= {A.report_id, A.sha256[:16]}
    assert ("report.displaced", "current/year=2020/region=230000") in faults(storage)


def test_a_table_without_its_object(storage: DirectoryStorage) -> None:
    at = head(storage).manifest
    forge(storage, replace(at, objects=tuple(each for each in at.objects if each.table != "statements")))
    assert ("table.missing", PLACE) in faults(storage)


def test_rows_that_are_not_as_many_as_named(storage: DirectoryStorage) -> None:
    at, item = head(storage).manifest, object_of(storage, "requests")
    forge(storage, replace(at, objects=tuple(replace(each, rows=9) if each == item else each for each in at.objects)))
    assert ("object.schema", item.key) in faults(storage)


def test_a_rollback_may_have_fewer_files_on_record(storage: DirectoryStorage) -> None:
    first = manifest(storage, 1)
    assert first is not None
    forge(storage, replace(head(storage).manifest, objects=first.objects, note="rollback to 1"))
    assert [found for found in faults(storage) if found[0] != "release.manifest"] == []


def test_a_release_that_was_changed(storage: DirectoryStorage) -> None:
    table, readme = "releases/2026.11/tables/reports.parquet", "releases/2026.11/README.md"
    storage.put(table, b"rowz")
    storage.delete(readme)
    storage.put("releases/2026.11/more.txt", b"")
    storage.put("releases/2026.12/claim.json", canonical({"number": 3, "manifest": "", "code_version": "1"}))
    assert sorted(faults(storage)) == [
        ("release.changed", table),
        ("release.gone", readme),
        ("release.stranger", "releases/2026.11/more.txt"),
    ]
    assert verify(storage).remarks == (Fault("release.begun", "2026.12"),)
    storage.put("releases/2026.12/claim.json", b"[]")
    assert ("release.unreadable", "releases/2026.12/claim.json") in faults(storage)
    claim = "releases/2026.11/claim.json"
    storage.put(claim, canonical({"number": 2, "manifest": "", "code_version": "1"}))
    assert ("release.changed", claim) in faults(storage)
    storage.delete(claim)
    assert ("release.gone", claim) in faults(storage)
    storage.delete("releases/2026.12/claim.json")
    storage.put("releases/2026.11/release.json", b"{")
    assert faults(storage) == [("release.unreadable", "2026.11")]


def test_a_decision_that_was_edited(storage: DirectoryStorage) -> None:
    (key,) = storage.list("decisions/")
    facts = json.loads(storage.get(key) or b"")
    storage.put(key, canonical(facts | {"reason": "another"}))
    assert faults(storage) == [("decision.damaged", key)]


def test_every_fault_has_its_sentences() -> None:
    for kind in (*FAULTS, *REMARKS):
        zh, en = (Fault(kind, "KEY", "DETAIL").sentence(lang) for lang in ("zh", "en"))
        assert zh != en
        assert "{" not in zh + en
    assert {f"report.{residual}" for residual in RESIDUALS} <= FAULTS.keys()

"""Which earlier states can be read: those that were in force, and are kept."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from gouji.manifest import write_log
from gouji.release import Head, ObjectError, head
from gouji.versions import KEPT_KEY, Collected, NeverInForce, kept_from, version
from tasks.storage import DirectoryStorage
from tests.unit.published import Reading, run


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a store with versions 1, 2, 4 and 5: 3 was written by a run that lost the race."""
    storage = DirectoryStorage(tmp_path_factory.mktemp("built"))
    run(storage, Reading("a"))
    run(storage, Reading("a", granted=1))
    lost = head(storage)
    write_log(storage, lost, replace(lost.manifest, code_version="lost"))
    run(storage, Reading("b", body="220184113-gov"))
    run(storage, Reading("c", body="220184114-gov"))
    assert head(storage).number == 5
    return storage.root


@pytest.fixture
def storage(built: Path, tmp_path: Path) -> DirectoryStorage:
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    return DirectoryStorage(tmp_path)


def ids(storage: DirectoryStorage, number: int) -> int:
    state = version(storage, head(storage), number)
    return sum(item.rows for item in state.objects if item.table == "reports" and item.area == "current")


def test_a_version_is_what_was_published_when_it_was_in_force(storage: DirectoryStorage) -> None:
    assert [ids(storage, number) for number in (1, 2, 4, 5)] == [1, 1, 2, 3]
    assert version(storage, head(storage), 5) == head(storage).manifest


@pytest.mark.parametrize("number", [-1, 0, 3, 6, 99])
def test_what_was_never_in_force_is_no_version(storage: DirectoryStorage, number: int) -> None:
    with pytest.raises(NeverInForce):
        version(storage, head(storage), number)


def test_what_was_written_but_not_swapped_in_yet_is_no_version(storage: DirectoryStorage) -> None:
    at = head(storage)
    written = write_log(storage, at, at.manifest)
    with pytest.raises(NeverInForce):
        version(storage, head(storage), written.number)


def test_before_anything_was_published_there_is_no_version(tmp_path: Path) -> None:
    empty = DirectoryStorage(tmp_path / "empty")
    for number in (0, 1):
        state = head(empty)
        if number:
            with pytest.raises(NeverInForce):
                version(empty, state, number)
        else:
            assert version(empty, state, number) == state.manifest


def test_what_is_collected_is_refused_unless_a_release_holds_on_to_it(storage: DirectoryStorage) -> None:
    assert kept_from(storage) == 0
    storage.put(KEPT_KEY, json.dumps({"from": 4}).encode())
    for number in (1, 2):
        with pytest.raises(Collected) as collected:
            version(storage, head(storage), number)
        assert (collected.value.number, collected.value.kept) == (number, 4)
    storage.put("releases/2026.11/release.json", json.dumps({"number": 2}).encode())
    storage.put("releases/2026.11/tables/release.json.parquet", b"")
    assert [ids(storage, number) for number in (2, 4, 5)] == [1, 2, 3]
    with pytest.raises(Collected):
        version(storage, head(storage), 1)
    storage.put("releases/begun/claim.json", json.dumps({"number": 1}).encode())
    assert ids(storage, 1) == 1


def test_a_gap_in_the_log_is_loud(storage: DirectoryStorage) -> None:
    at: Head = head(storage)
    storage.delete("_log/00000004.json")
    with pytest.raises(ObjectError, match=r"00000004\.json is gone"):
        version(storage, at, 1)
    with pytest.raises(ObjectError, match=r"00000004\.json is gone"):
        version(storage, at, 4)
    storage.put("_log/00000004.json", b"{}")
    with pytest.raises(ObjectError, match=r"00000004\.json is damaged"):
        version(storage, at, 1)


def test_an_older_version_is_the_one_that_was_in_force(storage: DirectoryStorage) -> None:
    at, key = head(storage), "_log/00000002.json"
    said = json.loads(storage.get(key) or b"")
    storage.put(key, json.dumps(said | {"objects": said["objects"][:1]}).encode())
    for number in (1, 2):
        with pytest.raises(ObjectError, match=r"00000002\.json is damaged"):
            version(storage, at, number)
    assert ids(storage, 4) == 2


@pytest.mark.parametrize("said", [b"no JSON", b"[]", b"{}", b"\xff"])
def test_a_floor_or_release_that_cannot_be_read_is_named(storage: DirectoryStorage, said: bytes) -> None:
    storage.put(KEPT_KEY, said)
    with pytest.raises(ObjectError, match=KEPT_KEY):
        version(storage, head(storage), 1)
    storage.put(KEPT_KEY, b'{"from":4}')
    storage.put("releases/begun/claim.json", said)
    with pytest.raises(ObjectError, match=r"releases/begun/claim\.json"):
        version(storage, head(storage), 1)

"""Storage: the same promises on a directory and on S3; on a directory also between processes and for other accounts."""

from __future__ import annotations

import multiprocessing
import os
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

from gouji.manifest import Storage
from tasks.storage import DirectoryStorage, s3_storage
from tests.s3.server import s3_root, s3_server

__all__ = ["s3_root", "s3_server"]


@pytest.fixture(params=["directory", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    """Give each storage in turn."""
    if request.param == "s3":
        return s3_storage(request.getfixturevalue("s3_root"))
    return DirectoryStorage(tmp_path / "root")


@pytest.fixture
def directory(tmp_path: Path) -> DirectoryStorage:
    return DirectoryStorage(tmp_path / "root")


def test_what_is_put_is_got(storage: Storage) -> None:
    assert storage.get("a/b.json") is None
    storage.put("a/b.json", b"1")
    storage.put("a/b.json", b"2")
    assert storage.get("a/b.json") == b"2"
    assert storage.exists("a/b.json")
    assert not storage.exists("a")
    assert storage.get("a") is None
    assert storage.get_tagged("a") is None


def test_absent_means_absent(storage: Storage) -> None:
    assert storage.put_if_absent("a", b"1")
    assert not storage.put_if_absent("a", b"2")
    assert storage.get("a") == b"1"


def test_a_tag_holds_until_the_bytes_change(storage: Storage) -> None:
    storage.put("a", b"1")
    _, tag = storage.get_tagged("a") or (b"", "")
    assert storage.put_if_match("a", b"2", tag)
    assert not storage.put_if_match("a", b"3", tag)
    assert not storage.put_if_match("b", b"3", tag)
    assert not storage.put_if_match("a", b"3", "")
    assert not storage.put_if_match("a", b"3", "nothing's tag")
    assert (storage.get("a"), storage.get("b")) == (b"2", None)


def test_a_tag_stands_while_nobody_writes(storage: Storage) -> None:
    storage.put("a", b"1")
    assert storage.get_tagged("a") == storage.get_tagged("a")


@pytest.mark.parametrize("data", [b"", "宿迁市".encode(), bytes(range(256)) * 5000], ids=["none", "text", "large"])
def test_bytes_come_back_as_they_were(storage: Storage, data: bytes) -> None:
    storage.put("a", data)
    assert storage.get("a") == data


@pytest.mark.parametrize(
    "key", ["t/year=2020/region=220000/part-0.parquet", "docs/说明 1+2%20&?#.md", "a.b/~c@,;'(!)*"]
)
def test_keys_mean_themselves(storage: Storage, key: str) -> None:
    assert storage.put_if_absent(key, b"1")
    assert storage.list("") == [key]
    assert storage.list(key[:-1]) == [key]
    assert storage.ages(key).keys() == {key}
    assert storage.get(key) == b"1"
    storage.delete(key)
    assert storage.list("") == []


def test_keys_are_listed_sorted_without_the_storages_own_files(storage: Storage) -> None:
    for key in ("b/2", "b/1", "bc/3", "a"):
        storage.put(key, b"")
    assert storage.list("") == ["a", "b/1", "b/2", "bc/3"]
    assert storage.list("b/") == ["b/1", "b/2"]
    assert storage.list("b") == ["b/1", "b/2", "bc/3"]
    assert storage.list("nothing/") == []


def test_a_key_ages_from_when_it_was_last_put(directory: DirectoryStorage) -> None:
    for key in ("a/old", "a/new", "b"):
        directory.put(key, b"1")
    hour_ago = time.time() - 3600
    for key in ("a/old", "a/new"):
        os.utime(directory.root / key, (hour_ago, hour_ago))
    directory.put("a/new", b"1")
    ages = directory.ages("a/")
    assert ages.keys() == {"a/old", "a/new"}
    assert 3590 < ages["a/old"] < 3900
    assert ages["a/new"] < 300


def test_what_was_just_put_is_young(storage: Storage) -> None:
    storage.put("a/1", b"1")
    storage.put("b", b"1")
    assert storage.ages("a/").keys() == {"a/1"}
    assert 0 <= storage.ages("")["a/1"] < 300


def test_deleting_twice_is_deleting(storage: Storage) -> None:
    storage.put("a", b"1")
    storage.delete("a")
    storage.delete("a")
    assert not storage.exists("a")
    assert storage.put_if_absent("a", b"2")


def test_deleting_leaves_no_empty_folders(directory: DirectoryStorage) -> None:
    directory.put("t/year=1/part", b"")
    directory.put("t/year=2/part", b"")
    directory.delete("t/year=1/part")
    directory.delete("t/year=1/part")
    assert [path.name for path in (directory.root / "t").iterdir()] == ["year=2"]
    directory.delete("t/year=2/part")
    assert not (directory.root / "t").exists()


@pytest.mark.parametrize("key", ["", "/etc/passwd", "../a", "a/../b", "a/..", "a\\b", "a//b", "./a", ".lock", ".tmp/a"])
def test_keys_that_are_none_are_refused(storage: Storage, key: str) -> None:
    for act in (storage.get, storage.delete, storage.exists, lambda key: storage.put(key, b"")):
        with pytest.raises(ValueError, match="no key"):
            act(key)


def test_published_files_are_readable_by_others(directory: DirectoryStorage) -> None:
    directory.put("a", b"1")
    (directory.root / "b").write_bytes(b"1")
    assert (directory.root / "a").stat().st_mode == (directory.root / "b").stat().st_mode


def add(storage: Storage, times: int) -> None:
    """Count up a number in storage by compare-and-set."""
    for _ in range(times):
        while True:
            data, tag = storage.get_tagged("n") or (b"", "")
            if storage.put_if_match("n", str(int(data) + 1).encode(), tag):
                break


def test_no_update_is_lost_between_threads(storage: Storage) -> None:
    storage.put("n", b"0")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: add(storage, 4), range(8)))
    assert storage.get("n") == b"32"


def test_no_update_is_lost_between_processes(directory: DirectoryStorage) -> None:
    directory.put("n", b"0")
    with ProcessPoolExecutor(3, mp_context=multiprocessing.get_context("spawn")) as pool:
        list(pool.map(add, [directory] * 3, [20] * 3))
    assert directory.get("n") == b"60"


def test_one_writer_creates(storage: Storage) -> None:
    with ThreadPoolExecutor(8) as pool:
        for n in range(8):
            won = list(pool.map(lambda w, n=n: storage.put_if_absent(f"k/{n}", str(w).encode()), range(8)))
            assert sum(won) == 1
            assert storage.get(f"k/{n}") == str(won.index(True)).encode()


def test_putting_survives_folders_being_removed(directory: DirectoryStorage) -> None:
    def churn(name: int) -> None:
        for _ in range(50):
            directory.put(f"deep/er/{name}", b"1")
            directory.delete(f"deep/er/{name}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(churn, range(4)))
    assert directory.list("") == []


def test_what_is_deleted_right_after_it_was_put_was_put(
    directory: DirectoryStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = Path.hardlink_to

    def overtaken(self: Path, target: Path) -> None:
        link(self, target)
        directory.delete("current/requests/part-0.parquet")

    monkeypatch.setattr(Path, "hardlink_to", overtaken)
    assert directory.put_if_absent("current/requests/part-0.parquet", b"one")
    assert directory.list("") == []

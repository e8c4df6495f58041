"""Storage on a directory: whole writes, compare-and-set between threads and processes, no way out of the root."""

from __future__ import annotations

import multiprocessing
import os
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

from tasks.storage import DirectoryStorage


@pytest.fixture
def storage(tmp_path: Path) -> DirectoryStorage:
    return DirectoryStorage(tmp_path / "root")


def test_what_is_put_is_got(storage: DirectoryStorage) -> None:
    assert storage.get("a/b.json") is None
    storage.put("a/b.json", b"1")
    storage.put("a/b.json", b"2")
    assert storage.get("a/b.json") == b"2"
    assert storage.exists("a/b.json")
    assert not storage.exists("a")


def test_absent_means_absent(storage: DirectoryStorage) -> None:
    assert storage.put_if_absent("a", b"1")
    assert not storage.put_if_absent("a", b"2")
    assert storage.get("a") == b"1"


def test_a_tag_holds_until_the_bytes_change(storage: DirectoryStorage) -> None:
    storage.put("a", b"1")
    _, tag = storage.get_tagged("a") or (b"", "")
    assert storage.put_if_match("a", b"2", tag)
    assert not storage.put_if_match("a", b"3", tag)
    assert not storage.put_if_match("b", b"3", tag)
    assert storage.get("a") == b"2"


def test_keys_are_listed_sorted_without_the_storages_own_files(storage: DirectoryStorage) -> None:
    for key in ("b/2", "b/1", "bc/3", "a"):
        storage.put(key, b"")
    assert storage.list("") == ["a", "b/1", "b/2", "bc/3"]
    assert storage.list("b/") == ["b/1", "b/2"]
    assert storage.list("b") == ["b/1", "b/2", "bc/3"]
    assert storage.list("nothing/") == []


def test_a_key_ages_from_when_it_was_last_put(storage: DirectoryStorage) -> None:
    for key in ("a/old", "a/new", "b"):
        storage.put(key, b"1")
    hour_ago = time.time() - 3600
    for key in ("a/old", "a/new"):
        os.utime(storage.root / key, (hour_ago, hour_ago))
    storage.put("a/new", b"1")
    ages = storage.ages("a/")
    assert ages.keys() == {"a/old", "a/new"}
    assert 3590 < ages["a/old"] < 3900
    assert ages["a/new"] < 300


def test_deleting_leaves_no_empty_folders(storage: DirectoryStorage) -> None:
    storage.put("t/year=1/part", b"")
    storage.put("t/year=2/part", b"")
    storage.delete("t/year=1/part")
    storage.delete("t/year=1/part")
    assert [path.name for path in (storage.root / "t").iterdir()] == ["year=2"]
    storage.delete("t/year=2/part")
    assert not (storage.root / "t").exists()


@pytest.mark.parametrize("key", ["", "/etc/passwd", "../a", "a/../b", "a/..", "a\\b", "a//b", "./a", ".lock", ".tmp/a"])
def test_keys_that_are_none_are_refused(storage: DirectoryStorage, key: str) -> None:
    for act in (storage.get, storage.delete, storage.exists, lambda key: storage.put(key, b"")):
        with pytest.raises(ValueError, match="no key"):
            act(key)


def test_published_files_are_readable_by_others(storage: DirectoryStorage) -> None:
    storage.put("a", b"1")
    (storage.root / "b").write_bytes(b"1")
    assert (storage.root / "a").stat().st_mode == (storage.root / "b").stat().st_mode


def add(root: Path, times: int) -> int:
    """Count up a number in storage by compare-and-set; return how often it had to try again."""
    storage, lost = DirectoryStorage(root), 0
    for _ in range(times):
        while True:
            data, tag = storage.get_tagged("n") or (b"", "")
            if storage.put_if_match("n", str(int(data) + 1).encode(), tag):
                break
            lost += 1
    return lost


def test_no_update_is_lost_between_threads(storage: DirectoryStorage) -> None:
    storage.put("n", b"0")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: add(storage.root, 10), range(8)))
    assert storage.get("n") == b"80"


def test_no_update_is_lost_between_processes(storage: DirectoryStorage) -> None:
    storage.put("n", b"0")
    with ProcessPoolExecutor(3, mp_context=multiprocessing.get_context("spawn")) as pool:
        list(pool.map(add, [storage.root] * 3, [20] * 3))
    assert storage.get("n") == b"60"


def test_one_writer_creates(storage: DirectoryStorage) -> None:
    with ThreadPoolExecutor(8) as pool:
        for n in range(20):
            won = list(pool.map(lambda w, n=n: storage.put_if_absent(f"k/{n}", str(w).encode()), range(8)))
            assert sum(won) == 1
            assert storage.get(f"k/{n}") == str(won.index(True)).encode()


def test_putting_survives_folders_being_removed(storage: DirectoryStorage) -> None:
    def churn(name: int) -> None:
        for _ in range(50):
            storage.put(f"deep/er/{name}", b"1")
            storage.delete(f"deep/er/{name}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(churn, range(4)))
    assert storage.list("") == []

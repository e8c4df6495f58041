"""Whole for every reader, wherever a run dies and whoever runs beside it."""

from __future__ import annotations

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gouji.manifest import HEAD_KEY, Manifest, swap_head
from gouji.mirror import MIRROR_KEY
from gouji.release import HeadMoved, ObjectError, Storage, commit, head, mirror, records
from tasks.storage import DirectoryStorage
from tests.unit.published import Reading, change, mirrored, reports, run, shown

A = Reading("a", body="220184112-gov", granted=3)
B = Reading("b", body="370881109-gov", region="370000", granted=1)


class Died(Exception):
    """The process is gone."""


class Dying:
    """Storage that dies at its n-th write, before it or right after it, and takes no write from then on."""

    def __init__(self, storage: Storage, writes: int, after: bool) -> None:
        self._storage, self._left, self._after = storage, writes, after
        self._lock = threading.Lock()

    def __getattr__(self, name: str) -> object:
        act = getattr(self._storage, name)
        if name in ("get", "get_tagged", "list", "exists"):
            return act

        def write(*arguments: object) -> object:
            with self._lock:
                self._left -= 1
                if self._left < 0 or (self._left == 0 and not self._after):
                    raise Died
                done = act(*arguments)
                if self._left == 0:
                    raise Died
                return done

        return write


def test_killed_anywhere_readers_see_a_whole_state_and_a_rerun_converges(tmp_path: Path) -> None:
    second = [A.but(region="230000", granted=9), B.but(status="rejected")]
    whole = DirectoryStorage(tmp_path / "whole")
    run(whole, A, B)
    shutil.copytree(whole.root, tmp_path / "before")
    before = snapshot(whole)
    run(whole, *second)
    target, open_to_readers = snapshot(whole), {**shown(whole), **shown(whole, "rejected/")}
    for writes in range(1, 1000, 3):
        storage = DirectoryStorage(tmp_path / f"{writes}")
        shutil.copytree(tmp_path / "before", storage.root)
        try:
            # In turn before and after the write: half the runs for nearly the same cases.
            run(Dying(storage, writes, writes % 2 == 0), *second)  # type: ignore[arg-type]
        except Died:
            assert snapshot(storage) in (before, target)
            run(storage, *second)
            assert snapshot(storage) == target
            assert {**shown(storage), **shown(storage, "rejected/")} == open_to_readers
        else:
            assert writes > 30
            return
    pytest.fail("never came to an end")


def snapshot(storage: Storage) -> list[tuple[str, str]]:
    """Return what a reader of HEAD sees, every object read and proved."""
    manifest = head(storage).manifest
    for path, key in manifest.files().items():
        assert storage.get(key) is not None, path
    records(storage, head(storage))
    return sorted(manifest.files().items())


def test_a_number_taken_by_a_run_that_died_is_passed_over(storage: DirectoryStorage) -> None:
    run(storage, A)
    storage.put("_log/00000002.json", Manifest(2, 1, "dead").to_json())
    done = run(storage, B)
    assert (done.number, head(storage).manifest.parent) == (3, 1)


def test_a_run_that_lost_the_race_is_told(storage: DirectoryStorage) -> None:
    at = head(storage)
    commit(storage, at, change(A), code_version="1")
    with pytest.raises(HeadMoved):
        commit(storage, at, change(B), code_version="1")
    assert [name for name, _ in reports_at_head(storage)] == ["220184112-gov-2020"]


def reports_at_head(storage: Storage) -> list[tuple[str, str]]:
    """Return report and region of every file HEAD publishes."""
    found = records(storage, head(storage)).filter(area="current").sort("report_id")
    return list(found.select("report_id", "region_code").iter_rows())


def test_runs_beside_each_other_lose_nothing(storage: DirectoryStorage) -> None:
    def publish(name: int) -> None:
        reading = Reading(f"p{name}", body=f"22018{name:04d}-gov", region=("220000", "370000")[name % 2])
        while True:
            try:
                commit(storage, head(storage), change(reading), code_version="1")
            except HeadMoved:
                continue
            mirror(storage)
            return

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(publish, range(12)))
    assert len(reports(storage)) == 12
    assert head(storage).number >= 12
    assert mirror(storage) == []
    assert mirrored(storage)


class Pausing:
    """Storage that stops before its n-th write until told to go on, and remembers what it wrote from then on."""

    def __init__(self, storage: Storage, at: int) -> None:
        self._storage, self._left = storage, at
        self._lock = threading.Lock()
        self.reached, self.go = threading.Event(), threading.Event()
        self.written: dict[str, bytes] = {}

    def __getattr__(self, name: str) -> object:
        act = getattr(self._storage, name)
        if name in ("get", "get_tagged", "list", "exists"):
            return act

        def write(key: str, *arguments: object) -> object:
            with self._lock:
                self._left -= 1
                if self._left == 0:
                    self.reached.set()
                    self.go.wait(30)
                late = self._left <= 0
            done = act(key, *arguments)
            if late and done is not False and arguments:
                self.written[key] = arguments[0]  # type: ignore[assignment]
            return done

        return write


@pytest.mark.parametrize("at", [1, 2, 3, 5, 9, 12, 15, 19, 20])
def test_a_slow_mirror_never_puts_back_an_older_state(storage: DirectoryStorage, at: int) -> None:
    run(storage, A, B)
    commit(storage, head(storage), change(A.but(granted=5), B.but(region="130000")), code_version="1")
    slow = Pausing(storage, at)
    thread = threading.Thread(target=lambda: (mirror(slow), slow.reached.set()))  # type: ignore[arg-type]
    thread.start()
    slow.reached.wait(30)
    commit(storage, head(storage), change(A.but(granted=6), B), code_version="1")
    mirror(storage)
    newest = shown(storage)
    slow.go.set()
    thread.join(30)
    assert mirrored(storage)
    put = {key: data for key, data in slow.written.items() if key in newest}
    assert put == {key: newest[key] for key in put}


@pytest.mark.parametrize("at", [1, 2, 3, 5, 9, 12])
def test_a_slow_mirror_mends_what_it_put_over_a_state_that_came_back(storage: DirectoryStorage, at: int) -> None:
    """The tag it holds is right again, its state is not: it looks at all it wrote once more."""
    run(storage, A, B)
    commit(storage, head(storage), change(A.but(granted=5), B.but(granted=5)), code_version="1")
    slow = Pausing(storage, at)
    thread = threading.Thread(target=lambda: (mirror(slow), slow.reached.set()))  # type: ignore[arg-type]
    thread.start()
    slow.reached.wait(30)
    run(storage, A.but(granted=6), B.but(granted=6))
    run(storage, A, B)
    slow.go.set()
    thread.join(30)
    assert mirrored(storage)


@pytest.mark.parametrize("writes", range(1, 9))
def test_what_a_mirror_left_undone_is_done_by_the_next(storage: DirectoryStorage, writes: int) -> None:
    run(storage, A, B)
    commit(storage, head(storage), change(A.but(granted=5), B.but(granted=5)), code_version="1")
    with pytest.raises(Died):
        mirror(Dying(storage, writes, False))  # type: ignore[arg-type]
    run(storage, A)
    assert mirrored(storage)


def test_the_mirror_mends_what_is_missing_strange_or_damaged(storage: DirectoryStorage) -> None:
    run(storage, A)
    path = next(iter(shown(storage)))
    storage.delete(path)
    storage.put("current/requests/year=1999/region=220000/part-0.parquet", b"strange")
    assert sorted(mirror(storage)) == sorted([path, "current/requests/year=1999/region=220000/part-0.parquet"])
    storage.put(path, b"damaged")
    assert mirror(storage, verify=True) == [path]
    assert mirrored(storage)


def test_damage_in_the_store_is_loud(storage: DirectoryStorage) -> None:
    run(storage, A)
    for key in storage.list("_store/"):
        storage.put(key, b"damaged")
    with pytest.raises(ObjectError, match="damaged"):
        run(storage, B)


@pytest.mark.parametrize("said", [b"", b"garbage", b"{}", b"[1]", b'{"number":"x","complete":true}'])
def test_a_mark_of_the_mirror_that_cannot_be_read_is_written_anew(storage: DirectoryStorage, said: bytes) -> None:
    run(storage, A)
    path = next(iter(shown(storage)))
    storage.put(path, b"damaged")
    storage.put(MIRROR_KEY, said)
    assert mirror(storage) == [path]
    assert mirrored(storage)
    assert storage.get(MIRROR_KEY) == b'{"complete":true,"number":1}\n'


def test_a_store_that_lost_its_head_is_not_begun_anew(storage: DirectoryStorage) -> None:
    run(storage, Reading("a"))
    first = head(storage)
    # What a first run leaves that died before HEAD: the next one begins beside it.
    for key in (HEAD_KEY, MIRROR_KEY):
        storage.delete(key)
    assert head(storage).number == 0
    swap_head(storage, head(storage), first.manifest)
    run(storage, Reading("b", body="220184113-gov"))
    storage.delete(HEAD_KEY)
    with pytest.raises(ObjectError, match=r"HEAD\.json is gone"):
        head(storage)
    with pytest.raises(ObjectError, match=r"HEAD\.json is gone"):
        run(storage, Reading("c", body="220184114-gov"))

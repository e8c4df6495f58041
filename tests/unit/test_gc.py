"""Collected is what nothing kept names, and only that, whoever commits meanwhile."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gouji.collect import BadFloor, LogDamaged, collect, plan
from gouji.manifest import canonical
from gouji.products.releases import Writing
from gouji.release import HeadMoved, ObjectError, Storage, commit, head, manifest, mirror
from gouji.verify import verify
from gouji.versions import Collected, kept_from, version
from tasks.storage import DirectoryStorage
from tests.unit.published import Reading, change, mirrored, run

A = Reading("a", body="220184112-gov", granted=1)
B = Reading("b", body="370881109-gov", region="370000", granted=1)
DAY = 86400.0


@pytest.fixture(scope="module")
def four(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give a store of four versions, each thirty days older than the next."""
    storage = DirectoryStorage(tmp_path_factory.mktemp("four"))
    for granted in range(1, 5):
        run(storage, A.but(granted=granted), B)
    for number in range(1, 5):
        age(storage, f"_log/{number:08d}.json", (4 - number) * 30 * DAY)
    for key in storage.list("_store/"):
        age(storage, key, 100 * DAY)
    yield storage.root


@pytest.fixture
def storage(four: Path, tmp_path: Path) -> DirectoryStorage:
    return DirectoryStorage(shutil.copytree(four, tmp_path / "root"))


def age(storage: DirectoryStorage, key: str, seconds: float) -> None:
    stat = (storage.root / key).stat()
    os.utime(storage.root / key, (stat.st_mtime - seconds,) * 2)


def only(storage: DirectoryStorage, number: int) -> set[str]:
    """Return the keys that this version names and HEAD does not."""
    found = manifest(storage, number)
    assert found is not None
    return set(found.names()) - set(head(storage).manifest.names())


def test_nothing_that_was_ever_in_force_goes_unless_asked_for(storage: DirectoryStorage) -> None:
    storage.put("_store/sha256/ab/abcd.parquet", b"left by a run that died")
    assert plan(storage).doomed == ()
    assert plan(storage).young == 1
    age(storage, "_store/sha256/ab/abcd.parquet", 8 * DAY)
    planned = plan(storage)
    assert planned.doomed == (("_store/sha256/ab/abcd.parquet", 23),)
    before = storage.list("")
    assert storage.list("") == before, "a plan changes nothing"
    assert collect(storage, planned) == ["_store/sha256/ab/abcd.parquet"]
    assert set(before) - set(storage.list("")) == {"_store/sha256/ab/abcd.parquet"}
    assert verify(storage, None).faults == ()


def test_what_is_older_than_the_floor_goes(storage: DirectoryStorage) -> None:
    gone = only(storage, 1) | only(storage, 2)
    planned = plan(storage, keep_from=3)
    assert {key for key, _ in planned.doomed} == gone
    assert planned.bytes == sum(len(storage.get(key) or b"") for key in gone)
    assert set(collect(storage, planned)) == gone
    assert kept_from(storage) == 3
    assert verify(storage, None).faults == ()
    assert mirrored(storage)
    with pytest.raises(Collected):
        version(storage, head(storage), 2)
    assert version(storage, head(storage), 3).number == 3
    assert not run(storage, A.but(granted=4), B).changed
    run(storage, A.but(granted=1))
    assert mirrored(storage)


@pytest.mark.parametrize(("days", "floor"), [(200, 0), (91, 0), (61, 1), (31, 2), (10, 3), (0, 4)])
def test_what_was_in_force_so_long_ago_is_kept(storage: DirectoryStorage, days: int, floor: int) -> None:
    assert plan(storage, keep_seconds=days * DAY).floor == floor


def test_the_floor_only_rises(storage: DirectoryStorage) -> None:
    collect(storage, plan(storage, keep_from=3))
    for number in (2, 5):
        with pytest.raises(BadFloor):
            plan(storage, keep_from=number)
    earlier = plan(storage, keep_from=3)
    collect(storage, plan(storage, keep_from=4))
    collect(storage, earlier)
    assert kept_from(storage) == 4


def test_releases_hold_on_to_their_manifest_from_the_claim_on(storage: DirectoryStorage) -> None:
    one, two = manifest(storage, 1), manifest(storage, 2)
    assert one is not None
    assert two is not None
    Writing(storage, "first", one, "1").finish()
    Writing(storage, "begun", two, "1")
    collect(storage, plan(storage, keep_from=4))
    assert all(storage.exists(key) for key in (*one.names(), *two.names()))
    assert not any(storage.exists(key) for key in only(storage, 3))
    assert verify(storage, None).faults == ()
    storage.put("releases/bad/claim.json", b"{")
    with pytest.raises(ObjectError, match="bad"):
        plan(storage)


def test_nothing_goes_while_the_log_is_not_whole(storage: DirectoryStorage) -> None:
    planned = plan(storage, keep_from=4)
    storage.delete("_log/00000002.json")
    for act in (lambda: plan(storage), lambda: collect(storage, planned)):
        with pytest.raises(LogDamaged):
            act()


def test_a_commit_under_way_is_kept(storage: DirectoryStorage) -> None:
    """Its manifest is in the log, HEAD does not name it yet."""
    run(storage, A.but(granted=1), B)
    new = head(storage).manifest
    storage.put("_log/HEAD.json", canonical({"number": 4, "sha256": new.parent_sha256 or ""}))
    assert not set(new.names()) & {key for key, _ in plan(storage, grace=0, keep_from=4).doomed}


class Meeting:
    """Storage that lets something happen before or after a call, once."""

    def __init__(self, storage: Storage, name: str, prefix: str, act: Callable[[], object], *, after: bool) -> None:
        self._storage, self._name, self._prefix, self._act, self._after = storage, name, prefix, act, after
        self._lock = threading.Lock()

    def __getattr__(self, name: str) -> object:
        call = getattr(self._storage, name)
        if name != self._name:
            return call

        def meet(key: str, *arguments: object) -> object:
            if not key.startswith(self._prefix):
                return call(key, *arguments)
            with self._lock:
                act, self._act = self._act, lambda: None
            if self._after:
                done = call(key, *arguments)
                act()
                return done
            act()
            return call(key, *arguments)

        return meet


@pytest.mark.parametrize("name", ["get", "ages", "delete", "exists"])
@pytest.mark.parametrize("after", [False, True])
def test_a_commit_that_takes_up_what_is_being_collected_keeps_it(
    storage: DirectoryStorage, name: str, after: bool
) -> None:
    """Whatever the collector is about to do, or has just done: what HEAD names afterwards is there."""
    planned = plan(storage, keep_from=4)
    prefix = planned.doomed[0][0] if name != "exists" else "_store"
    racing = Meeting(storage, name, prefix, lambda: run(storage, A.but(granted=1), B), after=after)
    collect(racing, planned)  # type: ignore[arg-type]
    assert verify(storage, None).faults == ()
    assert mirrored(storage)
    assert all(storage.exists(key) for key in head(storage).manifest.names())


@pytest.mark.parametrize("name", ["put_if_absent", "exists", "put_if_match"])
@pytest.mark.parametrize("prefix", ["_store/", "_log/"])
@pytest.mark.parametrize("after", [False, True])
def test_a_collection_in_the_middle_of_a_commit(storage: DirectoryStorage, name: str, prefix: str, after: bool) -> None:
    """Planned before, without any grace: the worst there is. The commit is whole, or begins again and is."""
    planned = plan(storage, grace=0, keep_from=4)
    racing = Meeting(storage, name, prefix, lambda: collect(storage, planned), after=after)
    for _ in range(2):
        try:
            commit(racing, head(storage), change(A.but(granted=1), B), code_version="1")  # type: ignore[arg-type]
            break
        except (HeadMoved, ObjectError):
            continue
    else:
        pytest.fail("never committed")
    mirror(storage)
    assert verify(storage, None).faults == ()


def test_what_a_cluster_left_goes_when_it_is_old_enough(storage: DirectoryStorage) -> None:
    for each in ("2026-01-01-old", "2026-01-02-young"):
        storage.put(f"_spool/{each}/run", b"")
        storage.put(f"_spool/{each}/abcd", b"reports nobody fetched")
    for key in storage.list("_spool/2026-01-01"):
        age(storage, key, 8 * DAY)
    planned = plan(storage)
    assert planned.doomed == (("_spool/2026-01-01-old/abcd", 22), ("_spool/2026-01-01-old/run", 0))
    assert planned.young == 2
    assert sorted(collect(storage, planned)) == [key for key, _ in planned.doomed]
    assert storage.list("_spool/") == ["_spool/2026-01-02-young/abcd", "_spool/2026-01-02-young/run"]
    assert verify(storage, None).faults == ()

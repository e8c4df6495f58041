"""Killed at any step, at random, runs beside each other: nothing torn, nothing mixed, nothing lost.

`make test-crash` runs 500 schedules; one that failed runs again by `python -m tests.crash --seed N`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gouji.manifest import swap_head, write_log
from gouji.release import HeadMoved, ObjectError, commit, head
from tasks.directory import DirectoryStorage
from tests.crash.crew import Crew
from tests.crash.proof import prove
from tests.crash.reader import Watch
from tests.crash.schedules import Steps
from tests.unit.published import Reading, change, run, shown


@pytest.mark.parametrize("seed", range(10))
def test_schedule(crew: Crew, steps: Steps, tmp_path: Path, seed: int) -> None:
    prove(crew, str(tmp_path), seed, steps)


def test_every_kind_of_step_can_be_killed_at(steps: Steps) -> None:
    # What is published, its log, HEAD, the mirror and its mark; the storage's calls, and the system's within them.
    expected = {
        "put_if_absent store: half written",
        "put_if_absent store: after link",
        "put_if_absent log: after link",
        "put_if_absent log: after",
        "put_if_match HEAD: before",
        "put_if_match HEAD: after replace",
        "put_if_match HEAD: after sync of the folder",
        "put_if_match current: half written",
        "put_if_match current: after replace",
        "put_if_absent rejected: after link",
        "put_if_match reference: after replace",
        "delete current: after unlink",
        "delete rejected: after rmdir",
        "put_if_match MIRROR: after flock",
    }
    assert expected <= steps["run"].keys()
    assert {"put_if_absent HEAD: after link", "put_if_absent MIRROR: half written"} <= steps["first"].keys()


def test_the_reader_sees_what_is_torn_older_or_strange(tmp_path: Path) -> None:
    storage = DirectoryStorage(tmp_path)
    watch = Watch(storage)
    run(storage, Reading("a", granted=1))
    path = next(key for key in shown(storage) if "/requests/" in key)
    old = storage.get(path) or b""
    watch.look()
    run(storage, Reading("a", granted=2))
    watch.look()
    new = storage.get(path) or b""
    for wrong, said in ((new[:-9], "no committed manifest"), (old, "after what"), (b"", "no committed manifest")):
        storage.put(path, wrong)
        with pytest.raises(AssertionError, match=said):
            watch.look()
        storage.put(path, new)
    storage.put("current/requests/year=1999/region=110000/part-0.parquet", new)
    with pytest.raises(AssertionError, match="no committed manifest"):
        watch.look()


def test_the_reader_sees_a_mixture(tmp_path: Path) -> None:
    storage = DirectoryStorage(tmp_path)
    run(storage, Reading("a"))
    before = head(storage).manifest
    run(storage, Reading("b", body="220184113-gov"))
    at = head(storage)
    mixed = [item for item in at.manifest.objects if item.table != "requests"]
    mixed += [item for item in before.objects if item.table == "requests"]
    swap_head(storage, at, write_log(storage, at, replace(at.manifest, objects=tuple(mixed))))
    with pytest.raises(AssertionError, match="requests and reports differ"):
        Watch(storage).state()


def test_a_run_whose_state_was_collected_begins_again(tmp_path: Path) -> None:
    storage = DirectoryStorage(tmp_path)
    run(storage, Reading("a"))
    slow = head(storage)
    run(storage, Reading("a", granted=2))
    for key in slow.manifest.names().keys() - head(storage).manifest.names().keys():
        storage.delete(key)
    with pytest.raises(HeadMoved):
        commit(storage, slow, change(Reading("b", body="220184113-gov")), code_version="1")
    for key in head(storage).manifest.names():
        storage.delete(key)
    with pytest.raises(ObjectError, match="is gone"):
        commit(storage, head(storage), change(Reading("b", body="220184113-gov")), code_version="1")

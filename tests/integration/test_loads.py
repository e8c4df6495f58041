"""However a run is cut into commits, what it publishes is the same; and what was committed before a failure stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import conftest
import pytest
from conftest import Runs
from written import report

from gouji.manifest import Storage, Stored
from gouji.partition import Partition
from gouji.release import head, manifest
from tasks import plan
from tasks.publish import publish_reports
from tasks.reading.pool import Pool
from tasks.root import storage_at

LINSHAN, ZHU, XI = "临山镇人民政府", "丹山镇人民政府", "息陬镇人民政府"
WRONG = {"requests/granted/natural_person": "3"}
OTHER = {"proactive_disclosure/administrative_penalty/decisions": "7"}
AREAS = ("current", "rejected", "reference")
ROUNDS: tuple[Mapping[str, str], ...] = (
    {
        "a.txt": report(LINSHAN),
        "b.txt": report(LINSHAN, cells=OTHER),
        "c.txt": report(LINSHAN, text="转载。"),
        "copy/a.txt": report(LINSHAN),
        "d.txt": report(LINSHAN, 2019, WRONG),
        "e.txt": report(ZHU),
        "f.txt": report(ZHU, 2019),
        "g.txt": report(XI),
        "h.txt": "关于召开会议的通知\n",
        "i.txt": report("柴河镇人民政府"),
    },
    {
        # A revision that is rejected, one that turns out to be another year's, a second source and a conflict.
        "a.txt": report(LINSHAN, cells=WRONG),
        "e.txt": report(ZHU, 2018),
        "g2.txt": report(XI, text="另一处转载。"),
        "f2.txt": report(ZHU, 2019, OTHER),
        "h.txt": report(LINSHAN, 2019),
    },
)


def _written_by(storage: Storage, numbers: Sequence[int]) -> list[set[Partition]]:
    """Return the partitions of which each of these commits, the first of a store, wrote an object."""
    written: list[set[Partition]] = []
    before: set[Stored] = set()
    for number in numbers:
        state = manifest(storage, number)
        assert state is not None
        written.append({each.partition for each in set(state.objects) - before})
        before = set(state.objects)
    return written


def test_loads_of_any_size_give_the_same_bytes(tmp_path: Path, pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    cuts = {name: Runs(tmp_path / name, pool) for name in ("large", "small")}
    for number, texts in enumerate(ROUNDS):
        for name, runs in cuts.items():
            runs.files = tmp_path / "files"
            monkeypatch.setattr(plan, "LOAD", {"large": 4_000, "small": 4}[name])
            monkeypatch.setattr(plan, "BATCH", {"large": 500, "small": 2}[name])
            runs.write(texts)
            account = runs.run()
            assert (len(account.numbers) == 1) is (name == "large")
            if not number:
                written = _written_by(storage_at(str(runs.root)), account.numbers)
                assert sum(map(len, written)) == len(set().union(*written)), "a partition was written twice"
        for area in AREAS:
            assert cuts["small"].bytes_of(area) == cuts["large"].bytes_of(area)


def test_what_was_committed_before_a_failure_stays_whole(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    runs.write({name: ROUNDS[0][name] for name in ("a.txt", "e.txt", "f.txt")})
    left = iter([True, True])

    class Failing:
        @staticmethod
        def fn(*given: object) -> object:
            if not next(left, False):
                raise OSError("no space left on device")
            return publish_reports.fn(*given)  # type: ignore[arg-type]

    with monkeypatch.context() as failing:
        failing.setattr(plan, "LOAD", 1)
        failing.setattr(conftest, "publish_reports", Failing)
        with pytest.raises(OSError, match="no space"):
            runs.run()
    storage = storage_at(str(runs.root))
    state = head(storage)
    assert state.number == 2
    for path, key in state.manifest.files().items():
        assert storage.get(path) == storage.get(key)
    shown = {f"{area}/{path}" for area in AREAS for path in runs.bytes_of(area)}
    assert shown == {path for path in state.manifest.files() if path.startswith(AREAS)}
    assert len([path for path in shown if path.startswith("current/reports/")]) == 2
    # What was there is found unchanged: only the rest is new.
    before = set(state.manifest.objects)
    assert runs.run().number == 3
    after = set(head(storage).manifest.objects)
    assert before < after
    assert len({each.path for each in after if each.table == "reports"}) == 3

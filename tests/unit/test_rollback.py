"""An older version in force again: equal to it, proved, noted, and never bringing back what a person withdrew."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from gouji.collect import collect, plan
from gouji.manifest import Gated
from gouji.release import Change, HeadMoved, ObjectError, commit, head, manifest, mirror
from gouji.rollback import WithdrawnAgain, rollback
from gouji.verify import verify
from gouji.versions import Collected, NeverInForce
from tasks.storage import DirectoryStorage
from tests.unit.published import Reading, change, mirrored, run, shown

A = Reading("a", body="220184112-gov", granted=1)
B = Reading("b", body="370881109-gov", region="370000", granted=1)


@pytest.fixture
def storage(tmp_path: Path) -> DirectoryStorage:
    storage = DirectoryStorage(tmp_path)
    commit(storage, head(storage), Change(change(A, B).frames, {"reference/x.csv": b"1"}), code_version="1")
    mirror(storage)
    return storage


def test_the_older_state_is_in_force_again(storage: DirectoryStorage) -> None:
    before, one = {**shown(storage), **shown(storage, "reference/")}, manifest(storage, 1)
    commit(
        storage,
        head(storage),
        Change(change(A.but(region="230000", granted=9)).frames, {"reference/x.csv": b"2"}),
        code_version="1",
    )
    run(storage, B.but(status="rejected"))
    seen: list[pl.DataFrame] = []

    def gate(readings: pl.DataFrame) -> Gated:
        seen.append(readings)
        return Gated("stored", readings.height, 1, 0)

    new = rollback(storage, head(storage), 1, code_version="2", gate=gate)
    mirror(storage)
    assert {**shown(storage), **shown(storage, "reference/")} == before
    assert shown(storage, "rejected/") == {}
    assert one is not None
    assert new.manifest.state == one.state
    assert (new.number, new.manifest.parent, new.manifest.note) == (4, 3, "rollback to 1")
    assert (new.manifest.code_version, new.manifest.gate) == ("2", Gated("stored", 2, 1, 0))
    assert set(seen[0].get_column("report_id")) == {A.report_id, B.report_id}
    assert verify(storage, None).faults == ()
    assert rollback(storage, head(storage), 1, code_version="2") == head(storage)
    run(storage, A.but(granted=5))
    assert mirrored(storage)


def test_what_was_never_in_force_or_is_collected_is_no_state_to_go_back_to(storage: DirectoryStorage) -> None:
    run(storage, A.but(granted=2))
    storage.put("_log/00000003.json", b"dead")
    run(storage, A.but(granted=3))
    for number in (3, 9):
        with pytest.raises(NeverInForce):
            rollback(storage, head(storage), number, code_version="1")
    storage.delete("_log/00000003.json")
    collect(storage, plan(storage, grace=0, keep_from=4))
    with pytest.raises(Collected):
        rollback(storage, head(storage), 1, code_version="1")


def test_a_state_that_is_not_whole_is_refused(storage: DirectoryStorage) -> None:
    run(storage, A.but(granted=2))
    one, at = manifest(storage, 1), head(storage)
    assert one is not None
    key = next(iter(one.names().keys() - at.manifest.names().keys()))
    storage.put(key, b"damaged")
    with pytest.raises(ObjectError, match="damaged"):
        rollback(storage, at, 1, code_version="1")
    assert head(storage) == at


def test_what_a_person_withdrew_stays_withdrawn(storage: DirectoryStorage) -> None:
    run(storage, A.but(status="rejected"))
    with pytest.raises(WithdrawnAgain) as refused:
        rollback(storage, head(storage), 1, code_version="1", withdrawn=[A.report_id, "other"])
    assert refused.value.report_ids == (A.report_id,)
    assert head(storage).number == 2


def test_who_comes_second_is_told(storage: DirectoryStorage) -> None:
    run(storage, A.but(granted=2))
    at = head(storage)
    run(storage, A.but(granted=3))
    with pytest.raises(HeadMoved):
        rollback(storage, at, 1, code_version="1")


def test_a_collection_meanwhile_takes_nothing_from_it(storage: DirectoryStorage) -> None:
    run(storage, A.but(granted=2))
    run(storage, A.but(granted=3))
    planned = plan(storage, grace=0, keep_from=3)
    rollback(storage, head(storage), 1, code_version="1")
    collect(storage, planned)
    mirror(storage)
    assert verify(storage, None).faults == ()

"""The commit: judged as it was read back, chained to its parent, never collected under its hands."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from expectations.gate import GateBroken, GateRefuses, gate_stored
from expectations.suites import Expectation, expectations_of_stored
from gouji.conservation import RESIDUALS
from gouji.manifest import HEAD_KEY, Gated, Manifest, canonical
from gouji.release import Change, HeadMoved, ObjectError, commit, head, manifest, mirror
from tasks.storage import DirectoryStorage
from tests.unit.published import Reading, change, many, mirrored, run

A = Reading("a", body="220184112-gov", granted=3)
B = Reading("b", body="370881109-gov", region="370000", granted=1)


def test_the_gate_sees_what_was_stored_of_the_touched_partitions(storage: DirectoryStorage) -> None:
    seen: list[pl.DataFrame] = []

    def gate(readings: pl.DataFrame) -> Gated:
        seen.append(readings)
        return Gated("stored", readings.height, 1, 0)

    run(storage, A, B)
    commit(storage, head(storage), change(A.but(granted=5)), code_version="1", gate=gate)
    commit(storage, head(storage), change(B.but(address="https://b")), code_version="1", gate=gate)
    commit(storage, head(storage), change(A.but(granted=5)), code_version="1", gate=gate)
    assert [frame.get_column("report_id").to_list() for frame in seen] == [[A.report_id], [B.report_id]]
    assert all(frame.select(RESIDUALS).sum().row(0) == (0,) * len(RESIDUALS) for frame in seen)
    assert head(storage).manifest.gate == Gated("stored", 1, 1, 0)


@pytest.mark.parametrize(
    "limits",
    [
        ("assembly.LARGE", "conservation.LARGE"),
        ("assembly._MANY",),
        ("assembly.LARGE", "conservation.LARGE", "assembly._MANY", "partition._SPELLED_OUT"),
    ],
)
def test_large_partitions_are_written_and_judged_as_small_ones(
    storage: DirectoryStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limits: tuple[str, ...]
) -> None:
    runs = [many(30), [Reading("c", body="220184113-gov", status="rejected"), A], [A.but(granted=5)]]
    for place, reached in ((storage, ()), (DirectoryStorage(tmp_path / "large"), limits)):
        for limit in reached:
            monkeypatch.setattr(f"gouji.{limit}", 1)
            monkeypatch.setattr("gouji.partition._REPEATED", 1)
        for readings in runs:
            commit(place, head(place), change(*readings), code_version="1", gate=gate_stored)
    assert head(place).manifest.objects == head(storage).manifest.objects
    assert head(place).manifest.gate == head(storage).manifest.gate


def test_the_engine_judges_what_was_stored(storage: DirectoryStorage) -> None:
    refused = B.but(text="c", body="370881110-gov", status="rejected")
    done = commit(storage, head(storage), change(A, B, refused), code_version="1", gate=gate_stored)
    assert done.head.manifest.gate == Gated("stored", 3, len(expectations_of_stored()), 0)
    before = head(storage)
    tampered = change(A.but(granted=7)).frames
    tampered = tampered | {"findings": tampered["findings"].with_columns(severity=pl.lit("error"))}
    with pytest.raises(GateRefuses, match=f"errors_published: 1 .{A.sha256[:16]}"):
        commit(storage, before, Change(tampered), code_version="1", gate=gate_stored)
    assert head(storage) == before
    assert storage.list("_log/") == ["_log/00000001.json", HEAD_KEY]


def test_a_gate_that_cannot_judge_lets_nothing_through() -> None:
    frame = pl.DataFrame({"reading_id": ["0123456789abcdef"], "report_rows": [0]})
    with pytest.raises(GateBroken, match="no_such"):
        gate_stored(frame, [Expectation("in_set", "no_such", (("value_set", (0,)),))])
    with pytest.raises(GateRefuses, match="report_rows"):
        gate_stored(frame.with_columns(report_rows=1), [Expectation("in_set", "report_rows", (("value_set", (0,)),))])
    assert gate_stored(frame.clear()).rows == 0


def test_manifests_name_their_parent_by_hash(storage: DirectoryStorage) -> None:
    run(storage, A)
    run(storage, B)
    one, two = manifest(storage, 1), manifest(storage, 2)
    assert one is not None
    assert two is not None
    assert (one.parent, one.parent_sha256) == (0, None)
    assert two.parent_sha256 == hashlib.sha256(one.to_json()).hexdigest()
    assert head(storage).sha256 == hashlib.sha256(two.to_json()).hexdigest()
    noted = dataclasses.replace(two, gate=Gated("stored", 3, 20, 0), note="rollback to 1")
    assert Manifest.from_json(noted.to_json()) == noted


def old_format(storage: DirectoryStorage) -> bytes:
    """Put HEAD's manifest back as the first version of the format had it."""
    facts = json.loads(head(storage).manifest.to_json())
    data = canonical(
        {name: facts[name] for name in facts if name not in ("parent_sha256", "gate", "note")} | {"format": 1}
    )
    storage.put("_log/00000001.json", data)
    storage.put(HEAD_KEY, canonical({"number": 1, "sha256": hashlib.sha256(data).hexdigest()}))
    return data


def test_manifests_of_the_first_format_are_built_upon(storage: DirectoryStorage) -> None:
    run(storage, A)
    data = old_format(storage)
    assert head(storage).manifest.gate is None
    assert not run(storage, A).changed
    done = run(storage, B)
    assert done.head.manifest.parent_sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("change_of", "message"),
    [
        ({"format": 3}, "format 3"),
        ({"surprise": 1}, "surprise"),
        ({"schemas": {"reports": 2}}, "reports"),
    ],
)
def test_manifests_of_another_make_are_refused(change_of: dict[str, object], message: str) -> None:
    facts = json.loads(Manifest(1, 0).to_json()) | change_of
    with pytest.raises(ObjectError, match=message):
        Manifest.from_json(canonical(facts))
    with pytest.raises(ObjectError, match="no manifest"):
        Manifest.from_json(b"{")


def test_what_is_used_again_is_as_young_as_new(storage: DirectoryStorage) -> None:
    run(storage, A, B)
    run(storage, A.but(granted=5))
    for key in storage.list("_store/"):
        os.utime(storage.root / key, (time.time() - 86400,) * 2)
    held = head(storage).manifest.names()
    done = run(storage, A)
    ages = storage.ages("_store/")
    again = {item.key for item in done.head.manifest.objects} - held.keys()
    assert again
    assert all(ages[key] < 3600 for key in again)
    assert all(ages[key] > 3600 for key in held)


class Collected(DirectoryStorage):
    """Storage that loses an object while a manifest is written."""

    lost: Callable[[], None] | None = None

    def put_if_absent(self, key: str, data: bytes) -> bool:
        if key.startswith("_log/0") and self.lost is not None:
            self.lost()
        return super().put_if_absent(key, data)


def test_what_was_collected_before_it_was_named_is_stored_again(storage: DirectoryStorage) -> None:
    run(storage, A)
    unlucky = Collected(storage.root)
    held = head(storage).manifest.names()
    unlucky.lost = lambda: [storage.delete(key) for key in storage.list("_store/") if key not in held]  # type: ignore[assignment]
    with pytest.raises(HeadMoved, match="collected"):
        commit(unlucky, head(storage), change(B), code_version="1")
    assert head(storage).number == 1
    run(storage, B)
    assert mirrored(storage)


def test_attached_files_may_be_made_of_the_new_state(storage: DirectoryStorage) -> None:
    def listed(objects: tuple[object, ...]) -> dict[str, bytes]:
        return {"docs/count.txt": str(len(objects)).encode(), "datapackage.json": b"{}"}

    storage.put("docs/runs/1/summary.md", b"kept")
    commit(storage, head(storage), Change(change(A).frames, listed), code_version="1")
    mirror(storage)
    assert storage.get("docs/count.txt") == str(len(head(storage).manifest.objects)).encode()
    assert storage.get("datapackage.json") == b"{}"
    storage.put("docs/count.txt", b"damaged")
    storage.delete("datapackage.json")
    assert mirror(storage, verify=True) == ["datapackage.json", "docs/count.txt"]
    assert not commit(storage, head(storage), Change(change(A).frames, listed), code_version="1").changed
    assert storage.get("docs/runs/1/summary.md") == b"kept"

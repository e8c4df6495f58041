"""The process that is killed: the release and its storage, nothing else. Orders come in, answers go out, line by line.

A process that was not killed takes the next order, so that only a death costs a start.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from gouji.collect import BadFloor, collect, plan
from gouji.products.releases import CLAIM, NameTaken, Writing, key_of
from gouji.release import Change, HeadMoved, Manifest, ObjectError, Storage, commit, head, manifest, mirror, records
from gouji.rollback import rollback
from gouji.versions import Collected, kept_from
from tasks.directory import DirectoryStorage
from tests.crash.killing import Failing, Failpoints, install
from tests.unit.published import Reading, change


def storage_of(root: str) -> Storage:
    """Return the storage of a directory or of `s3://bucket/prefix`."""
    if root.startswith("s3://"):
        from tasks.storage import s3_storage  # noqa: PLC0415 - boto3 only where it is needed

        return s3_storage(root)
    return DirectoryStorage(root)


def settled(storage: Storage, at: Any, order: Mapping[str, Any]) -> Change:
    """Return what a run that read these files brings on top of this HEAD.

    A second source is one while another file of the report is published; else nobody knows the report by it.
    """
    documents = records(storage, at, ["report_id", "status", "source_sha256"]).filter(status="published")
    readings = []
    for facts in order["readings"]:
        reading = Reading(**facts)
        if reading.second:
            first = (pl.col("report_id") == reading.report_id) & (pl.col("source_sha256") != reading.sha256)
            if documents.filter(first).is_empty():
                reading = reading.but(second=False, status="rejected")
        readings.append(reading)
    attached = order.get("attached")
    brought = change(*readings)
    return brought if attached is None else replace(brought, attached={k: v.encode() for k, v in attached.items()})


def run(storage: Storage, order: Mapping[str, Any]) -> dict[str, Any]:
    """Commit until no other run is first, then mirror; say on which HEAD, and what number it was given."""
    lost = 0
    while True:
        at = head(storage)
        try:
            brought = settled(storage, at, order)
            done = commit(
                storage, at, brought, code_version=order["name"], allow_shrink=order.get("allow_shrink", False)
            )
        except HeadMoved:
            lost += 1
            continue
        except ObjectError:
            # Gone is only what a state names that is no longer in force: it may be collected.
            if head(storage).number == at.number:
                raise
            continue
        mirror(storage)
        return {"at": at.number, "number": done.number, "stale": len(done.stale), "lost": lost}


def only_mirror(storage: Storage, order: Mapping[str, Any]) -> dict[str, Any]:
    """Make what readers open equal HEAD."""
    return {"changed": len(mirror(storage, verify=order.get("verify", False)))}


def go_back(storage: Storage, order: Mapping[str, Any]) -> dict[str, Any]:
    """Put an earlier state in force again, so many commits back, unless it was collected; then mirror."""
    lost = 0
    while True:
        at = head(storage)
        number = _ancestor(storage, at.manifest, order["back"])
        if number == 0 or number < kept_from(storage):
            return {"at": at.number, "number": None}
        try:
            done = rollback(storage, at, number, code_version=order["name"])
        except HeadMoved:
            lost += 1
            continue
        except (Collected, ObjectError):
            # Collected meanwhile: then the floor says so, and this is not tried again.
            if kept_from(storage) <= number:
                raise
            continue
        mirror(storage)
        return {"at": at.number, "number": done.number if done.number != at.number else None, "lost": lost}


def _ancestor(storage: Storage, here: Manifest, back: int) -> int:
    for _ in range(back):
        if not here.parent:
            return 0
        found = manifest(storage, here.parent)
        assert found is not None
        here = found
    return here.number


def collected(storage: Storage, order: Mapping[str, Any]) -> dict[str, Any]:
    """Collect what is older than an hour and not of the last so many numbers."""
    floor = max(kept_from(storage), head(storage).number - order["keep"])
    try:
        gone = collect(storage, plan(storage, grace=3600.0, keep_from=floor))
    except BadFloor:
        return collected(storage, order)
    return {"gone": len(gone)}


def release(storage: Storage, order: Mapping[str, Any]) -> dict[str, Any]:
    """Write a release of HEAD, or complete the one that was begun under this name."""
    name = order["release"]
    claim = storage.get(key_of(name, CLAIM))
    of = head(storage).manifest if claim is None else manifest(storage, json.loads(claim)["number"])
    assert of is not None
    if of.number == 0:
        return {"files": 0}
    try:
        writing = Writing(storage, name, of, "1")
    except NameTaken:
        return release(storage, order)
    for item in of.objects:
        data = storage.get(item.key)
        assert data is not None, f"{item.key}, which a release names, is gone"
        writing.write(item.path, data, item.rows)
    return {"files": len(writing.finish().files), "of": of.number}


VERBS: dict[str, Callable[[Storage, Mapping[str, Any]], dict[str, Any]]] = {
    "run": run,
    "mirror": only_mirror,
    "rollback": go_back,
    "gc": collected,
    "release": release,
}


def main() -> None:
    """Carry out orders until there are no more; an exception ends the process loudly."""
    install()
    for line in sys.stdin:
        order = json.loads(line)
        points = Failpoints(*order["failpoint"] or ())
        storage: Any = Failing(storage_of(order["root"]), points)
        done = VERBS[order["verb"]](storage, order)
        print(json.dumps({"done": done, "seen": points.seen}), flush=True)


if __name__ == "__main__":
    main()

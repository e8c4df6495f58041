"""The store: every object that is kept, and what those of HEAD say of each reading."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise

import polars as pl

from gouji.conservation import RESIDUALS, facts_of, readings_of
from gouji.manifest import READERS, Attached, Manifest, Storage, Stored, read_table
from gouji.partition import CURRENT, REJECTED, ObjectError, Partition, audit
from gouji.succession import ADDRESS
from gouji.tables import DOCUMENTS, TABLES
from gouji.verify.faults import Fault

_FILE = ("source_sha256", "source_uri", "source_url")
ROLLBACK = "rollback to "
"""How the note of a manifest begins that a person set back to an older one: it has fewer documents by intent."""


@dataclass
class Found:
    """What is wrong in the store, and what HEAD holds: reports by area, files on record, objects read."""

    faults: list[Fault] = field(default_factory=list)
    reports: dict[str, int] = field(default_factory=lambda: {CURRENT: 0, REJECTED: 0})
    documents: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=dict.fromkeys(_FILE, pl.String)))
    sound: set[str] = field(default_factory=set)
    """Keys of the store that hold what they are named by."""
    objects: int = 0


def check_store(storage: Storage, head: Manifest, others: Iterable[Manifest]) -> Found:
    """Return what is wrong with the objects of HEAD, one partition at a time, and with those of other manifests."""
    found = Found()
    by_partition: dict[Partition, list[Stored]] = defaultdict(list)
    for item in head.objects:
        by_partition[item.partition].append(item)
    readings = []
    with ThreadPoolExecutor(READERS) as readers:
        for partition, items in sorted(by_partition.items()):
            missing = sorted(TABLES.keys() - {item.table for item in items})
            if missing:
                found.faults.append(Fault("table.missing", partition.name, ", ".join(missing)))
            facts = []
            for item, data in zip(items, readers.map(lambda item: _proved(storage, item, found), items), strict=True):
                if data is not None:
                    facts.append(facts_of(item, data))
            if len(facts) == len(items):
                readings.append(_readings(found, partition, readings_of(facts)))
        _places(found, readings)
        rest: dict[str, Stored | Attached] = {}
        for each in (head, *others):
            rest |= {item.key: item for item in each.attached}
            rest |= {item.key: item for item in each.objects}
        unread = [item for key, item in sorted(rest.items()) if key not in found.sound]
        for _ in readers.map(lambda item: _proved(storage, item, found), unread):
            pass
    found.faults[:] = sorted(set(found.faults))
    objects = [item for item in head.objects if item.table == DOCUMENTS.name and item.key in found.sound]
    frames = [read_table(storage, each, _FILE).values() for each in _by_area(objects)]
    found.documents = pl.concat([found.documents, *(frame for some in frames for frame in some)])
    return found


def _proved(storage: Storage, item: Stored | Attached, found: Found) -> bytes | None:
    """Return the bytes of an object; None where they are not what the manifest names."""
    about = item.path
    data = storage.get(item.key)
    found.objects += 1
    if data is None:
        found.faults.append(Fault("object.gone", item.key, about))
    elif len(data) != item.bytes:
        found.faults.append(Fault("object.damaged", item.key, f"{about}: {len(data)} ≠ {item.bytes}"))
    elif hashlib.sha256(data).hexdigest() != item.sha256:
        found.faults.append(Fault("object.damaged", item.key, about))
    else:
        try:
            if isinstance(item, Stored):
                audit(TABLES[item.table], data, item.sha256, item.rows, described=False)
        except ObjectError as error:
            found.faults.append(Fault("object.schema", item.key, f"{about}: {error}"))
            return None
        found.sound.add(item.key)
        return data
    return None


def _readings(found: Found, partition: Partition, readings: pl.DataFrame) -> pl.DataFrame:
    reports = readings.filter(pl.col("verdict").is_not_null())
    found.reports[partition.area] += reports.get_column("superseded_by").null_count()
    wrong = readings.unpivot(RESIDUALS, index=("report_id", "reading_id")).filter(pl.col("value") > 0)
    for report_id, reading_id, residual, _ in wrong.iter_rows():
        found.faults.append(Fault(f"report.{residual}", partition.name, f"{report_id or '-'} ({reading_id})"))
    return reports.select("area", "report_id", "reading_id", place=pl.lit(partition.name))


def _places(found: Found, readings: Sequence[pl.DataFrame]) -> None:
    """Find readings, and published reports, that stand in two partitions."""
    if not readings:
        return
    rows = pl.concat(readings)
    for name, within in (("reading_id", rows), ("report_id", rows.filter(pl.col("area") == CURRENT))):
        twice = within.group_by(name).agg(pl.col("place").unique().sort()).filter(pl.col("place").list.len() > 1)
        for each, places in twice.sort(name).iter_rows():
            found.faults.append(Fault("report.two_places", ", ".join(places), each))


def lost_documents(storage: Storage, chain: Sequence[Manifest], sound: set[str]) -> Iterator[Fault]:
    """Give every file that was on record in one manifest and is not in its child, unless a person went back.

    `chain` is newest first; objects that are not sound are left out, and what rests on them.
    """
    for child, parent in pairwise(chain):
        if child.note is not None and child.note.startswith(ROLLBACK):
            continue
        old, new = ([item for item in each.objects if item.table == DOCUMENTS.name] for each in (parent, child))
        gone, came = set(old) - set(new), set(new) - set(old)
        if not gone or not all(item.key in sound for item in (*gone, *came)):
            continue
        before, after = _files(storage, gone), _files(storage, came)
        lost = before.join(after, on=["source_sha256", "address"], how="anti")
        lost = lost.join(after, on=["source_sha256", "source_uri"], how="anti")
        for sha256, uri in lost.select("source_sha256", "source_uri").sort("source_uri").iter_rows():
            yield Fault("document.lost", child.key, f"{uri} ({sha256[:16]})")


def _files(storage: Storage, objects: Iterable[Stored]) -> pl.DataFrame:
    frames = [frame for some in _by_area(objects) for frame in read_table(storage, some, _FILE).values()]
    schema = pl.DataFrame(schema=dict.fromkeys(_FILE, pl.String))
    return pl.concat([schema, *frames]).with_columns(address=ADDRESS)


def _by_area(objects: Iterable[Stored]) -> list[list[Stored]]:
    every = sorted(objects)
    return [[item for item in every if item.area == area] for area in (CURRENT, REJECTED)]

"""Rollback: an older state in force again, as a new manifest equal to it."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor

import polars as pl

from gouji.assembly import WRITERS, Keep
from gouji.manifest import Head, Manifest, Storage, Stored, read_table, while_in_force
from gouji.partition import CURRENT
from gouji.release import Gate, put_in_force
from gouji.tables import REPORTS
from gouji.verify import ROLLBACK
from gouji.versions import version


class WithdrawnAgain(Exception):
    """The older state publishes what a person has withdrawn since."""

    def __init__(self, report_ids: tuple[str, ...]) -> None:
        """Carry the reports."""
        super().__init__(f"the state publishes what was withdrawn since: {', '.join(report_ids)}")
        self.report_ids = report_ids


def rollback(
    storage: Storage,
    at: Head,
    number: int,
    *,
    code_version: str,
    withdrawn: Collection[str] = (),
    gate: Gate | None = None,
) -> Head:
    """Put the state of manifest `number` in force on top of HEAD as it was read, and return the new HEAD.

    HEAD stays where the two states are equal. `withdrawn` are the reports that decisions of a person keep out; the
    gate judges the partitions that change, as they are stored. Raises WithdrawnAgain; NeverInForce and Collected where
    there is no such state to go back to; ObjectError where it is not whole; HeadMoved where another run committed.
    """
    old = version(storage, at, number)
    if old.state == at.manifest.state:
        return at
    _refuse_withdrawn(storage, old, withdrawn)
    keep = Keep(storage, at.manifest, gated=gate is not None)
    held = at.manifest.names()
    changed = {item.partition for item in set(old.objects) - set(at.manifest.objects)}

    def again(item: Stored) -> None:
        if item.key not in held:
            keep.revive(item)
        elif item.partition in changed:
            keep.reuse(item)

    with while_in_force(storage, at), ThreadPoolExecutor(WRITERS) as workers:
        list(workers.map(again, old.objects))
    for attached in old.attached:
        if attached.key not in held:
            keep.revive(attached)
    new = Manifest(
        code_version=code_version,
        objects=old.objects,
        attached=old.attached,
        stale=old.stale,
        note=f"{ROLLBACK}{number}",
    )
    return put_in_force(storage, at, new, keep, gate)


def _refuse_withdrawn(storage: Storage, old: Manifest, withdrawn: Collection[str]) -> None:
    if not withdrawn:
        return
    wanted = pl.Series("report_id", sorted(withdrawn), pl.String).implode()
    reports = [item for item in old.objects if item.table == REPORTS.name and item.area == CURRENT]
    found = [
        report_id
        for rows in read_table(storage, reports, ["report_id"]).values()
        for report_id in rows.filter(pl.col("report_id").is_in(wanted)).to_series()
    ]
    if found:
        raise WithdrawnAgain(tuple(sorted(found)))

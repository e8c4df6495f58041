"""Which part of the raw store a run reads again: what is rejected, what older code read, what was never read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Literal

from gouji.partition import place_of
from gouji.release import Storage, head
from tasks.plan import Plan, plan_new, plan_pairs
from tasks.raw import IndexDamaged, Met
from tasks.receipts import receipts_at, stale
from tasks.recorded import Pair, Recorded, Scope
from tasks.root import Place

Only = Literal["rejected", "stale", "missing"]

_PARTITION = re.compile(r"year=(\d{1,4})/region=(\d{1,9})", re.ASCII)


class NoPartition(ValueError):
    """What should name a partition, such as year=2020/region=330000, does not."""


def plan_only(only: Only, storage: Storage, raw: Iterable[Met], recorded: Recorded, scope: Scope) -> Plan:
    """Return the plan of a run over the part of the raw store that `only` names."""
    if only == "missing":
        every = list(raw)
        return plan_new(unread(every, recorded), lambda: every, recorded)
    if only == "rejected":
        return plan_pairs(rejected(recorded, scope), raw, recorded)
    state = head(storage)
    places = stale(state.manifest, receipts_at(storage), standing(recorded))
    taken = {pair for pair in _standing_in(places, recorded) if recorded.in_scope(pair[0], scope)}
    return plan_pairs(_there(taken, list(raw), recorded), raw, recorded)


def plan_partitions(partitions: Collection[str], raw: Iterable[Met], recorded: Recorded) -> Plan:
    """Return the plan of a run over all that stands in some partitions, each named as `year=2020/region=330000`.

    Raises NoPartition for another name, IndexDamaged where the raw store never met what HEAD holds there.
    """
    every = list(raw)
    places = {place_named(name) for name in partitions}
    return plan_pairs(_there(_standing_in(places, recorded), every, recorded), every, recorded)


def place_named(name: str) -> Place:
    """Return the place a partition's name says; NoPartition where it says none."""
    found = _PARTITION.fullmatch(name)
    if found is None:
        raise NoPartition(f"no partition: {name}")
    return int(found[1]), found[2]


def unread(raw: Iterable[Met], recorded: Recorded) -> list[Met]:
    """Return what was met and HEAD does not show: bytes it never met at their address, or that came back there.

    So it is after a run that ended between keeping the files and publishing them, where the shrink guard kept them
    out, and where a rollback took them back.
    """
    every = list(raw)
    met = {(each.source.sha256, each.source.address): each.last_met for each in every}
    latest: dict[str, str] = {}
    for each in every:
        latest[each.source.address] = max(latest.get(each.source.address, ""), each.last_met)

    def is_unread(each: Met) -> bool:
        status = recorded.status(each.source.sha256, each.source.address)
        if status != "superseded":
            return status is None
        successors = recorded.gave_way_to(each.source.sha256, each.source.address)
        if successors:
            return all(met.get(pair, "") < each.last_met for pair in successors)
        return each.last_met == latest[each.source.address]

    return [each for each in every if is_unread(each)]


def rejected(recorded: Recorded, scope: Scope) -> set[Pair]:
    """Return what HEAD has rejected within a scope, with all that stands for the same reports."""
    found = {
        pair: row["report_id"]
        for pair, row in recorded.documents.items()
        if row["status"] == "rejected" and recorded.in_scope(pair[0], scope)
    }
    beside = {
        pair
        for report_id in set(found.values()) - {None}
        for pair in recorded.of_report[report_id]
        if recorded.status(*pair) != "superseded"
    }
    return beside.union(found)


def standing(recorded: Recorded) -> dict[Place, int]:
    """Return how many documents stand in each place: published, rejected or ignored there."""
    counts: dict[Place, int] = {}
    for row in recorded.documents.values():
        if row["status"] != "superseded":
            place = place_of(row["report_year"], row["region_code"])
            counts[place] = counts.get(place, 0) + 1
    return counts


def _standing_in(places: Collection[Place], recorded: Recorded) -> set[Pair]:
    return {
        pair
        for pair, row in recorded.documents.items()
        if row["status"] != "superseded" and place_of(row["report_year"], row["region_code"]) in places
    }


def _there(wanted: Collection[Pair], raw: Collection[Met], recorded: Recorded) -> set[Pair]:
    """Return the same documents by the addresses the raw store knows them at now."""
    by_address = {(each.source.sha256, each.source.address) for each in raw}
    by_uri = {(each.source.sha256, each.source.source_uri): each.source.address for each in raw}
    found = set()
    for sha256, address in wanted:
        at = address if (sha256, address) in by_address else by_uri.get((sha256, _uri(recorded, sha256, address)))
        if at is None:
            raise IndexDamaged(f"raw/index/ has no row of {sha256}, which is published")
        found.add((sha256, at))
    return found


def _uri(recorded: Recorded, sha256: str, address: str) -> str:
    uri: str = recorded.documents[sha256, address]["source_uri"]
    return uri

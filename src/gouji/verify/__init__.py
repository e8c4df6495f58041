"""Verify: everything a store promises, looked at again from the bytes up.

The chain of manifests by number and hash, every object that is kept, conservation of reports, what readers open, the
bytes as fetched, releases and decisions. Nothing is changed; what is wrong is said, each with what to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gouji.manifest import HEAD_KEY, Storage
from gouji.partition import CURRENT, REJECTED, ObjectError
from gouji.products.releases import names
from gouji.verify.faults import FAULTS, REMARKS, Fault
from gouji.verify.fetched import Fetched, check_raw, check_records
from gouji.verify.log import read_log
from gouji.verify.shown import check_decisions, check_mirror, check_releases, released
from gouji.verify.stored import ROLLBACK, check_store, lost_documents
from gouji.versions import KEPT_KEY, kept_from

__all__ = ["FAULTS", "REMARKS", "ROLLBACK", "Fault", "Fetched", "Verified", "verify"]

ATTEMPTS = 3
"""How often all is looked at again because a run committed meanwhile."""


@dataclass(frozen=True)
class Verified:
    """What was looked at, what is wrong (`faults`), and what is worth knowing (`remarks`)."""

    number: int
    manifests: int
    objects: int
    published: int
    rejected: int
    fetched: int
    releases: int
    faults: tuple[Fault, ...] = field(default=())
    remarks: tuple[Fault, ...] = ()


def verify(storage: Storage, index: Sequence[Fetched] | Fault | None, *, quick: bool = False) -> Verified:
    """Return what is wrong with a store.

    `index` names the raw files, or is what is wrong with their index; None looks at none. `quick` looks only for the
    presence of the raw bytes. Where a run commits meanwhile, all is looked at again.
    """
    for _ in range(ATTEMPTS):
        before = storage.get(HEAD_KEY)
        found = _verify(storage, index, quick)
        if storage.get(HEAD_KEY) == before:
            return found
    return Verified(found.number, 0, 0, 0, 0, 0, 0, (Fault("moved", HEAD_KEY),))


def _verify(storage: Storage, index: Sequence[Fetched] | Fault | None, quick: bool) -> Verified:
    log = read_log(storage)
    rows: Sequence[Fetched] = () if isinstance(index, Fault | None) else index
    named = released(storage)
    try:
        floor = kept_from(storage)
    except ObjectError as error:
        # What older states named may be collected: of them nothing can be said.
        floor = log.head.number
        log.faults.append(Fault("log.kept", KEPT_KEY, str(error)))
    kept = [each for each in log.chain if each.number >= floor or each.number in named or each is log.head]
    store = check_store(storage, log.head, kept[1:])
    faults = [
        *log.faults,
        *store.faults,
        *lost_documents(storage, [each for each in kept if each.number >= floor], store.sound),
        *(check_mirror(storage, log.chain) if log.chain or not log.faults else ()),
        *((index,) if isinstance(index, Fault) else check_raw(storage, rows, quick=quick)),
        *check_releases(storage),
        *check_decisions(storage),
    ]
    # Of a state that is not whole nobody can say what is on record.
    whole = log.chain and all(item.key in store.sound for item in log.head.objects)
    if whole and not isinstance(index, Fault | None):
        faults += check_records(rows, store.documents)
    return Verified(
        log.head.number,
        len(log.chain),
        len(store.sound),
        store.reports[CURRENT],
        store.reports[REJECTED],
        len({row.sha256 for row in rows}),
        len(names(storage)),
        tuple(fault for fault in faults if fault.kind in FAULTS),
        tuple(fault for fault in faults if fault.kind in REMARKS),
    )

"""validate: Reports to rows and verdicts, judged by the rules and passed by the gate."""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Set

from prefect import task
from prefect.cache_policies import NO_CACHE

from expectations.gate import pass_gate
from gouji.manifest import while_in_force
from gouji.reconcile import cells_digest, judge
from gouji.release import Head, Storage, head, published_cells
from tasks.asked import Lookups, Verdicts
from tasks.decisions import decisions_at
from tasks.judging import Judges
from tasks.normalize import normalize_reports
from tasks.parse import parse_reports
from tasks.plan import Load
from tasks.raw import IndexDamaged, all_met, meetings
from tasks.reading.pool import Pool
from tasks.recorded import Scope
from tasks.root import recorded_about, reports_at, storage_at
from tasks.settle import Settled, settle
from tasks.spool import Spool
from tasks.watching.stages import staged

POOL = 2
"""Workers for what turns out to be needed beside the load."""


@task(name="validate", cache_policy=NO_CACHE)
@staged("validate", lambda settled, *_, **__: settled.counts())
def validate_reports(load: Load, spool: Spool, root: str, scope: Scope, judges: Judges | None = None) -> Settled:
    """Return what the load brings to HEAD as it stands now: rows of every table, and every document's status.

    What `judges` have found of it already is taken from them.
    Raises GateBroken or GateDisagrees where the gate cannot be trusted; nothing may be published then. HeadMoved where
    another run committed and what this one was reading is collected: settle it again.
    """
    storage = storage_at(root)
    state = head(storage)
    with while_in_force(storage, state):
        return _settled(storage, state, load, spool, root, scope, judges)


class _AnotherReport(Exception):
    """Some bytes read beside the load are of another report than HEAD records, of which it may record more."""

    def __init__(self, hashes: frozenset[str]) -> None:
        """Carry the hashes of the bytes."""
        super().__init__(*sorted(hashes))
        self.hashes = hashes


def _settled(
    storage: Storage, state: Head, load: Load, spool: Spool, root: str, scope: Scope, judges: Judges | None
) -> Settled:
    """Settle the load beside what HEAD records of its bytes and reports; of all others it records much more."""
    decisions = decisions_at(storage)
    hashes = {sha256 for batch in load.batches for sha256 in batch}
    ids: set[str] = set()
    while True:
        ids |= {report_id for sha256 in hashes if (report_id := spool.facts[sha256].report_id)}
        recorded = recorded_about(storage, state, hashes, ids)
        lookups = Lookups(
            opened=spool.read,
            read=_reader(spool, root, ids | recorded.of_report.keys()),
            meetings=lambda hashes: meetings(storage, hashes),
            published_cells=lambda ids: published_cells(storage, state, ids),
            rows=lambda hashes, recorded=recorded: reports_at(storage, state, recorded, hashes),
            decisions=decisions,
        )
        # What is out of scope need not be judged at all.
        ahead = judges.of(load) if judges is not None and not scope else None
        # Building reports by the hundred thousand cells makes the collector run over all of them again and again, and
        # finds nothing: they hold no cycles.
        gc.disable()
        try:
            return settle(state, load.met, load.batches, recorded, scope, _VERDICTS, lookups, ahead)
        except _AnotherReport as found:
            hashes |= found.hashes
        finally:
            gc.enable()


_VERDICTS = Verdicts(judge, pass_gate, cells_digest)


def _reader(spool: Spool, root: str, known: Set[str]) -> Callable[[Collection[str]], None]:
    """Return what reads documents beside the load; it raises where one is of a report that was not looked up."""

    def read(hashes: Collection[str]) -> None:
        if unread := set(hashes) - spool.facts.keys():
            _read(unread, spool, root)
        if others := {sha256 for sha256 in hashes if (spool.facts[sha256].report_id or "") not in {"", *known}}:
            raise _AnotherReport(frozenset(others))

    return read


def _read(hashes: Collection[str], spool: Spool, root: str) -> None:
    """Read some documents that the run was not about, from raw: mostly none, and never many."""
    storage = storage_at(root)
    met = {each.source.sha256: each for each in all_met(storage) if each.source.sha256 in hashes}
    if lost := sorted(hashes - met.keys()):
        raise IndexDamaged(f"raw/index/ has no row of {lost[0]}, which is published")
    with Pool(min(len(met), POOL)) as pool:
        spool.add(parse_reports.fn(normalize_reports.fn(list(met.values()), root, pool)))

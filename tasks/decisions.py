"""Decisions as they are kept under ROOT, and how one comes to be there."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from gouji.decisions import PREFIX, Decision, DecisionDamaged, Decisions, Kind, decision_of
from gouji.release import Storage
from tasks.raw import CHINA

_READERS = 16
"""Decisions read at once: over a network each is mostly waiting."""


def decisions_at(storage: Storage) -> Decisions:
    """Return all decisions ever taken; DecisionDamaged where anything else is kept among them."""
    keys = storage.list(PREFIX)
    with ThreadPoolExecutor(_READERS) as readers:
        found = list(zip(keys, readers.map(storage.get, keys), strict=True))
    if gone := [key for key, data in found if data is None]:
        raise DecisionDamaged(f"{gone[0]} is gone")
    return Decisions(decision_of(key, data) for key, data in found if data is not None)


def decide(storage: Storage, kind: Kind, subject: str, reason: str, who: str) -> Decision:
    """Take a decision now and return it; it is kept afterwards, and every run from then on heeds it."""
    when = datetime.now(CHINA).isoformat(timespec="microseconds")
    decision = Decision(kind, subject, reason.strip(), who.strip(), when)
    if not storage.put_if_absent(decision.key, decision.to_json()):
        decision_of(decision.key, storage.get(decision.key) or b"")
    return decision

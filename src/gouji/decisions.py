"""What a person decided about reports: immutable JSON objects under `decisions/`, an input of every run.

    decisions/2026-11-22-0123456789abcdef.json      the day, and the first 16 hex digits of the hash of its bytes

There are two kinds. `withdraw` takes a report out of what is published, from whatever address it comes, until it is
revoked; `revoke` ends another decision. Nothing is ever deleted, so that what was decided when, by whom and why stays
readable. To accept what the rules reject would be a third kind: none is known yet, and an unknown one is refused.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast, get_args

import polars as pl

PREFIX = "decisions/"
FORMAT = 1
Kind = Literal["withdraw", "revoke"]
KINDS: tuple[Kind, ...] = get_args(Kind)

DECIDED = {"report_id": pl.String, "decision": pl.String, "reason": pl.String}
"""What the rules are told: a row for each report and decision that withdraws it."""

_FIELDS = frozenset({"format", "kind", "subject", "reason", "who", "when"})
_KEY = re.compile(r"decisions/(\d{4}-\d{2}-\d{2}-([0-9a-f]{16}))\.json")


class DecisionDamaged(Exception):
    """An object under decisions/ is none, or not the one that was written: nothing may be published before it is."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. `subject`: the report_id that is withdrawn, or the id of the decision that is revoked.

    `when` is a time with its zone, `who` the name of the person.
    """

    kind: Kind
    subject: str
    reason: str
    who: str
    when: str

    def to_json(self) -> bytes:
        """Return the canonical form: the same decision, the same bytes."""
        facts = {
            "format": FORMAT,
            "kind": self.kind,
            "subject": self.subject,
            "reason": self.reason,
            "who": self.who,
            "when": self.when,
        }
        return (json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n").encode()

    @property
    def id(self) -> str:
        """Return the decision's id: its day and the first 16 hex digits of the hash of its bytes."""
        return f"{self.when[:10]}-{hashlib.sha256(self.to_json()).hexdigest()[:16]}"

    @property
    def key(self) -> str:
        """Return where the decision is kept."""
        return f"{PREFIX}{self.id}.json"


def decision_of(key: str, data: bytes) -> Decision:
    """Return the decision kept at a key; DecisionDamaged where the bytes are not exactly one of that name."""
    named = _KEY.fullmatch(key)
    if named is None:
        raise DecisionDamaged(f"{key} is not named as decisions are")
    if hashlib.sha256(data).hexdigest()[:16] != named[2]:
        raise DecisionDamaged(f"{key} holds other bytes than its name says")
    try:
        facts = json.loads(data)
    except ValueError as error:
        raise DecisionDamaged(f"{key} is no JSON: {error}") from error
    if not isinstance(facts, dict) or facts.keys() != _FIELDS:
        raise DecisionDamaged(f"{key} does not have exactly the fields {', '.join(sorted(_FIELDS))}")
    _require(key, facts)
    decision = Decision(cast(Kind, facts["kind"]), facts["subject"], facts["reason"], facts["who"], facts["when"])
    if decision.key != key or decision.to_json() != data:
        raise DecisionDamaged(f"{key} is not written as decisions are")
    return decision


def _require(key: str, facts: Mapping[str, Any]) -> None:
    if facts["format"] != FORMAT or facts["kind"] not in KINDS:
        raise DecisionDamaged(
            f"{key} is of format {facts['format']} and kind {facts['kind']!r}; "
            f"this version knows format {FORMAT} and {', '.join(KINDS)}"
        )
    said = {name: facts[name] for name in ("subject", "reason", "who", "when")}
    if empty := [name for name, value in said.items() if not (isinstance(value, str) and value.strip())]:
        raise DecisionDamaged(f"{key} says nothing in {', '.join(empty)}")
    try:
        has_zone = datetime.fromisoformat(facts["when"]).tzinfo is not None
    except ValueError:
        has_zone = False
    if not has_zone:
        raise DecisionDamaged(f"{key}: {facts['when']!r} is no time with a zone")


class Decisions:
    """All decisions ever taken, and which of them are in force."""

    def __init__(self, taken: Iterable[Decision]) -> None:
        """Hold the decisions; DecisionDamaged where one revokes a decision that is not there or withdraws nothing."""
        self.taken = tuple(sorted(taken, key=lambda each: (each.when, each.id)))
        self._by_id = {each.id: each for each in self.taken}
        self._revoked: dict[str, Decision] = {}
        for each in self.taken:
            if each.kind == "revoke":
                revoked = self._by_id.get(each.subject)
                if revoked is None or revoked.kind != "withdraw":
                    raise DecisionDamaged(f"{each.key} revokes {each.subject}, which is no decision to withdraw")
                self._revoked.setdefault(each.subject, each)

    def get(self, decision_id: str) -> Decision | None:
        """Return a decision by its id."""
        return self._by_id.get(decision_id)

    def revoked(self, decision: Decision) -> Decision | None:
        """Return the decision that ended this one, None while it is in force."""
        return self._revoked.get(decision.id)

    def withdrawing(self) -> dict[str, list[Decision]]:
        """Return by report_id the decisions in force that withdraw it, the oldest first."""
        found: dict[str, list[Decision]] = defaultdict(list)
        for each in self.taken:
            if each.kind == "withdraw" and each.id not in self._revoked:
                found[each.subject].append(each)
        return dict(found)

    def decided(self, report_ids: Iterable[str]) -> pl.DataFrame:
        """Return what the rules are told of some reports, columns `DECIDED`."""
        withdrawing = self.withdrawing()
        rows = [
            (report_id, each.id, each.reason)
            for report_id in sorted(set(report_ids) & withdrawing.keys())
            for each in withdrawing[report_id]
        ]
        return pl.DataFrame(rows, schema=DECIDED, orient="row")

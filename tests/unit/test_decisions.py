"""Decisions: kept as they were taken, refused where they are anything else, and told to the rules."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from gouji.decisions import Decision, DecisionDamaged, Decisions, decision_of
from tasks.decisions import decide, decisions_at
from tasks.storage import DirectoryStorage

WHEN = "2026-11-22T10:00:00.000000+08:00"
WITHDRAW = Decision("withdraw", "220184112-gov-2020", "机关来函要求撤下", "张三", WHEN)
REVOKE = Decision("revoke", WITHDRAW.id, "已更正", "李四", WHEN.replace("T10", "T11"))


def test_a_decision_is_kept_as_it_was_taken(storage: DirectoryStorage) -> None:
    taken = decide(storage, "withdraw", "220184112-gov-2020", " because ", "steward")
    assert storage.list("decisions/") == [taken.key] == [f"decisions/{taken.when[:10]}-{taken.id[-16:]}.json"]
    assert decision_of(taken.key, storage.get(taken.key) or b"") == taken
    assert (taken.reason, taken.who) == ("because", "steward")
    ended = decide(storage, "revoke", taken.id, "a mistake", "steward")
    found = decisions_at(storage)
    assert found.taken == (taken, ended)
    assert (found.get(taken.id), found.revoked(taken), found.withdrawing()) == (taken, ended, {})


def test_what_is_in_force_is_told_to_the_rules() -> None:
    other = Decision("withdraw", WITHDRAW.subject, "再次", "王五", WHEN.replace("T10", "T12"))
    decisions = Decisions([other, REVOKE, WITHDRAW])
    assert decisions.withdrawing() == {WITHDRAW.subject: [other]}
    told = decisions.decided([WITHDRAW.subject, "370881109-gov-2020"])
    assert list(told.iter_rows()) == [(WITHDRAW.subject, other.id, "再次")]
    assert Decisions([WITHDRAW]).decided([]).is_empty()


def kept(**changes: Any) -> tuple[str, bytes]:
    """Return a decision's file with something else in it, under the name its bytes ask for."""
    facts = {name: value for name, value in (json.loads(WITHDRAW.to_json()) | changes).items() if value is not ...}
    data = (json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
    return f"decisions/2026-11-22-{hashlib.sha256(data).hexdigest()[:16]}.json", data


def test_what_was_kept_is_read_back() -> None:
    assert decision_of(*kept()) == WITHDRAW


@pytest.mark.parametrize(
    "changes",
    [
        {"format": 2},
        {"kind": "accept"},
        {"until": "2027-01-01"},
        {"who": ...},
        {"reason": " "},
        {"subject": None},
        {"when": "yesterday"},
        {"when": "2026-11-22T10:00:00"},
        {"when": "2026-11-23T10:00:00+08:00"},
    ],
)
def test_anything_else_is_refused(changes: dict[str, Any]) -> None:
    key, data = kept(**changes)
    with pytest.raises(DecisionDamaged, match=key):
        decision_of(key, data)


@pytest.mark.parametrize(
    ("key", "data"),
    [
        (WITHDRAW.key, WITHDRAW.to_json() + b" "),
        (WITHDRAW.key, b"{"),
        ("decisions/README.md", b""),
        ("decisions/a/" + WITHDRAW.key.rpartition("/")[2], WITHDRAW.to_json()),
    ],
)
def test_other_bytes_or_names_are_refused(storage: DirectoryStorage, key: str, data: bytes) -> None:
    storage.put(key, data)
    with pytest.raises(DecisionDamaged, match="decisions/"):
        decisions_at(storage)


def test_bytes_that_are_no_object_are_refused() -> None:
    for data in (b"[]", b"no json", b"\xff"):
        with pytest.raises(DecisionDamaged):
            decision_of(f"decisions/2026-11-22-{hashlib.sha256(data).hexdigest()[:16]}.json", data)


def test_a_decision_that_ends_nothing_is_refused() -> None:
    with pytest.raises(DecisionDamaged, match="revokes"):
        Decisions([REVOKE])
    with pytest.raises(DecisionDamaged, match="revokes"):
        Decisions([WITHDRAW, REVOKE, Decision("revoke", REVOKE.id, "no", "x", WHEN)])

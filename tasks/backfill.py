"""A backfill: what is old, failed or was never read, planned on disk before anything runs, then done item by item.

    _backfill/<question>-<n>/plan.json            what was asked, of what state, and the items
    _backfill/<question>-<n>/<item>.json          one receipt an item: done, kept by the shrink guard, or failed and why

An item is one partition, read again whole; documents that were never read have no place until they are, so they are
the first item, all together. What is to be done follows from HEAD, from `raw/` and from the receipts of partitions
(`tasks.receipts`), so a plan can be made anew at any time, and names then what is left. It is, where the code, HEAD
or `raw/` is another than the last plan left it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, NamedTuple, get_args

from gouji.code import reader_version
from gouji.manifest import Head, Storage, canonical, head
from gouji.partition import UNKNOWN_REGION, place_of
from gouji.standard.divisions import prefix_of
from tasks.only import standing, unread
from tasks.raw import all_met
from tasks.receipts import failure, receipts_at, stale, stamp, write
from tasks.recorded import Recorded
from tasks.root import Place, recorded_at

PREFIX = "_backfill/"
FORMAT = 1
MISSING = "missing"
"""The name of the item of documents that were never read."""
Reason = Literal["missing", "stale", "failed", "rejected"]
REASONS: tuple[Reason, ...] = ("missing", "stale", "failed", "rejected")
Outcome = Literal["done", "kept", "failed"]
_YEARS = re.compile(r"(\d{4})(?:-(\d{4}))?")
_FIRST, _LAST = 2000, 2100
_WHY_STALE = ("code", "source", "kept")
_READERS = 16


class BadYears(ValueError):
    """What should say years, such as 2019-2023 or 2019,2021, does not."""


class BackfillDamaged(Exception):
    """What is kept below _backfill/ is none of ours."""


@dataclass(frozen=True)
class Question:
    """What a backfill is asked for: years (none: all), a region (its province is meant), and reasons.

    ValueError for a region that is no division code.
    """

    years: tuple[int, ...] = ()
    region: str | None = None
    only: tuple[Reason, ...] = REASONS
    sources: tuple[str, ...] = ()
    allow_shrink: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no division code."""
        if self.region is not None:
            prefix_of(self.region)

    @property
    def name(self) -> str:
        """Return what the plans of this question begin with."""
        return hashlib.sha256(canonical(asdict(self))).hexdigest()[:8]

    def takes(self, place: Place) -> bool:
        """Tell whether a partition is asked for; one of no known year or region only where none is named."""
        year, region = place
        if self.years and year not in self.years:
            return False
        return self.region is None or (region != UNKNOWN_REGION and region.startswith(prefix_of(self.region)[:2]))


@dataclass(frozen=True)
class Item:
    """One step of a plan: a partition, or the documents that were never read, with why and how many documents.

    Of `stale` it is said why: `stale:code`, `stale:source`, `stale:kept`.
    """

    name: str
    reasons: tuple[str, ...]
    documents: int
    place: Place | None = None


class State(NamedTuple):
    """What a plan is made of: the code, HEAD's number, and a digest of what was ever met."""

    reader: str
    head: int
    raw: str


@dataclass(frozen=True)
class Plan:
    """A plan as it is kept. `current`: how many partitions were asked for and have nothing to be done."""

    name: str
    question: Question
    state: State
    items: tuple[Item, ...]
    current: int

    @property
    def key(self) -> str:
        """Return where the plan is kept."""
        return f"{PREFIX}{self.name}/plan.json"

    def to_json(self) -> bytes:
        """Return the plan as it is kept."""
        return canonical({"format": FORMAT, **asdict(self), "state": self.state._asdict()})

    @classmethod
    def from_json(cls, data: bytes) -> Plan:
        """Return the plan; BackfillDamaged for what no backfill wrote."""
        try:
            facts = json.loads(data)
            question, items = facts["question"], facts["items"]
            asked = Question(
                tuple(question["years"]),
                question["region"],
                tuple(question["only"]),
                tuple(question["sources"]),
                question["allow_shrink"],
            )
            planned = tuple(
                Item(
                    each["name"],
                    tuple(each["reasons"]),
                    each["documents"],
                    None if each["place"] is None else (each["place"][0], each["place"][1]),
                )
                for each in items
            )
            plan = cls(facts["name"], asked, State(**facts["state"]), planned, facts["current"])
            numbers = [plan.state.head, plan.current, *(item.documents for item in plan.items)]
            whole = plan.to_json() == data and all(map(plan.may_hold, plan.items))
            whole = whole and all(isinstance(number, int) for number in numbers)
        except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
            raise BackfillDamaged(f"no plan: {error}") from error
        if not whole:
            raise BackfillDamaged("no plan: it says what no backfill writes")
        return plan

    def may_hold(self, item: Item) -> bool:
        """Tell whether a plan of this question may name the item."""
        if item.place is None:
            return (item.name, item.reasons) == (MISSING, (MISSING,))
        known = {*REASONS, *(f"stale:{why}" for why in _WHY_STALE)}
        return item.name == _name(item.place) and known.issuperset(item.reasons) and self.question.takes(item.place)


@dataclass(frozen=True)
class Done:
    """The receipt of an item: what became of it, and HEAD's number after it."""

    item: str
    outcome: Outcome
    head: int
    when: str
    why: str | None = None
    counts: dict[str, int] = field(default_factory=dict)

    def to_json(self) -> bytes:
        """Return the receipt as it is kept."""
        return canonical({"format": FORMAT, **asdict(self)})


@dataclass(frozen=True)
class Begun:
    """A plan that is to be worked through: `left` of its items are, `anew` says what made an earlier one useless."""

    plan: Plan
    left: tuple[Item, ...]
    continued: bool = False
    anew: tuple[str, ...] = ()


class Ran(NamedTuple):
    """What running an item came to: `kept` where the shrink guard kept partitions."""

    counts: dict[str, int]
    kept: bool = False


def years_of(text: str) -> tuple[int, ...]:
    """Return the years that a text says, such as 2019-2023, 2020 or 2019,2021-2023; BadYears where it says none."""
    years: set[int] = set()
    for part in text.split(","):
        found = _YEARS.fullmatch(part.strip())
        if found is None:
            raise BadYears(text)
        first, last = int(found[1]), int(found[2] or found[1])
        if not _FIRST <= first <= last <= _LAST:
            raise BadYears(text)
        years.update(range(first, last + 1))
    return tuple(sorted(years))


def planned(storage: Storage, question: Question) -> Plan:
    """Return what is to be done now, under no name yet; nothing is written."""
    state = head(storage)
    raw = state_of_raw(storage)
    recorded = recorded_at(storage, state)
    partitions = {place: count for place, count in standing(recorded).items() if question.takes(place)}
    items = _partitions(storage, state, recorded, partitions, question.only)
    never = len(unread(all_met(storage), recorded)) if MISSING in question.only else 0
    if never:
        items.insert(0, Item(MISSING, (MISSING,), never))
    listed = sum(1 for item in items if item.place is not None)
    now = State(reader_version(), state.number, raw)
    return Plan("", question, now, tuple(items), len(partitions) - listed)


def begin(storage: Storage, question: Question) -> Begun:
    """Return the plan to work through: the last one of this question where it still says what is left, else a new one.

    A new plan is on disk afterwards, unless it is empty.
    """
    last = _last(storage, question)
    anew: tuple[str, ...] = ()
    if last is not None:
        receipts = receipts_of(storage, last)
        left = tuple(
            item for item in last.items if item.name not in receipts or receipts[item.name].outcome == "failed"
        )
        if left:
            number = max([last.state.head, *(each.head for each in receipts.values())])
            now = State(reader_version(), head(storage).number, state_of_raw(storage))
            anew = tuple(
                name
                for name, was, is_now in zip(
                    State._fields, (last.state.reader, number, last.state.raw), now, strict=True
                )
                if was != is_now
            )
            if not anew:
                return Begun(last, left, continued=True)
    plan = planned(storage, question)
    if not plan.items:
        return Begun(plan, (), anew=anew)
    turn = 1 if last is None else int(last.name.rpartition("-")[2]) + 1
    while True:
        named = Plan(f"{question.name}-{turn:04d}", question, plan.state, plan.items, plan.current)
        # Another backfill of the same question may have begun at the same moment: each works through its own plan.
        if storage.put_if_absent(named.key, named.to_json()):
            return Begun(named, named.items, anew=anew)
        turn += 1


def work(
    storage: Storage, begun: Begun, run: Callable[[Item], Ran], told: Callable[[Item, Done], None] = lambda *_: None
) -> list[Done]:
    """Run what is left of a plan, item by item, and return a receipt for each; a failure does not stop the rest.

    Each receipt is on disk before the next item begins. `told` hears of each.
    """
    done = []
    for item in begun.left:
        receipt = _done(storage, item, run)
        storage.put(f"{PREFIX}{begun.plan.name}/{item.name}.json", receipt.to_json())
        told(item, receipt)
        done.append(receipt)
    return done


def receipts_of(storage: Storage, plan: Plan) -> dict[str, Done]:
    """Return the receipts of a plan by item; what cannot be read as one is none, and the item is done again."""
    keys = [f"{PREFIX}{plan.name}/{item.name}.json" for item in plan.items]
    with ThreadPoolExecutor(_READERS) as readers:
        found = zip(plan.items, readers.map(storage.get, keys), strict=True)
        return {item.name: receipt for item, data in found if (receipt := _receipt(item, data)) is not None}


def state_of_raw(storage: Storage) -> str:
    """Return a digest of what was ever met: objects of the index are named by their content."""
    return hashlib.sha256("\n".join(storage.list("raw/index/")).encode()).hexdigest()[:16]


def _done(storage: Storage, item: Item, run: Callable[[Item], Ran]) -> Done:
    try:
        ran = run(item)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other partitions are none the worse for it
        why = f"{type(error).__name__}: {error}"
        number = head(storage).number
        if item.place is not None:
            write(storage, [failure(item.place, number, why)])
        return Done(item.name, "failed", number, stamp(), why)
    return Done(item.name, "kept" if ran.kept else "done", head(storage).number, stamp(), counts=ran.counts)


def _partitions(
    storage: Storage, state: Head, recorded: Recorded, partitions: dict[Place, int], only: Collection[Reason]
) -> list[Item]:
    refused = Counter(
        place_of(row["report_year"], row["region_code"])
        for row in recorded.documents.values()
        if row["status"] == "rejected"
    )
    found = stale(state.manifest, receipts_at(storage), partitions)
    items = []
    for place, why in sorted(found.items()):
        reasons = [*(f"stale:{each}" for each in _WHY_STALE if each in why), *(["failed"] if "failed" in why else [])]
        if refused[place]:
            reasons.append("rejected")
        # What failed was not read by this code either.
        kinds = {reason.partition(":")[0] for reason in reasons} | {"stale"}
        if kinds & set(only):
            items.append(Item(_name(place), tuple(reasons), partitions[place], place))
    return items


def _name(place: Place) -> str:
    return f"{place[0]}-{place[1]}"


def _last(storage: Storage, question: Question) -> Plan | None:
    names = sorted({key.split("/")[1] for key in storage.list(f"{PREFIX}{question.name}-")})
    for name in reversed(names):
        key = f"{PREFIX}{name}/plan.json"
        data = storage.get(key)
        if data is None:
            continue
        try:
            plan = Plan.from_json(data)
        except BackfillDamaged as error:
            raise BackfillDamaged(f"{key}: {error}") from error
        if (plan.name, plan.question) != (name, question):
            raise BackfillDamaged(f"{key}: it is the plan of another question")
        return plan
    return None


def _receipt(item: Item, data: bytes | None) -> Done | None:
    try:
        facts: dict[str, Any] = json.loads(data or b"")
        done = Done(**facts) if facts.pop("format") == FORMAT else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    if done is None or done.item != item.name or done.outcome not in get_args(Outcome):
        return None
    return done if isinstance(done.head, int) else None

"""The journal of runs under ROOT: what each was asked, where it ran, how it ended, or that it never did.

A run leaves `_runs/<start>-<token>.started.json`, and at its end `.ended.json`, which says the same and how it went.
Neither is ever changed. A run that was killed has a start and no end. Keys are in the order of time, so that who asks
for the newest runs reads nothing else.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, get_args
from urllib.parse import urlsplit

from gouji.manifest import Storage, canonical
from tasks.watching.alive import Process, this_process
from tasks.watching.logs import tell

if TYPE_CHECKING:
    from tasks.account import Account

PREFIX = "_runs/"
FORMAT = 1
AUDIT = "audit"
"""The flow that looks whether everything is whole."""
NIGHTLY = "nightly"
"""The deployment that runs every night, by its name in prefect.yaml."""
READ_AT_MOST = 1000
"""Runs that are looked through for one that is asked for: with one an hour, six weeks."""
SKEW = timedelta(hours=1)
"""How far the clocks of two machines may be apart."""
SOURCES_KEPT = 500
"""Sources a run is told of one by one, those with most rejections first."""

Outcome = Literal["completed", "failed", "kept"]
"""`kept`: completed, but the shrink guard kept partitions as they were."""

_READERS, _AT_ONCE, _NAMED = 16, 64, 20
_KEY = re.compile(re.escape(PREFIX) + r"(\d{8}T\d{6}\.\d{6}Z-[0-9a-f]{8})\.(started|ended)\.json")
_STARTED = "%Y%m%dT%H%M%S.%fZ"
_SENTENCE = 500


class EntryDamaged(Exception):
    """Something kept in the journal is not what a run writes there."""


@dataclass(frozen=True)
class Run:
    """One run of a flow as the journal has it. What is known only at the end is empty in a run that never ended.

    `asked`: the parameters given, without those left as they are. `seconds`: by stage. `rules`: how many readings each
    rule rejected. `sources`: how many files of each were read, how many of them rejected. `faults`: what an audit
    found, by kind.
    """

    id: str
    flow: str
    deployment: str | None
    asked: Mapping[str, Any]
    reader: str
    process: Process
    started: datetime
    ended: datetime | None = None
    outcome: Outcome | None = None
    error: str | None = None
    reason: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    rules: Mapping[str, int] = field(default_factory=dict)
    sources: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    manifests: tuple[int, ...] = ()
    faults: Mapping[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return the flow and its deployment, if it ran as one."""
        return f"{self.flow}/{self.deployment}" if self.deployment else self.flow

    @property
    def is_whole(self) -> bool:
        """Tell whether it asked for everything it was given, not for some places, years or reports."""
        narrowed = self.asked.keys() & {"year", "region", "reports", "partitions", "only"}
        return not narrowed or (narrowed == {"only"} and self.asked["only"] == "missing")

    @property
    def lasted(self) -> timedelta | None:
        """Return how long it took, None where it never ended."""
        return None if self.ended is None else self.ended - self.started

    @property
    def key(self) -> str:
        """Return the key of the entry: of its end, or of its start where there is no end."""
        return f"{PREFIX}{self.id}.{'started' if self.ended is None else 'ended'}.json"

    def to_json(self) -> bytes:
        """Return the entry as it is kept."""
        moments = {
            name: moment and moment.isoformat() for name, moment in (("started", self.started), ("ended", self.ended))
        }
        return canonical({"format": FORMAT, **asdict(self), **moments})


_FIELDS = frozenset(each.name for each in fields(Run)) | {"format"}


def run_of(key: str, data: bytes) -> Run:
    """Return the run an entry of the journal is of; EntryDamaged where no run wrote it."""
    try:
        facts = json.loads(data)
        if facts.keys() != _FIELDS or facts.pop("format") != FORMAT:
            raise EntryDamaged(f"{key} is no entry of format {FORMAT}")
        moments = {name: facts[name] and datetime.fromisoformat(facts[name]) for name in ("started", "ended")}
        run = Run(
            **facts
            | moments
            | {
                "process": Process(**facts["process"]),
                "sources": {name: (read, rejected) for name, (read, rejected) in facts["sources"].items()},
                "manifests": tuple(facts["manifests"]),
            }
        )
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise EntryDamaged(f"{key} is no entry of the journal: {error}") from error
    known = run.outcome in get_args(Outcome) if run.ended else run.outcome is None
    if not known or run.key != key or not run.started.tzinfo:
        raise EntryDamaged(f"{key} does not say what it is the entry of")
    return run


class Journal:
    """The runs under a ROOT, the newest first, read as far as somebody asks. `damaged` are entries that cannot be.

    Nor is what says that it began in the future: by a clock that was wrong once it would be the newest for years.
    """

    def __init__(self, storage: Storage) -> None:
        """Look which runs there are; none is read yet."""
        self._storage = storage
        end = f"{PREFIX}{(datetime.now(UTC) + SKEW).strftime(_STARTED)}"
        found: dict[str, str] = {}
        # `ended` comes before `started`.
        for key in storage.list(PREFIX):
            if match := _KEY.fullmatch(key):
                found.setdefault(match[1], key)
        self._keys = [key for _, key in sorted(found.items(), reverse=True) if key < end]
        self._read: dict[str, Run] = {}
        self.damaged: list[str] = sorted(key for key in found.values() if key >= end)

    def newest(self, count: int) -> list[Run]:
        """Return the newest runs, at most so many, whether they ended or not."""
        return self._runs(self._keys[:count])

    def unfinished(self) -> list[Run]:
        """Return the runs that began and left no end, however old, at most as many as are looked through."""
        return self._runs([key for key in self._keys if key.endswith(".started.json")][:READ_AT_MOST])

    def find(self, holds: Callable[[Run], bool]) -> Run | None:
        """Return the newest run of which something holds, None where none of those looked through is one."""
        for start in range(0, min(len(self._keys), READ_AT_MOST), _AT_ONCE):
            for run in self._runs(self._keys[start : start + _AT_ONCE]):
                if holds(run):
                    return run
        return None

    def good_night(self) -> Run | None:
        """Return the newest completed run of the night; where none ever ran as a deployment, of all that was asked."""
        good = self.find(lambda run: run.outcome == "completed" and run.deployment == NIGHTLY)
        if good or self.find(lambda run: run.deployment == NIGHTLY):
            return good
        return self.find(lambda run: run.outcome == "completed" and run.flow == "annual-reports" and run.is_whole)

    def _runs(self, keys: Sequence[str]) -> list[Run]:
        missing = [key for key in keys if key not in self._read and key not in self.damaged]
        with ThreadPoolExecutor(_READERS) as readers:
            for key, data in zip(missing, readers.map(self._storage.get, missing), strict=True):
                try:
                    self._read[key] = run_of(key, data or b"")
                except EntryDamaged:
                    self.damaged.append(key)
        return [self._read[key] for key in keys if key in self._read]


class Entry:
    """The entry of a run under way; what it is told stands in the journal at its end."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.account: Account | None = None
        self.faults: dict[str, int] = {}
        self.seconds: dict[str, float] = {}

    def ending(self, outcome: Outcome, ended: datetime, error: BaseException | None) -> Run:
        """Return the run as it ended; what its account holds by then is what it did."""
        account = self.account
        if account is not None and account.stale and getattr(error, "account", None) is account:
            # Such a run raises, although it did all that it could.
            outcome = "kept"
        return replace(
            self.run,
            ended=ended,
            outcome=outcome,
            error=None if error is None else type(error).__name__,
            reason=None if error is None else _sentence(error),
            seconds={name: round(spent, 3) for name, spent in self.seconds.items()},
            faults=self.faults,
            **({} if account is None else _did(account)),
        )


def _did(account: Account) -> dict[str, Any]:
    rejected = Counter(each.source for each in account.rejections)
    told = sorted(account.sources, key=lambda name: (-rejected[name], -account.sources[name], name))[:SOURCES_KEPT]
    return {
        "counts": {"read": account.read, **account.counts},
        "rules": dict(Counter(rule for each in account.rejections for rule in each.rules)),
        "sources": {name: (account.sources[name], min(rejected[name], account.sources[name])) for name in told},
        "manifests": tuple(account.numbers),
    }


_UNDER_WAY: ContextVar[Entry | None] = ContextVar("_UNDER_WAY", default=None)


def follow(account: Account) -> None:
    """Let the journal say of the run under way, if one is, what its account holds when it ends."""
    entry = _UNDER_WAY.get()
    if entry is not None:
        entry.account = account


def spend(stage: str, seconds: float) -> None:
    """Add to the seconds of a stage of the run under way, if one is."""
    entry = _UNDER_WAY.get()
    if entry is not None:
        entry.seconds[stage] = entry.seconds.get(stage, 0.0) + seconds


@contextmanager
def journaled(
    storage: Storage,
    flow: str,
    *,
    reader: str,
    deployment: str | None = None,
    asked: Mapping[str, Any] | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Iterator[Entry]:
    """Write in the journal that a run begins, and how it ended; give out the entry for what the run has to tell.

    A journal that cannot be begun fails the run before it did anything: its data would not be stored either. One that
    cannot be ended is warned of, and the run stands as it ended.
    """
    started = clock()
    run = Run(
        f"{started.strftime(_STARTED)}-{secrets.token_hex(4)}",
        flow,
        deployment,
        {name: _plain(value) for name, value in (asked or {}).items()},
        reader,
        this_process(),
        started,
    )
    if not storage.put_if_absent(run.key, run.to_json()):
        raise EntryDamaged(f"{run.key} was there before")
    entry = Entry(run)
    token = _UNDER_WAY.set(entry)
    try:
        yield entry
    except BaseException as error:
        _end(storage, entry.ending("failed", clock(), error))
        raise
    else:
        _end(storage, entry.ending("completed", clock(), None))
    finally:
        _UNDER_WAY.reset(token)


def _end(storage: Storage, run: Run) -> None:
    try:
        written = storage.put_if_absent(run.key, run.to_json())
    except Exception as error:  # noqa: BLE001  A run that stands must not fail over what is said of it.
        written, why = False, f": {type(error).__name__}: {error}"
    else:
        why = ": it was there before"
    if not written:
        said = f"The journal does not say how this run ended ({run.key} could not be written{why})"
        tell("journal", "unended", said, logging.WARNING)
        # The log may go nowhere.
        sys.stderr.write(f"{said}\n")


def _sentence(error: BaseException) -> str | None:
    """Return the first line of what an error says, not longer than a person reads."""
    lines = str(error).strip().splitlines()
    return _bare(lines[0])[:_SENTENCE] if lines else None


def _plain(value: Any) -> Any:
    """Return a parameter as it may be kept: short, and without what may be secret in an address."""
    if isinstance(value, str):
        return _bare(value)
    if isinstance(value, list | tuple):
        shown = [_plain(each) for each in value[:_NAMED]]
        return [*shown, f"+{len(value) - _NAMED}"] if len(value) > _NAMED else shown
    if value is None or isinstance(value, bool | int | float):
        return value
    return _bare(str(value))


_ADDRESS = re.compile(r"\w[\w+.-]*://[^\s\"'<>]+")


def _bare(text: str) -> str:
    """Return text whose addresses name no user, password, or anything after a question mark."""
    return _ADDRESS.sub(lambda found: _without_secrets(found[0]), text)


def _without_secrets(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return f"{address.partition('://')[0]}://…"
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"

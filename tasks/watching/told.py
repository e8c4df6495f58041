"""What of the alarms was told already, under ROOT, so that a person hears of each once, then once a day."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from gouji.console import Lang
from gouji.manifest import Storage, canonical
from tasks.watching.alarms import Alarm, moment
from tasks.watching.journal import PREFIX
from tasks.wording import say

KEY = f"{PREFIX}alarms/told.json"
AGAIN = timedelta(hours=23, minutes=30)
"""After which what still stands is told again: a little less than a day, or a daily watch would skip days."""
SHOWN = 20
"""Alarms a message spells out."""


@dataclass(frozen=True)
class Told:
    """The alarms a person knows of, each since when, and when they last heard."""

    standing: Mapping[str, datetime] = field(default_factory=dict)
    sent: datetime | None = None

    def to_json(self) -> bytes:
        """Return the form that is kept."""
        since = {key: when.isoformat() for key, when in self.standing.items()}
        return canonical({"format": 1, "standing": since, "sent": self.sent and self.sent.isoformat()})


@dataclass(frozen=True)
class Due:
    """What is to be told now, if anything, and what is known once it was. `clear`: nothing stands any more."""

    alarms: Sequence[Alarm]
    new: frozenset[str]
    clear: bool
    then: Told

    def __bool__(self) -> bool:
        return bool(self.alarms) or self.clear


def due(alarms: Sequence[Alarm], told: Told, now: datetime) -> Due:
    """Return what to tell: all that stands, where some of it is new or was last told a day ago; the all clear once."""
    since = {each.key: told.standing.get(each.key, now) for each in alarms}
    new = frozenset(since.keys() - told.standing.keys())
    if since and (new or told.sent is None or now - told.sent >= AGAIN):
        return Due(alarms, new, False, Told(since, now))
    if told.standing and not since:
        return Due((), new, True, Told({}, now))
    return Due((), frozenset(), False, Told(since, told.sent))


def told_at(storage: Storage) -> tuple[Told, bytes | None]:
    """Return what was told, and the bytes that say so; where they cannot be read, nothing was: better told twice."""
    data = storage.get(KEY)
    try:
        facts: dict[str, Any] = json.loads(data or b"")
        since = {key: datetime.fromisoformat(when) for key, when in facts["standing"].items()}
        return Told(since, facts["sent"] and datetime.fromisoformat(facts["sent"])), data
    except (ValueError, KeyError, TypeError, AttributeError):
        return Told(), data


def remember(storage: Storage, told: Told, before: bytes | None) -> None:
    """Keep what was told, where that is other than before."""
    data = told.to_json()
    if data != before and (told.standing or before is not None):
        storage.put(KEY, data)


def message(due: Due, root: str, now: datetime, lang: Lang) -> tuple[str, str]:
    """Return title and text of what is told."""
    if due.clear:
        return say("alarms_clear_title", lang, root), say("alarms_clear", lang, moment(now))
    title = say("alarms_title", lang, len(due.alarms), root)
    lines = []
    for each in due.alarms[:SHOWN]:
        mark = say("alarm_new", lang) if each.key in due.new else ""
        lines += [f"- {mark}{each.sentence(lang)}", f"  {each.advice(lang)}"]
    if len(due.alarms) > SHOWN:
        lines.append(say("digest_more", lang, len(due.alarms) - SHOWN))
    return title, "\n".join([*lines, "", moment(now)])

"""The watch over a ROOT: look what stands, and tell a person what is new of it."""

from __future__ import annotations

from datetime import datetime

from gouji.console import Lang
from gouji.manifest import Storage
from gouji.release import head
from tasks.alarms import Alarm, Limits, alarms
from tasks.delivery import NotDelivered, addresses, deliver
from tasks.standing import seen_at
from tasks.told import Due, Told, due, message, remember, told_at

__all__ = ["NotDelivered", "addresses", "look", "tell", "tell_unread"]


def look(storage: Storage, now: datetime, limits: Limits) -> list[Alarm]:
    """Return the alarms that stand at a ROOT."""
    return alarms(seen_at(storage, head(storage).manifest.stale), now, limits)


def tell(storage: Storage, root: str, standing: list[Alarm], now: datetime, lang: Lang) -> Due:
    """Send what is new or was last told a day ago, the all clear once; return what was sent, if anything.

    Raises NotDelivered where an address did not take it. It counts as told where any did: if none, it is due again.
    """
    told, before = told_at(storage)
    found = due(standing, told, now)
    if not found:
        remember(storage, found.then, before)
        return found
    title, body = message(found, root, now, lang)
    try:
        deliver(addresses(), title, body, good=found.clear)
    except NotDelivered as error:
        if error.taken:
            remember(storage, found.then, before)
        raise
    remember(storage, found.then, before)
    return found


def tell_unread(root: str, reason: str, now: datetime, lang: Lang) -> None:
    """Send that a ROOT cannot be read. What was told cannot be known then: each look tells it again."""
    alarm = Alarm("store", facts={"root": root, "reason": reason})
    title, body = message(Due([alarm], frozenset({alarm.key}), False, Told()), root, now, lang)
    deliver(addresses(), title, body)

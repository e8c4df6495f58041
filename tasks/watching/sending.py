"""Alarms that are due are sent: what is new, what was last told a day ago, and once that nothing stands any more."""

from __future__ import annotations

from datetime import datetime

from gouji.console import Lang
from gouji.manifest import Storage
from tasks.watching.alarms import Alarm
from tasks.watching.delivery import NotDelivered, addresses, deliver
from tasks.watching.told import Due, Told, due, message, remember, told_at


def send_due(storage: Storage, root: str, standing: list[Alarm], now: datetime, lang: Lang) -> Due:
    """Send what is due of the alarms that stand; return what was sent, if anything.

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


def send_unread(root: str, reason: str, now: datetime, lang: Lang) -> None:
    """Send that a ROOT cannot be read. What was told cannot be known then: each look sends it again."""
    alarm = Alarm("store", facts={"root": root, "reason": reason})
    title, body = message(Due([alarm], frozenset({alarm.key}), False, Told()), root, now, lang)
    deliver(addresses(), title, body)

"""How what must be told reaches a person: by mail, or to an address on the web, through apprise.

The addresses hold passwords and tokens. They come from `$GOUJI_ALARM_URLS` or the file `$GOUJI_ALARM_URLS_FILE`, one
or more, with white space between; nothing printed, logged or raised here repeats any of one but its kind.
"""

from __future__ import annotations

import logging
import os
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from apprise import Apprise, NotifyFormat, NotifyType

URLS, URLS_FILE = "GOUJI_ALARM_URLS", "GOUJI_ALARM_URLS_FILE"
PATIENCE = 60.0
"""Seconds one address has, whatever its own limits are."""

_KIND = re.compile(r"[A-Za-z][A-Za-z0-9+]{0,19}(?=://)")
_STATUS = re.compile(r"\berror=(\d{3})\b")


class NotDelivered(Exception):
    """Some addresses did not take what was sent. The message names their place in the list and kind, nothing else."""

    def __init__(self, failed: Sequence[str], taken: int) -> None:
        """Carry the addresses that failed, as they may be named, and how many others took it."""
        super().__init__("; ".join(failed))
        self.taken = taken


def addresses(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return the addresses to send to, if any are set; OSError where the file that names them cannot be read."""
    named = environment.get(URLS, "")
    if path := environment.get(URLS_FILE):
        named += "\n" + Path(path).read_text(encoding="utf-8")
    return named.split()


def deliver(urls: Sequence[str], title: str, body: str, *, good: bool = False, patience: float = PATIENCE) -> None:
    """Send a message to every address; NotDelivered where one did not take it, after all were tried."""
    failed = []
    for place, url in enumerate(urls, 1):
        why = _sent(url, title, body, NotifyType.SUCCESS if good else NotifyType.FAILURE, patience)
        if why is not None:
            kind = _KIND.match(url)
            failed.append(f"{URLS} {place} ({kind[0].lower() if kind else '?'}): {why}")
    if failed:
        raise NotDelivered(failed, len(urls) - len(failed))


def _sent(url: str, title: str, body: str, kind: NotifyType, patience: float) -> str | None:
    """Return why an address did not take a message, None where it did."""
    with _unheard() as said:
        to = Apprise()
        if not to.add(url):
            return "not an address that is known"
        answer: list[bool] = []

        def send() -> None:
            answer.append(bool(to.notify(body, title=title, notify_type=kind, body_format=NotifyFormat.TEXT)))

        # What answers a byte at a time keeps within every limit but this one.
        sender = threading.Thread(target=send, daemon=True)
        sender.start()
        sender.join(patience)
        if sender.is_alive():
            return f"no end after {patience:g} s"
        if answer == [True]:
            return None
        statuses = [found[1] for line in said if (found := _STATUS.search(line))]
        return f"HTTP {statuses[-1]}" if statuses else "not reached, or refused"


class _Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@contextmanager
def _unheard() -> Iterator[list[str]]:
    """Keep what apprise logs to ourselves: it names hosts and paths, and in those tokens stand."""
    logger, kept = logging.getLogger("apprise"), _Kept()
    before = logger.propagate
    logger.addHandler(kept)
    logger.propagate = False
    try:
        yield kept.lines
    finally:
        logger.removeHandler(kept)
        logger.propagate = before

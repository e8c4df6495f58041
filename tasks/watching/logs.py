"""The log of a run: a line for each stage, each commit, and each report that is not published.

`$GOUJI_LOG` names a file, which gets JSON lines, or is `-` for standard error; unset, nothing is written. On a Prefect
server the same sentences stand in the logs of the run (`flows.telling`). The workers that open documents do not log:
what became of a document is told by the process that judged it. What a stranger's file says cannot begin a new line.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from logging.handlers import WatchedFileHandler
from typing import Any

from pythonjsonlogger.json import JsonFormatter

LOG_VARIABLE = "GOUJI_LOG"
STDERR = "-"

LOG = logging.getLogger("gouji")
LOG.setLevel(logging.INFO)
# Nothing reaches a terminal that nobody asked to.
LOG.propagate = False
LOG.addHandler(logging.NullHandler())

_RUNS: list[str] = []
"""The runs under way in this process, the innermost last."""


def tell(stage: str, event: str, message: str, level: int = logging.INFO, **facts: Any) -> None:
    """Log one sentence on one line, from the logger `gouji.<stage>`, with the facts it is made of."""
    run = {"run": _RUNS[-1]} if _RUNS else {}
    logging.getLogger(f"gouji.{stage}").log(level, "%s", on_one_line(message), extra={"event": event, **run, **facts})


@contextmanager
def run_named(run: str) -> Iterator[None]:
    """Name the run in every line logged meanwhile, by whatever thread."""
    _RUNS.append(run)
    try:
        yield
    finally:
        _RUNS.remove(run)


def open_log() -> None:
    """Log from now on where `$GOUJI_LOG` says; OSError where that file cannot be written."""
    where = os.environ.get(LOG_VARIABLE, "")
    for handler in [each for each in LOG.handlers if isinstance(each, _Lines)]:
        if handler.where == where:
            return
        LOG.removeHandler(handler)
        # What could not be written is said already.
        with suppress(OSError):
            handler.close()
    if where:
        LOG.addHandler(_ToStderr() if where == STDERR else _ToFile(where))


def on_one_line(text: str) -> str:
    r"""Return the text with all that is no printable character written as `\n`, `\x1b` or `\u202e`."""
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape", "surrogatepass").decode() for each in text
    )


class _OneLine(JsonFormatter):
    """JSON that is one line for whatever reads lines, and shows nothing but printable characters."""

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Return the fields as a person reads them, the time first."""
        return {"time": log_data["time"], **log_data}

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one JSON object."""
        # Outside its strings JSON is plain, and inside them both spellings are the same character.
        text = super().format(record)
        return text if text.isprintable() else "".join(each if each.isprintable() else _escaped(each) for each in text)


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))


class _Lines(logging.Handler):
    """What the handlers here share: the format, and one sentence, once, where a line cannot be written."""

    where = ""
    _failed = False

    def _prepare(self, where: str) -> None:
        self.where = where
        fields = ("levelname", "name", "event", "message")
        names = {"levelname": "level", "name": "logger"}
        self.setFormatter(_OneLine(fields, rename_fields=names, timestamp="time", json_ensure_ascii=False))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """Say once that the log cannot be written; the run goes on."""
        if not self._failed and self.where != STDERR:
            self._failed = True
            sys.stderr.write(f"{LOG_VARIABLE}: {self.where} cannot be written: {sys.exc_info()[1]}\n")


class _ToFile(_Lines, WatchedFileHandler):
    """Lines at the end of a file, opened anew where somebody has moved it away."""

    def __init__(self, where: str) -> None:
        WatchedFileHandler.__init__(self, where, encoding="utf-8")
        self._prepare(where)


class _ToStderr(_Lines, logging.StreamHandler):
    """Lines on standard error."""

    def __init__(self) -> None:
        logging.StreamHandler.__init__(self, sys.stderr)
        self._prepare(STDERR)

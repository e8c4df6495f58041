"""A worker: reads one document after another in a process of its own, so that a crash costs one document.

Run as `python -m tasks.worker` by `tasks.pool`; requests arrive on standard input and replies leave on standard
output, both pickled. It loads neither Polars nor Prefect: it starts in a fraction of a second and stays small.
"""

from __future__ import annotations

import gc
import os
import pickle
import resource
import sys
from collections.abc import Callable
from typing import Any, TypeVar

from gouji.normalize import crashed, normalize
from gouji.parse import parse
from gouji.report import NoReport, Report
from gouji.snapshot import Snapshot, Source
from tasks.spool import Facts, Parsed

T = TypeVar("T")

MEMORY_LIMIT = 4 * 1024**3
"""Address space of one worker, in bytes: a document that unpacks to more is that document's failure."""


def normalized(source: Source, data: bytes) -> bytes:
    """Return the pickled Document of one file, or what stands for it; whoever holds it need not unpickle it."""
    return pickle.dumps(_or_crashed(source, lambda: normalize(Snapshot(data, source))), pickle.HIGHEST_PROTOCOL)


def parsed(source: Source, document: bytes) -> Parsed:
    """Return the report in one pickled Document, pickled beside its facts; what normalize settled passes through."""
    content = pickle.loads(document)
    if isinstance(content, Report | NoReport):
        return Parsed(Facts.of(content), document)
    return Parsed.of(_or_crashed(source, lambda: parse(content, source)))


def _or_crashed(source: Source, read: Callable[[], T]) -> T | Report:
    try:
        return read()
    except (Exception, RecursionError, MemoryError) as error:  # noqa: BLE001 - a defect of a reader costs one document
        return crashed(source.sha256, error)


VERBS: dict[str, Callable[[Source, bytes], Any]] = {"normalize": normalized, "parse": parsed}


def main() -> None:
    """Serve requests until the other end closes the pipe."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    # What a library prints must not get between two replies.
    os.dup2(2, 1)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Documents are thousands of small objects without cycles. Left on, the collector would walk through them and all
    # that is loaded again and again, for a third of the time. Once for each request, over what is new, is enough.
    gc.disable()
    reply: object = "ready"
    while True:
        replies.write(pickle.dumps(reply, pickle.HIGHEST_PROTOCOL))
        replies.flush()
        try:
            verb, items = pickle.load(requests)
        except EOFError:
            return
        # Each document is pickled apart, so that the main process can hold, count and pass them on unopened.
        reply = [VERBS[verb](source, data) for source, data in items]
        gc.collect()
        gc.freeze()


if __name__ == "__main__":
    sys.exit(main())

"""A worker: reads one document after another in a process of its own, so that a crash costs one document.

Run as `python -m tasks.reading.worker` by `pool.py`; requests arrive on standard input and replies leave on standard
output, both pickled. A request is a chunk of files; the first reply says that all of them are Documents, the second
gives their reports. It loads neither Polars nor Prefect: it starts in a fraction of a second and stays small.
"""

from __future__ import annotations

import gc
import os
import pickle
import resource
import sys
from collections.abc import Callable
from typing import TypeVar

from gouji.code import reader_version
from gouji.document import Document
from gouji.normalize import crashed, normalize
from gouji.parse import parse
from gouji.report import NoReport, Report
from gouji.snapshot import Snapshot, Source
from tasks.spool import Parsed

T = TypeVar("T")
Content = Document | Report | NoReport
"""What normalize makes of a file: a Document, or what stands for one."""

MEMORY_LIMIT = 4 * 1024**3
"""Address space of one worker, in bytes: a document that unpacks to more is that document's failure."""
HALFWAY = "normalized"


def normalized(source: Source, data: bytes) -> Content:
    """Return the Document of one file, or what stands for it."""
    return _or_crashed(source, lambda: normalize(Snapshot(data, source)))


def parsed(source: Source, content: Content) -> Parsed:
    """Return the report in one Document, pickled beside its facts; what normalize settled passes through."""
    if isinstance(content, Report | NoReport):
        return Parsed.of(content)
    return Parsed.of(_or_crashed(source, lambda: parse(content, source)))


def _or_crashed(source: Source, read: Callable[[], T]) -> T | Report:
    try:
        return read()
    except (Exception, RecursionError, MemoryError) as error:  # noqa: BLE001 - a defect of a reader costs one document
        return crashed(source.sha256, error)


def main() -> None:
    """Serve requests until the other end closes the pipe."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")

    def reply(what: object) -> None:
        pickle.dump(what, replies, pickle.HIGHEST_PROTOCOL)
        replies.flush()

    # What a library prints must not get between two replies.
    os.dup2(2, 1)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Documents are thousands of small objects without cycles. Left on, the collector would walk through them and all
    # that is loaded again and again, for a third of the time. Once for each request, over what is new, is enough.
    gc.disable()
    reply(reader_version())
    while True:
        try:
            items = pickle.load(requests)
        except EOFError:
            return
        contents = [(source, normalized(source, data)) for source, data in items]
        reply(HALFWAY)
        # Each report is pickled apart, so that the main process can hold, count and pass them on unopened.
        reply([parsed(source, content) for source, content in contents])
        del items, contents
        gc.collect()
        gc.freeze()


if __name__ == "__main__":
    sys.exit(main())

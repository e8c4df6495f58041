"""Reading in threads of this very process: for a debugger. Nothing stands between it and what a document does.

Of the limits of `gouji.confined` only those hold that a reader keeps by itself: sizes, depths and counts.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType

from gouji.normalize import unreadable
from gouji.report import Report
from gouji.snapshot import Source
from tasks.raw import Met, raw_bytes
from tasks.reading.engine import Engine
from tasks.reading.pool import too_large
from tasks.reading.worker import Content, normalized, parsed
from tasks.root import storage_at
from tasks.spool import Parsed


class Threads(Engine):
    """Threads of this process; only for files one trusts.

    A reader that raises costs one document, as in a worker. One that crashes the interpreter, never ends or takes all
    memory takes the run with it.
    """

    def __init__(self, size: int | None = None) -> None:
        """Prepare `size` threads, by default one a core."""
        super().__init__()
        self.executor = ThreadPoolExecutor(size or len(os.sched_getaffinity(0)), thread_name_prefix="reading")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the threads, each after what it is reading."""
        self.executor.shutdown(cancel_futures=True)

    @property
    def ahead(self) -> int:
        """Return 0: what is stepped through should be read when it is asked for."""
        return 0

    def begin(self, batch: Sequence[Met], root: str) -> ThreadReading:
        """Return the batch; nothing of it is read before it is asked for."""
        return ThreadReading(batch, root, self.executor)


class ThreadReading:
    """A batch read in threads, each half when it is asked for."""

    def __init__(self, batch: Sequence[Met], root: str, executor: ThreadPoolExecutor) -> None:
        """Hold the batch."""
        self._batch, self._storage, self._executor = batch, storage_at(root), executor
        self._contents: list[Content] = []

    def normalized(self) -> None:
        """Return once every file is a Document."""
        self._contents = list(self._executor.map(self._normalized, self._batch))

    def parsed(self) -> list[tuple[str, Parsed]]:
        """Return the report of each file, pickled."""
        sources = [met.source for met in self._batch]
        reports = self._executor.map(_parsed, sources, self._contents)
        return [(source.sha256, report) for source, report in zip(sources, reports, strict=True)]

    def _normalized(self, met: Met) -> Content:
        if met.oversize:
            return too_large(met)
        data = raw_bytes(self._storage, met.source.sha256)
        try:
            return normalized(met.source, data)
        except MemoryError:
            return _no_memory(met.source)


def _parsed(source: Source, content: Content) -> Parsed:
    try:
        return parsed(source, content)
    except MemoryError:
        return Parsed.of(_no_memory(source))


def _no_memory(source: Source) -> Report:
    return unreadable(source.sha256, "application/octet-stream", "read.limit_exceeded", "more memory than there is")

"""A pool of worker processes that read untrusted documents.

Each worker is a fresh interpreter running `worker.py`: nothing is forked (a forked child of a process that runs Polars
hangs), and nothing of the main program is imported again, as multiprocessing's spawn would. It is given what
`gouji.confined.limits` says. A worker that dies, takes too long or says too much costs the one document it died on: the
others of its chunk are read again without it.

A worker keeps the Documents of its chunk and parses them itself: what travels is raw bytes in, and reports out.
"""

from __future__ import annotations

import logging
import os
import pickle
import queue
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

from gouji.code import reader_version
from gouji.confined import limits
from gouji.confined.process import Died, NotStarted, Process
from gouji.confined.records import NotAdmitted, plain
from gouji.manifest import Storage
from gouji.normalize import unreadable
from gouji.report import Report
from gouji.snapshot import Source
from tasks.raw import Met, raw_bytes
from tasks.reading.engine import Engine
from tasks.root import storage_at
from tasks.spool import Facts, Parsed
from tasks.watching.logs import tell

ROOT = Path(__file__).resolve().parents[2]
CHUNK = 16
"""Documents handed to a worker at once."""
WORKER = "tasks.reading.worker"
"""The module a worker runs."""

_CHUNK_BYTES = 16 * 1024**2
Item = tuple[Source, bytes]


class PoolBroken(Exception):
    """Workers cannot be started at all: the installation is at fault, not a document."""


class Pool(Engine):
    """Worker processes, started when first needed and stopped when the `with` block ends."""

    def __init__(self, size: int | None = None, seconds: float = limits.SECONDS, module: str | None = None) -> None:
        """Prepare `size` workers, by default one a core, that run `module`; none is started yet."""
        super().__init__()
        self._module = module or WORKER
        self._size = size or len(os.sched_getaffinity(0))
        self._seconds = seconds
        self._version = reader_version()
        self._idle: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        for _ in range(self._size):
            self._idle.put(None)
        # Twice as many as workers: while all of them read, the bytes of the next chunks are fetched.
        self._threads = ThreadPoolExecutor(2 * self._size, thread_name_prefix="pool")
        # The documents of a chunk are got together: from a store over a network each is mostly waiting.
        self._getting = ThreadPoolExecutor(CHUNK, thread_name_prefix="pool-get")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop all workers, a busy one after what it is reading."""
        self._threads.shutdown(cancel_futures=True)
        self._getting.shutdown(cancel_futures=True)
        while not self._idle.empty():
            if worker := self._idle.get():
                worker.stop()

    @property
    def ahead(self) -> int:
        """Return 1: the chunks of the next batch wait behind those of the one being read."""
        return 1

    def begin(self, batch: Sequence[Met], root: str) -> PoolReading:
        """Return the batch, its chunks queued for the workers."""
        storage = storage_at(root)
        small = [met for met in batch if not met.oversize]
        chunks = [_Chunk(self, mets, storage) for mets in _chunks(small)]
        return PoolReading(chunks, [(met.source.sha256, Parsed.of(too_large(met))) for met in batch if met.oversize])

    def queue(self, chunk: _Chunk) -> Future[list[Parsed]]:
        """Return what will have been read in a chunk."""
        return self._threads.submit(self._read_chunk, chunk)

    def _read_chunk(self, chunk: _Chunk) -> list[Parsed]:
        try:
            # When its turn has come, so that only the chunks being read are in memory.
            items = list(self._getting.map(chunk.item, chunk.mets))
            return self._read(items, chunk.halfway)
        finally:
            chunk.halfway.set()

    def _read(self, items: Sequence[Item], halfway: threading.Event, in_fresh: bool = False) -> list[Parsed]:
        """Return what is read in each document; a worker that dies costs the document it died on.

        What stood before and after that one is read again apart from it, so that it can harm neither.
        """
        if not items:
            return []
        try:
            return self._ask(items, halfway, in_fresh)
        except _DiedOn as on:
            death = on.death
            if len(items) == 1:
                # What another document left behind in its worker is not this one's fault.
                if not on.was_fresh and not death.is_settled:
                    return self._read(items, halfway, in_fresh=True)
                return [_died(items[0][0], death)]
            # Or one of those after it, whose answers had not left yet: then that is found when they are read again.
            at = death.answered % len(items)
        none = threading.Event()
        return self._read(items[:at], none) + self._read(items[at : at + 1], none) + self._read(items[at + 1 :], none)

    def _ask(self, items: Sequence[Item], halfway: threading.Event, in_fresh: bool) -> list[Parsed]:
        worker = self._idle.get()
        try:
            if worker is not None and in_fresh:
                worker.stop()
                worker = None
            if worker is None:
                worker = _Worker(self._module, self._version)
            was_fresh = worker.is_fresh
            return worker.ask(items, self._seconds, halfway)
        except Died as death:
            assert worker is not None
            worker.stop()
            worker = None
            raise _DiedOn(death, was_fresh) from death
        finally:
            self._idle.put(worker)


class _DiedOn(Exception):
    """A worker died; `was_fresh` says that it had read nothing before."""

    def __init__(self, death: Died, was_fresh: bool) -> None:
        super().__init__(death, was_fresh)
        self.death, self.was_fresh = death, was_fresh


def _died(source: Source, death: Died) -> Parsed:
    said = f"the reader of {source.name} died, and that is what its report says: {death}; {source.source_uri}"
    facts = {"sha256": source.sha256, "file_name": source.name, "source_uri": source.source_uri}
    tell("normalize", "worker_died", said, logging.WARNING, **facts)
    return Parsed.of(unreadable(source.sha256, "application/octet-stream", death.rule_id, str(death)))


class _Chunk:
    """Some files of a batch, read by one worker; `halfway` is set when they are Documents."""

    def __init__(self, pool: Pool, mets: list[Met], storage: Storage) -> None:
        self.mets, self._storage = mets, storage
        self.halfway = threading.Event()
        self.done = pool.queue(self)

    def item(self, met: Met) -> Item:
        return met.source, raw_bytes(self._storage, met.source.sha256)


class PoolReading:
    """A batch in the hands of worker processes."""

    def __init__(self, chunks: list[_Chunk], settled: list[tuple[str, Parsed]]) -> None:
        """Hold the chunks, and what is known of files that are not read at all."""
        self._chunks, self._settled = chunks, settled

    def normalized(self) -> None:
        """Return once every file is a Document; raises what kept a chunk from being read."""
        for chunk in self._chunks:
            chunk.halfway.wait()
            if chunk.done.done():
                chunk.done.result()

    def parsed(self) -> list[tuple[str, Parsed]]:
        """Return the report of each file, pickled, or what stands for one that cannot be read."""
        read = [
            (met.source.sha256, parsed)
            for chunk in self._chunks
            for met, parsed in zip(chunk.mets, chunk.done.result(), strict=True)
        ]
        return read + self._settled


def too_large(met: Met) -> Report:
    """Return the report that stands for a file over the limit."""
    return unreadable(met.source.sha256, "application/octet-stream", "read.limit_exceeded", f"{met.size} B")


def _chunks(batch: Sequence[Met]) -> Iterator[list[Met]]:
    chunk: list[Met] = []
    for met in batch:
        if chunk and (len(chunk) == CHUNK or sum(each.size for each in chunk) + met.size > _CHUNK_BYTES):
            yield chunk
            chunk = []
        chunk.append(met)
    if chunk:
        yield chunk


class _Worker:
    def __init__(self, module: str, version: str) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the worker; stop() closes it
        self._process = Process([sys.executable, "-m", module], self._errors, cwd=str(ROOT))
        try:
            hello = self._process.hello().decode(errors="replace")
        except NotStarted as error:
            with self._errors:
                self._errors.seek(0)
                said = self._errors.read().decode(errors="replace")[-2000:]
            raise PoolBroken(f"a worker did not start: {said}") from error
        if hello != version:
            # The code was replaced while a run goes on: two readers in one run would be told apart by nobody.
            self.stop()
            raise PoolBroken(f"the code was replaced meanwhile, {version} by {hello}: run again")

    @property
    def is_fresh(self) -> bool:
        return self._process.is_fresh

    def ask(self, items: Sequence[Item], seconds: float, halfway: threading.Event) -> list[Parsed]:
        """Return what is read in each document, which may take so many seconds for each half; raises Died."""
        request = pickle.dumps(items, pickle.HIGHEST_PROTOCOL)
        answers: list[Parsed] = []
        for number, frame in enumerate(self._process.ask(request, 2 * len(items), seconds), start=1):
            if number == len(items):
                halfway.set()
            if number > len(items):
                answers.append(_opened(frame, len(answers)))
        return answers

    def stop(self) -> None:
        self._process.end()
        self._errors.close()


def _opened(frame: bytes, answered: int) -> Parsed:
    """Return one document's facts and its report, which stays packed; raises Died where a worker says anything else."""
    try:
        (year, region, report_id), report = plain(frame)
    except (NotAdmitted, TypeError, ValueError) as error:
        how = f"its reader said what no reader says: {error}"[:200]
        raise Died("read.crashed", how, is_settled=False, answered=answered) from error
    return Parsed(Facts(year, region, report_id), report)

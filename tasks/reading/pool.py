"""A pool of worker processes that read untrusted documents.

Each worker is a fresh interpreter running `worker.py`: nothing is forked (a forked child of a process that runs Polars
hangs), and nothing of the main program is imported again, as multiprocessing's spawn would. A worker that dies, or
takes too long, costs the one document it died on: its chunk is read again one by one.

A worker keeps the Documents of its chunk and parses them itself: what travels is raw bytes in, and reports out.
"""

from __future__ import annotations

import logging
import os
import pickle
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any

from gouji.code import reader_version
from gouji.manifest import Storage
from gouji.normalize import crashed, unreadable
from gouji.report import Report
from gouji.snapshot import Source
from tasks.raw import Met, raw_bytes
from tasks.reading.engine import Engine
from tasks.root import storage_at
from tasks.spool import Parsed
from tasks.watching.logs import tell

ROOT = Path(__file__).resolve().parents[2]
CHUNK = 16
"""Documents handed to a worker at once."""
SECONDS = 60.0
"""How long a worker may take over half its work on one chunk, or on one document read alone."""
START_SECONDS = 120.0
"""How long a worker may take to start: from a cold disk, beside much else."""
WORKER = "tasks.reading.worker"
"""The module a worker runs."""

_CHUNK_BYTES = 16 * 1024**2
# Who reads untrusted documents needs no key to anything.
_SECRETS = ("AWS_", "DASK_", "GOUJI_", "PREFECT_")

Item = tuple[Source, bytes]


class WorkerDied(Exception):
    """A worker ended before it answered; the message says how."""


class PoolBroken(Exception):
    """Workers cannot be started at all: the installation is at fault, not a document."""


class Pool(Engine):
    """Worker processes, started when first needed and stopped when the `with` block ends."""

    def __init__(self, size: int | None = None, seconds: float = SECONDS, module: str | None = None) -> None:
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

    def _read(self, items: Sequence[Item], halfway: threading.Event) -> list[Parsed]:
        try:
            return self._ask(items, halfway)
        except WorkerDied as death:
            if len(items) == 1:
                source = items[0][0]
                said = (
                    f"the reader of {source.name} died, and that is what its report says: {death}; {source.source_uri}"
                )
                facts = {"sha256": source.sha256, "file_name": source.name, "source_uri": source.source_uri}
                tell("normalize", "worker_died", said, logging.WARNING, **facts)
                return [Parsed.of(crashed(source.sha256, str(death)))]
        return [answer for item in items for answer in self._read([item], threading.Event())]

    def _ask(self, items: Sequence[Item], halfway: threading.Event) -> list[Parsed]:
        worker = self._idle.get()
        try:
            if worker is None:
                worker = _Worker(self._module, self._version)
            return worker.ask(list(items), self._seconds, halfway)
        except WorkerDied:
            worker = None
            raise
        finally:
            self._idle.put(worker)


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
        environment = {name: value for name, value in os.environ.items() if not name.startswith(_SECRETS)}
        self._process = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=ROOT,
            # One thread a worker: there is one worker a core already.
            env={**environment, "OMP_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
        )
        try:
            with _at_most(START_SECONDS, threading.Event(), self._process):
                ready = self._reply()
        except (EOFError, OSError) as error:
            self._end()
            with self._errors:
                self._errors.seek(0)
                said = self._errors.read().decode(errors="replace")[-2000:]
            raise PoolBroken(f"a worker did not start: {said}") from error
        if ready != version:
            # The code was replaced while a run goes on: two readers in one run would be told apart by nobody.
            self.stop()
            raise PoolBroken(f"the code was replaced meanwhile, {version} by {ready}: run again")

    def ask(self, items: list[Item], seconds: float, halfway: threading.Event) -> list[Parsed]:
        late = threading.Event()
        try:
            with _at_most(seconds, late, self._process):
                assert self._process.stdin is not None
                pickle.dump(items, self._process.stdin, pickle.HIGHEST_PROTOCOL)
                self._process.stdin.flush()
                self._reply()
            halfway.set()
            with _at_most(seconds, late, self._process):
                answers: list[Parsed] = self._reply()
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            code = self._end()
            how = f"it took more than {seconds:g} s" if late.is_set() else f"its reader ended with code {code}"
            raise WorkerDied(how) from error
        return answers

    def stop(self) -> None:
        self._end()
        self._errors.close()

    def _reply(self) -> Any:
        assert self._process.stdout is not None
        return pickle.load(self._process.stdout)

    def _end(self) -> int:
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            try:
                pipe.close()
            except BrokenPipeError:
                continue
        return self._process.wait()


class _at_most:  # noqa: N801 - reads as a sentence where it is used
    """Kills a process that is not done with something in time."""

    def __init__(self, seconds: float, late: threading.Event, process: subprocess.Popen[bytes]) -> None:
        self._timer = threading.Timer(seconds, lambda: (late.set(), process.kill()))

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

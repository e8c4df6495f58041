"""A pool of worker processes that read untrusted documents.

Each worker is a fresh interpreter running `tasks.worker`: nothing is forked (a forked child of a process that runs
Polars hangs), and nothing of the main program is imported again, as multiprocessing's spawn would. A worker that
dies, or takes too long, costs the one document it died on: its chunk is read again one by one.
"""

from __future__ import annotations

import os
import pickle
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from gouji.snapshot import Source

ROOT = Path(__file__).resolve().parents[1]
CHUNK = 16
"""Documents handed to a worker at once."""
SECONDS = 60.0
"""How long a worker may take over one chunk, or over one document read alone."""

T = TypeVar("T")
Item = tuple[Source, bytes]


class WorkerDied(Exception):
    """A worker ended before it answered; the message says how."""


class PoolBroken(Exception):
    """Workers cannot be started at all: the installation is at fault, not a document."""


class Pool:
    """Worker processes, started when first needed and stopped when the `with` block ends."""

    def __init__(self, size: int | None = None, seconds: float = SECONDS, module: str = "tasks.worker") -> None:
        """Prepare `size` workers, by default one a core, that run `module`; none is started yet."""
        self._module = module
        self._size = size or len(os.sched_getaffinity(0))
        self._seconds = seconds
        self._idle: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        for _ in range(self._size):
            self._idle.put(None)
        self._threads = ThreadPoolExecutor(self._size, thread_name_prefix="pool")
        # The documents of a chunk are got together: from a store over a network each is mostly waiting.
        self._getting = ThreadPoolExecutor(CHUNK, thread_name_prefix="pool-get")

    def __enter__(self) -> Pool:
        """Return the pool."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop all workers, a busy one after what it is reading."""
        self._threads.shutdown(cancel_futures=True)
        self._getting.shutdown(cancel_futures=True)
        while not self._idle.empty():
            if worker := self._idle.get():
                worker.stop()

    def map(self, verb: str, chunks: Iterable[Sequence[T]], item: Callable[[T], Item]) -> list[list[Any]]:
        """Return for each chunk what a worker's verb made of each of its documents, or the WorkerDied it died of.

        `item` gives a document's source and bytes; it is called when the chunk's turn comes, so that only the chunks
        being read are in memory.
        """
        return list(self._threads.map(lambda chunk: self._read(verb, list(self._getting.map(item, chunk))), chunks))

    def _read(self, verb: str, items: Sequence[Item]) -> list[Any]:
        try:
            return list(self._ask(verb, items))
        except WorkerDied as death:
            if len(items) == 1:
                return [death]
        return [answer for item in items for answer in self._read(verb, [item])]

    def _ask(self, verb: str, items: Sequence[Item]) -> list[Any]:
        worker = self._idle.get()
        try:
            if worker is None:
                worker = _Worker(self._module)
            return worker.ask((verb, list(items)), self._seconds)
        except WorkerDied:
            worker = None
            raise
        finally:
            self._idle.put(worker)


class _Worker:
    def __init__(self, module: str) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the worker; stop() closes it
        self._process = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=ROOT,
            # One thread a worker: there is one worker a core already.
            env={**os.environ, "OMP_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
        )
        try:
            self._reply()
        except (EOFError, OSError) as error:
            self._end()
            self._errors.seek(0)
            raise PoolBroken(
                f"a worker did not start: {self._errors.read().decode(errors='replace')[-2000:]}"
            ) from error

    def ask(self, request: tuple[str, list[Item]], seconds: float) -> list[Any]:
        late = threading.Event()
        timer = threading.Timer(seconds, lambda: (late.set(), self._process.kill()))
        timer.start()
        try:
            assert self._process.stdin is not None
            pickle.dump(request, self._process.stdin, pickle.HIGHEST_PROTOCOL)
            self._process.stdin.flush()
            answers: list[Any] = self._reply()
            return answers
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            code = self._end()
            how = f"it took more than {seconds:g} s" if late.is_set() else f"its reader ended with code {code}"
            raise WorkerDied(how) from error
        finally:
            timer.cancel()

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

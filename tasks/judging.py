"""Judging ahead: while one load is published, processes of their own judge the next.

What a reading says by itself depends on no commit. So it may be known before its load's turn comes, and is the same.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from types import TracebackType

import polars as pl

from gouji.snapshot import Source
from tasks.apart import Packed, judged, prepare
from tasks.asked import Judged
from tasks.plan import BATCH, LOAD, Load
from tasks.spool import Spool

WORTH = 4 * BATCH
"""Documents from which on it pays to start processes for it."""
AHEAD = LOAD // BATCH
"""Batches judged before their turn: a load of them waits packed, at a few kilobytes a reading."""


class Judges:
    """Processes that judge the batches of some loads in their order; a few readings are not worth any.

    A plain class, which Prefect does not walk through.
    """

    def __init__(self, loads: Sequence[Load], spool: Spool) -> None:
        """Prepare to judge what the spool holds of the loads; nothing is started yet."""
        self._spool = spool
        self._batches: list[tuple[list[str], list[Source]]] = []
        self._first: dict[Load, int] = {}
        for load in loads:
            self._first[load] = len(self._batches)
            # Bytes met at several addresses are judged as of the first.
            sources = {each.source.sha256: each.source for each in reversed(load.met)}
            self._batches += [(batch, [sources[sha256] for sha256 in batch]) for batch in load.batches]
        self._asked: dict[int, Future[Packed]] = {}
        self._processes: ProcessPoolExecutor | None = None
        if sum(len(batch) for batch, _ in self._batches) >= WORTH:
            cores = len(os.sched_getaffinity(0))
            # Nothing is forked: a forked child of a process that runs Polars hangs.
            self._processes = ProcessPoolExecutor(cores, get_context("spawn"), prepare)

    def __enter__(self) -> Judges:
        """Return the judges."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the processes."""
        if self._processes is not None:
            self._processes.shutdown(cancel_futures=True)

    def of(self, load: Load) -> Iterator[Judged] | None:
        """Return what was found of each batch of a load, one at a time; None where the load is to be judged here."""
        if self._processes is None or load not in self._first:
            return None
        first = self._first[load]
        return (self._found(at, first) for at in range(first, first + len(load.batches)))

    def _found(self, at: int, first: int) -> Judged:
        """Return what was found of one batch; those of its load are kept, for it may be settled again."""
        assert self._processes is not None
        for gone in [each for each in self._asked if each < first]:
            del self._asked[gone]
        for ahead in range(at, min(at + AHEAD + 1, len(self._batches))):
            if ahead not in self._asked:
                batch, sources = self._batches[ahead]
                self._asked[ahead] = self._processes.submit(judged, self._spool.pickled(batch), sources)
        said, frames, residuals, rejected = self._asked[at].result()
        unpacked = {name: pl.read_ipc(io.BytesIO(packed)) for name, packed in frames.items()}
        return Judged(said, unpacked, pl.read_ipc(io.BytesIO(residuals)), rejected)

"""What a Dask worker does with a batch: it reads the raw bytes itself, and leaves the reports under ROOT/_spool/.

A Dask worker is trusted; the documents are not. It hands them to worker processes of its own (`pool.py`), one for each
of its threads, and never opens one. What goes back through the scheduler is where the reports lie, their hash and their
facts.
"""

from __future__ import annotations

import atexit
import hashlib
import platform
import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import distributed

from gouji.code import reader_version
from gouji.collect import SPOOLED
from gouji.manifest import Storage
from tasks.raw import Met, RawDamaged
from tasks.reading.pool import Pool, PoolBroken
from tasks.reading.runners import ClusterError
from tasks.root import storage_at
from tasks.spool import Facts
from tasks.storage import StorageError

_TASKS = Path(__file__).parents[1]
_CARRYING = ("directory", "raw", "reading/pool", "reading/remote", "reading/worker", "spool", "storage")
"""The modules of tasks/ through which a batch passes, on its way to who reads it and back."""


class Errand(NamedTuple):
    """What every batch of a run takes along: where ROOT is, under which keys its results go, and which code asks."""

    root: str
    run: str
    version: str

    @property
    def prefix(self) -> str:
        """Return what the keys of the run's results begin with."""
        return f"{SPOOLED}{self.run}/"

    @property
    def mark(self) -> str:
        """Return the key that is there as long as the run is, and that every worker must see."""
        return f"{self.prefix}run"


class Reference(NamedTuple):
    """Where the reports of a batch lie, one after the other: the hash of all, and of each document facts and size."""

    key: str
    sha256: str
    documents: list[tuple[str, Facts, int]]


@cache
def code_version() -> str:
    """Return a name for the code a batch passes through: what decides a reading, and what carries it."""
    carrying = hashlib.sha256(platform.python_version().rpartition(".")[0].encode())
    for name in _CARRYING:
        carrying.update((_TASKS / f"{name}.py").read_bytes().replace(b"\r\n", b"\n"))
    return f"{reader_version()}/{carrying.hexdigest()[:12]}"


def look(errand: Errand, dask_worker: distributed.Worker) -> None:
    """Return where this worker runs the code that asks, and sees its ROOT; raises ClusterError where not."""
    _same_code(errand, dask_worker.address)
    _same_root(errand, storage_at(errand.root), dask_worker.address)


def read_batch(batch: Sequence[Met], errand: Errand) -> Reference:
    """Read a batch, put its reports under ROOT/_spool/ and return where.

    What is raised can be sent back, whatever it was: what cannot be would be waited for without end.
    """
    try:
        return _read(batch, errand)
    except (ClusterError, StorageError, RawDamaged, PoolBroken):
        raise
    except Exception as error:  # noqa: BLE001 - said there, in one sentence
        raise ClusterError(
            "dask_failed", distributed.get_worker().address, f"{type(error).__name__}: {error}"
        ) from None


def _read(batch: Sequence[Met], errand: Errand) -> Reference:
    storage, here = storage_at(errand.root), distributed.get_worker().address
    _same_code(errand, here)
    _same_root(errand, storage, here)
    read = _pool().begin(batch, errand.root).parsed()
    content = b"".join(parsed.report for _, parsed in read)
    sha256 = hashlib.sha256(content).hexdigest()
    # Named by its hash: where a batch is read twice, neither overwrites what the other has announced.
    reference = Reference(
        f"{errand.prefix}{sha256}", sha256, [(each, facts, len(report)) for each, (facts, report) in read]
    )
    _same_root(errand, storage, here)
    storage.put(reference.key, content)
    return reference


def _same_code(errand: Errand, here: str) -> None:
    if code_version() != errand.version:
        raise ClusterError("dask_other_code", here, code_version(), errand.version)


def _same_root(errand: Errand, storage: Storage, here: str) -> None:
    if not storage.exists(errand.mark):
        raise ClusterError("dask_other_root", here, errand.root)


_ALONE = threading.Lock()
_POOLS: list[Pool] = []


def _pool() -> Pool:
    """Return the pool of this Dask worker, made when first asked for and stopped when it ends."""
    with _ALONE:
        if not _POOLS:
            _POOLS.append(Pool(distributed.get_worker().state.nthreads))
            atexit.register(_POOLS[0].close)
        return _POOLS[0]

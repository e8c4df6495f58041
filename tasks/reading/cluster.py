"""A Dask cluster as the engine of a run: batches go out, references come back, and what they name is fetched here.

Only what has the hash that came back through the scheduler is ever unpickled. A batch whose worker dies is read by
another; which is read by whom, and how often, changes nothing in what is published.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import secrets
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from datetime import datetime
from types import TracebackType
from typing import Any

from distributed import Client
from distributed import Future as Remote
from distributed.comm.core import CommClosedError, connect
from distributed.core import send_recv
from distributed.scheduler import KilledWorker

from gouji.console import default_lang
from tasks.raw import CHINA, Met
from tasks.reading.engine import Engine
from tasks.reading.remote import Errand, Reference, code_version, look, read_batch
from tasks.reading.runners import ClusterError
from tasks.root import storage_at
from tasks.spool import Parsed
from tasks.storage import StorageError
from tasks.watching.logs import tell
from tasks.wording import say

IN_FLIGHT = 2
"""Batches sent for each thread of a worker: the next one is there when one is done."""
CONNECT = 10.0
"""Seconds a scheduler may take to answer."""
NAMED = 3
"""Files named of a batch that cannot be read."""
_LOOKED = 2.0
_FETCHERS = 4
_GONE = (OSError, TimeoutError, asyncio.TimeoutError, CommClosedError, CancelledError, asyncio.CancelledError)


def greet(address: str) -> None:
    """Return where a scheduler answers within `CONNECT` seconds; else raise OSError.

    `Client` itself waits without end for who takes the connection and says nothing, as any web server does.
    """

    async def kind() -> Any:
        there = await connect(address, timeout=CONNECT)
        try:
            return (await send_recv(there, op="identity"))["type"]
        finally:
            there.abort()

    # In a thread of its own, where no other loop can be running.
    try:
        with ThreadPoolExecutor(1) as apart:
            found = apart.submit(asyncio.run, asyncio.wait_for(kind(), CONNECT)).result()
    except Exception as error:  # Whatever a stranger answers: taking it apart may end in anything.
        raise OSError(str(error) or type(error).__name__) from error
    if found != "Scheduler":
        raise OSError(f"it is a {found}")


def setting(name: str, default: int) -> int:
    """Return a whole number set in the environment; ClusterError where it is none."""
    given = os.environ.get(name, str(default))
    if not given.isdecimal():
        raise ClusterError("dask_setting", name, given)
    return int(given)


class Cluster(Engine):
    """A Dask cluster whose workers see ROOT and run this code; the results of the run are gone when the block ends.

    `GOUJI_DASK_WAIT`: seconds to wait while there is no worker at all, before the run fails. `GOUJI_DASK_FAILURES`:
    how many workers a batch may outlive.
    """

    def __init__(self, address: str, root: str) -> None:
        """Reach the scheduler at `address`; raises ClusterError where it, or a worker of it, will not do."""
        super().__init__()
        self._address = address
        self._patience = setting("GOUJI_DASK_WAIT", 600)
        failures = setting("GOUJI_DASK_FAILURES", 3)
        self._storage = storage_at(root)
        self._errand = Errand(root, f"{datetime.now(CHINA):%Y-%m-%d}-{secrets.token_hex(8)}", code_version())
        self._fetchers = ThreadPoolExecutor(_FETCHERS, thread_name_prefix="fetch")
        self._alone_since: float | None = None
        self._sent = 0
        try:
            greet(address)
            self._client = Client(address, timeout=CONNECT, set_as_default=False, name="gouji")
        except (*_GONE, ValueError, TypeError, RuntimeError) as error:
            raise ClusterError("dask_unreachable", address, str(error) or type(error).__name__) from error
        try:
            self._asked(self._client.run_on_scheduler, _allow, failures)
            while not self.threads():
                self.watch()
                time.sleep(min(_LOOKED, 0.2))
            self._storage.put(self._errand.mark, b"")
            self._asked(self._client.run, look, self._errand)
        except BaseException:
            self.close()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the cluster: nothing of this run is read on, and nothing of it is left under ROOT/_spool/."""
        self._fetchers.shutdown(cancel_futures=True)
        # A worker that is still reading looks for the mark before it leaves its results: it goes first.
        self._storage.delete(self._errand.mark)
        self._client.close()
        for key in self._storage.list(self._errand.prefix):
            self._storage.delete(key)

    @property
    def ahead(self) -> int:
        """Return how many batches keep all workers busy that are there now."""
        return max(1, IN_FLIGHT * self.threads())

    def begin(self, batch: Sequence[Met], root: str) -> ClusterReading:
        """Return the batch, sent to the cluster."""
        self._sent += 1
        sent = self._client.submit(
            read_batch, list(batch), self._errand, key=f"gouji-{self._errand.run}-{self._sent}", pure=False
        )
        return ClusterReading(self, batch, sent)

    def threads(self) -> int:
        """Return how many threads all workers have together."""
        return sum(self._asked(self._client.nthreads).values())

    def _asked(self, ask: Callable[..., Any], *given: object) -> Any:
        """Return what the cluster answers; a ClusterError where it cannot."""
        try:
            return ask(*given)
        except (ClusterError, StorageError):
            raise
        except _GONE as error:
            raise ClusterError("dask_lost", self._address, str(error) or type(error).__name__) from error
        except (ImportError, AttributeError) as error:
            raise ClusterError("dask_no_code", self._address, error) from error
        except Exception as error:
            raise ClusterError("dask_failed", self._address, f"{type(error).__name__}: {error}") from error

    def watch(self) -> None:
        """Return where the cluster still has a worker, or has lost its last one not long ago; else ClusterError."""
        if self.threads():
            self._alone_since = None
        elif self._alone_since is None:
            self._alone_since = time.monotonic()
            said = say("dask_waiting", default_lang(), self._address, self._patience)
            tell("cluster", "no_worker", said, logging.WARNING, address=self._address)
            # Whoever looks on sees nothing move from here on, maybe for long.
            sys.stderr.write(f"{said}\n")
        elif time.monotonic() - self._alone_since > self._patience:
            raise ClusterError("dask_no_workers", self._address, self._patience)

    def wait(self, fetched: Sequence[Future[Any]]) -> None:
        """Return once one of them is there."""
        while not wait(fetched, timeout=_LOOKED, return_when=FIRST_COMPLETED).done:
            self.watch()

    def fetch(self, sent: Remote, batch: Sequence[Met], fetched: Future[list[tuple[str, Parsed]]]) -> None:
        """Fulfil what was promised of a batch that was sent, once it is done."""

        def take() -> None:
            try:
                fetched.set_result(self._taken(sent))
            except KilledWorker:
                names = ", ".join(met.source.name for met in batch[:NAMED])
                fetched.set_exception(ClusterError("dask_killed", len(batch), names))
            except BaseException as error:  # noqa: BLE001 - whoever waits for the batch raises it
                fetched.set_exception(error)

        def done(_: Remote) -> None:
            # What ends after the run did is nobody's any more.
            with suppress(RuntimeError):
                self._fetchers.submit(take)

        sent.add_done_callback(done)

    def _taken(self, sent: Remote) -> list[tuple[str, Parsed]]:
        if sent.status not in ("finished", "error"):
            raise ClusterError("dask_lost", self._address, sent.status)
        reference: Reference = sent.result()
        content = self._storage.get(reference.key)
        if content is None or hashlib.sha256(content).hexdigest() != reference.sha256:
            raise ClusterError("dask_damaged", reference.key)
        self._storage.delete(reference.key)
        read, at = [], 0
        for sha256, facts, size in reference.documents:
            read.append((sha256, Parsed(facts, content[at : at + size])))
            at += size
        return read

    def _next(self, readings: Sequence[Any]) -> int:
        """Return the batch that is there, or will be first: what is put aside has no order."""
        fetched = [reading.fetched for reading in readings]
        self.wait(fetched)
        return next(number for number, each in enumerate(fetched) if each.done())


class ClusterReading:
    """A batch in the hands of the cluster: both halves are done where it is read."""

    def __init__(self, cluster: Cluster, batch: Sequence[Met], sent: Remote) -> None:
        """Hold the batch, and what will have been read in it."""
        self._cluster, self._sent = cluster, sent
        self.fetched: Future[list[tuple[str, Parsed]]] = Future()
        cluster.fetch(sent, batch, self.fetched)

    def normalized(self) -> None:
        """Return once the batch is read, and its reports are here."""
        self._cluster.wait([self.fetched])
        self.fetched.result()

    def parsed(self) -> list[tuple[str, Parsed]]:
        """Return the report of each file, pickled, as the worker left it."""
        return self.fetched.result()


def _allow(failures: int, dask_scheduler: Any) -> None:
    """Say on the scheduler how many workers a batch may outlive."""
    dask_scheduler.allowed_failures = failures

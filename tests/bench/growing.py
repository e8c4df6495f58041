"""Reading with one and with two Dask workers on this machine, each with one thread and one worker process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tasks.ingest import ingest_reports
from tasks.normalize import normalize_reports
from tasks.parse import parse_reports
from tasks.plan import Plan
from tasks.reading.cluster import Cluster
from tasks.recorded import Scope
from tasks.spool import Spool
from tests.bench.synthetic import EDITIONS
from tests.forge import write_many

_WARMED = 32
_TICKS = os.sysconf("SC_CLK_TCK")
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Grown:
    """What reading took with so many workers: wall clock, and processor seconds here, in the cluster and beneath it."""

    workers: int
    reports: int
    wall: float
    here: float
    cluster: float
    beneath: float

    @property
    def cores(self) -> float:
        """Return processor seconds of all that took part."""
        return self.here + self.cluster + self.beneath


def measured(reports: int, seed: int, scratch: Path) -> list[Grown]:
    """Return what reading the same reports takes with one worker, and with two.

    Ingested before; each worker has read a few reports when the clock starts, as it has after a minute of a long run.
    """
    root = str(scratch / "root")
    write_many(scratch / "files", reports, seed, tuple(EDITIONS))
    plan = ingest_reports.fn([str(scratch / "files")], root, Scope(None, None))
    return [_grown(number, plan, root, scratch / f"cluster-{number}") for number in (1, 2)]


def _grown(workers: int, plan: Plan, root: str, directory: Path) -> Grown:
    directory.mkdir()
    batches = plan.batches
    with _cluster(workers, directory) as (address, processes), Cluster(address, root) as cluster:
        _read(cluster, [batches[0][:_WARMED], *(batches[0][_WARMED : 2 * _WARMED] for _ in range(workers - 1))], root)
        before = [_seconds(processes), time.process_time(), time.perf_counter()]
        _read(cluster, batches, root)
        wall, here = time.perf_counter() - before[2], time.process_time() - before[1]
        parents, beneath = (now - then for now, then in zip(_seconds(processes), before[0], strict=True))
    return Grown(workers, sum(map(len, batches)), wall, here, parents, beneath)


def _read(cluster: Cluster, batches: list[list], root: str) -> None:  # type: ignore[type-arg]
    with Spool() as spool:
        for batch in cluster.each(batches, root):
            spool.add(parse_reports.fn(normalize_reports.fn(batch, root, cluster)))


@contextmanager
def _cluster(workers: int, directory: Path) -> Iterator[tuple[str, list[int]]]:
    """Give the address of a scheduler with so many workers, and the processes of all."""
    file = directory / "scheduler.json"
    options = ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(file)]
    began = [_started("scheduler", "--port", "0", *options)]
    try:
        while not file.exists():
            time.sleep(0.05)
        one = ("--nthreads", "1", "--no-nanny", "--local-directory", str(directory))
        began += [_started("worker", *one, *options) for _ in range(workers)]
        address = json.loads(file.read_text())["address"]
        with Cluster(address, str(directory)) as cluster:
            while cluster.threads() < workers:
                time.sleep(0.05)
        yield address, [each.pid for each in began]
    finally:
        for each in began:
            each.terminate()
            each.wait()


def _started(kind: str, *options: str) -> subprocess.Popen[bytes]:
    program = [sys.executable, "-m", "dask", kind, *options]
    # Looking where each thread is, a hundred times a second, costs a worker a twentieth of a core.
    environment = {**os.environ, "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "false"}
    return subprocess.Popen(program, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _seconds(processes: list[int]) -> tuple[float, float]:
    """Return the processor seconds that these processes took so far, and those that the living ones below them did."""
    own = beneath = 0.0
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = file.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        taken = (int(fields[11]) + int(fields[12])) / _TICKS
        if int(file.parent.name) in processes:
            own += taken
        elif int(fields[1]) in processes:
            beneath += taken
    return own, beneath

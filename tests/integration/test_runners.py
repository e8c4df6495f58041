"""Whatever reads, the same is published: processes, threads, and a cluster whose workers are killed meanwhile."""

from __future__ import annotations

import json
import os
import signal
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import Runs
from distributed import Client
from written import report

from flows.__main__ import door
from gouji.collect import SPOOLED
from gouji.report import NoReport, Report
from gouji.verify import verify
from tasks import plan
from tasks.ingest import ingest_reports
from tasks.normalize import normalize_reports
from tasks.parse import parse_reports
from tasks.raw import Met
from tasks.reading.cluster import Cluster
from tasks.reading.engine import Engine
from tasks.reading.pool import Pool
from tasks.reading.runners import ClusterError, engine_for
from tasks.reading.threads import Threads
from tasks.recorded import Scope
from tasks.root import storage_at
from tasks.spool import Spool
from tasks.verifying import index_of_raw
from tests.printed import ROOT
from tests.s3.same import same_bytes
from tests.s3.server import Server, s3_root, s3_server

__all__ = ["s3_root", "s3_server"]
pytestmark = pytest.mark.timeout(400)

POISON = "此件有毒"
# Read by every worker process, of the cluster or not: a document that kills whoever reads it.
POISONED = f"""
import os
from tasks.reading import worker

true = worker.normalized

def normalized(source, data):
    if "{POISON}".encode() in data:
        os.abort()
    return true(source, data)

worker.normalized = normalized
if __name__ == "__main__":
    worker.main()
"""
# Loaded by every Dask worker: it stops, where a file asks it to, when what it read lies there and nobody knows.
STOPPING = """
import os, time
from pathlib import Path
from tasks.reading import pool, remote

pool.WORKER = "poisoned_worker"
true, here = remote.read_batch, Path(__file__).parent

def read_batch(batch, errand):
    reference = true(batch, errand)
    if (here / f"stop-{os.getpid()}").exists():
        (here / f"stopped-{os.getpid()}").touch()
        time.sleep(600)
    return reference

remote.read_batch = read_batch
"""


class Dask:
    """A scheduler and workers, each a real process, on this machine alone."""

    def __init__(self, directory: Path, settings: dict[str, str]) -> None:
        self.directory = directory
        self._environment = {**os.environ, **settings, "PYTHONPATH": str(directory)}
        self._said = (directory / "said.log").open("ab")
        self.processes: list[subprocess.Popen[bytes]] = []
        (directory / "poisoned_worker.py").write_text(POISONED)
        (directory / "stopping.py").write_text(STOPPING)
        self._file = directory / "scheduler.json"
        self._start("scheduler", "--port", "0")
        self._until(self._file.exists)
        self.address = json.loads(self._file.read_text())["address"]

    def workers(self, number: int) -> list[int]:
        """Return the processes of so many workers, and there are no others: those too many end, those missing start."""
        alive = [each for each in self.processes[1:] if each.poll() is None]
        for each in alive[number:]:
            each.kill()
            each.wait()
        pids = [each.pid for each in alive[:number]]
        pids += [self.worker() for _ in range(number - len(pids))]
        with Client(self.address, set_as_default=False) as client:
            self._until(lambda: len(client.nthreads()) == number)
        return pids

    def worker(self) -> int:
        """Start a worker and return its process."""
        return self._start("worker", "--nthreads", "1", "--no-nanny", "--preload", "stopping")

    def kill_in_the_middle(self, *workers: int, then: Sequence[str] = ()) -> threading.Thread:
        """Stop these workers at the end of their next batch and kill them there; then do what else is asked."""

        def kill() -> None:
            self._until(lambda: all((self.directory / f"stopped-{each}").exists() for each in workers))
            self.left = storage_at(self.root).list(SPOOLED)
            for each in workers:
                os.kill(each, signal.SIGKILL)
            for verb in then:
                getattr(self, verb)()

        for each in workers:
            (self.directory / f"stop-{each}").touch()
        killer = threading.Thread(target=kill, daemon=True)
        killer.start()
        return killer

    def end(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()
        self._said.close()

    def _start(self, kind: str, *arguments: str) -> int:
        program = [sys.executable, "-m", "dask", kind, "--host", "127.0.0.1", "--no-dashboard", *arguments]
        process = subprocess.Popen(
            [*program, "--scheduler-file", str(self._file)],
            cwd=ROOT,
            env=self._environment,
            stdout=self._said,
            stderr=self._said,
        )
        self.processes.append(process)
        return process.pid

    def _until(self, there: object) -> None:
        assert callable(there)
        while not there():
            assert self.processes[0].poll() is None, (self.directory / "said.log").read_text()
            time.sleep(0.02)

    root = ""
    left: Sequence[str] = ()


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory, s3_server: Server) -> Iterator[Dask]:
    """Give a cluster of no worker yet that may use the tests' S3."""
    cluster = Dask(tmp_path_factory.mktemp("dask"), s3_server.settings())
    yield cluster
    cluster.end()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the samples, small reports in batches of their own, and one that kills its reader."""
    directory = tmp_path_factory.mktemp("files")
    for sample in (ROOT / "samples").iterdir():
        (directory / sample.name).write_bytes(sample.read_bytes())
    for year in range(2019, 2025):
        for number, body in enumerate(("临山镇人民政府", "丹山镇人民政府", "息陬镇人民政府", "柴河镇人民政府")):
            (directory / f"{year}-{number}.txt").write_text(report(body, year, text=f"公开信息{number}条。"))
    (directory / "poison.txt").write_text(report(text=POISON))
    return directory


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch, dask: Dask) -> None:
    monkeypatch.setattr(plan, "BATCH", 8)
    monkeypatch.setenv("PYTHONPATH", str(dask.directory))


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, dask: Dask, files: Path) -> Runs:
    """Give a run that worker processes of this machine read."""
    with pytest.MonkeyPatch.context() as patch, Pool(size=2, module="poisoned_worker") as pool:
        patch.setenv("PYTHONPATH", str(dask.directory))
        runs = Runs(tmp_path_factory.mktemp("undisturbed"), pool)
        runs.files = files
        account = runs.run()
    [poisoned] = [each for each in account.rejections if "poison" in each.file_name]
    assert [fault.rule_id for fault in poisoned.faults] == ["read.crashed"]
    return runs


def read(engine: Engine, batches: Sequence[Sequence[Met]], root: str) -> list[Report | NoReport]:
    """Return what an engine reads, in the plan's order, whatever order it comes in."""
    with engine, Spool() as spool:
        for batch in engine.each(batches, root):
            spool.add(parse_reports.fn(normalize_reports.fn(batch, root, engine)))
        [contents] = spool.read([[met.source.sha256 for batch in batches for met in batch]])
    return contents


def published(engine: Engine, runs: Runs, files: Path) -> None:
    runs.files, runs.pool = files, engine
    runs.run()


def whole(root: str | Path) -> None:
    """Prove that a store is whole and nothing under way is left in it."""
    storage = storage_at(str(root))
    assert verify(storage, index_of_raw(storage)).faults == ()
    assert storage.list(SPOOLED) == []


def test_threads_read_what_processes_read(tmp_path: Path) -> None:
    planned = ingest_reports.fn([str(ROOT / "samples")], str(tmp_path), Scope(None, None))
    first, second = (read(engine, planned.batches, str(tmp_path)) for engine in (Pool(size=2), Threads(size=2)))
    assert len(first) >= 30
    assert first == second


def test_a_cluster_reads_on_s3_what_processes_read(dask: Dask, s3_root: str) -> None:
    dask.workers(2)
    planned = ingest_reports.fn([str(ROOT / "samples")], s3_root, Scope(None, None))
    first, second = (
        read(engine, planned.batches, s3_root) for engine in (Pool(size=2), Cluster(dask.address, s3_root))
    )
    assert len(first) >= 30
    assert first == second
    assert storage_at(s3_root).list(SPOOLED) == []


def test_workers_of_other_code_or_that_do_not_see_root_are_refused(
    dask: Dask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dask.workers(1)
    with monkeypatch.context() as other:
        other.setattr("tasks.reading.cluster.code_version", lambda: "0.0.0+other")
        with pytest.raises(ClusterError, match=r"tcp://.* runs other code, .* than this run, 0\.0\.0\+other"):
            Cluster(dask.address, str(tmp_path / "root"))
    with monkeypatch.context() as elsewhere:
        # What is a disk of this machine alone.
        elsewhere.setattr("tasks.reading.cluster.storage_at", lambda _: storage_at(str(tmp_path / "here")))
        with pytest.raises(ClusterError, match="does not see"):
            Cluster(dask.address, str(tmp_path / "there"))
    # Nothing is left but what makes a directory a ROOT.
    assert {Path(key).name for key in storage_at(str(tmp_path)).list("")} <= {".lock"}


def test_a_worker_killed_in_the_middle_changes_nothing(
    dask: Dask, undisturbed: Runs, files: Path, tmp_path: Path
) -> None:
    runs = Runs(tmp_path, undisturbed.pool)
    dask.root = str(runs.root)
    killer = dask.kill_in_the_middle(dask.workers(2)[0])
    with Cluster(dask.address, str(runs.root)) as cluster:
        published(cluster, runs, files)
    killer.join()
    # The run's mark, and what the killed worker had put there.
    assert len(dask.left) >= 2
    same_bytes(storage_at(str(undisturbed.root)), storage_at(str(runs.root)))
    whole(runs.root)


def test_when_all_workers_are_killed_the_run_waits_for_another(dask: Dask, undisturbed: Runs) -> None:
    dask.root = str(undisturbed.root)
    killer = dask.kill_in_the_middle(*dask.workers(1), then=["worker"])
    with Cluster(dask.address, str(undisturbed.root)) as cluster:
        undisturbed.pool = cluster
        assert undisturbed.run(raw=True).number is None
    killer.join()
    whole(undisturbed.root)


def test_a_batch_that_ends_every_worker_is_named_and_a_cluster_left_without_any_is_given_up(
    dask: Dask, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GOUJI_DASK_FAILURES", "0")
    root = dask.root = str(tmp_path / "root")
    planned = ingest_reports.fn([str(files / "poison.txt")], root, Scope(None, None))
    killer = dask.kill_in_the_middle(*dask.workers(1))
    with Cluster(dask.address, root) as cluster, pytest.raises(ClusterError, match=r"batch of 1 files .* poison\.txt"):
        for batch in cluster.each(planned.batches, root):
            cluster.reading(batch, root).normalized()
    killer.join()
    monkeypatch.setenv("GOUJI_DASK_WAIT", "0")
    with pytest.raises(ClusterError, match="had no worker for 0 s"):
        Cluster(dask.address, root)
    assert dask.address in capsys.readouterr().err
    assert storage_at(root).list(SPOOLED) == []


@pytest.mark.parametrize(
    ("runner", "code", "said"),
    [
        ("fast", 2, "not fast"),
        ("dask:", 2, "not dask:"),
        ("dask:tcp://127.0.0.1:1", 1, "No Dask scheduler answers at tcp://127.0.0.1:1"),
        ("dask:nowhere://127.0.0.1:1", 1, "No Dask scheduler answers at nowhere://127.0.0.1:1"),
        ("dask:tls://127.0.0.1:1", 1, "No Dask scheduler answers at tls://127.0.0.1:1"),
    ],
)
def test_what_cannot_read_is_refused_in_one_sentence_before_anything_is_ingested(
    runner: str, code: int, said: str, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tasks.reading.cluster.CONNECT", 0.5)
    root = tmp_path / "root"
    done = CliRunner().invoke(door, ["run", str(files), "--at", str(root), "--runner", runner, "--lang", "en"])
    assert (done.exit_code, done.output.count("\n"), done.output.count(said)) == (code, 1, 1), done.output
    assert not root.exists()


@pytest.mark.parametrize("answer", [b"", b"\xff" * 64, b"\1" + bytes(31), b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_what_answers_and_is_no_scheduler_is_refused_and_not_waited_for(
    answer: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tasks.reading.cluster.CONNECT", 0.5)

    class Stranger(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.sendall(answer)
            while self.request.recv(4096):
                pass

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Stranger) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            with pytest.raises(ClusterError, match="No Dask scheduler answers at"):
                engine_for(f"dask:tcp://127.0.0.1:{server.server_address[1]}", str(tmp_path))
        finally:
            server.shutdown()
    assert not list(tmp_path.iterdir())

"""Whatever a document does to its reader, it is one document: the others are read, and nothing is believed blindly."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gouji.confined.process import NotStarted, Process, environment
from gouji.confined.reading import Closed, Confined
from gouji.parse import read
from gouji.report import NoReport, Report
from gouji.snapshot import Snapshot

TAKEN_OVER = """
import signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
sys.path[:] = sys.argv[1:]
import ctypes, os, pickle, time
from gouji.confined import child, limits

limits.CPU_SECONDS = 1
true, seen = child.normalize, []

def everywhere(data):
    while True:
        for descriptor in range(3, 20):
            try:
                os.write(descriptor, data)
            except OSError:
                pass

class Run:
    def __reduce__(self):
        return os.mkdir, (os.environ["TMPDIR"] + "/owned",)

def replied(what):
    child.sized = lambda source, reading: (reading, what)

def normalize(snapshot):
    said = snapshot.data.decode(errors="replace").partition(":")[0]
    seen.append(said)
    if said == "kill":
        os.kill(os.getpid(), 9)
    if said == "segv":
        ctypes.string_at(0)
    if said == "exit":
        os._exit(0)
    if said == "loop":
        while True:
            pass
    if said == "hang":
        time.sleep(600)
    if said == "close":
        os.closerange(3, 20)
        time.sleep(600)
    if said == "hog":
        bytearray(2**32)
    if said == "long":
        everywhere(b"\\xff" * 65536)
    if said == "empty":
        everywhere(b"\\x00" * 65536)
    if said == "run":
        replied(pickle.dumps(Run()))
    if said == "other":
        replied(child.packed(true(snapshot.of(b"", "x"))))
    if said == "print":
        print("noise" * 100_000, flush=True)
        os.write(1, b"noise"), os.write(2, b"noise")
    if said == "stdin" and sys.stdin.read():
        raise AssertionError
    if said == "write":
        open(os.environ["TMPDIR"] + "/written", "w").write("x" * 100_000)
    if said == "spoil":
        seen.append("spoilt")
    if said == "suffer" and "spoilt" in seen:
        os.abort()
    return true(snapshot)

child.normalize = normalize
child.main()
"""
GOOD = "今天天气很好。".encode()


def shot(text: str) -> Snapshot:
    return Snapshot.of(f"{text}:{time.monotonic_ns()}".encode(), f"{text}.txt")


@pytest.fixture
def confined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Confined]:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with Confined(TAKEN_OVER) as confined:
        yield confined


@pytest.mark.parametrize(
    ("does", "rule_id", "how"),
    [
        ("kill", "read.crashed", "its reader ended with code -9"),
        ("segv", "read.crashed", "its reader ended with code -11"),
        ("exit", "read.crashed", "its reader ended with code 0"),
        ("close", "read.crashed", "its reader ended with code -9"),
        ("loop", "read.limit_exceeded", "more than 30 s of processor time"),
        ("hog", "read.limit_exceeded", "more than 2048 MiB of memory"),
        ("long", "read.limit_exceeded", "a reading of more than 32 MiB"),
        ("empty", "read.crashed", "its reader said what no reader says: "),
        ("run", "read.crashed", "its reader said what no reader says: posix.mkdir is no part of a reading"),
        ("other", "read.crashed", "its reader spoke of another document"),
        ("write", "read.crashed", "OSError: [Errno 27] File too large"),
    ],
)
def test_what_harms_its_reader_is_one_document(
    confined: Confined, tmp_path: Path, does: str, rule_id: str, how: str
) -> None:
    good = Snapshot.of(GOOD, "good.txt")
    snapshots = [good, shot(does), good, shot(does)]
    first, harmful, second, again = [confined.read(each) for each in snapshots]
    assert first == second == read(good)
    for snapshot, outcome in ((snapshots[1], harmful), (snapshots[3], again)):
        assert isinstance(outcome, Report)
        assert outcome.sha256 == snapshot.source.sha256
        [problem] = outcome.problems
        assert problem.rule_id == rule_id
        assert problem.detail.startswith(how)
    assert confined.unconfined is None
    assert not (tmp_path / "owned").exists()
    assert not (tmp_path / "written").exists() or not (tmp_path / "written").read_bytes()


def test_what_never_ends_is_one_document(monkeypatch: pytest.MonkeyPatch) -> None:
    good, hanging = Snapshot.of(GOOD, "good.txt"), shot("hang")
    with Confined(TAKEN_OVER, seconds=5) as confined:
        outcome = confined.read(hanging)
        assert isinstance(outcome, Report)
        assert [(each.rule_id, each.detail) for each in outcome.problems] == [("read.limit_exceeded", "more than 5 s")]
        assert confined.read(good) == read(good)


@pytest.mark.parametrize("does", ["print", "stdin"])
def test_what_is_printed_or_read_beside_the_pipes_changes_nothing(confined: Confined, does: str) -> None:
    snapshot = shot(does)
    assert confined.read(snapshot) == read(snapshot)


def test_what_one_document_leaves_behind_is_not_the_next_ones_fault(confined: Confined) -> None:
    spoiling, suffering = shot("spoil"), shot("suffer")
    assert confined.read(spoiling) == read(spoiling)
    assert confined.read(suffering) == read(suffering)


def test_a_document_is_read_as_in_this_process() -> None:
    samples = sorted((Path(__file__).parents[3] / "samples").glob("*.txt"))
    with Confined() as confined:
        for path in samples:
            snapshot = Snapshot.of(path.read_bytes(), path.name)
            assert confined.read(snapshot) == read(snapshot)
        assert confined.unconfined is None
    assert samples


def test_names_and_bytes_of_any_kind_travel() -> None:
    snapshot = Snapshot.of(bytes(range(256)), "中文 路径\udcff\0.txt", "file:///中文 路径/\udcff")
    with Confined() as confined:
        assert isinstance(confined.read(snapshot), NoReport)


@pytest.mark.parametrize("program", ["raise ImportError", "import sys; sys.exit(3)"])
def test_where_no_process_starts_documents_are_read_here_and_that_is_said(program: str) -> None:
    good = Snapshot.of(GOOD, "good.txt")
    with Confined(program) as confined:
        assert confined.read(good) == read(good)
        assert confined.unconfined is not None


@pytest.mark.parametrize(("name", "value"), [("executable", ""), ("executable", "/no/such/python"), ("frozen", True)])
def test_where_there_is_no_python_documents_are_read_here_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch, name: str, value: object
) -> None:
    monkeypatch.setattr(sys, name, value, raising=False)
    good = Snapshot.of(GOOD, "good.txt")
    with Confined() as confined:
        assert confined.read(good) == read(good)
        assert confined.unconfined


def test_a_document_that_killed_its_reader_is_never_read_here(
    confined: Confined, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(confined.read(Snapshot.of(GOOD, "good.txt")), NoReport)
    monkeypatch.setattr(sys, "executable", "")
    monkeypatch.setattr("gouji.parse.read", lambda _: pytest.fail("read in this process"))
    outcome = confined.read(shot("kill"))
    assert isinstance(outcome, Report)
    assert outcome.problems[0].rule_id == "read.crashed"


def test_nothing_is_read_after_the_end() -> None:
    with Confined() as confined:
        pass
    with pytest.raises(Closed):
        confined.read(Snapshot.of(GOOD, "good.txt"))


def test_a_process_gets_no_variable_but_what_starts_it() -> None:
    needed = {"PATH": "/bin", "LC_ALL": "C", "SystemRoot": "C:\\Windows"}
    given = needed | {"AWS_SECRET": "x", "MY_TOKEN": "x", "HOME": "x"}
    assert set(needed) == set(environment(given)) - set(environment({}))


def test_a_program_that_is_none_is_not_started() -> None:
    with pytest.raises(NotStarted):
        Process(["/no/such/program"], subprocess.DEVNULL)


CHECK = """
import functools, sys
from gouji import ahead
from gouji.cli import main
from gouji.confined.reading import Confined
ahead.Confined = functools.partial(Confined, sys.argv.pop(1))
main()
"""
WAITING = """
import signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
sys.path[:] = sys.argv[1:]
import os, time
from gouji.confined import child
def normalize(snapshot):
    open(snapshot.source.source_uri + ".begun", "w").close()
    time.sleep(600)
child.normalize = normalize
child.main()
"""


@pytest.mark.parametrize("verb", [["check"], ["parse", "--json"]])
def test_an_interrupt_ends_all_at_once_and_without_a_traceback(tmp_path: Path, verb: list[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(GOOD)
    process = subprocess.Popen(
        [sys.executable, "-c", CHECK, WAITING, *verb, str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    begun = path.with_name("a.txt.begun")
    while not begun.exists():
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    # As a terminal does it: to all that run in it.
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert b"Traceback" not in said
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def test_the_reader_ends_with_whoever_started_it(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(GOOD)
    waiting = WAITING.replace("time.sleep(600)", "time.sleep(1)\n    return child.crashed(snapshot.source.sha256, 'x')")
    process = subprocess.Popen(
        [sys.executable, "-c", CHECK, waiting, "check", str(path)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    begun = path.with_name("a.txt.begun")
    while not begun.exists():
        assert process.poll() is None
        time.sleep(0.05)
    process.kill()
    process.wait()
    while True:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            break
        time.sleep(0.05)

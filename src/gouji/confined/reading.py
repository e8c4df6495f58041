"""Confined: reads one document after another in a process of its own, as `gouji check` does.

The process is started once for all of them, and anew after a death. A document on which it dies, takes too long or says
too much is one Report with a `read.*` problem; the others are read.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
from types import TracebackType

from gouji.confined import limits
from gouji.confined.process import Died, NotStarted, Process
from gouji.confined.records import NotAdmitted, unpacked
from gouji.report import NoReport, Report
from gouji.snapshot import Snapshot

# Neither the directory one stands in nor a variable decides what is imported there: the modules of this very process.
_PROGRAM = """
import signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
sys.path[:] = sys.argv[1:]
from gouji.confined.child import main
main()
"""
_ANSWERS = 2


class Closed(Exception):
    """Nothing is read any more: whoever asked has gone."""


class Confined:
    """Reads documents in a confined process until the `with` block ends.

    `unconfined` says why documents are read without such a process here, None where they are read in one.
    """

    def __init__(self, program: str = _PROGRAM, seconds: float = limits.SECONDS) -> None:
        """Prepare a process that runs `program`, whose two answers may each take so many seconds."""
        self.unconfined: str | None = None
        self._program, self._seconds = program, seconds
        self._process: Process | None = None
        self._is_ready = False
        self._is_closed = False
        self._alone = threading.Lock()

    def __enter__(self) -> Confined:
        """Start the process; it is not waited for before there is something to read."""
        try:
            self._started()
        except NotStarted as error:
            self.unconfined = str(error)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process, whatever it is reading."""
        with self._alone:
            self._is_closed = True
            if self._process is not None:
                self._process.end()

    def read(self, snapshot: Snapshot) -> Report | NoReport:
        """Return what `gouji.parse.read` returns of a snapshot, or the report of one that its reader did not survive.

        Where no process can be started, it is read in this one, and `unconfined` says so.
        """
        death: Died | None = None
        while self.unconfined is None:
            try:
                process = self._ready()
            except NotStarted as error:
                self.unconfined = str(error)
                break
            was_fresh = process.is_fresh
            try:
                return self._asked(process, snapshot)
            except Died as died:
                self._drop()
                death = died
            # What one document leaves behind is not the next one's fault: that is read again by a fresh process.
            if was_fresh or death.is_settled:
                break
        if death is not None:
            return self._unread(snapshot, death.rule_id, str(death))
        # Loaded only here: who starts a process does so in order not to load it.
        from gouji.parse import read  # noqa: PLC0415

        return read(snapshot)

    def _asked(self, process: Process, snapshot: Snapshot) -> Report | NoReport:
        request = pickle.dumps((snapshot.source, snapshot.data), pickle.HIGHEST_PROTOCOL)
        *_, answer = process.ask(request, _ANSWERS, self._seconds)
        try:
            reading = unpacked(answer)
        except NotAdmitted as error:
            raise Died("read.crashed", f"its reader said what no reader says: {error}", is_settled=False) from error
        if reading.sha256 != snapshot.source.sha256:
            raise Died("read.crashed", "its reader spoke of another document", is_settled=False)
        return reading

    def _ready(self) -> Process:
        process = self._process or self._started()
        if not self._is_ready:
            try:
                process.hello()
            except NotStarted:
                self._drop()
                raise
            self._is_ready = True
        return process

    def _started(self) -> Process:
        if not sys.executable or getattr(sys, "frozen", False):
            raise NotStarted("no Python to start")
        with self._alone:
            if self._is_closed:
                raise Closed
            self._is_ready = False
            self._process = Process([_python(), "-I", "-c", self._program, *sys.path], subprocess.DEVNULL)
            return self._process

    def _drop(self) -> None:
        with self._alone:
            if self._is_closed:
                raise Closed
            if self._process is not None:
                self._process.end()
            self._process = None

    @staticmethod
    def _unread(snapshot: Snapshot, rule_id: str, how: str) -> Report:
        # Loaded only here, where a document could not be read.
        from gouji.normalize import unreadable  # noqa: PLC0415

        return unreadable(snapshot.source.sha256, "application/octet-stream", rule_id, how)


def _python() -> str:
    """Return the interpreter itself: on Windows a virtual environment's is a program that starts another one."""
    base: str | None = getattr(sys, "_base_executable", None) if sys.platform == "win32" else None
    return base or sys.executable

"""A confined process, as whoever starts it sees it: asked in frames, ended when it is late or says too much."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import IO, TypeVar

from gouji.confined import frames, limits
from gouji.confined.windows import Job

P = TypeVar("P", bound="Process")

_KEPT = frozenset(
    ("COMSPEC", "DYLD_LIBRARY_PATH", "LANG", "LANGUAGE", "LD_LIBRARY_PATH", "PATH", "PATHEXT", "PYTHONHOME",
     "PYTHONPATH", "PYTHONUTF8", "SYSTEMDRIVE", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "TZ", "WINDIR")
)  # fmt: skip
"""The variables that a process needs in order to start: none of them is a key to anything."""
# One thread a process. Arrow's own pools would reserve more addresses than a process is given.
_SET = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}


_AROUND = 4096
"""Bytes of what travels beside a reading."""


class Died(Exception):
    """A process ended, or was ended, before it answered: `rule_id` is the rule its document breaks.

    `is_settled` says that a fresh process would end the same; `answered` how many frames of the answer had come, which
    may be some fewer than were written.
    """

    def __init__(self, rule_id: str, how: str, *, is_settled: bool, answered: int = 0) -> None:
        """Keep what is known of the end."""
        super().__init__(how)
        self.rule_id = rule_id
        self.is_settled = is_settled
        self.answered = answered


class NotStarted(Exception):
    """No such process can be started here: the installation is at fault, not a document."""


def environment(given: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the variables a confined process gets: what starts it, and no secret, whatever it is called."""
    kept = {name: value for name, value in given.items() if name.upper() in _KEPT or name.startswith("LC_")}
    return kept | _SET


class Process:
    """A process that answers requests until the `with` block ends.

    `hello` is what it says first. Raises NotStarted where it cannot be started.
    """

    def __init__(self, arguments: Sequence[str], errors: int | IO[bytes], cwd: str | None = None) -> None:
        """Start it; what it says on standard error goes to `errors`. It is not waited for."""
        self._asked = False
        try:
            self._process = subprocess.Popen(
                arguments,
                cwd=cwd,
                env=environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                # On Windows: no console window, and a Ctrl-C of the user's is the parent's. Elsewhere the child
                # ignores it.
                creationflags=_creation_flags(),
            )
        except (OSError, ValueError) as error:
            raise NotStarted(str(error)) from error
        try:
            self._job = Job.over(self._process.pid, limits.MEMORY) if sys.platform == "win32" else None
        except OSError as error:
            self.end()
            raise NotStarted(str(error)) from error

    def __enter__(self: P) -> P:
        """Return the process."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it."""
        self.end()

    def hello(self) -> bytes:
        """Return what it says first, once it can be asked; raises NotStarted where it never can."""
        try:
            with self._watched(limits.START_SECONDS) as watch:
                return self._frame(watch, 0)
        except Died as death:
            raise NotStarted(str(death)) from death

    @property
    def is_fresh(self) -> bool:
        """Return whether it has not been asked for anything yet."""
        return not self._asked

    def ask(self, request: bytes, answers: int, seconds: float) -> Iterator[bytes]:
        """Yield the frames of the answer, so many, each within so many seconds of the one before; raises Died."""
        self._asked = True
        with self._watched(seconds) as watch:
            assert self._process.stdin is not None
            try:
                frames.write(self._process.stdin, request)
                self._process.stdin.flush()
            # ValueError: closed by whoever ends the whole.
            except (OSError, ValueError) as error:
                raise self._died(watch, 0) from error
            for number in range(answers):
                yield self._frame(watch, number)
                watch.put_off()

    def end(self) -> int:
        """End it, whatever it is doing, and return its exit status. Nothing of it is left."""
        self._process.kill()
        code = self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            try:
                pipe.close()
            except BrokenPipeError:
                continue
        if self._job is not None:
            self._job.close()
            self._job = None
        return code

    def _frame(self, watch: _Watch, answered: int) -> bytes:
        assert self._process.stdout is not None
        try:
            payload = frames.read(self._process.stdout, limits.REPLY + _AROUND)
        except frames.TooLong as error:
            self.end()
            raise Died(*limits.too_much(), is_settled=True, answered=answered) from error
        except (OSError, EOFError, ValueError) as error:
            raise self._died(watch, answered) from error
        if payload is None:
            raise self._died(watch, answered)
        return payload

    def _died(self, watch: _Watch, answered: int) -> Died:
        # It has closed its pipe: what it was going to end with is told from what it is ended with.
        code = watch.ended_with()
        self.end()
        if watch.is_late:
            return Died(*limits.too_long(watch.seconds), is_settled=True, answered=answered)
        return Died(*limits.ending(code), is_settled=False, answered=answered)

    @contextmanager
    def _watched(self, seconds: float) -> Iterator[_Watch]:
        watch = _Watch(self._process, seconds)
        try:
            yield watch
        finally:
            watch.stop()


class _Watch:
    """Ends a process once it is late; whenever it shows that it is alive, that is put off."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self.seconds = seconds
        self.is_late = False
        self._process = process
        self._over = threading.Event()
        self.put_off()
        self._thread = threading.Thread(target=self._run, name="confined-watch", daemon=True)
        self._thread.start()

    def put_off(self) -> None:
        self._until = time.monotonic() + self.seconds

    def stop(self) -> None:
        self._over.set()
        self._thread.join()

    def ended_with(self) -> int:
        """Return the exit status of a process whose pipe is closed; one that does not end is ended."""
        try:
            return self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def _run(self) -> None:
        while (left := self._until - time.monotonic()) > 0:
            if self._over.wait(left):
                return
        self.is_late = True
        self._process.kill()


def _creation_flags() -> int:
    if sys.platform == "win32":
        return subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
    return 0

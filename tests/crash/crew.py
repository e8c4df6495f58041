"""Processes that carry out orders until they are killed, and the next ones, already warm."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
HANGS = 120.0
"""Seconds after which an order that was not answered counts as hung."""
LOCKED_OUT = 1.0
"""Seconds without news after which a stopped process is taken to be what the others wait for."""
BETWEEN_LOOKS = 0.05
"""Seconds for which a reader lets the others have the processor, if nothing happens."""


@dataclass(frozen=True)
class Outcome:
    """What became of an order: `died` names the step at which the process was killed, else `done` is the answer."""

    died: str | None
    done: Mapping[str, Any]
    seen: Mapping[str, int]


class Crew:
    """As many processes as are needed at once. To be closed: it ends the processes it started."""

    def __init__(self, spare: int = 1) -> None:
        self._spare = spare
        self._waiting: list[_Worker] = []
        self._prepare()

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._waiting:
            worker.end()

    def carry_out(self, orders: list[Mapping[str, Any]], meanwhile: Callable[[], object]) -> list[Outcome]:
        """Give each order to a process of its own, all at once; call `meanwhile` again and again until all are done.

        A process that stopped goes on when the others are done, or when nothing has happened for a while: it may hold
        the lock that they wait for.
        """
        working = {index: self._take() for index in range(len(orders))}
        outcomes: dict[int, Outcome] = {}
        stopped: set[int] = set()
        try:
            with selectors.DefaultSelector() as ready:
                for index, worker in working.items():
                    ready.register(worker.answers, selectors.EVENT_READ, index)
                    worker.give(orders[index])
                given = last = time.monotonic()
                while working:
                    assert time.monotonic() - given < HANGS, f"hung: {orders}"
                    meanwhile()
                    for key, _ in ready.select(BETWEEN_LOOKS):
                        last = time.monotonic()
                        index = key.data
                        outcome = working[index].outcome()
                        if outcome is None:
                            stopped.add(index)
                            continue
                        outcomes[index] = outcome
                        ready.unregister(key.fileobj)
                        self._release(working.pop(index), outcome)
                    if stopped and (stopped >= working.keys() or time.monotonic() - last > LOCKED_OUT):
                        working[stopped.pop()].go_on()
                        last = time.monotonic()
        finally:
            for worker in working.values():
                worker.end()
        return [outcomes[index] for index in range(len(orders))]

    def _release(self, worker: _Worker, outcome: Outcome) -> None:
        if outcome.died is None:
            self._waiting.append(worker)
        else:
            worker.end()
            self._prepare()

    def _take(self) -> _Worker:
        return self._waiting.pop() if self._waiting else _Worker()

    def _prepare(self) -> None:
        while len(self._waiting) < self._spare:
            self._waiting.insert(0, _Worker())


class _Worker:
    def __init__(self) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.child"],
            cwd=ROOT,
            # Several of them share the machine, and the frames are small.
            env=os.environ | {"POLARS_MAX_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
        )
        assert self._process.stdout is not None
        self.answers = self._process.stdout

    def give(self, order: Mapping[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write((json.dumps(order) + "\n").encode())
        self._process.stdin.flush()

    def outcome(self) -> Outcome | None:
        """Return what became of the order, None where the process only stopped."""
        line = self.answers.readline()
        said = json.loads(line) if line else {}
        if "stopped" in said:
            # It says so before it does: told to go on too early, it would stop for good.
            os.waitpid(self._process.pid, os.WUNTRACED)
            return None
        if "done" in said:
            return Outcome(None, said["done"], said["seen"])
        code = self._process.wait(HANGS)
        self._errors.seek(0)
        assert "died" in said and code == -signal.SIGKILL, self._errors.read().decode()
        return Outcome(said["died"], {}, {})

    def go_on(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def end(self) -> None:
        self._process.kill()
        self._process.wait(HANGS)
        for stream in (self._process.stdin, self._process.stdout, self._errors):
            if stream is not None:
                stream.close()

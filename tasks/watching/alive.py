"""Which process a run is, told so that another process can later say whether it still lives."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")


@dataclass(frozen=True)
class Process:
    """One process of one machine. A number is given out again and again: `mark` tells which of its bearers is meant.

    `mark` is None where the system does not tell (only Linux does).
    """

    host: str
    pid: int
    mark: str | None


def this_process() -> Process:
    """Return the process that asks."""
    pid = os.getpid()
    return Process(socket.gethostname(), pid, _mark(pid))


def is_gone(process: Process) -> bool | None:
    """Tell whether the process has ended; None where that cannot be told from here.

    It can on the host it ran on, since that was started last, among the processes that are seen from here: two
    containers may bear one name.
    """
    ours = this_process()
    if process.mark is None or ours.mark is None or process.host != ours.host:
        return None
    if _world(process.mark) != _world(ours.mark):
        return None
    return _mark(process.pid) != process.mark


def _mark(pid: int) -> str | None:
    """Return since when a process runs, by the machine's start, and among which processes; None where it does not."""
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip()
        # The name of the program, in brackets, may hold anything; what follows the last one has no brackets.
        state, *numbers = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        among = (_PROC / "self/ns/pid").readlink()
    except OSError:
        return None
    # A zombie of the system's own is a process that has ended and whose parent has not asked yet.
    return None if state == "Z" else f"{boot} {among} {numbers[18]}"


def _world(mark: str) -> str:
    return mark.rpartition(" ")[0]

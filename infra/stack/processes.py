"""The stack's processes: started apart from the shell, found again by a mark they carry, ended without harm to others.

Each part is started with a mark in its environment, and all it starts inherits it. So a process is known for one of the
stack's by what it is, not by a number in a file that another process may have by now.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

MARK = "GOUJI_STACK_PART"
_PROC = Path("/proc")


def start(home: Path, part: str, command: Sequence[str], settings: Mapping[str, str]) -> None:
    """Start a part in a session of its own, its output in `<part>.log`, the one before in `<part>.log.old`."""
    log = log_of(home, part)
    if log.exists():
        log.replace(log.with_suffix(".log.old"))
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            env={**settings, MARK: _mark(home, part)},
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    beside = log.with_suffix(".pid.new")
    beside.write_text(json.dumps({"pid": process.pid, "began": _began(process.pid)}))
    beside.replace(_record(home, part))


def lives(home: Path, part: str) -> bool:
    """Tell whether the process that was started as this part runs; what it left behind does not count."""
    with suppress(FileNotFoundError):
        recorded = json.loads(_record(home, part).read_text())
        return recorded["pid"] in of(home, part) and _began(recorded["pid"]) == recorded["began"]
    return False


def of(home: Path, part: str) -> list[int]:
    """Return the processes of a part, whatever became of the one that started them."""
    mark = f"{MARK}={_mark(home, part)}".encode()
    found = []
    for entry in _PROC.iterdir():
        # Of what ends meanwhile, and of others' processes, nothing is to be read.
        with suppress(OSError):
            if entry.name.isdigit() and mark in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
    return found


def end(home: Path, part: str, patience: float, *, leader_only: bool = False) -> None:
    """End every process of a part: told to, and killed after so many seconds. None is there afterwards.

    `leader_only`: only the one that was started is told; it ends the others in the order they need.
    """
    leader = leader_only and lives(home, part)
    told = [json.loads(_record(home, part).read_text())["pid"]] if leader else of(home, part)
    _signal(told, signal.SIGTERM)
    until = time.monotonic() + patience
    while left := of(home, part):
        if time.monotonic() > until or (leader_only and not lives(home, part)):
            _signal(left, signal.SIGKILL)
        time.sleep(0.1)
    _record(home, part).unlink(missing_ok=True)


def log_of(home: Path, part: str) -> Path:
    """Return where a part writes what it has to say."""
    return home / f"{part}.log"


def _signal(processes: Sequence[int], which: signal.Signals) -> None:
    for pid in processes:
        with suppress(ProcessLookupError):
            os.kill(pid, which)


def _record(home: Path, part: str) -> Path:
    return home / f"{part}.pid"


def _mark(home: Path, part: str) -> str:
    return f"{home}#{part}"


def _began(pid: int) -> int:
    """Return when a process began, in ticks since the machine did; 0 for one that is gone."""
    try:
        stat = (_PROC / str(pid) / "stat").read_text()
    except OSError:
        return 0
    # The name before may hold spaces and brackets.
    return int(stat.rpartition(")")[2].split()[19])

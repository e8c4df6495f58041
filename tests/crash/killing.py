"""Failpoints: every step a storage takes has a name, and the process can be killed, or held up, at any of them.

Production code knows nothing of it. A step is a call of the Storage, before it and after it, or a call the storage
makes in turn: of the operating system (link, replace, fsync, unlink ..., half of a write), or of the network, once the
request is sent. Its name is the call, what kind of key it is about, and the moment: `put_if_absent HEAD: after link`.
"""

from __future__ import annotations

import fcntl
import http.client
import json
import os
import signal
import stat
import tempfile
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

from gouji.release import Storage

READS = frozenset({"get", "get_tagged", "list", "exists", "ages"})
"""Calls that change nothing: to die after one is to die before the next."""

_SINGLE = {"_log/HEAD.json": "HEAD", "_log/MIRROR.json": "MIRROR", "_log/KEPT.json": "KEPT"}
_CALLS = ("link", "replace", "rename", "unlink", "rmdir")

_LOST = "after unlink"
"""What a directory does once another was first; who replaced something has nothing left to unlink."""

_doing = threading.local()


class Failpoints:
    """The steps of one job: counts them by name and, at the n-th of one name, kills or stops this process.

    Stopped, it is the slow one whom everybody overtakes, until somebody has it go on.
    """

    def __init__(self, step: str | None = None, nth: int = 1, stop: bool = False) -> None:
        self._step, self._nth, self._stop = step, nth, stop
        self._lock = threading.Lock()
        self.seen: Counter[str] = Counter()

    def loses(self, call: str) -> bool:
        """Return whether a call is to lose its race: its step is one that only a loser takes."""
        return self._step == f"{call}: {_LOST}" and call.startswith("put_if_match")

    def reached(self, moment: str, last: Callable[[], object] | None = None) -> None:
        """Count the step and, if it is the one, say so on standard output and end; `last` is done before a death."""
        name = f"{_doing.call}: {moment}"
        with self._lock:
            self.seen[name] += 1
            if name != self._step or self.seen[name] != self._nth:
                return
            os.write(1, (json.dumps({"stopped" if self._stop else "died": name}) + "\n").encode())
            if self._stop:
                os.kill(os.getpid(), signal.SIGSTOP)
            else:
                if last is not None:
                    last()
                os.kill(os.getpid(), signal.SIGKILL)


class Failing:
    """A Storage whose every call is a step."""

    def __init__(self, storage: Storage, points: Failpoints) -> None:
        self._storage, self._points = storage, points

    def __getattr__(self, name: str) -> Any:
        act = getattr(self._storage, name)

        def call(key: str, *arguments: object) -> object:
            _doing.points, _doing.call = self._points, f"{name} {family(key)}"
            try:
                self._points.reached("before")
                if self._points.loses(_doing.call):
                    # A tag that no bytes have, as if another had been first: too rare to be waited for.
                    arguments = (arguments[0], "")
                done = act(key, *arguments)
                if name not in READS:
                    self._points.reached("after")
                return done
            finally:
                _doing.points = None

        return call


def family(key: str) -> str:
    """Return what kind of key it is: `HEAD`, `log`, `store`, `current` ..."""
    if key in _SINGLE:
        return _SINGLE[key]
    if key.startswith("releases/"):
        last = key.rpartition("/")[2]
        return "release.json" if last == "release.json" else "releases"
    return key.partition("/")[0].removeprefix("_") or "all"


def install() -> None:
    """Make steps of the calls a storage makes in turn, in this process, for good; nothing waits for a disk any more.

    What a killed process wrote is kept by the system, synced or not: only a loss of power would tell.
    """
    for name in _CALLS:
        setattr(os, name, _stepped(name, getattr(os, name)))
    os.fsync = _stepped(_synced, lambda handle: None)
    tempfile.mkstemp = _stepped("mkstemp", tempfile.mkstemp)
    fcntl.flock = _stepped("flock", fcntl.flock)
    open_handle = os.fdopen

    def fdopen(*arguments: Any, **named: Any) -> Any:
        file = open_handle(*arguments, **named)
        return file if _points() is None else _HalfWriting(file)

    os.fdopen = fdopen
    _install_network()


def _install_network() -> None:
    send, answer = http.client.HTTPConnection.send, http.client.HTTPConnection.getresponse

    def sending(self: http.client.HTTPConnection, data: Any) -> None:
        points = _writing()
        if points is not None and isinstance(data, bytes | bytearray) and len(data) > 1:
            points.reached("half sent", lambda: send(self, bytes(data[: len(data) // 2])))
        send(self, data)

    def answered(self: http.client.HTTPConnection) -> http.client.HTTPResponse:
        points = _writing()
        if points is not None:
            points.reached("sent")
        return answer(self)

    http.client.HTTPConnection.send = sending  # type: ignore[method-assign]
    http.client.HTTPConnection.getresponse = answered  # type: ignore[method-assign]


class _HalfWriting:
    """A file of which half the bytes may be written when the process ends."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> _HalfWriting:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, data: bytes) -> int:
        points = _points()
        if points is not None:
            points.reached("half written", lambda: (self._file.write(data[: len(data) // 2]), self._file.flush()))
        return self._file.write(data)


def _stepped(name: str | Callable[..., str], act: Callable[..., Any]) -> Callable[..., Any]:
    def call(*arguments: Any, **named: Any) -> Any:
        points = _points()
        if points is None:
            return act(*arguments, **named)
        done = act(*arguments, **named)
        # To die before it is to die after what came before it.
        points.reached(f"after {name if isinstance(name, str) else name(*arguments)}")
        return done

    return call


def _synced(handle: int) -> str:
    return "sync of the folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "sync of the file"


def _points() -> Failpoints | None:
    return getattr(_doing, "points", None)


def _writing() -> Failpoints | None:
    points = _points()
    return None if points is None or _doing.call.partition(" ")[0] in READS else points

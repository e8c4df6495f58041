"""The whole pipeline on one machine, without containers: make stack, make stack-down.

    python infra/stack up   [--home .stack]              starts what does not run; returns once all of it answers
    python infra/stack down [--home .stack] [--delete]   ends all of it; with --delete nothing is kept

PostgreSQL, Prefect's server on it, an S3 server, a worker, the deployments: on loopback, with passwords. What is
published, what Prefect knows and the ports are kept in `--home` and are there again after `down` and `up`.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import fcntl  # noqa: TID251 - this runs on Linux alone
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import settings as environments
from postgres import NotStarted
from processes import end, lives, log_of, start
from settings import HOST, REPOSITORY, TEMPORARY, Settings, settings_for, settings_of

POOL, WORKER, RUNS = "annual-reports", "stack", 3
"""The pool, the name of its worker, and how many runs it goes on with at once."""
READY_SECONDS = 120
_TAIL = 15
_LOCK, _INCOMING = "lock", "incoming"
# In the order they are ended: who asks before who answers. Seconds each is given, and whether its first process alone
# is told to end.
_PARTS = {"worker": (15, False), "server": (15, False), "s3": (75, True)}


class NotReady(Exception):
    """A part ended, did not answer in time, or could not be started."""

    def __init__(self, part: str, log: Path, said: str) -> None:
        """Name the part, its log and what was wrong."""
        super().__init__("\n".join([f"{part}: {said}", *_tail(log)]))


def main(words: list[str]) -> int:
    """Do what is asked and return 0; 1 where a part could not be started: then nothing runs that did not before."""
    asked = _asked(words)
    home = asked.home.resolve()
    if home.exists() and any(home.iterdir()) and not (home / _LOCK).exists():
        _say(f"{home} holds something else than a stack", sys.stderr)
        return 2
    # PostgreSQL's own user must get through, and nobody look around; every file inside is its owner's alone.
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o711)
    os.umask(0o077)
    with _alone(home):
        try:
            if asked.verb == "down":
                down(home, delete=asked.delete)
            else:
                _up_or_nothing(home)
        except (NotReady, NotStarted) as error:
            _say(f"not {'ended' if asked.verb == 'down' else 'started'}: {error}", sys.stderr)
            return 1
    return 0


def _up_or_nothing(home: Path) -> None:
    for each in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, lambda *_: sys.exit(143))
    settings = settings_for(home)
    ran = settings.postgres.lives() and all(lives(home, part) for part in _PARTS)
    try:
        up(home, settings)
    except BaseException:
        # Also where a person interrupts it: all of it runs, or nothing. What ran before has only not been renewed.
        if not ran:
            _end_all(home)
        raise
    _tell(home, settings, "It is running already." if ran else "It is running.")


def up(home: Path, settings: Settings) -> None:
    """Start what does not run and bring the deployments up to date; all of it answers afterwards."""
    for folder in ("prefect", _INCOMING, TEMPORARY):
        (home / folder).mkdir(exist_ok=True)
    began = datetime.now(UTC)
    programs = {
        "s3": [str(REPOSITORY / "infra/s3/radosgw.py"), "--at", str(home / "s3"), "--port", str(settings.s3_port)],
        "server": ["-m", "prefect", "server", "start", "--host", HOST, "--port", str(settings.server_port)],
        "worker": ["-m", "prefect", "worker", "start", "--pool", POOL, "--type", "process", "--name", WORKER,
                   "--limit", str(RUNS)],
    }  # fmt: skip
    steward, worker = environments.steward(home, settings), environments.worker(home, settings)
    _start(home, "s3", programs["s3"], {**environments.bare(), **steward}, settings.s3_port)
    settings.postgres.start()
    _start(home, "server", programs["server"], environments.server(home, settings), settings.server_port)
    _wait(home, "server", lambda: _api(settings, "health") is True)
    _set_up(home, worker)
    _wait(home, "s3", lambda: (home / "s3" / "made.json").exists() and _listens(settings.s3_port))
    if not lives(home, "worker"):
        _start(home, "worker", programs["worker"], worker)
        _wait(home, "worker", lambda: _worker_is_seen(settings, began))
    environments.write_environment(home, settings)


def down(home: Path, *, delete: bool) -> None:
    """End every process of the stack; what it keeps stays, unless it is to be deleted."""
    _end_all(home)
    if not delete:
        _say("Nothing of it runs. What it keeps is still there: make stack")
        return
    if settings := settings_of(home):
        shutil.rmtree(settings.postgres_at, ignore_errors=True)
    for each in home.iterdir():
        # What a person put there is not the stack's to delete.
        if each.name not in (_LOCK, _INCOMING):
            shutil.rmtree(each) if each.is_dir() else each.unlink()
    _say(f"Nothing of it runs, and nothing of it is kept but {home / _INCOMING}.")


def _start(home: Path, part: str, program: list[str], environment: dict[str, str], port: int | None = None) -> None:
    if lives(home, part):
        return
    # What a killed part left behind must not work beside the new one, nor stay.
    end(home, part, patience=2)
    if part == "worker":
        for each in (home / TEMPORARY).iterdir():
            shutil.rmtree(each) if each.is_dir() else each.unlink()
    if port is not None and _listens(port):
        raise NotReady(part, log_of(home, part), f"something else answers at port {port}, which is this stack's")
    start(home, part, [sys.executable, *program], environment)


def _set_up(home: Path, environment: dict[str, str]) -> None:
    log = home / "setup.log"
    with log.open("wb") as out:
        command = [sys.executable, str(REPOSITORY / "infra/prefect/setup.py")]
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=False)
    if done.returncode != 0:
        raise NotReady("setup", log, "the deployments were not accepted")


def _end_all(home: Path) -> None:
    for part, (patience, leader_only) in _PARTS.items():
        end(home, part, patience, leader_only=leader_only)
    if settings := settings_of(home):
        settings.postgres.stop()


def _wait(home: Path, part: str, ready: Callable[[], bool]) -> None:
    until = time.monotonic() + READY_SECONDS
    while not ready():
        if not lives(home, part):
            raise NotReady(part, log_of(home, part), "it ended")
        if time.monotonic() > until:
            raise NotReady(part, log_of(home, part), f"no answer in {READY_SECONDS} seconds")
        time.sleep(0.2)


def _worker_is_seen(settings: Settings, since: datetime) -> bool:
    seen = _api(settings, f"work_pools/{POOL}/workers/filter", {}) or []
    return any(each["name"] == WORKER and datetime.fromisoformat(each["last_heartbeat_time"]) > since for each in seen)


def _api(settings: Settings, path: str, body: object = None) -> Any:
    login = base64.b64encode(settings.login.encode()).decode()
    request = urllib.request.Request(
        f"{settings.api}/{path}",
        None if body is None else json.dumps(body).encode(),
        {"Content-Type": "application/json", "Authorization": f"Basic {login}"},
    )
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with (
        contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError),
        direct.open(request, timeout=5) as got,
    ):
        return json.load(got)
    return None


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=1):
        return True
    return False


@contextlib.contextmanager
def _alone(home: Path) -> Iterator[None]:
    with (home / _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _tell(home: Path, settings: Settings, first: str) -> None:
    _say(f"""{first}
  Prefect's pages   http://{HOST}:{settings.server_port}     password: {settings.login}
  S3                http://{HOST}:{settings.s3_port}     bucket gouji
  reports arrive in {home / _INCOMING}     (read every night)
  logs              {home}/*.log
In a shell:
  source {home / "env"}
  prefect deployment run annual-reports/region -p region=330281 -p year=2020
  python -m flows status""")


def _tail(log: Path) -> list[str]:
    lines = log.read_text(errors="replace").splitlines()[-_TAIL:] if log.exists() else []
    return [f"{log}:", *(f"  {line}" for line in lines)]


def _say(text: str, stream: TextIO = sys.stdout) -> None:
    stream.write(f"{text}\n")
    stream.flush()


def _asked(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python infra/stack", description=__doc__.partition("\n")[0])
    parser.add_argument("verb", choices=("up", "down"))
    parser.add_argument("--home", type=Path, default=REPOSITORY / ".stack", help="where it keeps everything")
    parser.add_argument("--delete", action="store_true", help="with down: keep nothing")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

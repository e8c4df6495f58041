"""A local stack in a directory of its own, and what a steward does with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.printed import ROOT as REPOSITORY

ENDS = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")


@dataclass
class Stack:
    """A stack in a directory of its own, and what a steward does with it."""

    home: Path

    def do(self, verb: str, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(REPOSITORY / "infra/stack"), verb, "--home", str(self.home), *words]
        return subprocess.run(command, cwd="/", capture_output=True, text=True, timeout=300, check=False)

    def up(self) -> str:
        done = self.do("up")
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def shell(self, command: str) -> subprocess.CompletedProcess[str]:
        """Type a command after `source .stack/env`, at the repository's root."""
        return subprocess.run(
            ["bash", "-c", f"source '{self.home}/env'\n{command}"],
            cwd=REPOSITORY, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    def typed(self, command: str) -> str:
        done = self.shell(command)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @property
    def settings(self) -> dict[str, str]:
        lines = self.typed("env -0").split("\0")
        return dict(line.split("=", 1) for line in lines if line.startswith(("PREFECT_", "AWS_", "GOUJI_")))

    def api(self, path: str, body: Any = None, login: str | None = None) -> Any:
        settings = self.settings
        user = settings["PREFECT_API_AUTH_STRING"] if login is None else login
        login_header = {"Authorization": f"Basic {b64encode(user.encode()).decode()}"} if user else {}
        request = urllib.request.Request(
            f"{settings['PREFECT_API_URL']}/{path}",
            None if body is None else json.dumps(body).encode(),
            {"Content-Type": "application/json", **login_header},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def trigger(self, deployment: str, *parameters: str) -> str:
        """Start a run as it is typed and return its id."""
        given = " ".join(f"-p {parameter}" for parameter in parameters)
        said = self.typed(f"prefect deployment run {deployment} {given}")
        return said.split("UUID: ")[1].split()[0]

    def state(self, run: str) -> str:
        return str(self.api(f"flow_runs/{run}")["state_type"])

    def ended(self, run: str, how: str = "COMPLETED") -> None:
        until(lambda: self.state(run) in ENDS, f"the end of {run}", 120)
        state = self.api(f"flow_runs/{run}")["state"]
        assert state["type"] == how, (state, (self.home / "worker.log").read_text()[-3000:])

    def processes(self, part: str = "") -> list[int]:
        """Return what runs of the stack, or of a part: known by what it was started with."""
        mark = f"GOUJI_STACK_PART={self.home}#{part}".encode()
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                environment = (entry / "environ").read_bytes().split(b"\0")
                command = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            marked = mark in environment if part else any(each.startswith(mark) for each in environment)
            if marked or (not part and os.fsencode(self.database / "data") in command):
                found.append(int(entry.name))
        return found

    @cached_property
    def database(self) -> Path:
        """Return where PostgreSQL keeps its data; asked while the stack stands, it is known afterwards too."""
        return Path(json.loads((self.home / "settings.json").read_text())["postgres_at"])


def until(true: Callable[[], Any], what: str, seconds: float) -> None:
    """Wait until something is true; fails when that takes longer."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)

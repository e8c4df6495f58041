"""PostgreSQL for Prefect's server: Debian's programs, a cluster of our own, on loopback, with a password."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

USER = "postgres"
"""Whom PostgreSQL runs as where we are root: it refuses to be."""
_INSTALLED = Path("/usr/lib/postgresql")
_OLDEST = 14
# A person's own PGDATA or PGPORT is about another cluster.
_ENVIRONMENT = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
_CONF = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
"""


class NotStarted(Exception):
    """PostgreSQL could not be made or started; the message says why."""


class Postgres:
    """One cluster in a directory: `data/` and `log`."""

    def __init__(self, home: Path, port: int, password: str) -> None:
        """Name the directory, where the cluster answers and the password of its only user, gouji."""
        self.home, self.port, self._password = home, port, password
        self.log = home / "log"
        self._data = home / "data"

    @property
    def url(self) -> str:
        """Return the address by which Prefect's server reaches it, password included."""
        return f"postgresql+asyncpg://gouji:{self._password}@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Make the cluster if it is not there, and start it if it does not run; it answers afterwards."""
        if not (self._data / "PG_VERSION").exists():
            self._make()
        if not self.lives():
            self._do("pg_ctl", "start", "-D", str(self._data), "-l", str(self.log), "-w", "-t", "60", "-s")

    def stop(self) -> None:
        """Stop it if it runs; all it was told is on disk."""
        if self.lives():
            self._do("pg_ctl", "stop", "-D", str(self._data), "-m", "fast", "-w", "-t", "60", "-s")

    def lives(self) -> bool:
        """Tell whether it runs: not only whether some process has the number it once had."""
        try:
            pid = (self._data / "postmaster.pid").read_text().split()[0]
            command = Path("/proc", pid, "cmdline").read_bytes().split(b"\0")
        except (OSError, IndexError):
            return False
        return os.fsencode(self._data) in command

    def _make(self) -> None:
        making, secret = self.home / "making", self.home / "password"
        shutil.rmtree(making, ignore_errors=True)
        _give(self.home)
        secret.touch(mode=0o600)
        secret.write_text(self._password)
        _give(secret)
        try:
            self._do("initdb", "-D", str(making), "-U", "gouji", "-A", "scram-sha-256", "--pwfile", str(secret),
                     "-E", "UTF8", "--locale", "C", "--no-instructions")  # fmt: skip
        finally:
            secret.unlink()
        with (making / "postgresql.conf").open("a") as conf:
            conf.write(_CONF.format(port=self.port))
        making.rename(self._data)

    def _do(self, program: str, *words: str) -> None:
        # A cluster is read by the programs of the version that made it.
        made = self._data / "PG_VERSION"
        command = [str(programs(made.read_text().strip() if made.exists() else "") / program), *words]
        # A pipe would be held open by what pg_ctl leaves running.
        with (self.home / f"{program}.out").open("w+") as out:
            done = subprocess.run(
                command,
                cwd="/",
                env=_ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                check=False,
                **_as(),
            )
            if done.returncode != 0:
                out.seek(0)
                raise NotStarted(f"{program}: {out.read().strip()}")


def programs(version: str = "") -> Path:
    """Return the directory of PostgreSQL's programs: of a version, else the newest; NotStarted where there is none."""
    found = {each.parents[1].name: each.parent for each in _INSTALLED.glob("*/bin/initdb")}
    if on_path := shutil.which("initdb"):
        found.setdefault("", Path(on_path).resolve().parent)
    if version:
        if version in found or "" in found:
            return found.get(version) or found[""]
        raise NotStarted(
            f"the database was made by PostgreSQL {version}, which is not installed: infra/stack/install.sh"
        )
    fit = sorted((name for name in found if name.isdigit() and int(name) >= _OLDEST), key=int)
    if not fit and "" not in found:
        raise NotStarted(f"PostgreSQL {_OLDEST} or newer is not installed: infra/stack/install.sh")
    return found[fit[-1]] if fit else found[""]


def place(home: Path) -> Path:
    """Return where a cluster may be: below `home`; in /var/lib where we are root and PostgreSQL cannot get there."""
    below = home / "postgres"
    below.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() != 0:
        return below
    _give(below)
    if subprocess.run(["test", "-w", str(below)], check=False, **_as()).returncode == 0:
        return below
    below.rmdir()
    elsewhere = Path("/var/lib", f"gouji-stack-{hashlib.sha256(os.fsencode(home)).hexdigest()[:12]}")
    elsewhere.mkdir(mode=0o700, exist_ok=True)
    return elsewhere


def _as() -> dict[str, Any]:
    return {"user": USER, "group": USER, "extra_groups": []} if os.geteuid() == 0 else {}


def _give(path: Path) -> None:
    if os.geteuid() == 0:
        shutil.chown(path, USER, USER)

"""What a stack draws once and keeps, its ports and passwords; and the environments of its parts and of its steward."""

from __future__ import annotations

import json
import os
import secrets
import shlex
import socket
import sys
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

from postgres import Postgres, place

REPOSITORY = Path(__file__).parents[2]
HOST = "127.0.0.1"
TEMPORARY = "tmp"
_SETTINGS = "settings.json"
# What would lead Prefect and AWS's tools elsewhere.
_UNSET = ("PREFECT_API_KEY", "PREFECT_PROFILE", "AWS_PROFILE", "AWS_SESSION_TOKEN")


@dataclass(frozen=True)
class Settings:
    """The ports and secrets of a stack, drawn when it is first started and the same ever after."""

    postgres_at: str
    postgres_port: int
    server_port: int
    s3_port: int
    postgres_password: str
    login: str
    access: str
    secret: str

    @property
    def api(self) -> str:
        """Return the address of Prefect's API."""
        return f"http://{HOST}:{self.server_port}/api"

    @property
    def postgres(self) -> Postgres:
        """Return the database."""
        return Postgres(Path(self.postgres_at), self.postgres_port, self.postgres_password)


def settings_of(home: Path) -> Settings | None:
    """Return the settings of the stack in a directory; none where there never was one."""
    path = home / _SETTINGS
    return Settings(**json.loads(path.read_text())) if path.exists() else None


def settings_for(home: Path) -> Settings:
    """Return the settings of the stack in a directory, drawn and written there if there was none."""
    if there := settings_of(home):
        return there
    postgres, server, s3 = _free_ports(3)
    drawn = Settings(
        postgres_at=str(place(home)),
        postgres_port=postgres,
        server_port=server,
        s3_port=s3,
        postgres_password=secrets.token_urlsafe(24),
        login=f"gouji:{secrets.token_urlsafe(18)}",
        access=secrets.token_hex(10),
        secret=secrets.token_urlsafe(30),
    )
    write(home / _SETTINGS, json.dumps(asdict(drawn), indent=1))
    return drawn


def steward(home: Path, settings: Settings) -> dict[str, str]:
    """Return the environment in which `prefect` and `python -m flows` work on this stack."""
    return {
        "PREFECT_API_URL": settings.api,
        "PREFECT_API_AUTH_STRING": settings.login,
        "PREFECT_HOME": str(home / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "AWS_ENDPOINT_URL": f"http://{HOST}:{settings.s3_port}",
        "AWS_ACCESS_KEY_ID": settings.access,
        "AWS_SECRET_ACCESS_KEY": settings.secret,
        "AWS_REGION": "us-east-1",
        # pyarrow's own S3 sends checksums in a way that radosgw does not read.
        "AWS_REQUEST_CHECKSUM_CALCULATION": "when_required",
        "GOUJI_ROOT": "s3://gouji/data",
        "GOUJI_SOURCES": str(home / "incoming"),
    }


def server(home: Path, settings: Settings) -> dict[str, str]:
    """Return the environment of Prefect's server."""
    return {
        **bare(),
        "PREFECT_HOME": str(home / "prefect"),
        "PREFECT_API_URL": settings.api,
        "PREFECT_API_AUTH_STRING": settings.login,
        "PREFECT_SERVER_API_AUTH_STRING": settings.login,
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": settings.postgres.url,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        # Else its pages are put together inside the installed package, for whoever started a server last.
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(home / "prefect" / "ui"),
        "DO_NOT_TRACK": "1",
    }


def worker(home: Path, settings: Settings) -> dict[str, str]:
    """Return the environment of the worker, and of every run that it starts."""
    return {
        **bare(),
        **steward(home, settings),
        "PREFECT_WORKER_QUERY_SECONDS": "2",
        # Prefect keeps what it is to run in a directory of one name below the machine's, whoever made that first. And
        # what a large run puts aside needs a disk with room.
        "TMPDIR": str(home / TEMPORARY),
    }


def bare() -> dict[str, str]:
    """Return this process's environment without what leads Prefect or AWS's tools somewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "AWS_"))}
    beside = [kept[name] for name in ("no_proxy", "NO_PROXY") if kept.get(name)]
    without = ",".join([*beside, HOST])
    return {**kept, "no_proxy": without, "NO_PROXY": without}


def write_environment(home: Path, settings: Settings) -> Path:
    """Return the file that a steward's shell reads to work on this stack; only its owner may read it."""
    lines = [f"unset {' '.join(_UNSET)}"]
    lines += [f"export {name}={shlex.quote(value)}" for name, value in steward(home, settings).items()]
    lines += [f"export PATH={shlex.quote(str(Path(sys.executable).parent))}:$PATH", ""]
    path = home / "env"
    write(path, "\n".join(lines))
    return path


def write(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)
    beside.replace(path)


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind((HOST, 0))
        return [each.getsockname()[1] for each in sockets]

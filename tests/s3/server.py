"""An S3 server for tests: moto's in this process, or what AWS_ENDPOINT_URL names where GOUJI_S3 says so.

A test module that wants one imports `s3_server` and, for a bucket of its own, `s3_root`.
"""

from __future__ import annotations

import logging
import os
import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tasks.storage import s3_storage

REAL = os.environ.get("GOUJI_S3", "moto") != "moto"
"""Whether the tests run against a server that was started for them (`make test-s3`), not against moto."""


@dataclass(frozen=True)
class Server:
    """Where a server answers, and to whom."""

    endpoint: str
    access: str
    secret: str

    def settings(self, endpoint: str | None = None) -> dict[str, str]:
        """Return the environment by which AWS's tools reach it, by another address if one is given."""
        return {
            "AWS_ENDPOINT_URL": endpoint or self.endpoint,
            "AWS_ACCESS_KEY_ID": self.access,
            "AWS_SECRET_ACCESS_KEY": self.secret,
            "AWS_REGION": "us-east-1",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }


@pytest.fixture(scope="session")
def s3_server() -> Iterator[Server]:
    """Give a server that answers for the whole session."""
    if REAL:
        yield Server(*(os.environ[name] for name in ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")))
        return
    # Seconds to import: only where a test wants it.
    from moto.server import DomainDispatcherApplication, create_backend_app  # noqa: PLC0415
    from werkzeug.serving import make_server  # noqa: PLC0415

    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    moto, turn = DomainDispatcherApplication(create_backend_app), threading.Lock()

    def one_at_a_time(environ: Any, start_response: Any) -> list[bytes]:
        # moto looks at a condition and then writes: what a real store does in one step.
        with turn:
            return list(moto(environ, start_response))

    server = make_server("127.0.0.1", 0, one_at_a_time, threaded=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield Server(f"http://127.0.0.1:{server.port}", "gouji", "gouji-secret")
    server.shutdown()


@pytest.fixture
def s3_root(s3_server: Server, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give an empty bucket's `s3://...` with a prefix, the environment set to reach it."""
    point_at(s3_server.settings(), monkeypatch)
    return new_root()


def point_at(settings: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the environment of AWS's tools to these settings and nothing else."""
    for name in os.environ:
        if name.startswith("AWS_") or name == "GOUJI_SINGLE_WRITER":
            monkeypatch.delenv(name)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)


def new_root() -> str:
    """Make a bucket nobody has and return `s3://bucket/prefix` in it."""
    root = f"s3://gouji-{secrets.token_hex(8)}/some/prefix"
    storage = s3_storage(root)
    storage.client.create_bucket(Bucket=storage.bucket)
    return root

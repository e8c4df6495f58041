"""A proxy before an S3 server that fails as networks and stores do, by a seeded plan or a script.

Nothing is simulated inside the client: connections are cut, answers lost, bodies torn and bits flipped on the wire.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

ANY = ("429", "500", "503", "cut_before", "cut_after", "500_after", "torn", "late")
OF_READS = (*ANY, "flipped", "headers")
OF_WRITES = (*ANY, "409", "twice")
OF_CONDITIONS = (*OF_WRITES, "412")
CODES = {
    "409": "ConditionalRequestConflict",
    "412": "PreconditionFailed",
    "429": "TooManyRequests",
    "500": "InternalError",
    "503": "SlowDown",
}


@contextmanager
def changed(client: Any, event: str, change: Callable[[Any], object]) -> Iterator[None]:
    """Have every request of the client changed at this step, such as `before-sign.s3.PutObject`."""

    def handle(request: Any, **_: object) -> None:
        change(request)

    client.meta.events.register(event, handle)
    try:
        yield
    finally:
        client.meta.events.unregister(event, handle)


def without_conditions(request: Any) -> None:
    """Make any store one that ignores conditions: it is not told of them."""
    for name in ("If-Match", "If-None-Match"):
        del request.headers[name]


class Faults:
    """Which fault befalls which request, and how often each did.

    `share` of the requests fail at random, each by a kind that can befall it; `script` names the faults of the first
    requests, "" for none.
    """

    def __init__(self, share: float = 0.0, seed: int = 0, script: Iterable[str] = ()) -> None:
        self.happened = Counter[str]()
        self._share, self._random, self._script = share, random.Random(seed), list(script)
        self._lock = threading.Lock()

    def next(self, method: str, conditional: bool) -> str:
        """Return the fault of this request, "" for none."""
        with self._lock:
            kinds = OF_READS if method == "GET" else OF_CONDITIONS if conditional else OF_WRITES
            drawn, chosen = self._random.random() < self._share, self._random.choice(kinds)
            fault = self._script.pop(0) if self._script else chosen if drawn else ""
            self.happened[fault or "none"] += 1
            return fault


@dataclass
class Proxy:
    """Where the proxy answers, and what goes wrong from now on."""

    endpoint: str
    faults: Faults


@contextmanager
def proxy(endpoint: str) -> Iterator[Proxy]:
    """Give a proxy before the server that answers at `endpoint`."""
    upstream = urlsplit(endpoint)
    host, port = upstream.hostname or "", upstream.port or 80
    here = Proxy("", Faults())

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Without it each answer waits 40 ms for an acknowledgement.
        disable_nagle_algorithm = True

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def answer(self) -> None:
            faults = here.faults
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = dict(self.headers.items())
            headers.pop("Expect", None)
            conditional = any(headers.get(name) for name in ("If-Match", "If-None-Match"))
            fault = faults.next(self.command, conditional)
            if fault in CODES:
                self.refuse(int(fault), CODES[fault])
                return
            if fault == "late":
                time.sleep(0.02)
            if fault != "cut_before":
                if fault == "twice":
                    self.passed_on(body, headers)
                status, said, content = self.passed_on(body, headers)
                if fault == "500_after":
                    self.refuse(500, CODES["500"])
                    return
                if fault != "cut_after":
                    self.give(status, said, content, fault)
                    return
            self.close_connection = True

        do_GET = do_PUT = do_HEAD = do_DELETE = answer  # noqa: N815 - names the base class asks for

        def passed_on(self, body: bytes, headers: dict[str, str]) -> tuple[int, HTTPResponse, bytes]:
            connection = HTTPConnection(host, port, timeout=60)
            try:
                connection.request(self.command, self.path, body, headers)
                found = connection.getresponse()
                return found.status, found, found.read()
            finally:
                connection.close()

        def give(self, status: int, said: HTTPResponse, content: bytes, fault: str) -> None:
            self.send_response_only(status)
            for name, value in said.getheaders():
                if name.lower() not in ("connection", "transfer-encoding", "content-length"):
                    self.send_header(name, value)
            # Of a HEAD or a 204 the length is not that of what follows.
            length = said.getheader("Content-Length")
            if length is not None or content:
                self.send_header("Content-Length", str(len(content)) if content else str(length))
            if fault == "headers":
                said_so_far = b"".join(self._headers_buffer)
                self._headers_buffer = []
                self.wfile.write(said_so_far[: len(said_so_far) // 2])
                self.close_connection = True
                return
            self.end_headers()
            if fault == "flipped" and content and status == 200 and said.getheader("x-amz-meta-gouji-sha256"):
                content = bytes([content[0] ^ 1]) + content[1:]
            if fault == "torn":
                content = content[: len(content) // 2]
                self.close_connection = True
            self.wfile.write(content)

        def refuse(self, status: int, code: str) -> None:
            content = b"" if self.command == "HEAD" else f"<Error><Code>{code}</Code></Error>".encode()
            self.send_response_only(status)
            self.send_header("Content-Type", "application/xml")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing of clients that went away."""

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        here.endpoint = f"http://127.0.0.1:{server.server_address[1]}"
        yield here
    finally:
        server.shutdown()
        server.server_close()

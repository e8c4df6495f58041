"""Where alarms arrive in tests: a web server and a mail server on loopback that keep what they get."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Post:
    """A server, and what arrived there: JSON as it came, mail as it reads."""

    host: str
    port: int
    arrived: list[Any] = field(default_factory=list)
    status: int = 200


@contextmanager
def web() -> Iterator[Post]:
    """Take what is posted, and answer with `status`; 0 answers nothing at all."""
    released = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if not post.status:
                released.wait(30)
                return
            if post.status == 200:
                post.arrived.append(json.loads(body) | {"path": self.path})
            self.send_response(post.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        post = Post(*server.server_address[:2])
        with _served(server):
            yield post
            released.set()


@contextmanager
def mail() -> Iterator[Post]:
    """Take mail, by as much of SMTP as that needs."""

    class Handler(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            self.say("220 here")
            while line := self.rfile.readline():
                verb = line[:4].upper()
                if verb == b"DATA":
                    self.say("354 go on")
                    lines = []
                    while (line := self.rfile.readline()) not in (b".\r\n", b""):
                        lines.append(line.removeprefix(b"."))
                    post.arrived.append(message_from_bytes(b"".join(lines), policy=policy.default))
                    self.say("250 taken")
                elif verb == b"QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 here")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        post = Post(*server.server_address[:2])
        with _served(server):
            yield post


@contextmanager
def _served(server: socketserver.TCPServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()


def text_of(mail: EmailMessage) -> str:
    """Return what a person reads of a mail."""
    body = mail.get_body(("plain", "html"))
    assert body is not None
    return str(body.get_content())

"""What runs in a confined process: it takes a request, answers in frames, and waits for the next one.

Requests come from whoever started it, and are trusted; what they hold is not.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import time
from collections.abc import Callable, Iterator
from typing import Any

from gouji.confined import frames, limits
from gouji.confined.records import packed
from gouji.document import Document
from gouji.normalize import crashed, normalize, unreadable
from gouji.parse import parse
from gouji.report import NoReport, Report
from gouji.snapshot import Snapshot, Source
from gouji.standard.divisions import divisions

_LARGEST_REQUEST = 2**40
_TOGETHER = 0.05
"""Seconds within which frames leave together: to wake who waits for each of them would cost more than to send it."""


def main() -> None:
    """Read one document a request, pickled source and bytes: the answer is a frame at half time, and the reading."""
    # Every report names a place; loaded before the first of them comes, while whoever asks is still loading too.
    divisions()
    serve(b"", _read)


def _read(request: tuple[Source, bytes]) -> Iterator[bytes]:
    source, data = request
    limits.allow_cpu()
    content = normalized(source, data)
    yield b""
    limits.allow_cpu()
    yield sized(source, parsed(source, content))[1]


def normalized(source: Source, data: bytes) -> Document | Report | NoReport:
    """Return the Document of one file, or what stands for it. Raises nothing but MemoryError."""
    try:
        return normalize(Snapshot(data, source))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - a defect of a reader costs one document
        return crashed(source.sha256, error)


def parsed(source: Source, content: Document | Report | NoReport) -> Report | NoReport:
    """Return the report in one Document; what normalize settled passes through. Raises nothing but MemoryError."""
    if isinstance(content, Report | NoReport):
        return content
    try:
        return parse(content, source)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - a defect of a reader costs one document
        return crashed(source.sha256, error)


def sized(source: Source, reading: Report | NoReport) -> tuple[Report | NoReport, bytes]:
    """Return a reading, and as it is packed; of one that is too large to travel, the report that says so."""
    data = packed(reading)
    if len(data) <= limits.REPLY:
        return reading, data
    instead = unreadable(source.sha256, "application/octet-stream", *limits.too_much())
    return instead, packed(instead)


def serve(hello: bytes, answer: Callable[[Any], Iterator[bytes]]) -> None:
    """Say hello, then answer one request after the other until the other end closes the pipe, within the limits."""
    # A user's Ctrl-C reaches all that runs in the terminal; this process ends with the one that asks.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb", 2**18)
    # What a library prints must not get between two replies, nor may it read what is meant for us. Standard error may
    # be a file, which takes nothing any more: who prints there should not fail.
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(nothing, descriptor)
    os.close(nothing)
    # Documents are thousands of small objects without cycles. Left on, the collector would walk through them and all
    # that is loaded again and again, for a third of the time. Once for each request, over what is new, is enough.
    gc.disable()
    limits.confine()
    try:
        frames.write(replies, hello)
        replies.flush()
        while (request := frames.read(requests, _LARGEST_REQUEST)) is not None:
            sent = time.monotonic()
            for frame in answer(pickle.loads(request)):
                frames.write(replies, frame)
                if (now := time.monotonic()) - sent > _TOGETHER:
                    replies.flush()
                    sent = now
            replies.flush()
            del request
            gc.collect()
            gc.freeze()
    except MemoryError:
        # Whatever was being read: at once, for there may be no memory to say goodbye in.
        os._exit(limits.OUT_OF_MEMORY)
    except BrokenPipeError:
        # Whoever asked is gone.
        os._exit(0)

"""Frames: how a reading process and whoever started it speak through pipes. Eight bytes of length, then so many bytes.

The length is looked at before anything is read, so that nobody can be made to hold more than was agreed.
"""

from __future__ import annotations

import struct
from typing import IO

_LENGTH = struct.Struct(">Q")


class TooLong(Exception):
    """The other end announces more than it may send."""


def write(stream: IO[bytes], payload: bytes) -> None:
    """Write one frame; it has left once the stream is flushed."""
    stream.write(_LENGTH.pack(len(payload)))
    stream.write(payload)


def read(stream: IO[bytes], most: int) -> bytes | None:
    """Return the next frame, None where the other end is closed.

    Raises TooLong for more than `most` bytes, EOFError for a frame that breaks off.
    """
    head = stream.read(_LENGTH.size)
    if not head:
        return None
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    if length > most:
        raise TooLong(length)
    payload = stream.read(length)
    if len(payload) < length:
        raise EOFError
    return payload

"""The packed streams of a PDF, unpacked once for what pdfium does not tell.

pdfium shows as much of a damaged stream as it can unpack: a page may lose its last figures without a word. And it
gives the text of layers that are switched off as if it were printed.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from gouji.normalize.unreadable import Unreadable

MOST_UNPACKED = 256 * 1024 * 1024
"""Bytes of a file's page descriptions and objects, unpacked; a report has some hundred kilobytes."""
_CHUNK = 1024 * 1024
_DICTIONARY = 1200
"""Bytes before a stream in which its dictionary is looked for."""
_END = b"endstream"
_FLATE = re.compile(rb"/F(?:ilter)?\s*\[?\s*/(?:FlateDecode|Fl)\b")
_UNREAD = re.compile(rb"/Subtype\s*/(?:Image|Type1C|CIDFontType0C|OpenType)\b|/Length[123]\b")
"""Pictures and fonts: a damaged one changes no text."""
_LAYERS = re.compile(rb"/OCProperties\b")
_OFF = re.compile(rb"/OFF\s*(?:\[\s*\d|\d)|/BaseState\s*/OFF\b")
_CUT = "the description of a page ends in the middle"
_ANOTHER = re.compile(rb"/Type\s*/(?!XObject)")
"""What describes no page, whatever its words."""
_TAIL = 64
"""Bytes of the end of a description in which its last word is looked for."""
_WHITE = b"\x00\t\n\f\r "
_OPERATOR = re.compile(rb"(?:^|[\s\])>}])(?:[A-Za-z]{1,3}[*01]?|['\"])$|%[^\r\n]*$")
"""The word that ends a description, or a remark."""
_BEGINS = re.compile(rb"(?<![^\s\])>])BT(?![^\s\[(<])")
"""The word that begins a text."""


class Streams(NamedTuple):
    """What the streams of a file show: `damage` is "" where all end as they should."""

    damage: str = ""
    has_layers_off: bool = False


def streams_of(data: bytes) -> Streams:
    """Return what the streams of a file show; raises Unreadable. Those of an encrypted file show nothing."""
    if b"/Encrypt" in data:
        return Streams()
    has_layers = _LAYERS.search(data) is not None
    is_off = _OFF.search(data) is not None
    unpacked = 0
    for word, begin in _beginnings(data):
        start = max(data.rfind(b"obj", max(word - _DICTIONARY, 0), word), 0)
        dictionary = data[start:word]
        if _UNREAD.search(dictionary):
            continue
        end = data.find(_END, begin)
        if not _FLATE.search(dictionary):
            plain = b"" if b"/Filter" in dictionary else data[begin : end if end >= 0 else len(data)]
            if _is_cut(dictionary, plain, plain):
                return Streams(_CUT)
            continue
        text, last, size = _unpacked(data, begin, end if end >= 0 else len(data), MOST_UNPACKED - unpacked)
        if text is None:
            return Streams("a page or an object cannot be unpacked to its end")
        if _is_cut(dictionary, text, last):
            return Streams(_CUT)
        unpacked += size
        if b"/ObjStm" in dictionary:
            has_layers = has_layers or _LAYERS.search(text) is not None
            is_off = is_off or _OFF.search(text) is not None
    return Streams(has_layers_off=has_layers and is_off)


def _is_cut(dictionary: bytes, first: bytes, last: bytes) -> bool:
    """Return whether a description of a page ends within a text, or within a word (ISO 32000-1, 9.4.1 and 7.8.2).

    `first`, `last`: its first and its last part, which may be the same.
    """
    if b"BT" not in first or b" Tf" not in first or _ANOTHER.search(dictionary):
        return False
    tail = last[-_TAIL:].rstrip(_WHITE)
    if tail and not _OPERATOR.search(tail):
        return True
    return _BEGINS.search(last, max(last.rfind(b"ET"), 0)) is not None


def _beginnings(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield where the word that begins a stream stands, and where its bytes begin (ISO 32000-1, 7.3.8)."""
    at = data.find(b"stream")
    while at >= 0:
        after = data[at + 6 : at + 8]
        if after[:1] in (b"\r", b"\n") and data[at - 3 : at] != _END[:3]:
            yield at, at + 6 + (2 if after == b"\r\n" else 1)
        at = data.find(b"stream", at + 6)


def _unpacked(data: bytes, start: int, end: int, most: int) -> tuple[bytes | None, bytes, int]:
    """Return the first and the last part of a stream, unpacked, None where it has no end; and its whole size."""
    unpacker = zlib.decompressobj()
    first = last = b""
    size = 0
    packed = data[start:end]
    try:
        while packed and not unpacker.eof:
            part = unpacker.decompress(packed, _CHUNK)
            packed = unpacker.unconsumed_tail
            first = first or part
            last = part if len(part) == _CHUNK or not last else last[-_CHUNK:] + part
            size += len(part)
            if size > most:
                raise Unreadable("read.limit_exceeded", f"unpacks to more than {MOST_UNPACKED} B")
    except zlib.error:
        return None, last, size
    return (first if unpacker.eof else None), last, size

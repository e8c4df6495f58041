"""What the bytes of a file are: text in some charset, a known container, or nothing that can be a report."""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass
from typing import Literal

from charset_normalizer import from_bytes

Kind = Literal["text", "none", "read.unsupported", "read.broken"]

# Magic numbers (IANA media types; Library of Congress format descriptions). A picture may be a scanned report and an
# archive may hold one, so they are refused by name instead of being ignored.
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|div|table|p|meta)\b", re.I | re.S
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class Medium:
    """What a file is: `kind` says how it goes on, `text` is its text where it is text."""

    kind: Kind
    media_type: str
    text: str = ""
    reason: str = ""


def sniff(data: bytes) -> Medium:
    """Return what the bytes are. Text comes decoded; whatever is none says why in `reason`."""
    if not data.strip():
        return Medium("none", "application/x-empty", reason="empty")
    for magic, media_type in _MAGIC:
        if data.startswith(magic) and (magic != b"BM" or _is_binary(data)):
            return Medium("read.unsupported", media_type, reason=media_type)
    decoded = _decode(data)
    if decoded is None:
        return Medium("none", "application/octet-stream", reason="binary")
    if not decoded.strip():
        return Medium("none", "application/x-empty", reason="empty")
    if _HTML.match(decoded):
        return Medium("read.unsupported", "text/html", reason="text/html")
    if _is_json(decoded):
        return Medium("none", "application/json", reason="json")
    return Medium("text", "text/plain", decoded)


def _decode(data: bytes) -> str | None:
    for bom, charset in _BOMS:
        if data.startswith(bom):
            return _strict(data, charset)
    # GB18030 holds GB2312 and GBK; pages that declare these often hold more.
    for charset in ("utf-8", "gb18030"):
        text = _strict(data, charset)
        if text is not None and _is_text(text):
            return text
    match = from_bytes(data).best()
    if match is None:
        return None
    return str(match) if _is_text(str(match)) else None


def _strict(data: bytes, charset: str) -> str | None:
    try:
        return data.decode(charset)
    except UnicodeDecodeError:
        return None


def _is_text(text: str) -> bool:
    return _CONTROL.search(text) is None


def _is_binary(data: bytes) -> bool:
    return b"\x00" in data[:1024]


def _is_json(text: str) -> bool:
    if text.lstrip()[:1] not in ("{", "["):
        return False
    try:
        json.loads(text)
    except ValueError:
        return False
    return True

"""What the bytes of a file are: text in some charset, a known container, or nothing that can be a report."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Literal

from gouji.normalize.charset import damage, decode
from gouji.normalize.containers import container

Kind = Literal["text", "html", "docx", "pdf", "none", "read.unsupported", "read.broken", "read.encrypted"]
"""How a file goes on: by the reader of its medium, as no report, or as one that cannot be read."""

# Magic numbers (IANA media types; Library of Congress format descriptions). A picture may be a scanned report and an
# archive may hold one, so they are refused by name instead of being ignored.
_MAGIC: tuple[tuple[bytes, str], ...] = (
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
_PDF = b"%PDF-"
_BEFORE_PDF = 1024
"""Bytes among which a PDF begins: readers forgive what a server or a mail program put before it (ISO 32000-1, H.3)."""
_HTML = re.compile(
    r"[\s\ufeff\u200b]*+(?>(?:<\?xml[^>]*>|<!--.*?-->|<!\[[^>]*>)\s*)*+"
    r"<(?:!doctype\s+html|html|head|body|title|meta|link|base|div|table|tbody|t[rd]|p|h[1-6]|ul|ol|section|article|main"
    r"|header|center|form)\b",
    re.I | re.S,
)
"""A page begins like this, whatever its file is called."""
_TAG = re.compile(r"<(/?)(html|body|p|div|table|t[rdh]|li|h[1-6])\b[^<>]*>", re.I)
_FEWEST_TAGS = 3
"""Cells of tables, or ends of blocks: a text with fewer only holds what an editor left in it."""
_MHTML = re.compile(r"\s*(?:[A-Za-z-]{2,40}:[^\n]*\n(?:[ \t][^\n]*\n)*){0,30}?MIME-Version:", re.I)
_HEAD = 4096
"""Characters in which the header of a saved page stands."""


@dataclass(frozen=True, slots=True)
class Medium:
    """What a file is: `kind` says how it goes on, `text` is its text where it is text or a web page."""

    kind: Kind
    media_type: str
    text: str = ""
    reason: str = ""


def sniff(data: bytes, content_type: str | None = None) -> Medium:
    """Return what the bytes are. Text comes decoded; whatever is none says why in `reason`.

    `content_type`: what the server said; it settles a charset that nothing in the bytes tells.
    """
    if not data.strip():
        return Medium("none", "application/x-empty", reason="empty")
    if data.startswith(_PDF) or (_PDF in data[:_BEFORE_PDF] and b"endobj" in data):
        return Medium("pdf", "application/pdf")
    if data.startswith(b"PK\x03\x04"):
        return Medium("docx", "application/zip")
    if office := container(data):
        return Medium(office.kind, office.media_type, reason=office.name)
    for magic, media_type in _MAGIC:
        if data.startswith(magic) and (magic != b"BM" or _is_binary(data)):
            return Medium("read.unsupported", media_type, reason=media_type)
    text = decode(data, content_type)
    if text is None:
        return Medium("none", "application/octet-stream", reason="binary")
    if not text.strip():
        return Medium("none", "application/x-empty", reason="empty")
    lost = damage(text)
    if lost:
        return Medium("read.broken", "text/plain", reason=lost)
    if _MHTML.match(text[:_HEAD]):
        return Medium("read.unsupported", "multipart/related", reason="multipart/related")
    if _is_html(text):
        return Medium("html", "text/html", text)
    if _is_json(text):
        return Medium("none", "application/json", reason="json")
    return Medium("text", "text/plain", text)


def _is_html(text: str) -> bool:
    """Return whether a text is a page: it begins as one, or its markup is more than what an editor left in it."""
    if _HTML.match(text):
        return True
    if "<" not in text:
        return False
    cells = ends = 0
    for closes, name in _TAG.findall(text):
        if name.lower() in ("html", "body"):
            return True
        cells += not closes and name.lower() in ("td", "th")
        ends += closes == "/"
        if cells >= _FEWEST_TAGS or ends >= _FEWEST_TAGS:
            return True
    return False


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

"""Which office program wrote a file that is no zip: the old binary container, and documents in one XML."""

from __future__ import annotations

from typing import Literal, NamedTuple

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a compound file begins ([MS-CFB] 2.2)."""


class Container(NamedTuple):
    """What a container is: how it goes on, its media type, and what a clerk calls it."""

    kind: Literal["docx", "read.unsupported", "read.encrypted"]
    media_type: str
    name: str = ""


_ENTRY = 128  # bytes of a directory entry, which begins with the stream's name in UTF-16 ([MS-CFB] 2.6.1)
_STREAMS = (
    # A package locked by a password ([MS-OFFCRYPTO] 2.3.4.4); what kind of document it is cannot be seen.
    ("EncryptedPackage", Container("read.encrypted", "application/x-ole-storage", "Office (OLE)")),
    ("WordDocument", Container("read.unsupported", "application/msword", "doc / wps (Word 97-2003, WPS)")),
    ("Workbook", Container("read.unsupported", "application/vnd.ms-excel", "xls (Excel 97-2003)")),
    ("Book", Container("read.unsupported", "application/vnd.ms-excel", "xls (Excel 5.0/95)")),
    ("PowerPoint Document", Container("read.unsupported", "application/vnd.ms-powerpoint", "ppt (PowerPoint 97-2003)")),
)
_NAMESPACES = (
    (
        b"http://schemas.microsoft.com/office/2006/xmlPackage",
        Container("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ),
    (
        b"http://schemas.microsoft.com/office/word/2003/wordml",
        Container("read.unsupported", "application/xml", "xml (Word 2003)"),
    ),
    (
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        Container("read.unsupported", "application/xml", "xml (Word, one part of a docx)"),
    ),
    (b"urn:oasis:names:tc:opendocument:", Container("read.unsupported", "application/xml", "fodt (OpenDocument)")),
    (b"http://schemas.uof.org/", Container("read.unsupported", "application/xml", "uof")),
)
_HEAD = 8192
"""Bytes in which an XML document declares its namespace; programs declare dozens."""


def container(data: bytes) -> Container | None:
    """Return which office program's container the bytes are, None for none of them."""
    if data.startswith(OLE):
        for name, found in _STREAMS:
            if _has_stream(data, name):
                return found
        return Container("read.unsupported", "application/x-ole-storage", "OLE")
    # UTF-16 with every second byte left out is ASCII where it matters.
    head = data[:_HEAD].replace(b"\x00", b"")
    at = head.find(b"<?xml")
    if not 0 <= at <= 3:
        return None
    root = head[at : _end_of_root(head, at)]
    return next((found for namespace, found in _NAMESPACES if namespace in root), None)


def _end_of_root(head: bytes, at: int) -> int:
    """Return where the first tag ends that is no instruction, declaration or comment."""
    while (at := head.find(b"<", at)) >= 0:
        comment = head.startswith(b"<!--", at)
        end = head.find(b"-->" if comment else b">", at)
        if end < 0 or head[at + 1 : at + 2] not in (b"?", b"!"):
            return len(head) if end < 0 else end
        at = end
    return len(head)


def _has_stream(data: bytes, name: str) -> bool:
    """Return whether a directory entry of a compound file names a stream."""
    entry = name.encode("utf-16-le") + b"\x00\x00"
    at = data.find(entry)
    while at >= 0:
        if at % _ENTRY == 0:
            return True
        at = data.find(entry, at + 1)
    return False

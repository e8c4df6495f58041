"""The bytes of a PDF -> an open pdfium document; what is encrypted, cut short or too long is refused here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as c

from gouji.normalize.pdf.streams import streams_of
from gouji.normalize.unreadable import Unreadable

MOST_PAGES = 500
"""Pages of a file; a province's report has some forty."""
_PASSWORD = (c.FPDF_ERR_PASSWORD, c.FPDF_ERR_SECURITY)
_START = re.compile(rb"startxref\s+(\d{1,12})")
_OBJECT = re.compile(rb"\d\s+\d+\s+obj\b")
_XREF = re.compile(rb"\s*(?:xref\b|\d+\s+\d+\s+obj\b)")


class Opened(NamedTuple):
    """An open document; `has_layers_off`: some of its text belongs to layers that are not shown."""

    document: pdfium.PdfDocument
    has_layers_off: bool


@contextmanager
def opened(data: bytes) -> Iterator[Opened]:
    """Yield the document in the bytes, and close it; raises Unreadable.

    pdfium rebuilds a file whose end is missing from what is left, without a word; such a file is refused before. What
    stands before the file's own header is left out: its references count from there.
    """
    data = data[max(data.find(b"%PDF-"), 0) :]
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) in _PASSWORD:
            raise Unreadable("read.encrypted", "PDF") from error
        raise Unreadable("read.broken", "no readable PDF") from error
    try:
        streams = streams_of(data)
        if damage := _damage(data) or streams.damage:
            raise Unreadable("read.broken", damage)
        if not len(document):
            raise Unreadable("read.broken", "no pages")
        if len(document) > MOST_PAGES:
            raise Unreadable("read.limit_exceeded", f"{len(document)} pages")
        yield Opened(document, streams.has_layers_off)
    finally:
        document.close()


def _damage(data: bytes) -> str:
    """Return what shows that the end of a file is missing, "" where nothing does (ISO 32000-1, 7.5.5).

    The last `startxref` must point at a table of references; behind it no object may stand: it would be the
    beginning of a later revision whose end is lost.
    """
    at = data.rfind(b"startxref")
    found = _START.match(data, at) if at >= 0 else None
    if found is None:
        return "the end of the file is missing"
    if not _XREF.match(data, int(found[1])):
        return "the table of references is not where the file says"
    if _OBJECT.search(data, found.end()):
        return "objects behind the end of the file"
    return ""

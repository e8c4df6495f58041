"""What is laid over a page: filled-in fields, notes and stamps, drawn by whoever shows the page."""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as c

from gouji.normalize.unreadable import Unreadable

MOST_ANNOTATIONS = 20_000
"""Annotations of one page."""
_BESIDE = frozenset((
    c.FPDF_ANNOT_LINK, c.FPDF_ANNOT_POPUP, c.FPDF_ANNOT_TEXT, c.FPDF_ANNOT_FILEATTACHMENT, c.FPDF_ANNOT_SOUND,
    c.FPDF_ANNOT_MOVIE, c.FPDF_ANNOT_SCREEN, c.FPDF_ANNOT_PRINTERMARK, c.FPDF_ANNOT_TRAPNET,
))  # fmt: skip
"""Kinds that print nothing on the page but an icon or a frame (ISO 32000-1, 12.5.6)."""
_CHANGING = {
    c.FPDF_ANNOT_FREETEXT: "a note written on the page",
    c.FPDF_ANNOT_STRIKEOUT: "text struck out",
    c.FPDF_ANNOT_REDACT: "text blacked out",
    c.FPDF_ANNOT_WIDGET: "a field to fill in",
    c.FPDF_ANNOT_STAMP: "a stamp",
}
"""Kinds that change what a page says, and what a person would call them."""
_UNSEEN = c.FPDF_ANNOT_FLAG_HIDDEN | c.FPDF_ANNOT_FLAG_NOVIEW
_LEAST = 1.0  # points; a smaller field shows nothing: signatures have such


def are_drawn(page: pdfium.PdfPage, number: int) -> bool:
    """Return whether anything drawn is laid over a page; raises Unreadable where it is not said how it looks."""
    count = c.FPDFPage_GetAnnotCount(page.raw)
    if count > MOST_ANNOTATIONS:
        raise Unreadable("read.limit_exceeded", f"more than {MOST_ANNOTATIONS} annotations on a page")
    found = False
    for index in range(count):
        annotation = c.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        try:
            found = _is_drawn(annotation, number) or found
        finally:
            c.FPDFPage_CloseAnnot(annotation)
    return found


def _is_drawn(annotation: Any, number: int) -> bool:
    kind = c.FPDFAnnot_GetSubtype(annotation)
    if kind in _BESIDE or c.FPDFAnnot_GetFlags(annotation) & _UNSEEN:
        return False
    if c.FPDFAnnot_GetAP(annotation, c.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0) > len("\0\0"):
        return True
    box = c.FS_RECTF()
    c.FPDFAnnot_GetRect(annotation, ctypes.byref(box))
    is_seen = abs(box.right - box.left) > _LEAST and abs(box.top - box.bottom) > _LEAST
    if kind in _CHANGING and is_seen:
        raise Unreadable("read.unsupported", f"page {number}: {_CHANGING[kind]}, without its looks")
    return False

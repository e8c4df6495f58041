"""A PDF with a text layer -> Content.

pdfium gives the glyphs and the drawn lines of a page (`pages`); the lines that cross make ruled tables (`lattice`),
what stands outside them is lines of text and tables known by alignment (`flow`), and the pages are joined to one
sequence of blocks (`joining`).
"""

from __future__ import annotations

from gouji.normalize.content import Content
from gouji.normalize.pdf.file import opened
from gouji.normalize.pdf.joining import blocks_of
from gouji.normalize.pdf.pages import pages_of
from gouji.normalize.unreadable import Unreadable


def content(data: bytes) -> Content:
    """Return what a file prints, page by page; raises Unreadable.

    A page that is a picture makes the whole file `read.image_only`: what stands on it is not known, and a report
    without it might look whole.
    """
    with opened(data) as (document, has_layers_off):
        pages = pages_of(document, has_layers_off=has_layers_off)
    pictures = [page.number for page in pages if page.is_picture]
    if pictures:
        numbers = ", ".join(map(str, pictures[:10])) + (", …" if len(pictures) > 10 else "")
        raise Unreadable("read.image_only", f"page {numbers} of {len(pages)}")
    if not any(page.glyphs for page in pages):
        raise Unreadable("read.broken", "no text on any page")
    return Content(tuple(blocks_of(pages)))

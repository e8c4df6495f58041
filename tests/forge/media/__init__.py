"""Forged reports as web pages, Word files and PDFs: one writer a medium, each with the habits of its producers."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.forge.media import docx, html, pdf
from tests.forge.media.page import Page

MEDIA: dict[str, Callable[[Page, random.Random], bytes]] = {
    "html": html.written,
    "docx": docx.written,
    "pdf": pdf.written,
    # What `office.printed` has still to print; until then a page, and a Word file.
    "pdf-chromium": html.printable,
    "pdf-libreoffice": docx.printable,
}
"""The media a report can be forged in, and how its file is made."""

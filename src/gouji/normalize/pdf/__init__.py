"""A PDF with a text layer -> Content."""

from __future__ import annotations

from gouji.normalize.content import Content
from gouji.normalize.unreadable import Unreadable


def content(data: bytes) -> Content:
    """Return what a file holds; raises Unreadable."""
    raise Unreadable("read.unsupported", "application/pdf")

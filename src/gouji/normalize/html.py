"""A web page -> Content."""

from __future__ import annotations

from gouji.normalize.content import Content
from gouji.normalize.unreadable import Unreadable


def content(text: str) -> Content:
    """Return what a file holds; raises Unreadable."""
    raise Unreadable("read.unsupported", "text/html")

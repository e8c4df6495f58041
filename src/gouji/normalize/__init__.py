"""bytes -> Document; one module per medium, chosen by what the bytes are, never by the file's name."""

from __future__ import annotations

from gouji.document import Document
from gouji.normalize import text
from gouji.normalize.medium import Medium, sniff
from gouji.report import Identity, NoReport, Problem, Report
from gouji.snapshot import Snapshot

LARGEST = 64 * 1024 * 1024
"""Bytes; a report is some hundred kilobytes, and a larger file is refused unread."""
LARGEST_TEXT = 2_000_000
"""Characters; the text of a province's report is some hundred thousand."""


def normalize(snapshot: Snapshot) -> Document | NoReport | Report:
    """Return the document in a snapshot.

    A file that is plainly none gives `NoReport`; one that may hold a report but cannot be read gives a `Report`
    with nothing but its `read.*` problem. Never raises on content.
    """
    sha256 = snapshot.source.sha256
    if len(snapshot.data) > LARGEST:
        return unreadable(sha256, "application/octet-stream", "read.limit_exceeded", f"{len(snapshot.data)} B")
    medium: Medium = sniff(snapshot.data)
    if medium.kind == "none":
        return NoReport(sha256, medium.media_type, medium.reason)
    if medium.kind != "text":
        return unreadable(sha256, medium.media_type, medium.kind, medium.reason)
    if len(medium.text) > LARGEST_TEXT:
        return unreadable(sha256, medium.media_type, "read.limit_exceeded", f"{len(medium.text)} characters")
    return Document(sha256, medium.media_type, tuple(text.blocks(medium.text)))


def crashed(sha256: str, how: Exception | str) -> Report:
    """Return the report that stands for a document its reader did not survive."""
    detail = how if isinstance(how, str) else f"{type(how).__name__}: {how}"[:200]
    return unreadable(sha256, "application/octet-stream", "read.crashed", detail)


def unreadable(sha256: str, media_type: str, rule_id: str, detail: str) -> Report:
    """Return the report of a file that could not be read: its `read.*` problem and no tables."""
    return Report(sha256, media_type, Identity(), (), problems=(Problem(rule_id, detail),))

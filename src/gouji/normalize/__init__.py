"""bytes -> Document; one module per medium, chosen by what the bytes are, never by the file's name."""

from __future__ import annotations

from gouji.document import Document
from gouji.normalize import docx, html, pdf, text
from gouji.normalize.content import Content
from gouji.normalize.medium import Medium, sniff
from gouji.normalize.unreadable import Unreadable
from gouji.report import Identity, NoReport, Problem, Report
from gouji.snapshot import LARGEST, Snapshot

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
    medium: Medium = sniff(snapshot.data, snapshot.source.content_type)
    if medium.kind == "none":
        return NoReport(sha256, medium.media_type, medium.reason)
    if medium.kind.startswith("read."):
        return unreadable(sha256, medium.media_type, medium.kind, medium.reason)
    try:
        content = _content(medium, snapshot)
    except Unreadable as error:
        return unreadable(sha256, error.media_type or medium.media_type, error.rule_id, error.detail)
    return Document(sha256, _MEDIA_TYPES.get(medium.kind, medium.media_type), content.blocks, content.meta)


_MEDIA_TYPES = {"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
"""What a file is that its reader read to the end, where its first bytes tell only the container."""


def _content(medium: Medium, snapshot: Snapshot) -> Content:
    if medium.kind == "docx":
        return docx.content(snapshot.data)
    if medium.kind == "pdf":
        return pdf.content(snapshot.data)
    if len(medium.text) > LARGEST_TEXT:
        raise Unreadable("read.limit_exceeded", f"{len(medium.text)} characters")
    return html.content(medium.text) if medium.kind == "html" else Content(tuple(text.blocks(medium.text)))


def crashed(sha256: str, how: Exception | str) -> Report:
    """Return the report that stands for a document its reader did not survive."""
    detail = how if isinstance(how, str) else f"{type(how).__name__}: {how}"[:200]
    return unreadable(sha256, "application/octet-stream", "read.crashed", detail)


def unreadable(sha256: str, media_type: str, rule_id: str, detail: str) -> Report:
    """Return the report of a file that could not be read: its `read.*` problem and no tables."""
    return Report(sha256, media_type, Identity(), (), problems=(Problem(rule_id, detail),))

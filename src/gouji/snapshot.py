"""Snapshot: the bytes of one file as they were fetched, and what is known of where they came from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

LARGEST = 64 * 1024 * 1024
"""Bytes; a report is some hundred kilobytes, and a larger file is refused unread."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where one file came from.

    `source_uri` says where the bytes were read; `source_url` the address they were published at, where known.
    `region_hint` (a division code) and `year_hint` come from whoever fetched the file, never from the text; they
    settle a place or a year only where the text leaves it open. `content_type` is the HTTP header they came with; it
    settles a charset that the bytes leave open.
    """

    sha256: str
    name: str
    source_uri: str
    source_url: str | None = None
    first_seen_date: date | None = None
    region_hint: str | None = None
    year_hint: int | None = None
    content_type: str | None = None

    @property
    def address(self) -> str:
        """Return what makes two readings the same publication: the address published at, else read from."""
        return self.source_url or self.source_uri


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One file as fetched: its bytes and its source. All that follows is a pure function of it."""

    data: bytes
    source: Source

    @classmethod
    def of(cls, data: bytes, name: str, source_uri: str | None = None) -> Snapshot:
        """Return the snapshot of `data`, hashed; `source_uri` defaults to the name."""
        return cls(data, Source(hashlib.sha256(data).hexdigest(), name, source_uri or name))

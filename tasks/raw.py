"""The raw store: the bytes of every file as fetched, once, and an index of where and when each was met.

    raw/sha256/ab/abcd...                   the bytes, under their own hash
    raw/index/ab/abcd...-<address>.json     one entry for each pair of bytes and address

An entry is written when the pair is first met and never changed, so `first_seen_date` is an input of all later runs.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from gouji.normalize import LARGEST
from gouji.release import Storage
from gouji.snapshot import Source

CHINA = ZoneInfo("Asia/Shanghai")
_INDEX = "raw/index/"


@dataclass(frozen=True, slots=True)
class Met:
    """One index entry: a source, when it was first met (to the microsecond, China time), and how large it is."""

    source: Source
    first_seen: str
    size: int

    @property
    def oversize(self) -> bool:
        """Tell whether the file is over the limit, and its bytes therefore not stored."""
        return self.size > LARGEST


def raw_key(sha256: str) -> str:
    """Return where the bytes with this hash are stored."""
    return f"raw/sha256/{sha256[:2]}/{sha256}"


def meet(storage: Storage, source: Source, size: int, data: bytes | None) -> Met:
    """Store the bytes and the index entry of a source, where either is new, and return the entry.

    `data` is None for a file over the limit.
    """
    if data is not None:
        storage.put_if_absent(raw_key(source.sha256), data)
    key = _index_key(source)
    stored = storage.get(key)
    if stored is None:
        entry = {
            "sha256": source.sha256,
            "bytes": size,
            "name": source.name,
            "source_uri": source.source_uri,
            "source_url": source.source_url,
            "first_seen": datetime.now(CHINA).isoformat(timespec="microseconds"),
        }
        stored = (json.dumps(entry, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()
        if not storage.put_if_absent(key, stored):
            stored = storage.get(key) or stored
    return _entry(stored)


def all_met(storage: Storage) -> list[Met]:
    """Return every index entry, by date first seen, address and hash."""
    entries = [_entry(data) for key in storage.list(_INDEX) if (data := storage.get(key)) is not None]
    return sorted(
        entries, key=lambda met: (met.source.first_seen_date or date.min, met.source.source_uri, met.source.sha256)
    )


def _index_key(source: Source) -> str:
    address = hashlib.sha256(f"{source.source_uri}\n{source.source_url or ''}".encode()).hexdigest()[:16]
    return f"{_INDEX}{source.sha256[:2]}/{source.sha256}-{address}.json"


def _entry(data: bytes) -> Met:
    entry = json.loads(data)
    source = Source(
        sha256=entry["sha256"],
        name=entry["name"],
        source_uri=entry["source_uri"],
        source_url=entry["source_url"],
        first_seen_date=date.fromisoformat(entry["first_seen"][:10]),
    )
    return Met(source, entry["first_seen"], entry["bytes"])

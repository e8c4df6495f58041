"""The files that someone wants checked: which ones, their bytes, and what was read in each. Loads no Polars."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from gouji.report import NoReport, Report
from gouji.snapshot import LARGEST, Snapshot, Source

_NO_DRAFT = (".", "~$")
_OF_WINDOWS = frozenset({"Thumbs.db", "desktop.ini"})
Read = Callable[[Snapshot], Report | NoReport]
"""What reads a snapshot: `gouji.parse.read`, or the same in a process of its own."""


class Opened(NamedTuple):
    """One file by its path as given: where its bytes came from, and what was read in them or why it does not open."""

    file: str
    source: Source | None
    outcome: Report | NoReport | OSError


def files_in(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield the files named, and all files in the directories named, sorted.

    Left out there: hidden ones, lock files of an office program, what Windows keeps for itself. A directory without
    files, or one that cannot be listed, is yielded itself, so that it is missed by nobody.
    """
    for path in paths:
        yield from (_listed(path) or [path]) if path.is_dir() else [path]


def _listed(directory: Path) -> list[Path]:
    found: list[Path] = []
    unlisted: list[OSError] = []
    for folder, below, names in os.walk(directory, onerror=unlisted.append):
        below[:] = [name for name in below if not name.startswith(".")]
        found += [Path(folder, name) for name in names if not name.startswith(_NO_DRAFT) and name not in _OF_WINDOWS]
    return sorted([*found, *(Path(error.filename) for error in unlisted)])


def open_files(
    files: Sequence[Path], read: Read, *, region: str | None = None, year: int | None = None
) -> list[Opened]:
    """Return what was read in each file, in order; `region` and `year` hint where a draft belongs."""
    return [_opened(path, read, region, year) for path in files]


def _opened(path: Path, read: Read, region: str | None, year: int | None) -> Opened:
    file = str(path)
    try:
        data, sha256, size = _bytes(path)
    except OSError as error:
        return Opened(file, None, error)
    source = Source(sha256, path.name, file, region_hint=region, year_hint=year)
    if size > LARGEST:
        # Loaded only here: it loads the readers, which read in a process of their own.
        from gouji.normalize import unreadable  # noqa: PLC0415

        return Opened(file, source, unreadable(sha256, "application/octet-stream", "read.limit_exceeded", f"{size} B"))
    return Opened(file, source, read(Snapshot(data, source)))


def _bytes(path: Path) -> tuple[bytes, str, int]:
    """Return the bytes of a file, their hash and number; of a file over the limit no more than one byte beyond it.

    Of a directory, raise why none of its files stands in its place.
    """
    if path.is_dir():
        list(path.iterdir())
        raise IsADirectoryError
    with path.open("rb") as stream:
        data = stream.read(LARGEST + 1)
        digest, size = hashlib.sha256(data), len(data)
        while more := stream.read(LARGEST) if size > LARGEST else b"":
            digest.update(more)
            size += len(more)
    return data, digest.hexdigest(), size

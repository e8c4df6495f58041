"""The files a run is given: which there are, in what order, and their bytes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from gouji.normalize import LARGEST
from gouji.snapshot import Source


class SourceMissing(Exception):
    """A SOURCE that is not there, cannot be read, or is of a kind that cannot be read yet."""


def files_of(sources: Iterable[str], outside: Path) -> list[Path]:
    """Return the files under the given paths, sorted, each once.

    Directories are walked to the bottom; left out are what is hidden, symbolic links inside them, and the directory
    `outside` (where the run publishes), unless it is named outright. A file named outright is taken as it is.
    Raises SourceMissing for a path that is not there or not readable.
    """
    found: set[Path] = set()
    for source in sources:
        if "://" in source:
            raise SourceMissing(source)
        # Not resolved: the address of a file is the one it was given under, whatever links lead there.
        path = Path(os.path.abspath(Path(source).expanduser()))  # noqa: PTH100
        if path.is_dir():
            found.update(_walk(path, outside))
        elif path.is_file() and os.access(path, os.R_OK):
            found.add(path)
        else:
            raise SourceMissing(source)
    return sorted(found)


def fetch(path: Path) -> tuple[Source, int, bytes | None]:
    """Return the source, size and bytes of one file; no bytes for one over the limit, which is only hashed."""
    size = path.stat().st_size
    data = path.read_bytes() if size <= LARGEST else None
    if data is not None:
        size, digest = len(data), hashlib.sha256(data).hexdigest()
    else:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Source(digest, _text(path.name), path.as_uri()), size, data


def _text(name: str) -> str:
    # A file name is bytes; one that is no UTF-8 must still be written to tables and pages.
    return os.fsencode(name).decode(errors="replace")


def _walk(directory: Path, outside: Path) -> Iterator[Path]:
    for here, folders, names in os.walk(directory):
        folders[:] = [name for name in folders if not name.startswith(".") and Path(here, name) != outside]
        for name in names:
            path = Path(here, name)
            if name.startswith(".") or path.is_symlink() or not path.is_file():
                continue
            if not os.access(path, os.R_OK):
                raise SourceMissing(str(path))
            yield path

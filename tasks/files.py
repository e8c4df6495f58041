"""The files a run is given: which there are on disks and in buckets, in what order, and their bytes."""

from __future__ import annotations

import hashlib
import os
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from gouji.normalize import LARGEST
from gouji.snapshot import Source
from tasks.storage import NoAddress, s3_storage

STANDING = "$GOUJI_SOURCES"
"""A source that stands for others: where reports arrive is known where the run is, not where it is asked for."""
_S3 = "s3://"


class SourceMissing(Exception):
    """A SOURCE that is not there or cannot be read."""


@dataclass(frozen=True, order=True, slots=True)
class Remote:
    """One object of a bucket."""

    bucket: str
    key: str

    @property
    def address(self) -> str:
        """Return `s3://bucket/key`, the key as it is."""
        return f"{_S3}{self.bucket}/{self.key}"

    @property
    def name(self) -> str:
        """Return the last part of the key."""
        return self.key.rstrip("/").rpartition("/")[2]


File = Path | Remote


def sources_named(sources: Iterable[str]) -> list[str]:
    """Return the sources; `$GOUJI_SOURCES` is what that variable names, parted as a shell does, and may be none."""
    return [
        named
        for source in sources
        for named in (shlex.split(os.environ.get("GOUJI_SOURCES", "")) if source == STANDING else [source])
    ]


def check_sources(sources: Iterable[str], root: str) -> None:
    """Raise SourceMissing for a source that is not there or not readable; a bucket is not listed to its end."""
    for source in sources:
        files = _files(source, root)
        if "://" in source:
            next(files, None)
        else:
            for _ in files:
                pass


def files_of(sources: Iterable[str], root: str) -> list[File]:
    """Return the files under the given paths and addresses, each once: those on disks, sorted, then those in buckets.

    Directories are walked to the bottom, and `s3://bucket/prefix` is the object of that name and all below it. Left out
    are what is hidden, symbolic links inside directories, and ROOT (where the run publishes) unless it is named
    outright. A file named outright is taken as it is. Raises SourceMissing for what is not there or not readable,
    StorageError where a store does not answer.
    """
    found = {file for source in sources for file in _files(source, root)}
    return [
        *sorted(file for file in found if isinstance(file, Path)),
        *sorted(file for file in found if isinstance(file, Remote)),
    ]


def fetch(file: File) -> tuple[Source, int, bytes | None]:
    """Return the source, size and bytes of one file; no bytes for one over the limit, which is only hashed."""
    if isinstance(file, Remote):
        size, digest, data = s3_storage(f"{_S3}{file.bucket}").fetch(file.key, LARGEST)
        return Source(digest, file.name, file.address), size, data
    size = file.stat().st_size
    data = file.read_bytes() if size <= LARGEST else None
    if data is not None:
        size, digest = len(data), hashlib.sha256(data).hexdigest()
    else:
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Source(digest, _text(file.name), file.as_uri()), size, data


def _files(source: str, root: str) -> Iterator[File]:
    if "://" in source:
        yield from _objects(source, root)
        return
    # Not resolved: the address of a file is the one it was given under, whatever links lead there.
    path = Path(os.path.abspath(Path(source).expanduser()))  # noqa: PTH100
    if path.is_dir():
        yield from _walk(path, None if "://" in root else os.path.realpath(root))
    elif path.is_file() and os.access(path, os.R_OK):
        yield path
    else:
        raise SourceMissing(source)


def _text(name: str) -> str:
    # A file name is bytes; one that is no UTF-8 must still be written to tables and pages.
    return os.fsencode(name).decode(errors="replace")


def _walk(directory: Path, outside: str | None) -> Iterator[Path]:
    """Yield the files below a directory, without those below `outside`, whatever links and dots lead to either."""
    for here, folders, names in os.walk(directory):
        folders[:] = [
            name for name in folders if not name.startswith(".") and os.path.realpath(Path(here, name)) != outside
        ]
        for name in names:
            path = Path(here, name)
            if name.startswith(".") or path.is_symlink() or not path.is_file():
                continue
            if not os.access(path, os.R_OK):
                raise SourceMissing(str(path))
            yield path


def _objects(source: str, root: str) -> Iterator[Remote]:
    bucket, named = _parted(source)
    below = named if named.endswith("/") or not named else f"{named}/"
    root_bucket, root_prefix = _parted(root) if root.startswith(_S3) else ("", "")
    outside = f"{root_prefix.rstrip('/')}/"
    inside_root = root_bucket == bucket and (not root_prefix or below.startswith(outside))
    there = False
    for key, size in s3_storage(f"{_S3}{bucket}").objects(named):
        if key != named and not key.startswith(below):
            continue
        there = True
        # What consoles make of an empty folder.
        marker = size == 0 and key.endswith("/")
        hidden = key != named and any(map(_hidden, key.removeprefix(below).split("/")))
        published = root_bucket == bucket and not inside_root and key.startswith(outside)
        if not (marker or hidden or published):
            yield Remote(bucket, key)
    if not there:
        raise SourceMissing(source)


def _hidden(part: str) -> bool:
    # In a bucket `..` is a name like others.
    return part.startswith(".") and part not in (".", "..")


def _parted(address: str) -> tuple[str, str]:
    if not address.startswith(_S3):
        raise NoAddress("s3_address", address)
    bucket, _, key = address.removeprefix(_S3).partition("/")
    return bucket, key

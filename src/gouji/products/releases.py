"""Releases: named states that never change, `releases/NAME/`, and what is said of them.

A claim comes first, then the files, `release.json` last: a release without it is not one yet, and creating it again
completes it. Everything is written only where nothing is: of two who create one name, both write the same bytes or one
is refused.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

from gouji.manifest import READERS, Manifest, Storage, canonical
from gouji.partition import ObjectError

FORMAT = 1
CLAIM, DONE = "claim.json", "release.json"
_NAME = re.compile(r"[0-9A-Za-z]([0-9A-Za-z._-]{0,62}[0-9A-Za-z])?")


class BadName(ValueError):
    """No safe name of a folder: letters, digits and inside `._-`, at most 64."""


class NameTaken(Exception):
    """The name belongs to a release of another state, or to one that another version of the code made or began."""

    def __init__(self, name: str, number: int, code_version: str) -> None:
        """Carry the name, and what it belongs to."""
        super().__init__(f"release {name} is of manifest {number}, by version {code_version}")
        self.name, self.number, self.code_version = name, number, code_version


@dataclass(frozen=True, order=True)
class Written:
    """One file of a release: its path below `releases/NAME/`, its hash and size, and its rows where it is a table."""

    path: str
    sha256: str
    bytes: int
    rows: int | None = None


@dataclass(frozen=True)
class Release:
    """A finished release: the manifest it shows, by number and hash, the code that made it, and all of its files."""

    name: str
    number: int
    manifest: str
    code_version: str
    files: tuple[Written, ...]

    def to_json(self) -> bytes:
        """Return the canonical form."""
        return canonical(
            {
                "format": FORMAT,
                "name": self.name,
                "number": self.number,
                "manifest": self.manifest,
                "code_version": self.code_version,
                "files": [asdict(file) for file in sorted(self.files)],
            }
        )

    @classmethod
    def from_json(cls, data: bytes) -> Release:
        """Return the release; ObjectError for what is none that this code knows."""
        try:
            facts = json.loads(data)
            if facts["format"] != FORMAT:
                raise ObjectError(f"release format {facts['format']}, this version reads {FORMAT}")
            files = tuple(Written(**file) for file in facts["files"])
            return cls(facts["name"], facts["number"], facts["manifest"], facts["code_version"], files)
        except (ValueError, KeyError, TypeError) as error:
            raise ObjectError(f"no {DONE}: {error}") from error


class Writing:
    """A release being written. Each file is written once and read back; nothing that is there is ever changed."""

    def __init__(self, storage: Storage, name: str, of: Manifest, code_version: str) -> None:
        """Claim the name for a manifest of the log; BadName, or NameTaken where it belongs to something else."""
        if not _NAME.fullmatch(name):
            raise BadName(name)
        data = storage.get(of.key)
        if data is None:
            raise ObjectError(f"{of.key} is gone")
        self.name, self.number, self.code_version = name, of.number, code_version
        self._storage = storage
        self._manifest = hashlib.sha256(data).hexdigest()
        self._files: list[Written] = []
        claim = {"number": of.number, "manifest": self._manifest, "code_version": code_version}
        if not storage.put_if_absent(key_of(name, CLAIM), canonical(claim)):
            held = _claimed(storage, name)
            if held != claim:
                raise NameTaken(name, held["number"], held["code_version"])

    @property
    def files(self) -> tuple[Written, ...]:
        """Return what was written so far, in order of paths."""
        return tuple(sorted(self._files))

    def write(self, path: str, data: bytes, rows: int | None = None) -> Written:
        """Store a file of the release, or prove that it is there; ObjectError where the path holds other bytes."""
        written = Written(path, hashlib.sha256(data).hexdigest(), len(data), rows)
        self._put(path, data)
        self._files.append(written)
        return written

    def finish(self) -> Release:
        """Make the files a release: all of them, once and for all."""
        release = Release(self.name, self.number, self._manifest, self.code_version, self.files)
        self._put(DONE, release.to_json())
        return release

    def _put(self, path: str, data: bytes) -> None:
        key = key_of(self.name, path)
        self._storage.put_if_absent(key, data)
        if self._storage.get(key) != data:
            raise ObjectError(f"{key} holds other bytes than this version makes of manifest {self.number}")


def key_of(name: str, path: str) -> str:
    """Return the key of a file of a release."""
    return f"releases/{name}/{path}"


def _claimed(storage: Storage, name: str) -> dict[str, Any]:
    try:
        claim = json.loads(storage.get(key_of(name, CLAIM)) or b"")
        return {key: claim[key] for key in ("number", "manifest", "code_version")}
    except (ValueError, KeyError, TypeError) as error:
        raise ObjectError(f"{key_of(name, CLAIM)} is no claim: {error}") from error


def names(storage: Storage) -> dict[str, bool]:
    """Return every release by name, finished or only begun."""
    found: dict[str, bool] = {}
    for key in storage.list("releases/"):
        _, name, *path = key.split("/")
        if path in ([CLAIM], [DONE]):
            found[name] = found.get(name, False) or path == [DONE]
    return found


def release(storage: Storage, name: str) -> Release | None:
    """Return a finished release, None where there is none of the name."""
    data = storage.get(key_of(name, DONE))
    return None if data is None else Release.from_json(data)


def releases(storage: Storage) -> Mapping[str, Release | None]:
    """Return every release by name, None for one that was begun and not finished."""
    found = names(storage)
    done = [name for name, finished in found.items() if finished]
    with ThreadPoolExecutor(READERS) as readers:
        read = dict(zip(done, readers.map(lambda name: release(storage, name), done), strict=True))
    return {name: read.get(name) for name in sorted(found)}

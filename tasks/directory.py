"""Storage on a local directory, and what is a key on any storage."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

# Beside the tables, never below one: a stray file there breaks readers.
_SCRATCH = ".tmp"
_LOCK = ".lock"
# Seconds after which nobody is writing a file any more.
_WRITING = 3600.0

# Reading the umask means setting it: once, before there are threads.
_UMASK = os.umask(0)
os.umask(_UMASK)


class DirectoryStorage:
    """Storage on a local directory: each write is whole or absent, also after kill -9 or loss of power.

    Bytes are written and synced under `.tmp/`, then linked or renamed into place. Everything that replaces or removes
    holds the lock, so compare-and-set holds between threads and processes of one machine.
    """

    def __init__(self, root: str | os.PathLike[str]) -> None:
        self.root = Path(root)

    def get(self, key: str) -> bytes | None:
        """Return the bytes, None where there are none."""
        try:
            return self._path(key).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None

    def get_tagged(self, key: str) -> tuple[bytes, str] | None:
        """Return the bytes and their tag: the hash of the bytes."""
        data = self.get(key)
        return None if data is None else (data, hashlib.sha256(data).hexdigest())

    def put(self, key: str, data: bytes) -> None:
        """Store the bytes, whatever was there."""
        path = self._path(key)
        with self._written(data) as temporary, self._locked():
            self._into(path, lambda: temporary.replace(path))

    def put_if_absent(self, key: str, data: bytes) -> bool:
        """Store the bytes unless the key exists; of several writers one is told True."""
        path = self._path(key)
        if path.exists():
            return False
        with self._written(data) as temporary:
            try:
                self._into(path, lambda: path.hardlink_to(temporary))
            except FileExistsError:
                return False
        return True

    def put_if_match(self, key: str, data: bytes, tag: str) -> bool:
        """Store the bytes if the key's tag is still `tag`."""
        path = self._path(key)
        with self._written(data) as temporary, self._locked():
            found = self.get_tagged(key)
            if found is None or found[1] != tag:
                return False
            self._into(path, lambda: temporary.replace(path))
        return True

    def exists(self, key: str) -> bool:
        """Say whether the key exists."""
        return self._path(key).is_file()

    def list(self, prefix: str) -> list[str]:
        """Return the keys that begin with `prefix`, sorted; the storage's own files are no keys."""
        folder = self.root / prefix.rpartition("/")[0]
        found = []
        for parent, folders, files in os.walk(folder):
            if Path(parent) == self.root:
                folders[:] = [name for name in folders if name != _SCRATCH]
                files = [name for name in files if name != _LOCK]
            found += [Path(parent, name).relative_to(self.root).as_posix() for name in files]
        return sorted(key for key in found if key.startswith(prefix))

    def delete(self, key: str) -> None:
        """Remove the key, and the folders it leaves empty: an empty table folder breaks DuckDB."""
        path = self._path(key)
        with self._locked():
            with suppress(FileNotFoundError, NotADirectoryError):
                path.unlink()
            for folder in path.parents:
                if folder == self.root or not _remove_empty(folder):
                    break

    def ages(self, prefix: str) -> dict[str, float]:
        """Return the keys that begin with `prefix`, and for how many seconds each holds what it holds."""
        # The clock that dates the files: on a network's disk it is not this machine's.
        with self._written(b"") as now:
            today = now.stat().st_mtime
        found = {}
        for key in self.list(prefix):
            with suppress(FileNotFoundError):
                found[key] = max(0.0, today - self._path(key).stat().st_mtime)
        return found

    def leftovers(self, grace: float) -> dict[str, int]:
        """Return what writers that were killed left under `.tmp/` so many seconds ago or longer, with sizes in bytes.

        What is younger than an hour never counts: somebody may be writing it.
        """
        with self._written(b"") as now:
            oldest = now.stat().st_mtime - max(grace, _WRITING)
        found = {}
        for path in sorted((self.root / _SCRATCH).iterdir()):
            with suppress(FileNotFoundError):
                about = path.stat()
                if about.st_mtime <= oldest:
                    found[f"{_SCRATCH}/{path.name}"] = about.st_size
        return found

    def clear(self, leftovers: Iterable[str]) -> None:
        """Remove such files."""
        for name in leftovers:
            (self.root / name).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self.root / checked(key)

    @contextmanager
    def _written(self, data: bytes) -> Iterator[Path]:
        """Give the path of a temporary file that holds the bytes, synced; it is gone afterwards."""
        scratch = self.root / _SCRATCH
        scratch.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=scratch)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                # mkstemp's 0600 would keep an analyst of another account from reading what is published.
                os.fchmod(file.fileno(), 0o666 & ~_UMASK)
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            yield temporary
        finally:
            with suppress(FileNotFoundError):
                temporary.unlink()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / _LOCK).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _into(self, path: Path, place: Callable[[], object]) -> None:
        """Place a file, its folder made; once more if a delete took the folder away in between."""
        for last in (False, False, True):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                place()
            except FileNotFoundError:
                if last:
                    raise
            else:
                break
        # Where the folder is gone again, somebody deleted the file: what is left is theirs to sync.
        with suppress(FileNotFoundError):
            _sync(path.parent)


def is_key(key: str) -> bool:
    """Say whether this may be a key: a relative POSIX path in its one form, and none of the storage's own files."""
    pure = PurePosixPath(key)
    if not key or "\\" in key or "\0" in key or pure.is_absolute() or pure.as_posix() != key:
        return False
    return ".." not in pure.parts and pure.parts[0] not in (".", _SCRATCH, _LOCK)


def checked(key: str) -> str:
    """Return the key; ValueError where it is none."""
    if not is_key(key):
        raise ValueError(f"no key: {key!r}")
    return key


def _remove_empty(folder: Path) -> bool:
    try:
        folder.rmdir()
    except OSError as error:
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOENT):
            return error.errno == errno.ENOENT
        raise
    return True


def _sync(folder: Path) -> None:
    """Make a rename in the folder survive a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

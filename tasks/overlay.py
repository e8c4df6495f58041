"""What a rehearsal writes lies over a ROOT, in a directory of its own, and ROOT stays as it is.

Reads fall through to ROOT. ROOT is a string everywhere, so an overlay is one too: `overlay:DIRECTORY:ROOT`, the
directory quoted. It holds what was written below `written/`, and below `gone/` a mark for each key that was deleted.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, unquote

from gouji.manifest import Storage
from tasks.directory import DirectoryStorage

_SCHEME = "overlay"
# Between the threads of this process, whatever overlays they hold: a rehearsal is one process.
_ALONE = threading.RLock()


class Overlay:
    """Storage over another one, which is only ever read."""

    def __init__(self, base: Storage, directory: str) -> None:
        """Lie over `base`; what is written comes into the directory."""
        self._base = base
        self._written = DirectoryStorage(Path(directory, "written"))
        self._gone = DirectoryStorage(Path(directory, "gone"))

    def get(self, key: str) -> bytes | None:
        """Return the bytes, None where there are none."""
        found = self._written.get(key)
        if found is None and not self._gone.exists(key):
            found = self._base.get(key)
        return found

    def get_tagged(self, key: str) -> tuple[bytes, str] | None:
        """Return the bytes and their tag."""
        found = self._written.get_tagged(key)
        if found is None and not self._gone.exists(key):
            found = self._base.get_tagged(key)
        return found

    def put(self, key: str, data: bytes) -> None:
        """Store the bytes, whatever was there."""
        with _ALONE:
            self._written.put(key, data)
            self._gone.delete(key)

    def put_if_absent(self, key: str, data: bytes) -> bool:
        """Store the bytes unless the key exists; say whether they were stored."""
        with _ALONE:
            if self.exists(key):
                return False
            self.put(key, data)
        return True

    def put_if_match(self, key: str, data: bytes, tag: str) -> bool:
        """Store the bytes if the key's tag is still `tag`; say whether they were stored."""
        with _ALONE:
            found = self.get_tagged(key)
            if found is None or found[1] != tag:
                return False
            self.put(key, data)
        return True

    def exists(self, key: str) -> bool:
        """Say whether the key exists."""
        return self._written.exists(key) or (not self._gone.exists(key) and self._base.exists(key))

    def list(self, prefix: str) -> list[str]:
        """Return the keys that begin with `prefix`, sorted."""
        left = set(self._base.list(prefix)) - set(self._gone.list(prefix))
        return sorted(left.union(self._written.list(prefix)))

    def delete(self, key: str) -> None:
        """Remove the key; nothing happens where there is none."""
        with _ALONE:
            if self.exists(key):
                self._gone.put(key, b"")
                self._written.delete(key)

    def ages(self, prefix: str) -> dict[str, float]:
        """Raise: how old a key is matters to who removes what is old, and a rehearsal removes nothing."""
        raise NotImplementedError(f"ages of {prefix} in an overlay")


@contextmanager
def laid_over(root: str) -> Iterator[str]:
    """Give the name of an overlay over a ROOT; what was written there is gone when the `with` block ends."""
    with tempfile.TemporaryDirectory(prefix="gouji-dry-run-") as directory:
        yield f"{_SCHEME}:{quote(directory)}:{root}"


def overlaid(root: str) -> tuple[str, str] | None:
    """Return the directory of an overlay and the ROOT beneath, None for what is no overlay."""
    scheme, _, rest = root.partition(":")
    directory, separator, base = rest.partition(":")
    return (unquote(directory), base) if scheme == _SCHEME and separator else None


def beneath(root: str) -> str:
    """Return the ROOT itself, where an overlay lies over it."""
    found = overlaid(root)
    return root if found is None else found[1]

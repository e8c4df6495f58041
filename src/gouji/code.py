"""Which code reads: a name that changes whenever what a reading says may change.

Kept with what was read, it tells which readings are older than today's code.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from gouji import __version__

_SHOWN = frozenset(
    {"cli.py", "checking.py", "console.py", "report_html.py", "report_text.py", "explain.py", "templates", "products"}
)
"""What only shows readings: to change it makes none of them old."""
_TEXT = (".py", ".csv", ".toml", ".md", ".txt", ".json", ".j2")
_DIGITS = 12


@cache
def reader_version() -> str:
    """Return `<version>+<12 hex>`: the version, and a digest of all files of the package that decide what is read.

    The same wherever the same code is installed, from a tree or a wheel, with whatever line endings. The libraries
    beneath are not in it: they are pinned, and an upgrade of one that reads otherwise comes with a new version.
    """
    digest = hashlib.sha256()
    for name, file in sorted(_files(resources.files("gouji"))):
        data = file.read_bytes()
        if name.endswith(_TEXT):
            data = data.replace(b"\r\n", b"\n")
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return f"{__version__}+{digest.hexdigest()[:_DIGITS]}"


def _files(folder: Traversable, above: str = "") -> Iterator[tuple[str, Traversable]]:
    for each in folder.iterdir():
        if above == "" and each.name in _SHOWN:
            continue
        if each.is_dir():
            # Compiled files differ from machine to machine, and installers leave some beside the others.
            if each.name != "__pycache__":
                yield from _files(each, f"{above}{each.name}/")
        elif not each.name.startswith(".") and each.name.endswith((*_TEXT, ".parquet")):
            yield f"{above}{each.name}", each

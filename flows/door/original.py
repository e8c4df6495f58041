"""original: the bytes a report was read from, back under a real name."""

from __future__ import annotations

from pathlib import Path

import click

from flows.door.find import documents_named
from flows.door.options import Refused, as_of, common
from flows.door.tables import opened
from gouji.console import Lang
from tasks.raw import raw_bytes, raw_key
from tasks.root import place_in
from tasks.wording import say

# What Windows, a shell or a path would read something into; everything else is kept, Chinese above all.
_UNSAFE = set('<>:"/\\|?*\0')
_LONGEST = 200


@click.command("original")
@click.argument("id_", metavar="ID")
@click.option("--copy", "copy", metavar="DIR", required=True, help="The directory to write the file into.")
@as_of
@common
def verb(id_: str, copy: str, as_of: int | None, root: str, lang: Lang) -> None:
    """Write the original file of a report into a directory. ID: a report_id, reading_id, sha256 or file name."""
    storage, state = opened(root, lang, as_of)
    row = documents_named(storage, state, id_, lang).row(0, named=True)
    if not storage.exists(raw_key(row["source_sha256"])):
        raise Refused(say("gone", lang, place_in(root, "raw")))
    data = raw_bytes(storage, row["source_sha256"])
    directory = Path(copy)
    if directory.exists() and not directory.is_dir():
        raise Refused(say("no_dir", lang, directory))
    directory.mkdir(parents=True, exist_ok=True)
    target = _free(directory, safe_name(row["file_name"] or row["source_sha256"]), data)
    target.write_bytes(data)
    click.echo(say("copied", lang, target))


def safe_name(name: str) -> str:
    """Return a file name that stays in its directory and opens on every system."""
    kept = "".join("_" if character in _UNSAFE or not character.isprintable() else character for character in name)
    stem, dot, suffix = kept.strip(" .").rpartition(".")
    stem, suffix = (stem, dot + suffix) if stem else (suffix, "")
    while len((stem + suffix).encode()) > _LONGEST:
        stem, suffix = (stem[:-1], suffix) if stem else ("_", "")
    return (stem + suffix) or "_"


def _free(directory: Path, name: str, data: bytes) -> Path:
    """Return a path in the directory that overwrites nothing but the same bytes."""
    path, number = directory / name, 1
    while path.exists() and (path.is_symlink() or not path.is_file() or path.read_bytes() != data):
        number += 1
        path = directory / f"{Path(name).stem} ({number}){Path(name).suffix}"
    return path

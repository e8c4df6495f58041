"""What changed between two states, as CSV that a spreadsheet opens: docs/changes/<n>.csv after each run."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import polars as pl

from gouji.changes import changes
from gouji.console import inert
from gouji.manifest import Manifest, log_key
from gouji.release import ObjectError, Storage, manifest


def changes_key(number: int) -> str:
    """Return where the changes of the run that ended with this manifest are."""
    return f"docs/changes/{number}.csv"


def write_changes(storage: Storage, numbers: Sequence[int]) -> str | None:
    """Write what changed from the state before a run's first manifest to its last; return the key, None for no run."""
    if not numbers:
        return None
    key = changes_key(numbers[-1])
    found = changes(storage, state_before(storage, numbers[0]), _manifest(storage, numbers[-1]))
    storage.put(key, ("\ufeff" + changes_csv(found)).encode())
    return key


def state_before(storage: Storage, number: int) -> Manifest:
    """Return the state a manifest was committed on; the empty one for the first of all."""
    parent = _manifest(storage, number).parent
    return _manifest(storage, parent) if parent else Manifest()


def changes_csv(changed: pl.DataFrame) -> str:
    """Return one row a report or changed cell, safe to open in a spreadsheet: no text begins like a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(changed.columns)
    for row in changed.iter_rows():
        writer.writerow([inert(value) if isinstance(value, str) else value for value in row])
    return out.getvalue()


def _manifest(storage: Storage, number: int) -> Manifest:
    found = manifest(storage, number)
    if found is None:
        raise ObjectError(f"{log_key(number)} is gone")
    return found

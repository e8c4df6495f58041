"""Reading the data files that ship beside this package."""

from __future__ import annotations

import csv
import io
import tomllib
from importlib.resources import files
from typing import Any


class StandardError(ValueError):
    """A data file of the standard says something its loader does not know."""


def read_bytes(name: str) -> bytes:
    """Return the bytes of one data file of `gouji.standard`."""
    return files("gouji.standard").joinpath(name).read_bytes()


def read_csv(name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """Return the rows of a CSV data file, whose header must be exactly `columns`."""
    reader = csv.DictReader(io.StringIO(read_bytes(name).decode("utf-8")), strict=True)
    if tuple(reader.fieldnames or ()) != columns:
        raise StandardError(f"{name}: the columns must be {', '.join(columns)}; found {reader.fieldnames}")
    rows = list(reader)
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise StandardError(f"{name}, line {number}: expected {len(columns)} values")
    return rows


def read_toml(name: str) -> dict[str, Any]:
    """Return a TOML data file."""
    return tomllib.loads(read_bytes(name).decode("utf-8"))


def list_names(folder: str, suffix: str) -> list[str]:
    """Return the data files in `folder` that end with `suffix`, sorted, as names for the readers above."""
    found = files("gouji.standard").joinpath(folder).iterdir()
    return sorted(f"{folder}/{entry.name}" for entry in found if entry.name.endswith(suffix))


def require_keys(where: str, mapping: dict[str, Any], required: set[str], optional: set[str]) -> None:
    """Raise StandardError unless `mapping` has all of `required` and nothing beyond `optional`."""
    missing, unknown = required - mapping.keys(), mapping.keys() - required - optional
    if missing or unknown:
        raise StandardError(f"{where}: missing {sorted(missing)}, unknown {sorted(unknown)}")

"""The names of divisions that no rule makes out of the official ones: 前郭县, 科左中旗; 鴜鹭树镇 of two scripts."""

from __future__ import annotations

from functools import cache

from gouji.standard.resources import StandardError, read_csv


@cache
def short_names() -> dict[str, str]:
    """Return the name in full of each short name; raise StandardError on one that is listed twice."""
    names: dict[str, str] = {}
    for row in read_csv("short_names.csv", ("printed", "name")):
        if row["printed"] in names:
            raise StandardError(f"short_names.csv: {row['printed']} is listed twice")
        names[row["printed"]] = row["name"]
    return names

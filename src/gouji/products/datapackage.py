"""datapackage.json: every published file with its hash, bytes, rows and schema, as a Data Package (version 2)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from gouji.columns import LOGICAL_TYPES, Column, Table
from gouji.products.wide import title as header

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
SCHEMA_PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0 International",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
TITLE = "政府信息公开工作年度报告 Open-government reports of China, as data"
DESCRIPTION = (
    "Figures of the yearly reports on open-government work (政府信息公开工作年度报告) of Chinese administrative "
    "bodies, cell by cell as printed, held against the form's own arithmetic. Never add figures of bodies with "
    "figures_cover = 'territory' to others: they contain those of the bodies below. Totals are rows beside their "
    "parts, and a null is not zero."
)

_MEDIA = {"parquet": "application/vnd.apache.parquet", "csv": "text/csv"}


@dataclass(frozen=True)
class File:
    """One file of a package: its path from the descriptor, what it holds, and facts such as `year` and `region`."""

    path: str
    table: str
    sha256: str
    bytes: int
    rows: int
    facts: tuple[tuple[str, str | int], ...] = ()


def datapackage(
    name: str,
    files: Iterable[File],
    schemas: Mapping[str, str],
    *,
    title: str = TITLE,
    version: str | None = None,
    upwards: bool = False,
) -> bytes:
    """Return the descriptor of the files; `schemas` gives the path of the schema of each table.

    `upwards`: all paths are given from the directory above the descriptor's. A reader of data packages must be told to
    trust such a descriptor, because its paths leave its directory.
    """
    up = "../" if upwards else ""
    package = {
        "$schema": PROFILE,
        "name": name,
        "title": title,
        **({"version": version} if version is not None else {}),
        "description": DESCRIPTION,
        "licenses": [LICENCE],
        "contributors": [{"title": "Gouji", "roles": ["creator"]}],
        "sources": [{"title": "政府信息公开工作年度报告，各行政机关公开发布 (published by the administrative bodies)"}],
        "keywords": ["open government", "freedom of information", "China", "政府信息公开"],
    }
    # A resource a line: thousands of them, written at every commit and read by eye now and then.
    lines = [_resource(file, schemas[file.table], up) for file in files]
    head = json.dumps(package, ensure_ascii=False, indent=1).removesuffix("\n}")
    return (head + ',\n "resources": [\n  ' + ",\n  ".join(lines) + "\n ]\n}\n").encode()


def table_schema(table: Table) -> bytes:
    """Return the Table Schema of one table: names, types, constraints, key, titles and descriptions."""
    schema: dict[str, Any] = {
        "$schema": SCHEMA_PROFILE,
        "title": table.zh,
        "description": table.en,
        "fields": [_field(column) for column in table.columns],
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    return (json.dumps(schema, ensure_ascii=False, indent=1) + "\n").encode()


# Most files of a state are those of the state before it.
@lru_cache(maxsize=1 << 15)
def _resource(file: File, schema: str, up: str) -> str:
    suffix = file.path.rpartition(".")[2]
    facts = {
        "name": resource_name(file.path),
        "type": "table",
        "path": up + file.path,
        "format": suffix,
        "mediatype": _MEDIA[suffix],
        **({"encoding": "utf-8-sig"} if suffix == "csv" else {}),
        "schema": up + schema,
        "hash": f"sha256:{file.sha256}",
        "bytes": file.bytes,
        "rows": file.rows,
        "table": file.table,
        **dict(file.facts),
    }
    return json.dumps(facts, ensure_ascii=False)


def resource_name(path: str) -> str:
    """Return the name of a file's resource, of the characters that a name may have, one for each path."""
    return path.lower().removesuffix("/part-0.parquet").replace("/", ".").replace("=", "-").replace("_", "-")


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {} if column.nullable else {"required": True}
    if column.values:
        constraints["enum"] = list(column.values)
    return {
        "name": column.name,
        "type": LOGICAL_TYPES[column.type],
        "title": header(column),
        "description": f"{column.zh}。{column.en}.",
        **({"unit": column.unit} if column.unit else {}),
        **({"constraints": constraints} if constraints else {}),
    }

"""The files that describe what is published, attached to every state: from its objects alone, so the same each time."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from typing import Any

import yaml

from gouji.manifest import Stored
from gouji.partition import CURRENT, REJECTED
from gouji.products.contract import contract
from gouji.products.datapackage import File, datapackage, table_schema
from gouji.products.dictionary import dictionary_page, published_dictionary
from gouji.products.readme import README, readme
from gouji.products.views import ROOT_LAYOUT, views_sql
from gouji.reference import REFERENCE, reference, reference_rows
from gouji.tables import TABLES

NAME = "gouji-annual-reports"


def attached(objects: Sequence[Stored]) -> dict[str, bytes]:
    """Return the files beside the partitions of a state that holds these objects, by path."""
    areas = tuple(area for area in (CURRENT, REJECTED) if any(item.area == area for item in objects))
    files = [_file(item) for item in sorted(objects)] + _reference_files()
    return {
        **reference(),
        **_constant(),
        "docs/views.sql": _views(areas),
        "datapackage.json": datapackage(NAME, files, _SCHEMAS),
        "docs/datapackage.json": datapackage(NAME, files, _SCHEMAS, upwards=True),
    }


def as_yaml(facts: Any) -> bytes:
    """Return plain values as YAML, in their own order."""
    return yaml.safe_dump(facts, sort_keys=False, allow_unicode=True, width=120).encode()


_SCHEMAS = {name: f"docs/schemas/{name}.json" for name in (*TABLES, *REFERENCE)}


@cache
def _constant() -> dict[str, bytes]:
    """Return what the package knows and no state changes."""
    return {
        **{f"docs/{name}": readme(lang) for lang, name in README.items()},
        **{_SCHEMAS[table.name]: table_schema(table) for table in (*TABLES.values(), *REFERENCE.values())},
        "docs/contract.odcs.yaml": as_yaml(contract(TABLES.values(), "current/{model}/**/*.parquet")),
        "docs/dictionary.html": dictionary_page().encode(),
        "docs/dictionary.md": published_dictionary().encode(),
    }


@cache
def _views(areas: tuple[str, ...]) -> bytes:
    return views_sql(ROOT_LAYOUT.of(areas)).encode()


def _file(item: Stored) -> File:
    place = (("area", item.area), ("year", item.year), ("region", item.region))
    return File(item.path, item.table, item.sha256, item.bytes, item.rows, place)


@cache
def _reference_files() -> list[File]:
    rows = reference_rows()
    return [
        File(path, name, hashlib.sha256(data).hexdigest(), len(data), rows[name], (("area", "reference"),))
        for path, data in sorted(reference().items())
        for name in [path.rpartition("/")[2].partition(".")[0]]
    ]

"""The README that lies beside published files: tables, queries, traps, licence, how to cite."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

import jinja2

from gouji.columns import Table
from gouji.standard.resources import StandardError, require_keys
from gouji.tables import TABLES

Lang = Literal["zh", "en"]
README = {"en": "README.md", "zh": "README.zh-CN.md"}


@dataclass(frozen=True, slots=True)
class Query:
    """One query for DuckDB, over the views of views.sql."""

    zh: str
    en: str
    sql: str


@dataclass(frozen=True, slots=True)
class Release:
    """What the README of a release says of it."""

    name: str
    number: int


@cache
def queries() -> tuple[Query, ...]:
    """Return the queries that are printed for analysts."""
    raw = tomllib.loads((resources.files("gouji.products") / "queries.toml").read_text(encoding="utf-8"))
    require_keys("queries.toml", raw, {"query"}, set())
    for entry in raw["query"]:
        require_keys("queries.toml", entry, {"zh", "en", "sql"}, set())
        if not entry["sql"].strip():
            raise StandardError("queries.toml: a query without a statement")
    return tuple(Query(entry["zh"], entry["en"], entry["sql"].strip()) for entry in raw["query"])


def readme(lang: Lang, *, release: Release | None = None, made: tuple[Table, ...] = ()) -> bytes:
    """Return the README: of a release with the tables `made` for it, or of the files as they are published."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("gouji"),
        autoescape=False,  # Markdown of our own words; nothing a stranger wrote enters it
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    page = environment.get_template(f"analysts.{lang}.md.j2")
    return page.render(tables=list(TABLES.values()), made=made, queries=queries(), release=release).encode()

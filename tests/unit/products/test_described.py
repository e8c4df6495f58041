"""What describes the files is valid by the standards it follows, and says what the tables say."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from html.parser import HTMLParser

import duckdb
import jsonschema
import pytest
import yaml
from frictionless import Package, Schema
from open_data_contract_standard.model import OpenDataContractStandard

from gouji.columns import Column, Table
from gouji.manifest import Stored
from gouji.products.contract import contract
from gouji.products.datapackage import File, datapackage, resource_name, table_schema
from gouji.products.dictionary import PRODUCTS, environment, published_dictionary
from gouji.products.readme import queries, readme
from gouji.products.views import ROOT_LAYOUT, views_sql
from gouji.products.wide import WIDE, WIDE_ZH
from gouji.reference import REFERENCE
from gouji.standard.rules import ERROR_RULES
from gouji.tables import TABLES
from tasks.products import as_yaml, attached
from tests.printed import READMES, blocks
from tests.unit.products.drawn import drawn, tables

EVERY = (*TABLES.values(), *REFERENCE.values(), *PRODUCTS, WIDE_ZH)


def objects(areas: Sequence[str] = ("current", "rejected")) -> list[Stored]:
    return [Stored(area, table, 2020, "220000", f"{area}{table}", 1, 0) for area in areas for table in TABLES]


@pytest.mark.parametrize("table", EVERY, ids=lambda table: table.name)
def test_every_table_has_a_schema(table: Table) -> None:
    schema = json.loads(table_schema(table))
    assert list(Schema.metadata_validate(schema)) == []
    assert [field["name"] for field in schema["fields"]] == list(table.names)
    assert tuple(schema.get("primaryKey", ())) == table.key
    for field, column in zip(schema["fields"], table.columns, strict=True):
        assert column.zh in field["description"] and column.en in field["description"]
        assert field.get("constraints", {}).get("enum", []) == list(column.values)


def test_the_package_names_every_object_by_hash_size_and_rows() -> None:
    files = attached(objects())
    package = json.loads(files["datapackage.json"])
    assert list(Package.metadata_validate(package)) == []
    by_path = {each["path"]: each for each in package["resources"]}
    for item in objects():
        found = by_path[item.path]
        assert (found["hash"], found["bytes"], found["rows"]) == (f"sha256:{item.sha256}", item.bytes, item.rows)
        assert (found["area"], found["table"], found["year"]) == (item.area, item.table, 2020)
    assert {path for path in by_path if path.startswith("reference/")} == {
        path for path in files if path.startswith("reference/")
    }
    names = [each["name"] for each in package["resources"]]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[-a-z0-9._/]+", name) for name in names)
    assert not any(".." in each["path"] or each["path"].startswith("/") for each in package["resources"])
    assert {each["schema"] for each in package["resources"]} <= files.keys()


def test_the_package_beside_the_other_documents_says_the_same_from_there() -> None:
    files = attached(objects())
    root, below = (json.loads(files[f"{folder}datapackage.json"]) for folder in ("", "docs/"))
    for each in root["resources"]:
        each["path"], each["schema"] = f"../{each['path']}", f"../{each['schema']}"
    assert root == below


def test_resource_names_tell_paths_apart() -> None:
    assert resource_name("current/finding_cells/year=2020/region=0/part-0.parquet") == (
        "current.finding-cells.year-2020.region-0"
    )


def test_nothing_depends_on_the_order_of_objects_or_the_day() -> None:
    assert attached(objects()) == attached(objects()[::-1])
    assert not re.search(rb'"(created|contractCreatedTs)"', attached([])["datapackage.json"])


@pytest.mark.parametrize(
    ("tables", "location"),
    [
        (tuple(TABLES.values()), "current/{model}/**/*.parquet"),
        ((*TABLES.values(), *PRODUCTS), "tables/{model}.parquet"),
    ],
    ids=["published", "release"],
)
def test_the_contract_is_one(tables: Sequence[Table], location: str) -> None:
    text = as_yaml(contract(tables, location)).decode()
    read = yaml.safe_load(text)
    jsonschema.Draft201909Validator(json.loads(OpenDataContractStandard.json_schema())).validate(read)
    found = OpenDataContractStandard.from_string(text)
    assert found.schema_ is not None
    for table, declared in zip(tables, found.schema_, strict=True):
        assert declared.name == table.name
        assert [each.name for each in declared.properties or ()] == list(table.names)
        keys = {each.name: each.primaryKeyPosition for each in declared.properties or () if each.primaryKey}
        assert sorted(keys, key=lambda name: keys[name] or 0) == list(table.key)
    promised = {each.name for table in found.schema_ for each in table.quality or ()}
    assert set(ERROR_RULES) <= promised


class Reader(HTMLParser):
    """Every tag and word of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words += data


def test_the_dictionary_page_has_every_column_and_needs_nothing_else() -> None:
    page = attached([])["docs/dictionary.html"].decode()
    assert not re.search(r"<script|<link|<img|@import|url\(|https?://", page)
    reader = Reader()
    reader.feed(page)
    for table in (*TABLES.values(), *REFERENCE.values(), *PRODUCTS):
        assert table.zh in reader.words and table.en in reader.words
        for column in table.columns:
            assert column.name in reader.words and column.zh in reader.words and column.en in reader.words
            assert all(value in reader.words for value in column.values)


def test_the_dictionary_page_escapes_everything() -> None:
    hostile = "<script>alert(1)</script>"
    column = Column(hostile, "string", hostile, hostile, unit=hostile, values=(hostile,))
    table = Table(hostile, hostile, hostile, (hostile,), (), (column,))
    page = environment().get_template("dictionary.html.j2").render(
        groups=[(hostile, hostile, [table])], title=lambda _column: hostile
    )  # fmt: skip
    assert "<script" not in page and "&lt;script&gt;" in page


def test_the_markdown_dictionary_has_every_column() -> None:
    page = published_dictionary()
    for table in (*TABLES.values(), *REFERENCE.values(), *PRODUCTS):
        assert f"\n## {table.name}\n" in page
        assert all(f"| `{column.name}` |" in page for column in table.columns)
    assert f"| `{WIDE.names[-1]}` |" in page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_readme_prints_the_queries_that_are_tested(lang: str) -> None:
    page = readme(lang).decode()  # type: ignore[arg-type]
    printed = [block.strip() for block in re.findall(r"```sql\n(.*?)```", page, re.DOTALL)]
    assert printed == [query.sql for query in queries()]
    assert len(printed) == 5
    assert all(f"`{name}`" in page for name in TABLES)
    assert "CC BY 4.0" in page


def test_bodies_of_one_name_are_not_one_body_to_the_queries() -> None:
    rows = ("received_new", 4), ("outcomes_total", 3), ("granted", 3), ("carried_out", 1)
    cells = {f"requests/{row}/{applicant}": value for row, value in rows for applicant in ("natural_person", "total")}
    towns = [
        drawn(f"{code}-gov-2021", "2021", cells, {"agency_name": "城关镇人民政府"})
        for code in ("150123100", "340322100")
    ]
    with duckdb.connect() as base:
        for name, frame in tables(*towns).items():
            base.register(name, frame.to_arrow())
        backlog = base.sql(queries()[2].sql).fetchall()
        asked = [base.sql(query.replace("data/current/", "").replace("'requests/*/*/*.parquet'", "requests")
                          .replace("'reports/*/*/*.parquet'", "reports")).fetchall()
                 for page in READMES for query in blocks(page, "sql")]  # fmt: skip
    assert [row[0] for row in backlog] == ["150123100-gov-2021", "340322100-gov-2021"]
    assert {row[2:] for row in backlog} == {(1, 4, 25.0)}
    assert [[row[3:] for row in rows] for rows in asked] == [[(4, 3), (4, 3)]] * 2


def test_views_are_made_only_over_what_is_there() -> None:
    assert "current/" not in views_sql(ROOT_LAYOUT.of(()))
    assert "rejected/" not in views_sql(ROOT_LAYOUT.of(("current",))).partition("-- What the keys mean")[2]
    assert "reports_zh" not in views_sql(ROOT_LAYOUT.of(("rejected",)))


def test_paths_of_a_package_resolve_from_where_it_lies() -> None:
    file = File("a/b.parquet", "requests", "00", 1, 1)
    for upwards, path, schema in ((False, "a/b.parquet", "s.json"), (True, "../a/b.parquet", "../s.json")):
        [found] = json.loads(datapackage("x", [file], {"requests": "s.json"}, upwards=upwards))["resources"]
        assert (found["path"], found["schema"]) == (path, schema)

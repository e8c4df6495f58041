"""A release: one file a table, wide tables, workbooks and what describes them, made partition by partition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby

from gouji.columns import Table
from gouji.manifest import Manifest, Storage, Stored, read_object
from gouji.partition import CURRENT, REJECTED, ObjectError, Partition
from gouji.products import request_summary, wide
from gouji.products.consolidated import CsvParts, ParquetParts
from gouji.products.contract import contract
from gouji.products.datapackage import TITLE, File, datapackage, table_schema
from gouji.products.dictionary import dictionary_page, published_dictionary
from gouji.products.readme import README, readme
from gouji.products.readme import Release as Named
from gouji.products.releases import Release, Writing
from gouji.products.request_summary import REQUEST_SUMMARY
from gouji.products.views import Layout, views_sql
from gouji.products.wide import HEADERS, WIDE, WIDE_ZH
from gouji.reference import REFERENCE, reference, reference_rows
from gouji.tables import TABLES
from tasks.products import NAME, as_yaml
from tasks.spreadsheets import workbook

_FOLDERS = {CURRENT: "tables", REJECTED: "rejected"}
_SUMMARY = f"{REQUEST_SUMMARY.name}.parquet"
_WIDE = f"wide/{WIDE.name}"
_MADE = (REQUEST_SUMMARY, WIDE, WIDE_ZH)


def create(storage: Storage, name: str, of: Manifest, code_version: str) -> Release:
    """Write the release of a manifest, or complete it, and return it; the same manifest gives the same bytes.

    Raises BadName, NameTaken, and ObjectError where what is stored is not what the manifest names, or what was begun
    is not what this version makes.
    """
    writing = Writing(storage, name, of, code_version)
    files: list[File] = []

    def table(path: str, data: bytes, table: Table, rows: int, **facts: str | int) -> None:
        written = writing.write(path, data, rows)
        files.append(File(path, table.name, written.sha256, written.bytes, rows, tuple(facts.items())))

    for path, data in reference().items():
        kind = path.rpartition("/")[2].partition(".")[0]
        table(path, data, REFERENCE[kind], reference_rows()[kind], area="reference")
    areas = tuple(area for area in _FOLDERS if any(item.area == area for item in of.objects))
    for area in areas:
        for each in TABLES.values():
            table(_path(area, each.name), *_consolidated(storage, of, area, each), area=area)
    if CURRENT in areas:
        for path, *made in _made(storage, of, writing):
            table(path, *made)
    _describe(writing, files, areas)
    return writing.finish()


def _path(area: str, table: str) -> str:
    return f"{_FOLDERS[area]}/{table}.parquet"


def _objects(of: Manifest, area: str, tables: Iterable[str]) -> Iterator[tuple[Partition, dict[str, Stored]]]:
    """Give the objects of some tables by partition, in the order of years and provinces."""
    wanted = frozenset(tables)
    found = sorted(
        (item for item in of.objects if item.area == area and item.table in wanted), key=lambda item: item.partition
    )
    for partition, items in groupby(found, key=lambda item: item.partition):
        yield partition, {item.table: item for item in items}


def _consolidated(storage: Storage, of: Manifest, area: str, table: Table) -> tuple[bytes, Table, int]:
    parts = ParquetParts(table)
    named = 0
    for _, items in _objects(of, area, [table.name]):
        parts.add(read_object(storage, items[table.name]))
        named += items[table.name].rows
    data = parts.finish()
    if parts.rows != named:
        raise ObjectError(f"{table.name}: {parts.rows} rows were read, the manifest names {named}")
    return data, table, parts.rows


def _made(storage: Storage, of: Manifest, writing: Writing) -> Iterator[tuple[str, bytes, Table, int]]:
    """Write the workbooks, one a partition, and give the other files that are made of the published tables."""
    rows, rows_zh, summary, sheet = ParquetParts(WIDE), ParquetParts(WIDE_ZH), ParquetParts(REQUEST_SUMMARY), CsvParts()
    sources = (wide.SOURCES, request_summary.SOURCES)
    # Only what is needed: the texts of a large province are most of its size.
    columns = {name: sorted({*sources[0].get(name, ()), *sources[1].get(name, ())}) for name in wide.SOURCES}
    for partition, items in _objects(of, CURRENT, columns):
        tables = {name: read_object(storage, item, columns[name]) for name, item in items.items()}
        frame = wide.wide(tables).sort(WIDE.sort)
        rows.add(frame)
        rows_zh.add(wide.in_chinese(frame))
        sheet.add(frame)
        summary.add(request_summary.request_summary(tables))
        if frame.height:
            place = f"wide/year={partition.year}/region={partition.region}.xlsx"
            writing.write(place, workbook(WIDE, HEADERS, frame), frame.height)
    yield f"{_WIDE}.parquet", rows.finish(), WIDE, rows.rows
    yield f"{_WIDE}.zh.parquet", rows_zh.finish(), WIDE_ZH, rows_zh.rows
    yield f"{_WIDE}.csv", sheet.under(list(WIDE.names)), WIDE, rows.rows
    yield f"{_WIDE}.zh.csv", sheet.under(list(WIDE_ZH.names)), WIDE_ZH, rows.rows
    yield _SUMMARY, summary.finish(), REQUEST_SUMMARY, summary.rows


def _describe(writing: Writing, files: list[File], areas: tuple[str, ...]) -> None:
    """Write what describes the files: for people, for programs, for DuckDB."""
    made = _MADE if CURRENT in areas else ()
    products = {REQUEST_SUMMARY.name: _SUMMARY, WIDE.name: f"{_WIDE}.parquet"} if made else {}
    layout = Layout(areas, _path, "reference/{}.parquet".format, products)
    tables = [*(TABLES.values() if areas else ()), *made, *REFERENCE.values()]
    schemas = {table.name: f"schemas/{table.name}.json" for table in tables}
    named = Named(writing.name, writing.number)
    for lang, path in README.items():
        writing.write(path, readme(lang, release=named, made=made[:2]))
    for table in tables:
        writing.write(schemas[table.name], table_schema(table))
    writing.write("views.sql", views_sql(layout).encode())
    for path, data in _constant(made[:2]).items():
        writing.write(path, data)
    title = f"{TITLE} ({writing.name})"
    package = datapackage(NAME, sorted(files, key=lambda file: file.path), schemas, title=title, version=writing.name)
    writing.write("datapackage.json", package)
    sums = "".join(f"{file.sha256}  {file.path}\n" for file in writing.files)
    writing.write("SHA256SUMS", sums.encode())


@cache
def _constant(made: tuple[Table, ...]) -> dict[str, bytes]:
    """Return what the package knows of the tables, and no release changes."""
    return {
        "dictionary.html": dictionary_page().encode(),
        "dictionary.md": published_dictionary().encode(),
        "contract.odcs.yaml": as_yaml(contract((*TABLES.values(), *made), "tables/{model}.parquet")),
    }

"""views.sql: DuckDB views over the published files, with labels in Chinese and English, derived from the tables.

The paths in it are relative: it runs from the directory that holds the files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from gouji.columns import Column, Table
from gouji.partition import CURRENT, REJECTED
from gouji.products.headers import header
from gouji.products.request_summary import MEASURES, REQUEST_SUMMARY, TOTAL, editions
from gouji.products.wide import WIDE
from gouji.reference import REFERENCE, STATISTIC_ITEMS
from gouji.tables import PROCEEDINGS, REQUESTS, STATISTICS_2014, TABLES

# Columns whose labels `reference/labels` has under another name.
_LABELLED_AS = {
    "worst_severity": "severity",
    "unit_inferred": "unit",
    "proactive_edition": "edition",
    "requests_edition": "edition",
}
_AXES = ("outcome", "applicant", "item", "measure", "channel", "section")


@dataclass(frozen=True)
class Layout:
    """Where files are: of a table in an area, of a reference table, of products; and where the script itself lies."""

    areas: tuple[str, ...]
    table: Callable[[str, str], str]
    reference: Callable[[str], str]
    products: Mapping[str, str] = field(default_factory=dict)
    script: str = "views.sql"

    def of(self, areas: tuple[str, ...]) -> Layout:
        """Return the layout where only these areas have files."""
        return replace(self, areas=areas)


ROOT_LAYOUT = Layout(
    (CURRENT, REJECTED),
    "{}/{}/**/*.parquet".format,
    "reference/{}.parquet".format,
    script="docs/views.sql",
)
"""The files as a run publishes them, from ROOT."""


def views_sql(layout: Layout) -> str:
    """Return a script that makes every view; it may be run again."""
    return "\n".join([_HEAD.format(script=layout.script), *_statements(layout)]) + "\n"


_HEAD = """\
-- Views over the published tables, for DuckDB. Run it in the directory that holds the files: duckdb -init {script}
--   requests              the table as it is, the reports that passed; rejected_requests: those that did not
--   requests_zh           Chinese headers and labels;  requests_en: English labels beside the keys
--   requests_own_body     only figures that bodies report for themselves alone: these may be added over bodies, while
--                         a total is still a row among rows: filter by applicant, outcome, measure before you sum
--   request_summary       requests by report, applicant and group of outcome, no total counted as a part
-- Never add figures of bodies with figures_cover = 'territory' to others: they contain those of the bodies below."""


def _statements(layout: Layout) -> Iterator[str]:
    yield "\n-- What the keys mean"
    for name in REFERENCE:
        yield _view(name, f"SELECT * FROM {_read(layout.reference(name))}")
    for area in layout.areas:
        yield f"\n-- {area}/"
        for name in TABLES:
            prefix = "" if area == CURRENT else f"{area}_"
            yield _view(prefix + name, f"SELECT * FROM {_read(layout.table(area, name))}")
    if CURRENT not in layout.areas:
        return
    for product in (REQUEST_SUMMARY, WIDE):
        if product.name in layout.products:
            yield _view(product.name, f"SELECT * FROM {_read(layout.products[product.name])}")
    if REQUEST_SUMMARY.name not in layout.products:
        yield _view(REQUEST_SUMMARY.name, _request_summary())
    yield "\n-- With labels"
    for table in (*TABLES.values(), REQUEST_SUMMARY):
        yield _view(f"{table.name}_zh", _labelled(table, _chinese))
        yield _view(f"{table.name}_en", _labelled(table, _english))
    yield "\n-- Figures of the body itself"
    for table in (*TABLES.values(), REQUEST_SUMMARY):
        if "figures_cover" in table.names:
            yield _view(f"{table.name}_own_body", f"SELECT * FROM {table.name} WHERE figures_cover = 'own_body'")


def _read(path: str) -> str:
    # The path's keys are left out: their types depend on the reader, and the rows carry the same facts.
    return f"read_parquet({_text(path)}, hive_partitioning = false)"


def _view(name: str, select: str) -> str:
    return f"CREATE OR REPLACE VIEW {_name(name)} AS {select};"


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _label_of(table: Table, column: Column) -> tuple[str, str] | None:
    """Return the table of labels and the condition that finds the label of a column, None where it has none."""
    value = f"t.{_name(column.name)}"
    if table is STATISTICS_2014 and column.name == "item":
        return STATISTIC_ITEMS.name, f"{{alias}}.item = {value}"
    if column.name == "rule_id":
        return "rules", f"{{alias}}.rule_id = {value}"
    if not column.values and column.name not in (*_AXES, *_LABELLED_AS):
        return None
    if column.name == "applicant_group":
        return '(SELECT DISTINCT "group", group_zh AS zh FROM applicants)', f'{{alias}}."group" = {value}'
    if column.name.endswith("_group"):
        return None
    named = _LABELLED_AS.get(column.name, column.name)
    if table is PROCEEDINGS and named == "outcome":
        named = "proceeding_outcome"
    return "labels", f'{{alias}}."column" = {_text(named)} AND {{alias}}."key" = {value}'


def _labelled(table: Table, shown: Callable[[Table, Column, str | None], Iterator[str]]) -> str:
    """Return a query that shows each column by itself or by its label."""
    selected: list[str] = []
    joined: list[str] = []
    for number, column in enumerate(table.columns):
        label = _label_of(table, column)
        alias = f"l{number}" if label else None
        picked = list(shown(table, column, alias))
        selected += picked
        if label and any(f"{alias}." in each for each in picked):
            joined.append(f"LEFT JOIN {label[0]} AS {alias} ON {label[1].format(alias=alias)}")
    return "\n  ".join([f"SELECT {', '.join(selected)}", f"FROM {table.name} AS t", *joined])


def _chinese(table: Table, column: Column, alias: str | None) -> Iterator[str]:
    value = f"t.{_name(column.name)}"
    if column.name == "rule_id":
        yield f"{value} AS {_name(header(column))}"
        yield f"{alias}.zh AS {_name('规则要求')}"
        return
    # A key whose label stands beside it stays a key; any other is shown by its label, or as it is if it has none.
    if alias and f"{column.name}_zh" not in table.names:
        value = f"coalesce({alias}.zh, {value})"
    yield f"{value} AS {_name(header(column))}"


def _english(table: Table, column: Column, alias: str | None) -> Iterator[str]:
    if column.name.endswith("_zh") and column.name != "message_zh":
        return
    yield f"t.{_name(column.name)}"
    # The key of a group is English as it stands.
    if alias and not column.name.endswith("_group"):
        yield f"{alias}.en AS {_name(f'{column.name}_en')}"


def _request_summary() -> str:
    """Return the query that is `request_summary.request_summary`, in SQL."""
    made = {"applicant_group", "outcome_group", "outcome_group_zh", *MEASURES, "printed_total", "unknown_cells"}
    heads = ", ".join(f"r.{name}" for name in REQUEST_SUMMARY.names if name not in made)
    total = f"{_text(TOTAL)} IN (applicant_group, outcome_group)"
    of = {"received": "outcome_group = 'received'", "carried_out": "outcome_group = 'carried_out'"}
    of["handled"] = f"NOT ({of['received']} OR {of['carried_out']})"
    filled = {name: f"CASE WHEN NOT ({total}) AND {of[name]} THEN parts END" for name in MEASURES}
    filled["printed_total"] = f"CASE WHEN {total} THEN totals END"
    shown = ", ".join(f"{filled[name]} AS {name}" if name in filled else name for name in REQUEST_SUMMARY.names)
    unified = ", ".join(map(_text, editions()))
    return f"""\
SELECT {shown}
  FROM (
    SELECT {heads}, a."group" AS applicant_group, o."group" AS outcome_group, o.group_zh AS outcome_group_zh,
      CAST(sum(r.resolved_value) AS BIGINT) AS parts, CAST(sum(r.value) AS BIGINT) AS totals,
      count(*) FILTER (WHERE r.resolved_value IS NULL) AS unknown_cells
    FROM {REQUESTS.name} AS r
    JOIN outcomes AS o USING (outcome)
    JOIN applicants AS a USING (applicant)
    WHERE r.reading_id IN (SELECT reading_id FROM reports WHERE requests_edition IN ({unified}))
    GROUP BY ALL
  )"""

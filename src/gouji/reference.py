"""The reference tables: what the keys mean, in Chinese and English, with groups and order, as Parquet and CSV.

They depend on the standard alone, so the same version of the package always gives the same bytes.
"""

from __future__ import annotations

import codecs
from datetime import date
from functools import cache
from importlib import resources

import polars as pl

from gouji.columns import Column, Table
from gouji.partition import to_parquet
from gouji.report import TableName
from gouji.standard.divisions import CENTRAL, CORPS, CORPS_NAME, LEVELS
from gouji.standard.forms import Axis, forms_of, terms
from gouji.standard.resources import read_csv
from gouji.standard.rules import RULES
from gouji.standard.statistics import statistics_form


def _key(name: str, zh: str, en: str) -> Column:
    return Column(name, "string", zh, en, nullable=False)


def _text(name: str, zh: str, en: str) -> Column:
    return Column(name, "string", zh, en)


_LABELS = (_text("zh", "中文名称", "Chinese label"), _text("en", "英文名称", "English label"))
_GROUP = (_text("group", "组", "Group"), _text("group_zh", "组名", "Chinese label of the group"))
_EDITIONS = _text("editions", "有此项的格式版本，空格分隔", "Editions of the form that have it, joined by spaces")
_POSITION = Column("position", "int64", "次序", "Order on the form", unit="ordinal", nullable=False)


def _terms_table(name: str, key: str, zh: str, en: str) -> Table:
    columns = (_key(key, "键", "The key, as in the tables"), *_LABELS, *_GROUP, _EDITIONS, _POSITION)
    return Table(name, zh, en, (key,), ("position",), columns)


OUTCOMES = _terms_table("outcomes", "outcome", "表三的行", "Rows of table 3 (requests.outcome)")
APPLICANTS = _terms_table("applicants", "applicant", "表三的列", "Columns of table 3 (requests.applicant)")
ITEMS = _terms_table("items", "item", "表二的行", "Rows of table 2 (proactive_disclosure.item)")
PROCEEDING_OUTCOMES = _terms_table(
    "proceeding_outcomes", "outcome", "表四的结果", "Results in table 4 (proceedings.outcome)"
)
RULE_TABLE = Table(
    "rules",
    "规则",
    "The rules a report is judged by",
    ("rule_id",),
    ("position",),
    (
        _key("rule_id", "规则编号", "The rule"),
        _text("severity", "严重程度", "Severity"),
        _EDITIONS,
        _text("formula", "公式", "The formula"),
        *_LABELS,
        _POSITION,
    ),
)
REGIONS = Table(
    "regions",
    "区划：历年代码与名称；一行为一个代码和名称的有效期",
    "Divisions through the years: one row for each code and name a division bore",
    ("code", "name", "first_date"),
    ("code", "first_date", "name"),
    (
        _key("code", "区划代码", "Division code"),
        _key("name", "名称", "Name"),
        _text("level", "层级", "Level"),
        _text("parent_code", "上级代码", "Code of the division above"),
        _text("province_code", "省级代码（即 region_code）", "Code of the province (region_code)"),
        Column("first_date", "date", "最早见于该日名录", "Date of the first list that has it", nullable=False),
        Column("last_date", "date", "最晚见于该日名录", "Date of the last list that has it", nullable=False),
        _text("chain", "区划的永久标识：最早的代码", "The division through all its codes: its oldest code"),
        _text("current_code", "最新名录中的代码；已撤销为空", "Its code on the newest list; null where abolished"),
        _text("current_name", "最新名录中的名称；已撤销为空", "Its name on the newest list; null where abolished"),
    ),
)
LABELS = Table(
    "labels",
    "各列取值的名称",
    "Labels of every closed set of values, by the column that holds them",
    ("column", "key"),
    ("column", "position"),
    (
        _key(
            "column",
            "列（proceeding_outcome 指 proceedings.outcome）",
            "The column (proceeding_outcome: proceedings.outcome)",
        ),
        _key("key", "值", "The value"),
        *_LABELS,
        *_GROUP,
        _POSITION,
    ),
)

STATISTIC_ITEMS = Table(
    "statistic_items",
    "2014 年统计表的行",
    "Rows of the statistics form of 2014 (statistics_2014.item)",
    ("item",),
    ("position",),
    (
        _key("item", "键", "The key, as in the table"),
        *_LABELS,
        _text("block", "所在部分", "Part of the form it stands in"),
        _text("unit", "表式的单位", "Unit on the form"),
        _text(
            "same_as",
            "含义相同的 2019 年以后表格的单元格；没有则为空",
            "Cell of the tables since 2019 that counts the same; null where none does",
        ),
        _POSITION,
    ),
)

REFERENCE: dict[str, Table] = {
    table.name: table
    for table in (OUTCOMES, APPLICANTS, ITEMS, PROCEEDING_OUTCOMES, RULE_TABLE, REGIONS, LABELS, STATISTIC_ITEMS)
}


@cache
def reference() -> dict[str, bytes]:
    """Return the reference files by path: each table as Parquet and as CSV that spreadsheets read as UTF-8."""
    files: dict[str, bytes] = {}
    for table, frame in _frames().items():
        files[f"reference/{table.name}.parquet"] = to_parquet(table, frame)
        text = frame.select(table.names).sort(table.sort).write_csv()
        files[f"reference/{table.name}.csv"] = codecs.BOM_UTF8 + text.encode()
    return files


@cache
def reference_rows() -> dict[str, int]:
    """Return the number of rows of each reference table."""
    return {table.name: frame.height for table, frame in _frames().items()}


def _frames() -> dict[Table, pl.DataFrame]:
    return {
        OUTCOMES: _terms(OUTCOMES, "outcome", "requests"),
        APPLICANTS: _terms(APPLICANTS, "applicant", "requests"),
        ITEMS: _terms(ITEMS, "item", "proactive_disclosure"),
        PROCEEDING_OUTCOMES: _terms(PROCEEDING_OUTCOMES, "proceeding_outcome", "proceedings"),
        RULE_TABLE: _rules(),
        REGIONS: _regions(),
        LABELS: _labels(),
        STATISTIC_ITEMS: _statistic_items(),
    }


def _terms(table: Table, axis: Axis, of: TableName) -> pl.DataFrame:
    found = [term for term in terms().values() if term.axis == axis]
    rows = [
        (term.key, term.zh, term.en, term.group or None, term.group_zh or None, _editions(of, term.key), position)
        for position, term in enumerate(found, start=1)
    ]
    return pl.DataFrame(rows, schema=table.polars_schema(), orient="row")


def _editions(table: TableName, key: str) -> str:
    """Return the editions whose form has the key as a row, local or not, or as a column."""
    having = {
        edition
        for form in forms_of(table)
        if any(key == row.key or key in row.columns for row in (*form.rows, *form.local_rows))
        for edition in form.edition.split("+")
    }
    for item in statistics_form().rows:
        of, *keys = item.same_as.split("/")
        if of == table and key in keys:
            having.add(statistics_form().edition)
    return " ".join(sorted(having))


def _statistic_items() -> pl.DataFrame:
    rows = [
        (row.key, row.zh, row.en, row.block, row.unit, row.same_as or None, position)
        for position, row in enumerate(statistics_form().rows, start=1)
    ]
    return pl.DataFrame(rows, schema=STATISTIC_ITEMS.polars_schema(), orient="row")


def _rules() -> pl.DataFrame:
    rows = [
        (rule.id, rule.severity, " ".join(rule.editions), rule.formula, rule.zh, rule.en, rule.order)
        for rule in RULES.values()
    ]
    return pl.DataFrame(rows, schema=RULE_TABLE.polars_schema(), orient="row")


def _regions() -> pl.DataFrame:
    """Return every entry of the division lists, with the province above it and what the division is called today."""
    source = resources.files("gouji.standard") / "divisions.parquet"
    data = source.read_bytes()
    days = [date.fromisoformat(day) for day in pl.read_parquet_metadata(data)["snapshots"].split(",")]
    listed = pl.read_parquet(data)
    # Central bodies and the Corps are regions of reports without being divisions of the lists.
    known = set(listed.get_column("code"))
    extra = [
        (code, name, level)
        for code, name, level in ((CENTRAL, "中央", -1), (CORPS, CORPS_NAME, 0))
        if code not in known
    ]
    added = pl.DataFrame(extra, schema={"code": pl.String, "name": pl.String, "level": pl.Int8}, orient="row")
    added = added.with_columns(parent=pl.lit(""), chain="code", first=pl.lit(0), last=pl.lit(len(days) - 1))
    every = pl.concat([listed, added.select(pl.col(name).cast(kind) for name, kind in listed.schema.items())])
    today = every.filter(last=len(days) - 1).select("chain", current_code="code", current_name="name")
    levels = {-1: "central", **dict(enumerate(LEVELS))}
    return (
        every.join(today.unique("chain", keep="last", maintain_order=True), on="chain", how="left")
        .with_columns(
            level=pl.col("level").replace_strict(levels, return_dtype=pl.String),
            parent_code=pl.when(pl.col("parent") != "").then("parent"),
            province_code=pl.when(pl.col("code") == CORPS).then("code").otherwise(pl.col("code").str.head(2) + "0000"),
            first_date=pl.col("first").replace_strict(dict(enumerate(days)), return_dtype=pl.Date),
            last_date=pl.col("last").replace_strict(dict(enumerate(days)), return_dtype=pl.Date),
        )
        .select(REGIONS.names)
    )


def _labels() -> pl.DataFrame:
    rows = [
        (str(term.axis), term.key, term.zh, term.en, term.group or None, term.group_zh or None)
        for term in terms().values()
    ]
    rows += [
        (row["column"], row["key"], row["zh"], row["en"], None, None)
        for row in read_csv("values.csv", ("column", "key", "zh", "en"))
    ]
    schema = {name: kind for name, kind in LABELS.polars_schema().items() if name != "position"}
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        position=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("column")
    )

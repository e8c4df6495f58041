"""contract.odcs.yaml: what a reader may rely on, as an Open Data Contract, derived from tables and rules.

Here it is plain values; writing YAML is left to the edge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from gouji.columns import LOGICAL_TYPES, Column, Table
from gouji.products.datapackage import LICENCE
from gouji.products.wide import title
from gouji.standard.rules import RULES
from gouji.tables import FINDINGS, PROACTIVE_DISCLOSURE, REPORTS, STATISTICS_2014, TABLES

API_VERSION = "v3.1.0"
# The table that rules are about, by the first part of their names, where it is neither that part nor the reports.
_ABOUT = {
    "proactive": PROACTIVE_DISCLOSURE.name,
    "procurement": PROACTIVE_DISCLOSURE.name,
    "fees": PROACTIVE_DISCLOSURE.name,
    "statistics": STATISTICS_2014.name,
}
_NO_UNDECIDED_ERROR = {
    "name": "no_undecided_error",
    "type": "sql",
    "description": "No published report has an error finding, unless a person decided so.",
    "dimension": "accuracy",
    "severity": "error",
    "query": "SELECT count(*) FROM findings WHERE severity = 'error' AND decision IS NULL",
    "mustBe": 0,
}


def contract(tables: Iterable[Table], location: str) -> dict[str, Any]:
    """Return the contract over the tables, whose files are found by `location` (`current/{table}/**/*.parquet`)."""
    declared = list(tables)
    return {
        "apiVersion": API_VERSION,
        "kind": "DataContract",
        "id": "gouji-annual-reports",
        "name": "政府信息公开工作年度报告 Open-government reports of China",
        "version": f"{max(table.version for table in declared)}.0.0",
        "status": "active",
        "domain": "open-government",
        "dataProduct": "gouji",
        "description": {
            "purpose": "Figures of the yearly open-government reports of Chinese administrative bodies as printed, "
            "with what does not hold in them.",
            "usage": "Filter by report_year and region_code, which stand in the rows; the path's keys are read as "
            "numbers. `value` is the printed number, null where nothing is printed.",
            "limitations": "Never add figures of bodies with figures_cover = 'territory' to others: they contain those "
            "of the bodies below. Totals are rows beside their parts. A null is not zero. Editions of the form differ. "
            "agency_name is not unique: join and group by agency_id or report_id.",
        },
        "servers": [
            {
                "server": "files",
                "type": "local",
                "description": "Paths are relative to the directory that holds the files",
                "path": location,
                "format": "parquet",
            }
        ],
        "schema": [_object(table) for table in declared],
        "slaProperties": [
            {"property": "generalAvailability", "value": "each file is whole at all times", "element": "current"},
            {"property": "schemaStability", "value": "columns of a table never change; tables may be added"},
        ],
        "customProperties": [
            {"property": "licence", "value": LICENCE["name"]},
            {"property": "partitionedBy", "value": ["year", "region"]},
        ],
    }


def _object(table: Table) -> dict[str, Any]:
    quality = list(_quality(table))
    return {
        "name": table.name,
        "physicalName": table.name,
        "logicalType": "object",
        "physicalType": "parquet",
        "businessName": table.zh,
        "description": table.en,
        "properties": [_property(table, column) for column in table.columns],
        **({"quality": quality} if quality else {}),
        "customProperties": [{"property": "schemaVersion", "value": table.version}],
    }


def _property(table: Table, column: Column) -> dict[str, Any]:
    quality = []
    if column.values:
        quality.append(
            {
                "type": "library",
                "metric": "invalidValues",
                "description": "A value outside the closed set; null is not counted",
                "arguments": {"validValues": list(column.values)},
                "mustBe": 0,
            }
        )
    key: dict[str, Any] = {}
    if column.name in table.key:
        key = {"primaryKey": True, "primaryKeyPosition": table.key.index(column.name) + 1}
    return {
        "name": column.name,
        "businessName": title(column),
        "logicalType": LOGICAL_TYPES[column.type],
        "physicalType": column.type,
        "description": f"{column.zh}。{column.en}.",
        "required": not column.nullable,
        **key,
        **({"quality": quality} if quality else {}),
        **({"customProperties": [{"property": "unit", "value": column.unit}]} if column.unit else {}),
    }


def _quality(table: Table) -> Iterator[dict[str, Any]]:
    if table.key:
        yield {
            "name": "key",
            "type": "library",
            "metric": "duplicateValues",
            "description": "No two rows share the key",
            "dimension": "uniqueness",
            "severity": "error",
            "arguments": {"properties": list(table.key)},
            "mustBe": 0,
        }
    if table is FINDINGS:
        yield dict(_NO_UNDECIDED_ERROR)
    for rule in RULES.values():
        if rule.severity == "error" and _judged(rule.id) == table.name:
            yield {
                "name": rule.id,
                "type": "text",
                "description": f"{rule.zh}。{rule.en[:1].upper()}{rule.en[1:]}. Formula: {rule.formula}",
                "dimension": "consistency",
                "severity": rule.severity,
            }


def _judged(rule_id: str) -> str:
    """Return the table whose rows a rule is about."""
    group = rule_id.partition(".")[0]
    return _ABOUT.get(group, group if group in TABLES else REPORTS.name)

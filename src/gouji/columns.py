"""What a published table is declared with: columns, their types, and the schemas derived from them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]

POLARS_TYPES: dict[str, pl.DataType] = {
    "string": pl.String(),
    "int16": pl.Int16(),
    "int64": pl.Int64(),
    "float64": pl.Float64(),
    "bool": pl.Boolean(),
    "date": pl.Date(),
    "decimal(24,6)": pl.Decimal(24, 6),
    "decimal(24,4)": pl.Decimal(24, 4),
}
ARROW_TYPES: dict[str, pa.DataType] = {
    "string": pa.large_string(),  # what the writer stores: the file's schema equals this one to the letter
    "int16": pa.int16(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
    "date": pa.date32(),
    "decimal(24,6)": pa.decimal128(24, 6),
    "decimal(24,4)": pa.decimal128(24, 4),
}
LOGICAL_TYPES: dict[str, str] = {
    "string": "string",
    "int16": "integer",
    "int64": "integer",
    "float64": "number",
    "bool": "boolean",
    "date": "date",
    "decimal(24,6)": "number",
    "decimal(24,4)": "number",
}
"""What Frictionless' Table Schema and the Open Data Contract Standard both call each type."""


@dataclass(frozen=True)
class Column:
    """One column. `values` closes the set it may hold; `unit` is the unit of measure where it has one."""

    name: str
    type: str
    zh: str
    en: str
    unit: str | None = None
    nullable: bool = True
    values: tuple[str, ...] = ()

    def field(self) -> pa.Field:
        """Return the Arrow field, its descriptions and unit in its metadata."""
        facts = {"zh": self.zh, "en": self.en} | ({"unit": self.unit} if self.unit else {})
        return pa.field(self.name, ARROW_TYPES[self.type], nullable=self.nullable, metadata=facts)


@dataclass(frozen=True)
class Table:
    """One published table. No two rows share `key` (where it has one); rows are stored in the order of `sort`."""

    name: str
    zh: str
    en: str
    key: tuple[str, ...]
    sort: tuple[str, ...]
    columns: tuple[Column, ...]
    version: int = 1

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return the column names, in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """Return one column; KeyError for a name the table does not have."""
        return self._by_name[name]

    def polars_schema(self) -> dict[str, pl.DataType]:
        """Return the Polars schema, in column order."""
        return {column.name: POLARS_TYPES[column.type] for column in self.columns}

    def arrow_schema(self) -> pa.Schema:
        """Return the Arrow schema every file of this table has, descriptions in the metadata."""
        facts = {"table": self.name, "version": str(self.version), "zh": self.zh, "en": self.en}
        return pa.schema([column.field() for column in self.columns], metadata=facts)

    def empty(self) -> pl.DataFrame:
        """Return the table with no rows, typed."""
        return pl.DataFrame(schema=self.polars_schema())

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

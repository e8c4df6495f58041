"""One sorted file a table, for who reads no folders: Parquet and CSV, written partition by partition."""

from __future__ import annotations

import codecs
import io

import polars as pl
import polars.selectors as selectors
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from gouji.columns import Table
from gouji.console import FORMULA_STARTS
from gouji.partition import RowsError, conform

ROW_GROUP = 100_000
"""Least rows of a row group but the last, which has fewer, and the most that are converted at a time."""


class ParquetParts:
    """A Parquet file written part by part; in memory are the compressed file and the rows of one row group.

    Parts come in the table's order, and so do the rows within each. The same parts give the same bytes.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self.rows = 0
        self._schema = table.arrow_schema()
        self._buffer = io.BytesIO()
        self._waiting: list[pa.Table] = []
        self._writer = pq.ParquetWriter(
            self._buffer,
            self._schema,
            compression="zstd",
            compression_level=3,
            write_statistics=True,
            write_page_index=True,
        )

    def add(self, frame: pl.DataFrame) -> None:
        """Append rows; RowsError where columns or types differ from the declaration, or a required one holds a null."""
        try:
            for part in conform(self.table, frame).iter_slices(ROW_GROUP):
                self._append(part.to_arrow().cast(self._schema))
        except (pa.ArrowInvalid, ValueError) as error:
            raise RowsError(f"{self.table.name}: {error}") from error

    def finish(self) -> bytes:
        """Return the file; nothing can be added afterwards."""
        self._flush()
        self._writer.close()
        return self._buffer.getvalue()

    def _append(self, part: pa.Table) -> None:
        self.rows += part.num_rows
        self._waiting.append(part)
        if sum(each.num_rows for each in self._waiting) >= ROW_GROUP:
            self._flush()

    def _flush(self) -> None:
        rows = pa.concat_tables(self._waiting) if self._waiting else self._schema.empty_table()
        if rows.num_rows:
            self._writer.write_table(rows, row_group_size=rows.num_rows)
        self._waiting.clear()


class CsvParts:
    """Rows as CSV for spreadsheets: UTF-8 with the mark, no text that runs as a formula, no idle zeros."""

    def __init__(self) -> None:
        self._body = io.BytesIO()

    def add(self, frame: pl.DataFrame) -> None:
        """Append rows."""
        frame.with_columns(inert_text(), _plain_decimals()).write_csv(
            self._body, include_header=False, line_terminator="\r\n"
        )

    def under(self, headers: list[str]) -> bytes:
        """Return the file with these headers."""
        head = pl.DataFrame(schema=dict.fromkeys(headers, pl.String())).write_csv(line_terminator="\r\n")
        return b"".join((codecs.BOM_UTF8, head.encode(), self._body.getbuffer()))


def inert_text() -> pl.Expr:
    """Return all columns of text, no value of which a spreadsheet runs as a formula (`gouji.console.inert`)."""
    text = pl.col(pl.String)
    runs = text.str.head(1).is_in(FORMULA_STARTS)
    return pl.when(runs).then(pl.lit("'") + text).otherwise(text).name.keep()


def _plain_decimals() -> pl.Expr:
    return selectors.decimal().cast(pl.String).str.strip_chars_end("0").str.strip_chars_end(".")

"""Workbooks: the rows of one partition as XLSX, the same bytes for the same rows."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from gouji.columns import Table
from gouji.console import inert

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
"""What a sheet can hold, its header included."""
LONGEST_TEXT = 32_767
"""UTF-16 units that a cell can hold."""
# A workbook carries the day it was made; this one is the same every day.
_MADE = datetime(2000, 1, 1)
_DATE = "yyyy-mm-dd"
_DIGITS = 15
"""Significant digits that a spreadsheet keeps."""
_WIDTHS = {"string": 16, "date": 12}
_NUMBER_WIDTH = 11
_ABOUT = ("列名", "column", "类型 type", "单位 unit", "说明", "meaning")
_ABOUT_WIDTHS = (40, 48, 16, 10, 60, 60)


class SheetTooSmall(Exception):
    """The rows or columns are more than a sheet can hold."""


def workbook(table: Table, headers: Mapping[str, str], frame: pl.DataFrame) -> bytes:
    """Return a workbook: a sheet of the rows under `headers` (by column), and a sheet that says what the columns are.

    Text is text, never a formula; a text longer than a cell ends in an ellipsis; a number that a spreadsheet would
    round is written as text. Raises SheetTooSmall where the rows do not fit, rather than cut them off.
    """
    if frame.height >= MOST_ROWS or frame.width > MOST_COLUMNS:
        raise SheetTooSmall(f"{table.name}: {frame.height} rows, {frame.width} columns")
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "constant_memory": True}) as book:
        book.set_properties({"title": inert(table.zh), "author": "Gouji", "created": _MADE})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": _DATE})
        sheet = book.add_worksheet("数据")
        sheet.freeze_panes(1, 1)
        for number, column in enumerate(table.columns):
            sheet.set_column(number, number, _WIDTHS.get(column.type, _NUMBER_WIDTH))
        _rows(sheet, [headers[name] for name in table.names], _floats(frame), head, day)
        sheet.autofilter(0, 0, frame.height, frame.width - 1)
        about = book.add_worksheet("列说明 columns")
        about.freeze_panes(1, 0)
        for number, width in enumerate(_ABOUT_WIDTHS):
            about.set_column(number, number, width)
        facts = [
            (headers[each.name], each.name, each.type, each.unit or "", each.zh, each.en) for each in table.columns
        ]
        _rows(about, _ABOUT, pl.DataFrame(facts, schema=list(_ABOUT), orient="row"), head, day)
    return buffer.getvalue()


def _rows(sheet: Worksheet, headers: Sequence[str], frame: pl.DataFrame, head: Any, day: Any) -> None:
    for number, header in enumerate(headers):
        sheet.write_string(0, number, inert(header), head)

    def text(row: int, column: int, value: str) -> None:
        sheet.write_string(row, column, _fitting(inert(value)))

    def dated(row: int, column: int, value: date) -> None:
        sheet.write_datetime(row, column, value, day)

    def number_or_text(row: int, column: int, value: int | Decimal) -> None:
        plain = Decimal(value).normalize()
        if len(plain.as_tuple().digits) <= _DIGITS:
            sheet.write_number(row, column, float(value))
        else:
            sheet.write_string(row, column, f"{plain:f}")

    writers: list[Callable[[int, int, Any], object]] = []
    for kind in frame.dtypes:
        if kind == pl.String:
            writers.append(text)
        elif kind == pl.Date:
            writers.append(dated)
        elif kind == pl.Float64:
            writers.append(sheet.write_number)
        else:
            writers.append(number_or_text)
    columns = range(frame.width)
    for row, values in enumerate(frame.iter_rows(), start=1):
        for column in columns:
            value = values[column]
            if value is not None:
                writers[column](row, column, value)


def _fitting(text: str) -> str:
    if len(text) <= LONGEST_TEXT // 2:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= LONGEST_TEXT * 2:
        return text
    return units[: 2 * (LONGEST_TEXT - 1)].decode("utf-16-le", "ignore") + "…"


def _floats(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with its numbers as floats, but for columns where a number might have too many digits."""
    safe = [
        name
        for name, kind in frame.schema.items()
        if (kind.is_decimal() or kind.is_integer())
        and (frame.get_column(name).abs().max() or 0) < 10 ** (_DIGITS - (kind.scale if kind.is_decimal() else 0))
    ]
    return frame.with_columns(pl.col(safe).cast(pl.Float64))

"""show: a report's form as it was read, bad cells marked, with the lines of the source they stand in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import click
import polars as pl
from rich.table import Table
from rich.text import Text

from flows.door.find import documents_named
from flows.door.options import Refused, as_of, common
from flows.door.tables import beside, console, grid, opened
from gouji.console import Lang
from gouji.document import Cell, Document, Paragraph, Place
from gouji.normalize import normalize
from gouji.report import STATISTICS
from gouji.snapshot import Snapshot, Source
from gouji.standard.forms import COLUMN_AXIS, ROW_AXIS, TABLE_NUMBER, term
from gouji.standard.statistics import statistics_form
from gouji.tables import CELL_TABLES, FIGURE_TABLES
from tasks.raw import raw_bytes
from tasks.rejections import number
from tasks.root import rows_of
from tasks.wording import say

KEYS = {
    "proactive_disclosure": ("item", "measure"),
    "requests": ("outcome", "applicant"),
    "proceedings": ("channel", "outcome"),
}
_AROUND = 1
"""Rows of the source shown before and after a bad cell's own."""
_WIDEST = 200


@click.command("show")
@click.argument("id_", metavar="ID")
@as_of
@common
def verb(id_: str, as_of: int | None, root: str, lang: Lang) -> None:
    """Draw the form of a report as it was read. ID: a report_id, reading_id, sha256 or file name."""
    storage, state = opened(root, lang, as_of)
    document = documents_named(storage, state, id_, lang).row(0, named=True)
    standing = pl.col("superseded_by").is_null()
    reports = rows_of(storage, state, "reports").filter(pl.col("report_id") == document["report_id"], standing)
    own = reports.filter(pl.col("source_sha256") == document["source_sha256"])
    reports = own if own.height else reports.filter(pl.col("verdict") == "accept")
    if reports.is_empty():
        raise Refused(f"{document['file_name']}: {document['reason']}")
    report = reports.row(0, named=True)
    rows = {
        name: frame.filter(pl.col("reading_id") == report["reading_id"])
        for name, frame in beside(storage, state, reports).items()
        if "reading_id" in frame.columns
    }
    marks = _marks(rows["finding_cells"], rows["findings"])
    out = console()
    place = "".join(report[part] or "" for part in ("province", "prefecture", "county", "township"))
    out.print(f"{report['agency_name'] or '?'} {report['report_year'] or '?'}  {place}")
    verdict, address = say(f"verdict_{report['verdict']}", lang), report["source_url"] or report["source_uri"]
    out.print(f"{report['report_id']}  {verdict}  {address}")
    for name in CELL_TABLES:
        if rows[name].height:
            out.print()
            for table in _forms(name, rows[name], marks, lang):
                out.print(table)
    if rows[STATISTICS].height:
        out.print()
        out.print(_statistics(rows[STATISTICS], marks, lang))
    out.print()
    findings = rows["findings"].sort(
        pl.col("severity").replace_strict({"error": 0, "warning": 1, "notice": 2}, return_dtype=pl.Int8), "finding_id"
    )
    for row in findings.iter_rows(named=True):
        out.print(f"[{row['rule_id']}] {row['message_zh' if lang == 'zh' else 'message_en'] or ''}")
    if findings.is_empty():
        out.print(say("no_problem", lang))
    places = {
        row["cell"]: row["place"]
        for name in FIGURE_TABLES
        for row in rows[name].select("cell", "place").iter_rows(named=True)
    }
    wanted = {places[cell] for cell in marks if places.get(cell)}
    if wanted:
        out.print()
        # What has become other bytes than were read shows nothing of what was read.
        out.print(_source(raw_bytes(storage, report["source_sha256"]), document, wanted, lang))


def _marks(cells: pl.DataFrame, findings: pl.DataFrame) -> dict[str, tuple[str, str]]:
    """Return what to write behind the printed text of each bad cell, and in what style."""
    errors = findings.filter(pl.col("severity") != "notice").select("finding_id", "computed")
    marks: dict[str, tuple[str, str]] = {}
    # Where one cell alone could be the cause it stands out; the sums that fail through it are only marked.
    for row in cells.join(errors, on="finding_id").sort("role").iter_rows(named=True):
        if row["role"] == "suspect":
            marks[row["cell"]] = (f"→{number(row['value'])}?", "bold white on red")
        elif row["role"] == "total" and row["computed"] is not None:
            marks.setdefault(row["cell"], (f"≠{number(row['computed'])}", "bold red"))
    return marks


def _forms(name: str, rows: pl.DataFrame, marks: dict[str, tuple[str, str]], lang: Lang) -> Iterator[Table]:
    """Yield the form in blocks of rows that have the same columns, as it stands on paper."""
    row_key, column_key = KEYS[name]
    row_axis, column_axis = ROW_AXIS[name], COLUMN_AXIS[name]
    drawn: dict[str, dict[str, Text]] = defaultdict(dict)
    for row in rows.iter_rows(named=True):
        drawn[row[row_key]][row[column_key]] = _cell(row, marks, lang)
    ordered = sorted(drawn, key=lambda key: term(row_axis, key).order)
    heading = f"表{TABLE_NUMBER[name]}" if lang == "zh" else name.replace("_", " ")
    for columns, keys in groupby(
        ordered, key=lambda key: tuple(sorted(drawn[key], key=lambda c: term(column_axis, c).order))
    ):
        right = tuple(range(1, len(columns) + 1))
        table = grid(heading, *(_label(column_axis, key, lang) for key in columns), right=right)
        table.columns[0].min_width = 22
        for key in keys:
            table.add_row(_label(row_axis, key, lang), *(drawn[key][column] for column in columns))
        yield table


def _statistics(rows: pl.DataFrame, marks: dict[str, tuple[str, str]], lang: Lang) -> Table:
    """Return the statistics form of 2014: its rows in their order, then those the place has added."""
    form = {row.key: (order, row) for order, row in enumerate(statistics_form().rows)}
    drawn: dict[tuple[int, str], dict[str, Text]] = defaultdict(dict)
    for row in rows.iter_rows(named=True):
        order, known = form.get(row["item"], (len(form), None))
        label = row["label"] if known is None else known.zh if lang == "zh" else known.en
        drawn[order, label][row["breakdown"] or ""] = _cell(row, marks, lang)
    columns = list(dict.fromkeys(column for cells in drawn.values() for column in cells))
    heading = statistics_form().title if lang == "zh" else STATISTICS.replace("_", " ")
    table = grid(heading, *columns, right=tuple(range(1, len(columns) + 1)))
    for (_, label), cells in sorted(drawn.items(), key=lambda entry: entry[0]):
        table.add_row(label, *(cells.get(column, "") for column in columns))
    return table


def _cell(row: dict[str, Any], marks: dict[str, tuple[str, str]], lang: Lang) -> Text:
    printed = row["printed"] or say("nothing_printed", lang)
    if mark := marks.get(row["cell"]):
        return Text(printed + mark[0], style=mark[1])
    if not row["proven"]:
        return Text(f"{printed}?", style="yellow")
    return Text(printed, style="dim" if not row["printed"] else "")


def _label(axis: Any, key: str, lang: Lang) -> str:
    named = term(axis, key)
    return named.zh if lang == "zh" else named.en


def _source(data: bytes, row: dict[str, Any], wanted: set[str], lang: Lang) -> Table:
    source = Source(row["source_sha256"], row["file_name"] or "", row["source_uri"], row["source_url"])
    document = normalize(Snapshot(data, source))
    table = grid(say("source", lang), row["file_name"] or "")
    if not isinstance(document, Document):
        return table
    rows = list(_rows(document))
    bad = {at for at, cells in enumerate(rows) for cell in cells if str(cell.place) in wanted}
    shown = sorted({near for at in bad for near in range(at - _AROUND, at + _AROUND + 1)} & set(range(len(rows))))
    for before, here in zip([None, *shown], shown, strict=False):
        if before is not None and here != before + 1:
            table.add_section()
        text = Text(" | ".join(" ".join(cell.text.split()) for cell in rows[here]))
        text.truncate(_WIDEST)
        table.add_row(Text(_where(rows[here], lang), style="bold red" if here in bad else "dim"), text)
    return table


def _rows(document: Document) -> Iterator[tuple[Cell | Paragraph, ...]]:
    """Yield what stands in the source, paragraph by paragraph and row by row."""
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield (block,)
        else:
            yield from block.rows


def _where(cells: Sequence[Cell | Paragraph], lang: Lang) -> str:
    """Return where a row stands: its lines, else its table and row, with the page where there are pages."""
    place = cells[0].place if cells else Place()
    page = say("page_of", lang, place.page) if place.page is not None else ""
    lines = sorted({cell.place.line for cell in cells if cell.place.line is not None})
    if len(lines) > 1:
        return page + say("lines", lang, lines[0], lines[-1])
    if lines:
        return page + say("line", lang, lines[0])
    return page + (say("row_of", lang, place.table or 1, place.row) if place.row is not None else "")

"""Document -> Report: the tables held against the form, the sections, who reports and when."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gouji.document import Document, Paragraph, Table
from gouji.normalize import crashed, normalize
from gouji.parse.copied import copied
from gouji.parse.identity.identify import identify
from gouji.parse.identity.titles import find_titles
from gouji.parse.no_report import why_no_report
from gouji.parse.passages import passages_of
from gouji.parse.sections import headings_of, sections_of
from gouji.parse.statements import statements_of
from gouji.parse.statistics.reading import FoundStatistics, read_statistics
from gouji.parse.tables.grid import grid_of
from gouji.parse.tables.reading import FoundTable, read_tables
from gouji.parse.tables.tokens import Item, items_of
from gouji.parse.tables.unfold import unfold
from gouji.report import TABLE_NAMES, NoReport, Problem, Report, StatisticsReading, TableReading
from gouji.snapshot import Snapshot, Source
from gouji.standard.forms import earlier_forms, forms

_FIRST_YEAR = min(form.first_year for form in forms())
"""Report year of the oldest form known; text of an earlier year without any of the tables was written for another."""


def read(snapshot: Snapshot) -> Report | NoReport:
    """Return the report in a snapshot, or why it is none. Never raises on content."""
    try:
        document = normalize(snapshot)
        return parse(document, snapshot.source) if isinstance(document, Document) else document
    except Exception as error:  # noqa: BLE001 - a defect of a reader costs one document, never the others
        return crashed(snapshot.source.sha256, error)


def parse(document: Document, source: Source) -> Report | NoReport:
    """Return the report in a document: every cell of the form's tables, proven or not; or that it is no report.

    A text with the title or two sections of a report is one, whatever tables it lacks.
    """
    document = unfold(document)
    items = items_of(document)
    found = read_tables(items)
    statistics = read_statistics(items)
    paragraphs = _paragraphs(document, items, found, statistics)
    headings = headings_of(paragraphs)
    tables = tuple(table.reading for table in found)
    if reason := why_no_report(tables, headings, paragraphs):
        return NoReport(document.sha256, document.media_type, reason)
    first_heading = headings[0].index if headings else len(paragraphs)
    identity = identify(paragraphs, first_heading, source, document.meta)
    sections = sections_of(paragraphs, headings)
    if statistics is not None:
        tables = tuple(_in_statistics(table, statistics.reading) for table in tables)
    problems: list[Problem] = []
    if any(table.state == "doubled" for table in tables) or _has_several_titles(found, paragraphs):
        problems.append(Problem("form.several_reports", "doubled table"))
    elif all(table.state == "missing" for table in tables) and (
        not any(heading.section in TABLE_NAMES for heading in headings)
        or _is_earlier_form(paragraphs)
        or (identity.report_year is not None and identity.report_year < _FIRST_YEAR)
    ):
        tables = tuple(TableReading(table.table, "unknown_edition") for table in tables)
    passages = passages_of(paragraphs, headings)
    if not problems:
        problems += copied(paragraphs, passages, headings, identity)
    statements = statements_of(passages, identity)
    form_of_2014 = None if statistics is None else statistics.reading
    return Report(
        document.sha256, document.media_type, identity, tables, sections, statements, tuple(problems), form_of_2014
    )  # fmt: skip


def _has_several_titles(found: Sequence[FoundTable], paragraphs: Sequence[Paragraph]) -> bool:
    """Return whether tables that stand twice, with equal figures, stand under titles of different bodies or years."""
    if all(table.copies < 2 for table in found):
        return False
    titles = find_titles(paragraphs, len(paragraphs))
    return len({(title.body_text, title.years) for title in titles}) > 1


def _is_earlier_form(paragraphs: Sequence[Paragraph]) -> bool:
    """Return whether a text prints two or more of the words that only one of the forms before 2019 has."""
    text = "".join(paragraph.text for paragraph in paragraphs)
    return any(sum(anchor in text for anchor in anchors) > 1 for anchors in earlier_forms().values())


def _in_statistics(table: TableReading, statistics: StatisticsReading) -> TableReading:
    """Return a table that is not there as one whose figures stand in the statistics form of 2014; another as it is."""
    if table.state != "missing":
        return table
    return TableReading(table.table, "statistics", statistics.edition, place=statistics.place)


def _is_remark(item: Item) -> bool:
    """Return whether a line or a row between a table's rows is a sentence on it, like 注：另有6件未计入."""
    [token, *others] = item.tokens
    return not others and not token.hits and _REMARK.search(token.text) is not None


_REMARK = re.compile(r"^[(（]?(?:备?注|说明)[:：]|[。；;][)）]?$")


def _paragraphs(
    document: Document, items: Sequence[Item], found: Sequence[FoundTable], statistics: FoundStatistics | None
) -> list[Paragraph]:
    """Return what is text: paragraphs, and the rows of tables that are not the form's, one line each.

    A cell of a medium's table that has lines of its own is text laid out in a table: each line is one.
    """
    regions = [(table.region.start, table.region.stop) for table in found if table.region is not None]
    if statistics is not None:
        regions.append((statistics.start, statistics.stop))
    in_tables = [item for start, stop in regions for item in items[start:stop] if not _is_remark(item)]
    cells = {id(token.cell) for item in in_tables if item.rowed for token in item.tokens}
    blocks = {block for item in in_tables if not item.rowed for block in item.blocks}
    texts: list[Paragraph] = []
    for index, block in enumerate(document.blocks):
        if isinstance(block, Table):
            for row in block.rows:
                if any(id(cell) in cells for cell in row):
                    continue
                if grid_of(row) is not None and any("\n" in cell.text.strip() for cell in row):
                    texts += [
                        Paragraph(line, cell.place)
                        for cell in row
                        for text in cell.text.splitlines()
                        if (line := text.strip())
                    ]
                elif line := " ".join(text for cell in row if (text := cell.text.strip())):
                    texts.append(Paragraph(line, row[0].place))
        elif block.text and index not in blocks:
            texts.append(block)
    return texts

"""The statistics form of 2014: how its figures relate, and which of them count what the tables since 2019 count."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import NamedTuple

import polars as pl

from gouji.reconcile.frames import VALUE, Frames
from gouji.reconcile.registry import Batch, judges, offenders
from gouji.report import Report, StatisticCell, StatisticsReading, TableName
from gouji.standard.statistics import Relation, statistics_form

_BLANK = ("blank", "not_applicable")
_Number = int | Decimal


class Related(NamedTuple):
    """One relation in one column of one reading: the printed total, the sum of its parts as they count, the cells.

    `judged` is False where the total is blank, where a figure is unreadable, where the place has added rows among the
    parts, and, for all but `statistics.total`, where any figure is blank.
    """

    relation: Relation
    reported: _Number | None
    computed: _Number | None
    judged: bool
    cells: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Return whether total and parts are as they should be."""
        if self.reported is None or self.computed is None:
            return False
        comparison = self.relation.comparison
        if comparison == "equal":
            return self.reported == self.computed
        return self.reported <= self.computed if comparison == "at_most" else self.reported >= self.computed


def related(reading: StatisticsReading) -> Iterator[Related]:
    """Yield every relation of a proven reading, in each of its columns; nothing of one in doubt."""
    if reading.doubt is not None:
        return
    columns: dict[str | None, dict[str, StatisticCell]] = {}
    for cell in reading.cells:
        columns.setdefault(cell.breakdown, {})[cell.row] = cell
    order = list(next(iter(columns.values()), {}))
    for relation in statistics_form().relations:
        is_whole = not _has_added_rows(relation, order)
        for cells in columns.values():
            yield _related(relation, cells, is_whole)


def _related(relation: Relation, cells: Mapping[str, StatisticCell], is_whole: bool) -> Related:
    named = tuple(cells[row] for row in (relation.total, *relation.parts))
    total, *parts = named
    figures = [_counted(cell, cells) for cell in parts]
    numbers = [figure for figure in figures if figure is not None]
    computed = sum(numbers) if len(numbers) == len(figures) else None
    reported = total.value if total.meaning not in _BLANK else None
    may_be_blank = relation.rule_id == "statistics.total"
    judged = (
        is_whole
        and computed is not None
        and reported is not None
        and (may_be_blank or not any(cell.meaning in _BLANK for cell in named))
    )
    return Related(relation, reported, computed, judged, tuple(cell.key for cell in named))


def _counted(cell: StatisticCell, cells: Mapping[str, StatisticCell]) -> _Number | None:
    """Return what a part counts as: a blank as 0, or as the sum of its own parts where it is a total itself."""
    if cell.meaning not in _BLANK:
        return cell.value
    own = _totals().get(cell.row)
    if own is None:
        return 0
    figures = [0 if cells[row].meaning in _BLANK else cells[row].value for row in own.parts]
    numbers = [figure for figure in figures if figure is not None]
    return sum(numbers) if len(numbers) == len(figures) else None


@cache
def _totals() -> dict[str, Relation]:
    return {relation.total: relation for relation in statistics_form().relations if relation.comparison == "equal"}


@cache
def _next_row(key: str) -> str | None:
    keys = [row.key for row in statistics_form().rows]
    return next(iter(keys[keys.index(key) + 1 :]), None)


def _has_added_rows(relation: Relation, order: Sequence[str]) -> bool:
    """Return whether a row of the place's own stands among the parts, or right behind them: it may be a part too."""
    first = order.index(relation.total if relation.comparison == "equal" else relation.parts[0])
    after = _next_row(relation.parts[-1])
    last = len(order) if after is None else order.index(after)
    return any(row.startswith("other.") for row in order[first:last])


def computed_values(reports: Sequence[Report]) -> pl.DataFrame:
    """Return (doc, cell, computed_value) of every total: the sum of its parts as read, blanks as 0."""
    rows: list[tuple[int, str, _Number]] = []
    for doc, report in enumerate(reports):
        if report.statistics is None:
            continue
        values = {cell.key: 0 if cell.meaning in _BLANK else cell.value for cell in report.statistics.cells}
        for found in related(report.statistics):
            figures = [values[cell] for cell in found.cells[1:]]
            numbers = [figure for figure in figures if isinstance(figure, int)]
            if found.relation.comparison == "equal" and len(numbers) == len(figures):
                rows.append((doc, found.cells[0], sum(numbers)))
    schema = {"doc": pl.UInt32(), "cell": pl.String(), "computed_value": pl.Int64()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def resolved_values(reports: Sequence[Report], table: TableName) -> pl.DataFrame:
    """Return (doc, row, column, of_statistics) of the cells of `same_cells`: the number printed or proven by a sum.

    A blank is 0 where its total is printed and holds with it as 0; a blank total is the sum of its parts where each of
    them is printed or resolved.
    """
    rows: list[tuple[int, str, str, int]] = []
    for doc, report in enumerate(reports):
        if report.statistics is None or not any(t.table == table and t.state == "statistics" for t in report.tables):
            continue
        cells = {cell.row: cell for cell in report.statistics.cells if cell.breakdown is None}
        sums = [found for found in related(report.statistics) if found.relation.rule_id == "statistics.total"]
        for row in statistics_form().rows if cells else ():
            name, *place = row.same_as.split("/")
            value = _resolved(row.key, cells, sums) if name == table else None
            if isinstance(value, int):
                rows.append((doc, place[0], place[1], value))
    schema = {"doc": pl.UInt32(), "row": pl.String(), "column": pl.String(), "of_statistics": pl.Int64()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _resolved(row: str, cells: Mapping[str, StatisticCell], sums: Sequence[Related]) -> _Number | None:
    if row not in cells:
        # A reading that is not proven may lack rows.
        return None
    if cells[row].meaning not in _BLANK:
        return cells[row].value
    for found in sums:
        if row in found.relation.parts and found.judged and found.holds and _counted(cells[row], cells) == 0:
            return 0
    for found in sums:
        if row == found.relation.total:
            parts = [_resolved(part, cells, sums) for part in found.relation.parts]
            numbers = [part for part in parts if part is not None]
            return sum(numbers) if len(numbers) == len(parts) else None
    return None


def checked(reports: Sequence[Report]) -> dict[int, tuple[int, int]]:
    """Return (relations judged, relations left out) of every reading that has the form."""
    found: dict[int, tuple[int, int]] = {}
    for doc, report in enumerate(reports):
        if report.statistics is not None:
            judged = [each.judged for each in related(report.statistics)]
            found[doc] = (sum(judged), len(judged) - sum(judged))
    return found


def _failing(rule_id: str) -> Callable[[Batch], pl.DataFrame]:
    def failing(batch: Batch) -> pl.DataFrame:
        rows = [
            (doc, found.cells[0], list(found.cells), Decimal(found.reported or 0), Decimal(found.computed or 0))
            for doc, report in enumerate(batch.frames.readings)
            if report.statistics is not None
            for found in related(report.statistics)
            if found.relation.rule_id == rule_id and found.judged and not found.holds
        ]
        schema = {"doc": pl.UInt32(), "subject": pl.String(), "cells": pl.List(pl.String())}
        return offenders(
            pl.DataFrame(rows, schema={**schema, "reported": VALUE, "computed": VALUE}, orient="row")
        )  # fmt: skip

    return failing


RELATIONS = frozenset(relation.rule_id for relation in statistics_form().relations)
"""The rules that compare a total of the form with its parts."""
for _rule_id in sorted(RELATIONS):
    judges(_rule_id)(_failing(_rule_id))


def same_cells(frames: Frames, table: TableName) -> pl.DataFrame:
    """Return the figures of the statistics form that `table` counts too, as its cells, where it stands nowhere else.

    A figure broken down by columns is none of them.
    """
    same = [
        (row.key, *row.same_as.split("/")[1:]) for row in statistics_form().rows if row.same_as.startswith(f"{table}/")
    ]
    names = pl.DataFrame(same, schema={"item": pl.String, "row": pl.String, "column": pl.String}, orient="row")
    docs = frames.tables.filter((pl.col("table") == table) & (pl.col("state") == "statistics")).select("doc")
    found = frames.statistics.filter(pl.col("breakdown").is_null()).drop("unit")
    return (
        found.join(docs, on="doc", how="semi", maintain_order="left")
        .join(names, on="item", how="inner", maintain_order="left")
        .with_columns(unit=pl.lit("count"), unit_basis=pl.lit("form"), same_as=pl.col("cell"))
    )

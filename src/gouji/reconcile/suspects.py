"""Which single cell would explain all failing sums of a report.

One wrong cell fails every sum that holds it and no other, so a suspect stands in every failing sum and in no sum that
holds, and one value, in its domain, would satisfy them all. Suspects are said, never applied.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gouji.reconcile.sums import Sum, sums_of
from gouji.report import CellReading, Report


def suspects_of(report: Report) -> list[tuple[str, int]]:
    """Return (cell, value) of every single cell that would satisfy all failing sums of the report."""
    failing: list[tuple[dict[str, int], int]] = []
    cleared: set[str] = set()
    for table in report.tables:
        if table.state != "found" or table.doubt is not None or table.edition is None:
            continue
        cells = {cell.key: cell for cell in table.cells}
        sums = sums_of(table.table, table.edition)
        # The grand total ends both a row and a column; its own parts are those of its row.
        totals: dict[str, Sum] = {found.total: found for found in reversed(sums) if found.total is not None}
        for found in sums:
            terms = _expanded(found, cells, totals)
            if terms is None:
                continue
            residual = sum(sign * _read(cells[cell]) for cell, sign in terms.items())
            if residual:
                failing.append((terms, residual))
            else:
                cleared.update(terms)
    return _common(failing, cleared, report)


def _common(failing: list[tuple[dict[str, int], int]], cleared: set[str], report: Report) -> list[tuple[str, int]]:
    if not failing:
        return []
    cells = {cell.key: cell for table in report.tables for cell in table.cells}
    common = set.intersection(*(set(terms) for terms, _ in failing)) - cleared
    found: list[tuple[str, int]] = []
    for cell in (cell for cell in failing[0][0] if cell in common):
        needed = {_needed(_read(cells[cell]), terms[cell], residual) for terms, residual in failing}
        value = needed.pop()
        if not needed and value is not None and value >= 0:
            found.append((cell, value))
    return found


def _needed(value: int, sign: int, residual: int) -> int | None:
    """Return what the cell would have to be; None where it counts more than once and no whole number does."""
    return None if residual % sign else value - residual // sign


def _read(cell: CellReading) -> int:
    return cell.value if isinstance(cell.value, int) else 0


def _is_blank(cell: CellReading) -> bool:
    return cell.meaning in ("blank", "not_applicable")


def _expanded(found: Sum, cells: Mapping[str, CellReading], totals: Mapping[str, Sum]) -> dict[str, int] | None:
    """Return the signed printed cells of a sum, a blank total standing for its parts; None where it is not judged."""
    if found.total is not None and _is_blank(cells[found.total]):
        return None
    terms: dict[str, int] = {}
    for cell, sign in _leaves(found.terms, cells, totals):
        if not _is_blank(cells[cell]) and not isinstance(cells[cell].value, int):
            return None
        terms[cell] = terms.get(cell, 0) + sign
    return {cell: sign for cell, sign in terms.items() if sign}


def _leaves(
    terms: Iterable[tuple[str, int]], cells: Mapping[str, CellReading], totals: Mapping[str, Sum]
) -> Iterable[tuple[str, int]]:
    for cell, sign in terms:
        if _is_blank(cells[cell]) and cell in totals:
            yield from _leaves(((part, sign) for part in totals[cell].cells[1:]), cells, totals)
        else:
            yield cell, sign

"""Which governments have no report of a year at HEAD, neither published nor rejected."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import polars as pl

from gouji.console import inert
from gouji.release import Head, Storage
from gouji.report import AgencyLevel
from gouji.standard.divisions import Division, divisions, in_scope
from gouji.standard.governments import governs
from tasks.root import rows_of

FIELDS = ("code", "name", "level", "province", "prefecture", "county", "report_id")


@dataclass(frozen=True)
class Lacking:
    """The governments of a year within a scope, those without a report, and how many divisions are none."""

    year: int
    governments: tuple[Division, ...]
    without: tuple[Division, ...]
    not_counted: tuple[Division, ...]


def newest_year(state: Head) -> int | None:
    """Return the newest year that HEAD has reports of."""
    return (
        max((item.year for item in state.manifest.objects if item.table == "reports" and item.rows), default=None)
        or None
    )


def lacking(storage: Storage, state: Head, year: int, region: str | None, levels: Collection[AgencyLevel]) -> Lacking:
    """Return which governments of a year have no report in a state.

    A body is known by its permanent id, whatever its code or name is. A government's office that reports for the whole
    territory speaks for the government.
    """
    places = {(item.year, item.region) for item in state.manifest.objects if item.year == year}
    columns = ("agency_id", "figures_cover", "superseded_by")
    reports = rows_of(storage, state, "reports", columns, places=places).filter(pl.col("superseded_by").is_null())
    of = pl.col("agency_id")
    speaks = of.str.ends_with("-gov") | (of.str.ends_with("-office") & (pl.col("figures_cover") == "territory"))
    chains = frozenset(reports.filter(speaks).select(of.str.replace(r"-(gov|office)$", "")).to_series())
    known = divisions()
    every = [
        each
        for each in known.listed(known.number(year))
        if each.level in levels and (region is None or in_scope(region, each.code, year=year))
    ]
    governments = tuple(each for each in every if governs(each))
    return Lacking(
        year,
        governments,
        tuple(each for each in governments if each.chain not in chains),
        tuple(each for each in every if not governs(each)),
    )


def lacking_csv(found: Lacking) -> str:
    """Return one row a government without a report, with the id its report would have."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(FIELDS)
    for each in found.without:
        above = {row.level: row.plain_name for row in line(each, found.year)[:-1]}
        named = [each.code, each.plain_name, each.level, *(above.get(level, "") for level in FIELDS[3:6])]
        writer.writerow([inert(text) for text in [*named, f"{each.chain}-gov-{found.year}"]])
    return out.getvalue()


def line(division: Division, year: int) -> list[Division]:
    """Return a division and all above it in a year, from the province down."""
    return divisions().lineage(division, divisions().number(year))


def by_province(of: Iterable[Division]) -> dict[str, dict[AgencyLevel, int]]:
    """Return how many there are by the first two digits of their codes, and by level."""
    counts: dict[str, dict[AgencyLevel, int]] = {}
    for each in of:
        row = counts.setdefault(each.code[:2], {})
        row[each.level] = row.get(each.level, 0) + 1
    return counts

"""missing: which governments have no report of a year."""

from __future__ import annotations

import sys
from collections.abc import Mapping

import click

from flows.door.options import Refused, as_of, common, place
from flows.door.tables import console, grid, opened
from gouji.console import Lang
from gouji.report import AgencyLevel
from gouji.standard.divisions import LEVELS, divisions
from tasks.missing import Lacking, by_province, lacking, lacking_csv, line, newest_year
from tasks.wording import say


@click.command("missing")
@place
@click.option("--level", type=click.Choice(LEVELS), multiple=True, help="Only governments of this level.")
@click.option("--list", "listed", is_flag=True, help="The governments themselves, one a line.")
@click.option("--csv", "as_csv", is_flag=True, help="As CSV, one row a government.")
@as_of
@common
def verb(
    region: str | None,
    year: int | None,
    level: tuple[AgencyLevel, ...],
    listed: bool,
    as_csv: bool,
    as_of: int | None,
    root: str,
    lang: Lang,
) -> None:
    """Count the governments that have no report of a year, neither published nor rejected, by province and level.

    The year is the newest that there are reports of, unless one is given. Counted are provinces, prefectures, counties
    and towns of the list of that year; development zones, farms and the like have no government and are not.
    """
    storage, state = opened(root, lang, as_of)
    year = year or newest_year(state)
    if year is None:
        raise Refused(say("no_year", lang))
    found = lacking(storage, state, year, region, level or LEVELS)
    if as_csv:
        # The mark makes Excel read UTF-8; bytes, because a terminal's own encoding must not get in between.
        sys.stdout.buffer.write(("\ufeff" + lacking_csv(found)).encode())
        sys.stdout.flush()
        return
    out = console()
    if listed:
        for each in found.without:
            out.print(f"{each.code}  {''.join(row.plain_name for row in line(each, year))}")
    else:
        out.print(_table(found, lang))
    out.print(say("missing_of", lang, year, len(found.without), len(found.governments)))
    if found.not_counted:
        out.print(say("missing_not_counted", lang, len(found.not_counted)))


def _table(found: Lacking, lang: Lang) -> object:
    every, without = by_province(found.governments), by_province(found.without)
    levels = [level for level in LEVELS if any(level in row for row in every.values())]
    columns = [say(f"level_{level}", lang) for level in levels]
    table = grid(say("region", lang), *columns, say("total", lang), right=tuple(range(1, len(levels) + 2)))
    for digits, row in sorted(every.items()):
        province = divisions().get(f"{digits}0000", found.year)
        lacks = without.get(digits, {})
        name = f"{digits}0000 {province.plain_name if province else ''}".strip()
        table.add_row(name, *(_share(lacks, row, level) for level in levels), _share(lacks, row))
    table.add_section()
    sums = [{level: sum(row.get(level, 0) for row in of.values()) for level in levels} for of in (without, every)]
    table.add_row(say("total", lang), *(_share(*sums, level) for level in levels), _share(*sums))
    return table


def _share(
    without: Mapping[AgencyLevel, int], every: Mapping[AgencyLevel, int], level: AgencyLevel | None = None
) -> str:
    """Return how many of how many, and the share: 12/40 30 %."""
    some = sum(without.values()) if level is None else without.get(level, 0)
    all_ = sum(every.values()) if level is None else every.get(level, 0)
    return f"{some}/{all_} {100 * some / all_:.0f} %" if all_ else ""

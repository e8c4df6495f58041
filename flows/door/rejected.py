"""rejected: the reports that are held back, and why."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import polars as pl

from flows.door.options import common, place
from flows.door.tables import console, every_table, opened
from gouji.console import Lang
from tasks.pages import line, rejected_csv
from tasks.recorded import CODES, Scope
from tasks.rejections import rejections
from tasks.wording import say


@click.command("rejected")
@place
@click.option("--rule", metavar="ID", help="Only what this rule rejects.")
@click.option("--name", metavar="TEXT", help="Only bodies or files with this in their name.")
@click.option("--csv", "as_csv", is_flag=True, help="As CSV, one row a fault.")
@common
def verb(
    region: str | None, year: int | None, rule: str | None, name: str | None, as_csv: bool, root: Path, lang: Lang
) -> None:
    """List the rejected reports, one a line, or each fault as a row of CSV."""
    storage, state = opened(root, lang)
    tables = every_table(storage, state, "rejected")
    scope = Scope(year, region)
    reports = tables["reports"]
    if scope:
        within = [
            scope.takes(row["report_year"], tuple(row[code] for code in CODES)) for row in reports.iter_rows(named=True)
        ]
        reports = reports.filter(pl.Series(within, dtype=pl.Boolean))
    found = [
        each
        for each in rejections(tables | {"reports": reports})
        if (rule is None or any(fault.rule_id == rule for fault in each.faults))
        and (name is None or name in f"{each.agency_name or ''} {each.file_name or ''}")
    ]
    if as_csv:
        # The mark makes Excel read UTF-8; bytes, because a terminal's own encoding must not get in between.
        sys.stdout.buffer.write(("\ufeff" + rejected_csv(found)).encode())
        sys.stdout.flush()
        return
    out = console()
    for each in found:
        out.print(f"{each.report_id}  {line(each, lang)}")
    if not found:
        out.print(say("none_rejected", lang))

"""rejected: the reports that are held back, and why."""

from __future__ import annotations

import sys

import click
import polars as pl

from flows.door.options import as_of, common, place
from flows.door.tables import beside, console, opened
from gouji.console import Lang
from gouji.partition import REJECTED
from tasks.pages import line, rejected_csv
from tasks.recorded import CODES, Scope
from tasks.rejections import rejections
from tasks.root import rows_of
from tasks.wording import say


@click.command("rejected")
@place
@click.option("--rule", metavar="ID", help="Only what this rule rejects.")
@click.option("--name", metavar="TEXT", help="Only bodies or files with this in their name.")
@click.option("--csv", "as_csv", is_flag=True, help="As CSV, one row a fault.")
@as_of
@common
def verb(
    region: str | None,
    year: int | None,
    rule: str | None,
    name: str | None,
    as_csv: bool,
    as_of: int | None,
    root: str,
    lang: Lang,
) -> None:
    """List the rejected reports, one a line, or each fault as a row of CSV."""
    storage, state = opened(root, lang, as_of)
    reports = rows_of(storage, state, "reports", area=REJECTED)
    scope = Scope(year, region)
    if scope:
        within = [
            scope.takes(row["report_year"], tuple(row[code] for code in CODES)) for row in reports.iter_rows(named=True)
        ]
        reports = reports.filter(pl.Series(within, dtype=pl.Boolean))
    found = [
        each
        for each in rejections(beside(storage, state, reports, REJECTED) | {"reports": reports})
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

"""status: what is published and what is rejected, by region and year."""

from __future__ import annotations

from dataclasses import asdict

import click
import polars as pl

from flows.door.options import as_of, common
from flows.door.tables import console, grid, opened
from gouji.console import Lang
from tasks.pages import stale_line
from tasks.root import rows_of
from tasks.wording import say


@click.command("status")
@as_of
@common
def verb(as_of: int | None, root: str, lang: Lang) -> None:
    """Show how many reports are published and rejected, by region and year."""
    storage, state = opened(root, lang, as_of)
    columns = ("report_year", "region_code", "province", "verdict", "superseded_by")
    reports = rows_of(storage, state, "reports", columns).filter(pl.col("superseded_by").is_null())
    documents = rows_of(storage, state, "documents", ("status",))
    places = (
        reports.group_by(pl.col("region_code").fill_null("0"), pl.col("report_year").fill_null(0))
        .agg(
            pl.col("province").drop_nulls().first(),
            published=(pl.col("verdict") == "accept").sum(),
            rejected=(pl.col("verdict") == "reject").sum(),
        )
        .sort("region_code", "report_year")
    )
    table = grid(*(say(key, lang) for key in ("region", "year", "published", "rejected")), right=(1, 2, 3))
    for row in places.iter_rows(named=True):
        name = f"{row['region_code']} {row['province'] or ''}".strip()
        table.add_row(name, str(row["report_year"]), str(row["published"]), str(row["rejected"]))
    table.add_section()
    table.add_row(say("total", lang), "", str(places["published"].sum()), str(places["rejected"].sum()))
    out = console()
    out.print(say("version", lang, state.number))
    out.print(table)
    counts = dict(documents.group_by("status").len().iter_rows())
    out.print(", ".join(f"{say(each, lang)} {counts[each]}" for each in ("ignored", "superseded") if counts.get(each)))
    if state.manifest.stale:
        out.print(say("stale", lang))
        for each in state.manifest.stale:
            out.print(f"  {stale_line(asdict(each), lang)}")

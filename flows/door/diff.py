"""diff: what changed between two versions."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click
import polars as pl

from flows.door.options import common
from flows.door.tables import console, opened
from gouji.changes import KINDS, changes
from gouji.console import Lang
from tasks.changed import changes_csv
from tasks.wording import say

_CELLS = 3


@click.command("diff")
@click.argument("before", type=click.IntRange(min=1))
@click.argument("after", type=click.IntRange(min=1))
@click.option("--csv", "as_csv", is_flag=True, help="As CSV, one row a report or changed cell.")
@common
def verb(before: int, after: int, as_csv: bool, root: str, lang: Lang) -> None:
    """Show which reports version AFTER added, accepted, changed, withdrew or rejected against version BEFORE."""
    storage, old = opened(root, lang, before)
    _, new = opened(root, lang, after)
    found = changes(storage, old.manifest, new.manifest)
    if as_csv:
        # The mark makes Excel read UTF-8; bytes, because a terminal's own encoding must not get in between.
        sys.stdout.buffer.write(("\ufeff" + changes_csv(found)).encode())
        sys.stdout.flush()
        return
    out = console()
    out.print(summed(found, lang))
    for line in lines(found, lang):
        out.print(line)


def summed(found: pl.DataFrame, lang: Lang) -> str:
    """Return how many reports each kind of change is of, as one line."""
    reports = found.group_by("change", maintain_order=True).agg(pl.col("report_id").n_unique())
    counts = dict(reports.iter_rows())
    return ", ".join(f"{say(f'diff_{kind}', lang)} {counts.get(kind, 0)}" for kind in KINDS)


def lines(found: pl.DataFrame, lang: Lang) -> Iterator[str]:
    """Give one line a report: what became of it, who it is of, and the first cells that changed."""
    of_report = ["change", "report_id", "reading_after", "reading_before"]
    for (change, report_id, *_), rows in found.group_by(of_report, maintain_order=True):
        first = rows.row(0, named=True)
        who = f"{say(f'diff_{change}', lang)}  {report_id}  {first['agency_name'] or ''}".rstrip()
        cells = [
            f"{row['cell']} {row['before'] or '-'} -> {row['after'] or '-'}"
            for row in rows.head(_CELLS).iter_rows(named=True)
            if row["cell"]
        ]
        more = [say("diff_more", lang, rows.height - _CELLS)] if rows.height > _CELLS else []
        told = ", ".join([*cells, *more, *([first["reason"]] if first["reason"] else [])])
        yield f"{who}  {told}".rstrip()

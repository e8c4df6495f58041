"""backfill: read again what older code read, what failed and what was never read, partition by partition."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

from flows.door.options import SHRINK, Refused, common, failing, region_code, with_runner
from flows.door.tables import console, grid
from gouji.console import Lang
from tasks.backfill import REASONS, BackfillDamaged, BadYears, Reason, years_of
from tasks.files import SourceMissing, check_sources
from tasks.root import storage_at
from tasks.storage import ready_to_publish
from tasks.wording import say


@click.command("backfill")
@click.argument("source", nargs=-1)
@click.option("--years", metavar="YEARS", help="Report years, such as 2019-2023 or 2019,2021.")
@click.option("--year", type=click.IntRange(2000, 2100), multiple=True, help="A report year; may be given again.")
@click.option("--region", metavar="CODE", callback=region_code, help="A division code; its province is read again.")
@click.option("--only", type=click.Choice(REASONS), multiple=True, help="Only for this reason; may be given again.")
@click.option("--dry-run", is_flag=True, help="Print the plan and write nothing.")
@click.option("--allow-shrink", is_flag=True, help="Publish also where a partition loses many of its reports.")
@with_runner
@common
def verb(
    source: tuple[str, ...],
    years: str | None,
    year: tuple[int, ...],
    region: str | None,
    only: tuple[Reason, ...],
    dry_run: bool,
    allow_shrink: bool,
    runner: str,
    root: str,
    lang: Lang,
) -> None:
    """Read again whole partitions that older code read, that changed since or failed, and what was never read.

    SOURCE is kept in ROOT/raw first and read with the rest. The plan is in ROOT/_backfill before anything runs; a
    second call does what is left. Documents never read before have no place yet: all of them are read, whatever years
    and region are given.

    Exit code 0: all is done; 1: something failed; 2: usage; 3: only the shrink guard kept something.
    """
    asked = [*([years] if years else []), *map(str, year)]
    try:
        for each in asked:
            years_of(each)
        check_sources(source, root)
        if not dry_run:
            ready_to_publish(storage_at(root))
    except BadYears as error:
        raise Refused(say("bad_years", lang, error)) from error
    except SourceMissing as error:
        raise Refused(say("not_there", lang, error)) from error
    # Loaded only now: a refusal need not wait for the orchestrator and the gate to be imported.
    flow = importlib.import_module("flows.backfill")
    given = {
        "sources": list(source),
        "at": root,
        "years": ",".join(asked) or None,
        "region": region,
        "only": list(only) or None,
        "dry_run": dry_run,
        "allow_shrink": allow_shrink,
        "runner": runner,
    }
    with failing(lang):
        try:
            backfilled = flow.backfill(**given)
        except flow.BackfillIncomplete as incomplete:
            tell(incomplete.backfilled, lang)
            sys.exit(1 if incomplete.failed else SHRINK)
        except BackfillDamaged as error:
            raise click.ClickException(say("damaged", lang, error)) from error
    if dry_run:
        tell_plan(backfilled, lang)
    else:
        tell(backfilled, lang)


def tell(backfilled: Any, lang: Lang) -> None:
    """Print what a backfill did, an item a row."""
    out, begun = console(), backfilled.begun
    if begun.anew:
        out.print(say("backfill_anew", lang, ", ".join(say(f"backfill_anew_{each}", lang) for each in begun.anew)))
    if not begun.left:
        out.print(say("backfill_nothing", lang, begun.plan.current))
        return
    out.print(say("backfill_continued" if begun.continued else "backfill_planned", lang, begun.plan.name))
    out.print(_table(backfilled, lang, done=True))
    counts = [sum(1 for each in backfilled.done if each.outcome == what) for what in ("done", "kept", "failed")]
    out.print(say("backfill_done", lang, *counts, begun.plan.current))


def tell_plan(backfilled: Any, lang: Lang) -> None:
    """Print a plan that is not carried out."""
    out, begun = console(), backfilled.begun
    if not begun.left:
        out.print(say("backfill_nothing", lang, begun.plan.current))
        return
    out.print(_table(backfilled, lang, done=False))
    out.print(say("backfill_would", lang, len(begun.left), begun.plan.current))
    out.print(say("nothing_written", lang))


def _table(backfilled: Any, lang: Lang, *, done: bool) -> object:
    headings = ["backfill_item", "why", "backfill_documents"]
    headings += ["backfill_outcome", "published", "rejected"] if done else []
    table = grid(*(say(each, lang) for each in headings), right=(2, 4, 5))
    for row in backfilled.rows():
        why = ", ".join(say(f"backfill_{reason.replace(':', '_')}", lang) for reason in str(row["why"]).split())
        name = say("backfill_never_read", lang) if row["item"] == "missing" else str(row["item"])
        cells = [name, why, str(row["documents"])]
        if done:
            outcome = say(f"backfill_outcome_{row['outcome']}", lang)
            cells += [f"{outcome} {row['failure']}".strip(), str(row["published"]), str(row["rejected"])]
        table.add_row(*cells)
    return table

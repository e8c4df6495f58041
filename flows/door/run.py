"""run: read files, or all that is in raw, and publish what holds."""

from __future__ import annotations

import importlib
import sys
from typing import get_args

import click
import polars as pl

from flows.door.diff import lines, summed
from flows.door.options import SHRINK, Refused, common, failing, place, with_runner
from flows.door.tables import console
from gouji.console import Lang
from gouji.standard.reasons import reason_text
from tasks.account import Account
from tasks.files import SourceMissing, check_sources
from tasks.only import Only
from tasks.pages import directory, equation, line, stale_line
from tasks.reading.runners import address_of, engine_for
from tasks.root import place_in, storage_at
from tasks.storage import ready_to_publish
from tasks.wording import say


@click.command("run")
@click.argument("source", nargs=-1)
@place
@click.option("--allow-shrink", is_flag=True, help="Publish also where a partition loses many of its reports.")
@click.option(
    "--only",
    type=click.Choice(get_args(Only)),
    help="Of ROOT/raw only what is rejected, or where older code read (stale), or what was never read (missing).",
)
@click.option("--dry-run", is_flag=True, help="Do it all beside ROOT and print what would change; write nothing.")
@with_runner
@common
def verb(
    source: tuple[str, ...],
    region: str | None,
    year: int | None,
    allow_shrink: bool,
    only: Only | None,
    dry_run: bool,
    runner: str,
    root: str,
    lang: Lang,
) -> None:
    """Read SOURCE (files, directories, s3://bucket/prefix), or all that ROOT/raw holds, and publish what holds.

    Exit code 0: completed, whatever was rejected; 1: failed; 2: usage; 3: the shrink guard kept a partition.
    """
    address = address_of(runner)
    if only and source:
        raise Refused(say("only_alone", lang))
    if dry_run and address:
        raise Refused(say("dry_dask", lang))
    if not dry_run:
        ready_to_publish(storage_at(root))
    try:
        check_sources(source, root)
    except SourceMissing as error:
        raise Refused(say("not_there", lang, error)) from error
    if address:
        # Reached once more by the run: that a cluster will not do is said before the orchestrator starts.
        engine_for(runner, root).close()
    # Loaded only now: a refusal need not wait for the orchestrator and the gate to be imported.
    flow = importlib.import_module("flows.annual_reports")
    with failing(lang):
        try:
            account = flow.annual_reports(
                list(source), root, year, region, allow_shrink, only=only, dry_run=dry_run, runner=runner
            )
        except flow.PartitionsKept as kept:
            tell(kept.account, root, lang)
            sys.exit(SHRINK)
    tell(account, root, lang)


def tell(account: Account, root: str, lang: Lang) -> None:
    """Print the account of a run."""
    out = console()
    if not account.read:
        out.print(say("empty_run", lang))
    out.print(equation(account, lang))
    for key, rows in (
        ("rejections", [line(each, lang) for each in account.rejections]),
        ("withdrawn", account.withdrawn),
        ("stale", [stale_line(each, lang) for each in account.stale]),
        ("ignored_files", [f"{name}: {reason_text(reason, lang)}" for name, reason in account.ignored]),
    ):
        if rows:
            out.print(f"{say(key, lang)}:" if lang == "en" else f"{say(key, lang)}：")
        for row in rows:
            out.print(f"  {row}")
    if account.would_change is not None:
        tell_rehearsed(account, account.would_change, lang)
        return
    if account.number is None:
        out.print(say("unchanged", lang))
        return
    out.print(say("committed", lang, account.number, len(account.partitions)))
    out.print(say("next", lang))
    pages, storage = directory(account.number), storage_at(root)
    for key in (f"{pages}rejected.html", f"{pages}rejected.csv"):
        if storage.exists(key):
            out.print(f"  {place_in(root, key)}")
    if storage.list("current/"):
        out.print(f"  {place_in(root, 'current')}")


def tell_rehearsed(account: Account, changed: pl.DataFrame, lang: Lang) -> None:
    """Print what a run would have changed that wrote nothing."""
    out = console()
    if account.number is None:
        out.print(say("would_not_change", lang))
    else:
        out.print(say("would_commit", lang, len(account.partitions)))
        out.print(summed(changed, lang))
        for each in lines(changed, lang):
            out.print(f"  {each}")
    out.print(say("nothing_written", lang))

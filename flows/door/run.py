"""run: read files, or all that is in raw, and publish what holds."""

from __future__ import annotations

import importlib
import sys

import click

from flows.door.options import SAID, Refused, common, place
from flows.door.tables import console
from gouji.console import Lang
from gouji.standard.reasons import reason_text
from tasks.account import Account
from tasks.files import SourceMissing, check_sources
from tasks.pages import directory, equation, line, stale_line
from tasks.root import place_in, storage_at
from tasks.storage import ready_to_publish
from tasks.wording import say

SHRINK = 3


@click.command("run")
@click.argument("source", nargs=-1)
@place
@click.option("--allow-shrink", is_flag=True, help="Publish also where a partition loses many of its reports.")
@click.option("--only", help="Not there yet.")
@click.option("--dry-run", is_flag=True, help="Not there yet.")
@click.option("--runner", default="processes", help="processes; others are not there yet.")
@common
def verb(
    source: tuple[str, ...],
    region: str | None,
    year: int | None,
    allow_shrink: bool,
    only: str | None,
    dry_run: bool,
    runner: str,
    root: str,
    lang: Lang,
) -> None:
    """Read SOURCE (files, directories, s3://bucket/prefix), or all that ROOT/raw holds, and publish what holds.

    Exit code 0: completed, whatever was rejected; 1: failed; 2: usage; 3: the shrink guard kept a partition.
    """
    for given, option in (
        (only, f"--only {only}"),
        (dry_run, "--dry-run"),
        (runner != "processes", f"--runner {runner}"),
    ):
        if given:
            raise Refused(say("not_yet", lang, option))
    ready_to_publish(storage_at(root))
    try:
        check_sources(source, root)
    except SourceMissing as error:
        raise Refused(say("not_there", lang, error)) from error
    # Loaded only now: a refusal need not wait for the orchestrator and the gate to be imported.
    flow = importlib.import_module("flows.annual_reports")
    try:
        account = flow.annual_reports(list(source), root, year, region, allow_shrink)
    except flow.PartitionsKept as kept:
        tell(kept.account, root, lang)
        sys.exit(SHRINK)
    except SAID:
        raise
    except Exception as error:
        raise click.ClickException(say("failed", lang, f"{type(error).__name__}: {error}")) from error
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

"""gc: what no kept version names leaves the store."""

from __future__ import annotations

import re

import click

from flows.door.options import Refused, common
from flows.door.tables import console, opened
from gouji.collect import BadFloor, LogDamaged, collect, plan
from gouji.console import Lang
from tasks.storage import DirectoryStorage, ready_to_publish
from tasks.wording import say

_SHOWN = 20
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def _seconds(_ctx: click.Context, _option: click.Parameter, value: str | None) -> float | None:
    if value is None:
        return None
    found = re.fullmatch(r"(\d+)([smhd])", value)
    if found is None:
        raise click.BadParameter("a number and s, m, h or d, such as 7d")
    return float(found[1]) * _UNITS[found[2]]


@click.command("gc")
@click.option("--grace", metavar="TIME", default="7d", callback=_seconds, help="Keep what is younger; default 7d.")
@click.option("--keep-from", metavar="N", type=click.IntRange(min=1), help="Keep version N and all after it.")
@click.option("--keep", metavar="TIME", callback=_seconds, help="Keep every version in force since, such as 90d.")
@click.option("--delete", is_flag=True, help="Do it; without this, only what would go is listed.")
@common
def verb(grace: float, keep_from: int | None, keep: float | None, delete: bool, root: str, lang: Lang) -> None:
    """List, or delete, the objects that no kept version, no release and no commit under way names.

    In a directory, what killed writers left behind goes too.
    """
    if keep_from is not None and keep is not None:
        raise click.UsageError("--keep-from or --keep, not both")
    storage, _ = opened(root, lang)
    if delete:
        ready_to_publish(storage)
    try:
        planned = plan(storage, grace=grace, keep_from=keep_from, keep_seconds=keep)
        left = storage.leftovers(grace) if isinstance(storage, DirectoryStorage) else {}
        gone = collect(storage, planned) if delete else None
        if gone is not None and isinstance(storage, DirectoryStorage):
            storage.clear(left)
            gone += left
    except BadFloor as error:
        raise Refused(say("bad_floor", lang, error.asked, error.lowest, error.highest)) from error
    except LogDamaged as error:
        raise click.ClickException(say("log_damaged", lang, error)) from error
    out = console()
    sizes = dict(planned.doomed) | left
    shown = list(sizes) if gone is None else gone
    for key in shown[:_SHOWN]:
        out.print(f"  {key}  {sizes[key]:,}")
    if len(shown) > _SHOWN:
        out.print("  …")
    size = f"{sum(sizes[key] for key in shown):,}"
    out.print(say("would_go" if gone is None else "gone_now", lang, len(shown), size))
    out.print(say("kept_now", lang, planned.kept, max(planned.floor, 1), planned.young))

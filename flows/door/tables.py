"""What the verbs read of HEAD, and how they print it."""

from __future__ import annotations

import sys

import polars as pl
from rich import box
from rich.console import Console
from rich.table import Table

from flows.door.options import Refused
from gouji.console import Lang
from gouji.release import Head, Storage, head
from gouji.tables import TABLES
from gouji.versions import Collected, NeverInForce, version
from tasks.root import places_of, rows_of, storage_at
from tasks.wording import say

_PIPE = 140
"""Columns of what is no terminal."""


def opened(root: str, lang: Lang, as_of: int | None = None) -> tuple[Storage, Head]:
    """Return the storage of ROOT and the state a person asks for: version `as_of`, else HEAD.

    Refuses where nothing was ever published, and for a version that was never in force or is collected.
    """
    storage = storage_at(root)
    state = head(storage)
    if not state.number:
        raise Refused(say("nothing_yet", lang, root))
    if as_of is None:
        return storage, state
    try:
        return storage, Head(version(storage, state, as_of), None)
    except NeverInForce as error:
        raise Refused(say("never_in_force", lang, as_of, state.number)) from error
    except Collected as error:
        raise Refused(say("collected", lang, as_of, error.kept)) from error


def beside(storage: Storage, state: Head, reports: pl.DataFrame, area: str | None = None) -> dict[str, pl.DataFrame]:
    """Return all rows of the partitions these reports are in, of both areas unless one is named: no more is read."""
    places = places_of(reports)
    return {name: rows_of(storage, state, name, area=area, places=places) for name in TABLES}


def console() -> Console:
    """Return the terminal: no markup is read out of what documents say, and long lines are not cut off in a pipe."""
    return Console(
        highlight=False, markup=False, emoji=False, soft_wrap=True, width=None if sys.stdout.isatty() else _PIPE
    )


def grid(*headings: str, right: tuple[int, ...] = ()) -> Table:
    """Return an empty table; `right` are the columns of numbers."""
    # Of rich's frames, this one can be written in GBK.
    table = Table(box=box.SQUARE)
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="right" if number in right else "left", overflow="fold")
    return table

"""What the verbs read of HEAD, and how they print it."""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl
from rich import box
from rich.console import Console
from rich.table import Table

from flows.door.options import Refused
from gouji.console import Lang
from gouji.release import Head, Storage, head
from gouji.tables import TABLES
from tasks.root import rows_of, storage_at
from tasks.wording import say

_PIPE = 140
"""Columns of what is no terminal."""


def opened(root: Path, lang: Lang) -> tuple[Storage, Head]:
    """Return the storage of ROOT and its HEAD; refuses where nothing was ever published."""
    if root.is_dir():
        storage = storage_at(str(root))
        state = head(storage)
        if state.number:
            return storage, state
    raise Refused(say("nothing_yet", lang, root))


def every_table(storage: Storage, state: Head, area: str | None = None) -> dict[str, pl.DataFrame]:
    """Return all rows of a state, of both areas unless one is named."""
    return {name: rows_of(storage, state, name, area=area) for name in TABLES}


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

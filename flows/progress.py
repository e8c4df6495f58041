"""The progress bar of a run: on a terminal one line on standard error, elsewhere nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


@contextmanager
def progress(doing: str, files: int) -> Iterator[Callable[[int], None]]:
    """Show of how many files a stage is done; the function given out is told of each further number."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        stage = bar.add_task(doing, total=files)
        yield lambda more: bar.advance(stage, more)

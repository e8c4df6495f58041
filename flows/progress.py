"""The progress bar of a run: on a terminal one line on standard error, elsewhere nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tasks.plan import Plan


@contextmanager
def progress(plan: Plan) -> Iterator[Callable[[int], None]]:
    """Show how many files of a plan have been read; the function given out is told of each further number."""
    files = sum(len(batch) for load in plan.loads for batch in load.batches)
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        reading = bar.add_task("读取", total=files)
        yield lambda more: bar.advance(reading, more)

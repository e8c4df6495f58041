"""How far a run is: on a terminal a bar on standard error, on a Prefect server an artifact of the run.

Elsewhere, and on the server that a run without a configured one brings along, nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.settings import PREFECT_API_URL
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from flows.telling import asking_prefect
from gouji.console import default_lang
from tasks.wording import say

PROGRESS = "annual-reports-progress"
"""The key of the artifact; a stage makes one of its own."""


@contextmanager
def progress(stage: str, files: int) -> Iterator[Callable[[int], None]]:
    """Show of how many files a stage is done, by its word; the function given out is told of each further number."""
    doing = say(stage, default_lang())
    shown: list[Callable[[int], None]] = []
    with ExitStack() as opened:
        if sys.stderr.isatty():
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            bar = opened.enter_context(Progress(*columns, console=Console(stderr=True), transient=True))
            line = bar.add_task(doing, total=files)
            shown.append(lambda more: bar.advance(line, more))
        if PREFECT_API_URL.value() and files:
            shown.append(_Artifact(doing, files).advance)

        def advance(more: int) -> None:
            for each in shown:
                each(more)

        yield advance


class _Artifact:
    """The progress of one stage on the page of its run, as long as the server takes it."""

    def __init__(self, doing: str, files: int) -> None:
        self._doing, self._files, self._done = doing, files, 0
        self._id: Any = None
        self._taken = asking_prefect(self._create)

    def advance(self, more: int) -> None:
        """Show that so many further files are done."""
        self._done += more
        if self._taken:
            self._taken = asking_prefect(self._update)

    def _create(self) -> None:
        self._id = create_progress_artifact(0.0, key=PROGRESS, description=self._said())

    def _update(self) -> None:
        update_progress_artifact(self._id, 100.0 * self._done / self._files, description=self._said())

    def _said(self) -> str:
        return f"{self._doing} {self._done} / {self._files}"

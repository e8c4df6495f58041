"""Files read ahead: while what was read is judged, and while what judges is loaded, the next files are being read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from gouji.confined.reading import Confined
from gouji.files import Opened, open_files

BATCH = 250
"""Files judged at once: fewer cost more each, more are in memory together."""

_LOOK = 0.2
"""Seconds after which to look whether the user has interrupted: on Windows no interrupt ends a wait."""


class Ahead:
    """Reads files in a confined process, a batch ahead, from when the `with` block begins until it ends."""

    def __init__(self, files: Sequence[Path], *, region: str | None = None, year: int | None = None) -> None:
        """Prepare to read the files; `region` and `year` hint where a draft belongs."""
        self._files, self._region, self._year = files, region, year
        self._confined = Confined()
        self._open = ExitStack()
        self._next: Future[list[Opened]]

    @property
    def unconfined(self) -> str | None:
        """Return why files were read in this very process; None where none was."""
        return self._confined.unconfined

    def __enter__(self) -> Ahead:
        """Begin to read."""
        self._thread = self._open.enter_context(ThreadPoolExecutor(1, thread_name_prefix="ahead"))
        # Left first: a thread that waits for what is read there is not waited for.
        self._open.enter_context(self._confined)
        self._next = self._begun(0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process and the thread, whatever they are doing."""
        self._open.close()

    def __iter__(self) -> Iterator[list[Opened]]:
        """Yield what was read, batch by batch, in the order of the files."""
        for end in range(BATCH, len(self._files) + BATCH, BATCH):
            while not wait([self._next], _LOOK).done:
                continue
            opened = self._next.result()
            self._next = self._begun(end)
            yield opened

    def _begun(self, start: int) -> Future[list[Opened]]:
        files = self._files[start : start + BATCH]
        return self._thread.submit(open_files, files, self._confined.read, region=self._region, year=self._year)

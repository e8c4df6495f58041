"""What a judging process does: a batch of readings in, their rows and verdicts out, all packed.

Judging one after another in the main process would leave all cores but one idle. It is imported before anything heavy,
so that what limits the engine's threads is said before the engine is loaded.
"""

from __future__ import annotations

import gc
import importlib
import io
import os
import threading
from collections.abc import Sequence
from multiprocessing import parent_process
from multiprocessing.process import BaseProcess
from typing import Any, NamedTuple

from gouji.confined.records import unpacked
from gouji.report import Report
from gouji.snapshot import Source
from tasks.said import Said

ENGINE = "gouji.reconcile"


def prepare() -> None:
    """Make this process one that judges: one thread of the engine, for there is a process a core already."""
    os.environ["POLARS_MAX_THREADS"] = "1"
    importlib.import_module(ENGINE)
    # Killed, the run can tell nobody to stop: who judges for it sees it end.
    threading.Thread(target=_end_with, args=(parent_process(),), daemon=True).start()
    # Reports are hundreds of thousands of cells without cycles, over which the collector would run again and again.
    gc.disable()


def _end_with(run: BaseProcess | None) -> None:
    if run is not None:
        run.join()
        os._exit(1)


class Packed(NamedTuple):
    """What the rules found of a batch: its frames and residuals as Arrow IPC, a few kilobytes a reading."""

    said: list[Said]
    frames: dict[str, bytes]
    residuals: bytes
    rejected: frozenset[str]


def judged(batch: Sequence[bytes], sources: Sequence[Source]) -> Packed:
    """Return what the rules find of a batch of pickled readings."""
    contents = [unpacked(each) for each in batch]
    reports = [each for each in contents if isinstance(each, Report)]
    by_sha256 = {source.sha256: source for source in sources}
    found = importlib.import_module(ENGINE).judge(reports, by_sha256, None, None)
    return Packed(
        [Said.by(each, found.rejected) for each in contents],
        {name: _packed(frame) for name, frame in found.frames.items()},
        _packed(found.residuals),
        found.rejected,
    )


def _packed(frame: Any) -> bytes:
    out = io.BytesIO()
    frame.write_ipc(out, compression="lz4")
    return out.getvalue()

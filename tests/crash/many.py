"""Many schedules, several at once, each process with a crew of its own."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sys
import tempfile
import time
import traceback
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache

from tests.crash.crew import Crew
from tests.crash.proof import Told, prove
from tests.crash.schedules import Steps


def run_all(folder: str, asked: list[tuple[int, str | None]], steps: Steps, workers: int) -> tuple[Told, list[str]]:
    """Run schedules by seed and aim, several at once; return what they came to, and the options of what failed."""
    told, failed, begun = Told(), [], time.monotonic()
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, spawned) as pool:
        running = {pool.submit(_one, folder, seed, steps, aim): (seed, aim) for seed, aim in asked}
        for count, done in enumerate(as_completed(running), 1):
            seed, aim = running[done]
            error = done.exception()
            if error is None:
                told.add(done.result())
            else:
                failed.append(f"--seed {seed}" + (f" --aim {aim!r}" if aim else ""))
                print(f"failed: {failed[-1]}", file=sys.stderr)
                traceback.print_exception(error)
            if count % 20 == 0:
                print(f"{count} of {len(asked)} schedules, {time.monotonic() - begun:.0f} s", flush=True)
    return told, failed


def _one(folder: str, seed: int, steps: Steps, aim: str | None) -> Told:
    root = tempfile.mkdtemp(prefix=f"{seed}-", dir=folder)
    told = prove(_crew(), root, seed, steps, aim)
    shutil.rmtree(root)
    return told


@cache
def _crew() -> Crew:
    """Return this process's crew; its processes end when this one no longer gives orders."""
    os.fsync = lambda _: None
    return Crew()

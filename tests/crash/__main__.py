"""Run many schedules and say at which steps processes were killed: `python -m tests.crash --schedules 500`.

A seed that failed is run again alone by `--seed N`. Exit status 1 where something did not hold, or where a step was
taken at which nothing was ever killed, if there are enough schedules to expect it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile

from tests.crash.crew import Crew
from tests.crash.many import run_all
from tests.crash.proof import steps_of

AIMED = 100
"""Further schedules, at most, for what chance did not reach: each job is killed at the first such step it takes."""
MANY = 200
"""From so many schedules on, every step has to be killed at."""


def main() -> int:
    """Run what the command line asks for; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--schedules", type=int, default=500, help="how many, from seed 0 on")
    parser.add_argument("--seed", type=int, help="this one alone")
    parser.add_argument("--aim", metavar="STEP", help="kill every run at this step")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="schedules at once")
    asked = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="crash-")
    with Crew() as crew:
        steps = steps_of(crew, f"{folder}/survey")
    seeds = range(asked.schedules) if asked.seed is None else [asked.seed]
    told, failed = run_all(folder, [(seed, asked.aim) for seed in seeds], steps, asked.workers)
    whole = asked.seed is None and asked.schedules >= MANY
    if whole:
        # What is rare is aimed at, so that the proof cannot come to leave a step out unnoticed.
        for seed in range(asked.schedules, asked.schedules + AIMED):
            if missing := told.missing():
                more, failures = run_all(folder, [(seed, step) for step in missing], steps, asked.workers)
                told.add(more)
                failed += failures
    print(
        f"{told.orders} orders, {sum(told.killed.values())} killed at {len(told.killed)} steps, "
        f"{told.races} lost races, {told.looks} looks of readers"
    )
    for step in told.missing() if whole else []:
        print(f"never killed at: {step}")
    if failed:
        print(f"failed: {', '.join(failed)}; stores and errors are kept in {folder}")
        return 1
    shutil.rmtree(folder)
    return 1 if whole and told.missing() else 0


if __name__ == "__main__":
    sys.exit(main())

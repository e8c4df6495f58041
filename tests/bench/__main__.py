"""python -m tests.bench: what every stage costs on forged reports, and publishing on many more. Trust the ratios.

`--n` alone measures the stages, `--publish` alone publishing; neither means both.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path

# Read while they are imported: neither may call home or talk during a measurement.
os.environ.update(DO_NOT_TRACK="1", PREFECT_SERVER_ANALYTICS_ENABLED="false", PREFECT_LOGGING_LEVEL="CRITICAL")

from tests.bench.growing import measured
from tests.bench.measures import Clock, stages_alone
from tests.bench.pipeline import run_apart
from tests.bench.publishing import publish_apart
from tests.bench.synthetic import EDITIONS, PROVINCES
from tests.forge import write_many

YEARS = (2020, 2023)
"""A run reads one year's reports, or two; both forms are among these."""
_REPORTS, _PUBLISHED = 2_000, 10_000
_AIM_READ_MS, _STRETCH_READ_MS, _AIM_SHARE = 5.0, 2.0, 0.25
_AIM_GROWTH = 1.6
_AIM_RATIO, _AIM_RERUN_S, _AIM_PEAK_MB = 3.0, 5.0, 1.5 * 1024


def main() -> int:
    """Forge, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--n", type=int, help=f"forge, read and publish so many reports ({_REPORTS})")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--publish", type=int, metavar="N", help=f"publish the rows of so many reports ({_PUBLISHED})")
    parser.add_argument("--at", metavar="ROOT", help="publish them there: an empty directory, or s3://bucket/prefix")
    parser.add_argument("--dask", type=int, metavar="N", help="read so many reports with one and with two Dask workers")
    options = parser.parse_args()
    if options.dask:
        _growing(options.dask, options.seed)
        return 0
    both = options.n is None and options.publish is None
    if both or options.n:
        _stages(options.n or _REPORTS, options.seed)
    if both or options.publish:
        _publishing(options.publish or _PUBLISHED, options.at)
    return 0


def _growing(reports: int, seed: int) -> None:
    with tempfile.TemporaryDirectory(prefix="gouji-bench-") as scratch:
        one, two = measured(reports, seed, Path(scratch))
    _say(f"{reports} forged reports read by Dask workers of one thread, {len(os.sched_getaffinity(0))} cores")
    _header("wall s", "main core s", "cluster s", "reading s", "ms/report")
    for each in (one, two):
        name = f"{each.workers} worker{'s' * (each.workers > 1)}"
        _row(name, each.wall, each.here, each.cluster, each.beneath, 1000 * each.cores / each.reports)
    _say(f"two read {one.wall / two.wall:.2f} times as fast as one (aim {_AIM_GROWTH:g})")


def _stages(reports: int, seed: int) -> None:
    with tempfile.TemporaryDirectory(prefix="gouji-bench-") as scratch:
        files, root = Path(scratch) / "files", Path(scratch) / "root"
        paths = write_many(files, reports, seed, YEARS)
        size = sum(path.stat().st_size for path in paths)
        _say(f"{reports} forged reports, {size / 2**20:.1f} MiB; Python {platform.python_version()}, "
             f"{len(os.sched_getaffinity(0))} cores")  # fmt: skip
        alone = _alone(paths)
        _whole(files, root, alone)


def _alone(paths: list[Path]) -> Clock:
    clock = Clock()
    stages_alone(paths, clock)
    _say("\neach stage alone, one core")
    scan, table = clock.stages["regex scan"], clock.stages["csv reading"]
    _header("reports/s", "ms/report", "x scan", "x csv")
    for stage in clock.stages.values():
        _row(stage.name, stage.reports / stage.wall, stage.ms, stage.ms / scan.ms, stage.ms / table.ms)
    read = clock.stages["parse"].ms + clock.stages["judge"].ms
    _say(f"parse + judge: {read:.2f} ms a report and core (aim {_AIM_READ_MS:g}, stretch {_STRETCH_READ_MS:g})")
    return clock


def _whole(files: Path, root: Path, alone: Clock) -> None:
    done = run_apart(files, root)
    _say("\nthe whole pipeline with its workers, in a process of its own, without a server")
    _header("wall s", "main core s", "share of wall")
    total = sum(stage.wall for stage in done.stages.values())
    for stage in done.stages.values():
        _row(stage.name, stage.wall, stage.cores, stage.wall / total)
    counts = " + ".join(f"{name} {count}" for name, count in done.counts.items() if count)
    _say(f"{done.read / total:.0f} reports/s: {done.read} = {counts} in {total:.1f} s")
    reading = [done.stages["normalize"], done.stages["parse"]]
    rest = [stage for stage in done.stages.values() if stage not in reading]
    cores = done.worker_seconds + sum(stage.cores for stage in reading)
    _share("wall clock", sum(stage.wall for stage in rest), sum(stage.wall for stage in reading))
    _share("core seconds", sum(stage.cores for stage in rest) + done.judge_seconds, cores)
    by_itself = alone.stages["normalize"].cores + alone.stages["parse"].cores
    _say(f"reading costs {cores / by_itself:.2f} times what it costs alone, workers' start included; "
         f"peak memory {done.peak_mb:.0f} MB, largest worker {done.worker_peak_mb:.0f} MB")  # fmt: skip


def _share(what: str, others: float, reading: float) -> None:
    _say(f"{what}: all but normalize and parse is {others / reading:.0%} of them (aim {_AIM_SHARE:.0%} at 10,000)")


def _publishing(reports: int, root: str | None) -> None:
    done = publish_apart(reports, root)
    places = len(PROVINCES) * len(EDITIONS)
    _say(f"\npublishing the rows of {done.reports} reports, {places} years and provinces, in a process of its own")
    _header("wall s", "x plain")
    for name, seconds in (
        ("plain write", done.plain),
        ("commit", done.commit),
        ("mirror", done.mirror),
        ("gate apart", done.gate),
    ):
        _row(name, seconds, seconds / done.plain)
    _say(f"{done.commits} commits, {done.mib:.0f} MiB; commit + mirror cost {done.ratio:.2f} plain writes "
         f"(aim {_AIM_RATIO:g})")  # fmt: skip
    _say(f"a rerun of {done.rerun_reports} reports of one county in that store, gate included: "
         f"{', '.join(f'{each:.1f}' for each in done.rerun)} s (aim {_AIM_RERUN_S:g}); it changed "
         f"{', '.join(done.rerun_partitions)}")  # fmt: skip
    _say(f"peak memory {done.peak_mb:.0f} MB (aim {_AIM_PEAK_MB:.0f})")


def _header(*titles: str) -> None:
    _say(f"{'':12}" + "".join(f"{title:>13}" for title in titles))


def _row(name: str, *figures: float) -> None:
    _say(f"{name:12}" + "".join(f"{figure:13,.2f}" for figure in figures))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

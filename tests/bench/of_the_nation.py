"""python -m tests.bench.of_the_nation: a year of the whole country through all five stages, beside its aims.

Forged once, outside of what is measured; read, judged, gated and published by the flow's own steps in a process of its
own, into a directory that is synced. What must become of every report is known: another outcome ends the measurement.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import os
import platform
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

# Read while they are imported: neither may call home or talk during a measurement.
os.environ.update(DO_NOT_TRACK="1", PREFECT_SERVER_ANALYTICS_ENABLED="false", PREFECT_LOGGING_LEVEL="CRITICAL")

from tests.bench.nation import MEDIA, Nation, nation_at
from tests.bench.pipeline import Run, run_apart

NATION = 142_000
_AIM_MINUTES, _AIM_PEAK_MB, _AIM_RATIO = 15.0, 1.5 * 1024, 10.5
_RATIO = (10_000, 100_000)
_LEAST = 10_000
"""Reports from which on the time they take is theirs."""
_NAMED = 20
"""Files named that became something else than they must."""


class Wrong(Exception):
    """The run published or rejected other reports than it must."""


def main() -> int:
    """Forge, measure, print; 1 where an aim is missed, or the account is not what is known of the reports."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.of_the_nation", description=__doc__)
    parser.add_argument("--n", type=int, default=NATION, help=f"so many reports ({NATION:,})")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--ratio", action="store_true", help=f"what {_RATIO[1]:,} cost beside {_RATIO[0]:,}")
    parser.add_argument("--at", type=Path, help="where to keep the forged files, and to publish; else a temporary one")
    parser.add_argument(
        "--media",
        nargs="?",
        type=_shares,
        const=MEDIA,
        help=f"not text alone, but in these shares ({_told_shares(MEDIA)})",
    )
    options = parser.parse_args()
    if options.at is not None:
        options.at.mkdir(parents=True, exist_ok=True)
    sizes = _RATIO if options.ratio else (options.n,)
    try:
        walls = [_measured(n, options.seed, options.at, options.media) for n in sizes]
    except Wrong as wrong:
        _say(f"WRONG: {wrong}")
        return 1
    reached = [reached for _, reached in walls]
    if options.ratio:
        reached.append(_aim("cost of ten times as many", walls[1][0] / walls[0][0], _AIM_RATIO, "times"))
    return 0 if all(reached) else 1


def _shares(text: str) -> dict[str, int]:
    """Return the shares in html=60,docx=20; a medium alone is one share."""
    pairs = [part.partition("=") for part in text.split(",")]
    if unknown := sorted({name for name, _, _ in pairs} - MEDIA.keys()):
        raise argparse.ArgumentTypeError(f"no medium: {', '.join(unknown)}")
    return {name: int(share or 1) for name, _, share in pairs}


def _told_shares(shares: Mapping[str, int]) -> str:
    return ",".join(f"{name}={share}" for name, share in shares.items())


def _measured(reports: int, seed: int, at: Path | None, media: Mapping[str, int] | None) -> tuple[float, bool]:
    """Measure one size; return its seconds of wall clock, and whether its aims are reached."""
    with tempfile.TemporaryDirectory(prefix="gouji-nation-", dir=at) as scratch:
        of_media = f"-{_told_shares(media)}" if media else ""
        forged = (at or Path(scratch)) / f"nation-{reports}-{seed}{of_media}"
        started = time.perf_counter()
        nation = nation_at(forged, reports, seed, media)
        _say(f"{reports:,} reports of {nation.bytes / 2**20:.0f} MiB, {nation.zero:,} of them nearly all zero, "
             f"{len(nation.broken):,} broken, of {', '.join(media or ['text'])}; "
             f"forged in {time.perf_counter() - started:.0f} s; "
             f"Python {platform.python_version()}, {len(os.sched_getaffinity(0))} cores")  # fmt: skip
        plain = _plain(forged / "files")
        started = time.perf_counter()
        done = run_apart(forged / "files", Path(scratch) / "root")
        wall = time.perf_counter() - started
        reached = _told(done, wall, plain)
        # Last: what it took is measured, whatever became of the reports.
        _check(nation, done)
        return wall, reached


def _plain(files: Path) -> float:
    """Return the seconds it takes to read, hash and part into fields the same bytes: only ratios travel."""
    started = time.perf_counter()
    for path in sorted(files.rglob("*.*")):
        data = path.read_bytes()
        hashlib.sha256(data).hexdigest()
        sum(1 for _ in csv.reader(data.decode(errors="replace").splitlines()))
    return time.perf_counter() - started


def _check(nation: Nation, done: Run) -> None:
    """Raise Wrong unless the run published what is true, rejected what is broken, and nothing else came of any."""
    known = {"published": nation.reports - len(nation.broken), "rejected": len(nation.broken)}
    counted = {status: count for status, count in done.counts.items() if count}
    others = sorted(set(done.rejected) ^ set(nation.broken))
    if others or counted != {status: count for status, count in known.items() if count}:
        raise Wrong(f"{counted} instead of {known}; {len(others)} others are rejected than should be: "
                    f"{', '.join(others[:_NAMED])}")  # fmt: skip


def _told(done: Run, wall: float, plain: float) -> bool:
    """Print what a run took, from the start of its process to its end; return whether the aims are reached."""
    _say(f"{'':12}{'wall s':>10}{'main core s':>13}{'wall ms/report':>16}")
    for stage in done.stages.values():
        _say(f"{stage.name:12}{stage.wall:10.1f}{stage.cores:13.1f}{1000 * stage.wall / done.read:16.2f}")
    cores = sum(stage.cores for stage in done.stages.values())
    total = cores + done.worker_seconds + done.judge_seconds
    begun = wall - sum(stage.wall for stage in done.stages.values())
    _say(f"{'imports':12}{begun:10.1f}")
    _say(f"{'all':12}{wall:10.1f}{cores:13.1f}{1000 * wall / done.read:16.2f}")
    _say(f"core seconds: readers {done.worker_seconds:.1f}, judges {done.judge_seconds:.1f}, main {cores:.1f}: "
         f"{1000 * total / done.read:.2f} ms a report, {wall / plain:.1f} times reading, hashing and parting the "
         f"same bytes as CSV ({plain:.1f} s)")  # fmt: skip
    # A smaller nation has as much time a report; of a much smaller one, what is loaded before anything is read decides.
    share = done.read / NATION
    in_time = done.read < _LEAST or _aim("wall clock", wall / 60, _AIM_MINUTES * share, "minutes")
    return all(
        [
            in_time,
            _aim("memory of the main process", done.peak_mb, _AIM_PEAK_MB, "MB"),
            _aim("memory of the largest other", done.worker_peak_mb, _AIM_PEAK_MB, "MB"),
        ]
    )


def _aim(what: str, found: float, aim: float, unit: str) -> bool:
    reached = found <= aim
    _say(f"{what}: {found:.1f} {unit}, aim {aim:.1f}: {'reached' if reached else 'MISSED'}")
    return reached


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

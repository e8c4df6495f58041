"""python -m tests.bench.media: what a web page, a Word file and a PDF cost, beside their bytes and beside others.

Every reader runs in a process of its own on the same forged files, in turns, and its fastest turn counts. `raw` is what
the bytes cost at least: lxml's tree, the main part inflated and parsed, pdfium's text. A rival's share right is of the
printed value cells of the three tables that stand whole and in order in one of its rows; only one that has nearly all
of them is a rival in speed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gouji.standard.forms import form_of
from tests.bench.media_ours import OURS
from tests.bench.media_rivals import RIVALS, Rows
from tests.forge import Forged, forge
from tests.forge.figures import CHANNELS, OUTCOMES

_REPORTS, _TURNS = 60, 3
_AIM_RAW, _AIM_RIVAL = 3.0, 5.0
_RIGHT = 0.99
"""Share of the cells from which on a rival is one."""
_RIVALS = Path(".venv/rivals/bin/python")
_SPACE = re.compile(r"[\s\u00a0\u3000]+")
_WIDTH = 4
"""Columns of the table of proactive disclosure, where a value cell may be as wide as three."""


@dataclass(frozen=True)
class Taken:
    """What one reader took a report, in milliseconds of processor, its peak, and its share of cells right."""

    name: str
    ms: float
    peak_mb: float
    right: float


def main() -> int:
    """Forge, measure, print; 1 where an aim is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.media", description=__doc__)
    parser.add_argument("--n", type=int, default=_REPORTS, help=f"so many files of each medium ({_REPORTS})")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--media", default="html,docx,pdf", help="of these media only")
    parser.add_argument("--turns", type=int, default=_TURNS)
    options = parser.parse_args()
    _say(f"Python {platform.python_version()}, {len(os.sched_getaffinity(0))} cores; {options.n} forged reports each")
    reached = [each for medium in options.media.split(",") for each in _medium(medium, options)]
    return 0 if all(reached) else 1


def _medium(medium: str, options: argparse.Namespace) -> Iterator[bool]:
    """Measure one medium and print it; yield whether its aims are reached."""
    forged = [forge(options.seed + number, medium=medium) for number in range(options.n)]
    with tempfile.TemporaryDirectory(prefix="gouji-bench-") as scratch:
        files = Path(scratch) / "files"
        files.mkdir()
        for number, each in enumerate(forged):
            (files / f"{number:03d}.{medium}").write_bytes(each.data)
        taken = _taken(medium, forged, Path(scratch), options.turns)
    size = sum(len(each.data) for each in forged) / len(forged) / 1024
    _say(f"\n{medium}, {size:.0f} KiB a report\n{'':16}{'ms/report':>12}{'x raw':>8}{'peak MB':>9}{'cells right':>13}")
    raw, ours = taken["raw"], taken["document"]
    for each in taken.values():
        right = "" if each.name == "raw" else f"{each.right:.1%}"
        _say(f"{each.name:16}{each.ms:12.2f}{each.ms / raw.ms:8.1f}{each.peak_mb:9.0f}{right:>13}")
    yield _aim(f"{medium}: bytes to document beside raw", ours.ms / raw.ms, _AIM_RAW, at_most=True)
    rivals = [taken[name] for name in RIVALS[medium] if taken[name].right >= _RIGHT]
    if rivals:
        fastest = min(rivals, key=lambda each: each.ms)
        yield _aim(
            f"{medium}: {fastest.name} beside bytes to document", fastest.ms / ours.ms, _AIM_RIVAL, at_most=False
        )
    else:
        _say(f"{medium}: no rival has {_RIGHT:.0%} of the cells right")
    if ours.right < 1:
        _say(f"{medium}: WRONG, of our own cells only {ours.right:.2%} are right")
        yield False


def _taken(medium: str, forged: Sequence[Forged], scratch: Path, turns: int) -> dict[str, Taken]:
    wanted = [rows_of(each) for each in forged]
    found: dict[str, Taken] = {}
    for _ in range(turns):
        for name, command in _commands(medium):
            result = scratch / "result.json"
            done = subprocess.run([*command, str(scratch / "files"), str(result)], capture_output=True, text=True)
            if done.returncode:
                raise RuntimeError(f"{name}: {done.stderr[-2000:]}")
            told = json.loads(result.read_text())
            ms = 1000 * sum(told["seconds"]) / len(forged)
            before = found.get(name)
            if before is None:
                shares = [_right(rows or [], want) for rows, want in zip(told["rows"], wanted, strict=True)]
                right = sum(hit for hit, _ in shares) / sum(all_of for _, all_of in shares)
                found[name] = Taken(name, ms, told["peak_mb"], right)
            else:
                found[name] = Taken(name, min(ms, before.ms), max(told["peak_mb"], before.peak_mb), before.right)
    return found


def _commands(medium: str) -> Iterator[tuple[str, list[str]]]:
    for name in OURS[medium]:
        yield name, [sys.executable, "-m", "tests.bench.media_ours", medium, name]
    for name in RIVALS[medium]:
        yield name, [str(_RIVALS), "tests/bench/media_rivals.py", medium, name]


def rows_of(forged: Forged) -> list[list[str]]:
    """Return the printed values of every row of the three tables, in order."""
    truth = forged.truth
    rows: list[list[str]] = []
    for table, edition in (("proactive_disclosure", truth.proactive_edition), ("requests", truth.requests_edition)):
        names = [row.key for row in form_of(table, edition).rows]
        # A row that only some offices have stands where it is printed.
        names += sorted({key.split("/")[1] for key in truth.cells if key.startswith(f"{table}/")} - set(names))
        for name in names:
            columns = [key for key in truth.cells if key.startswith(f"{table}/{name}/")]
            rows.append([truth.cells[key].printed for key in columns])
    last = [f"proceedings/{channel}/{name}" for channel in CHANNELS for name in (*OUTCOMES, "total")]
    rows.append([truth.cells[key].printed for key in last])
    return [row for row in rows if row]


def _right(rows: Rows, wanted: Sequence[Sequence[str]]) -> tuple[int, int]:
    """Return how many value cells stand in order at the end of a row, the rows in order too; and how many there are."""
    plain = [[_SPACE.sub("", cell) for cell in row] for row in rows]
    at = right = 0
    for values in wanted:
        ends = _ends([_SPACE.sub("", value) for value in values])
        there = next(
            (index for index in range(at, len(plain)) if any(_ends_with(plain[index], end) for end in ends)), None
        )
        if there is not None:
            at, right = there + 1, right + len(values)
    return right, sum(map(len, wanted))


def _ends(values: list[str]) -> list[list[str]]:
    """Return a row's end as cells that begin in it, and, where its last cell is wide, with that repeated or blanks."""
    wide = _WIDTH - 1 - len(values)
    return [values] if wide <= 0 else [values, [*values, *[values[-1]] * wide], [*values, *[""] * wide]]


def _ends_with(row: list[str], end: list[str]) -> bool:
    return row[-len(end) :] == end or [cell for cell in row if cell][-len(end) :] == end


def _aim(what: str, found: float, aim: float, *, at_most: bool) -> bool:
    reached = found <= aim if at_most else found >= aim
    bound = "at most" if at_most else "at least"
    _say(f"{what}: {found:.1f} times, aim {bound} {aim:g}: {'reached' if reached else 'MISSED'}")
    return reached


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

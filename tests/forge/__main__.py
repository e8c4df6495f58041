"""python -m tests.forge --n 5000: forge, read, judge, and say what was right, by flavour and by fault."""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from tests.forge import FAULTS, FLAVOURS, Forged, forge
from tests.forge.scoring import Score, score

_BATCH = 250


def main() -> int:
    """Print the table; exit 1 if any error was silent."""
    options = _options()
    faults: list[str | None] = [None, *FAULTS] if options.faults == "all" else [
        None if name == "none" else name for name in options.faults.split(",")
    ]  # fmt: skip
    flavours = options.flavours.split(",")
    by_kind: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * 7)
    started, failed = time.perf_counter(), 0
    kept: dict[str, int] = defaultdict(int)
    for batch in _batches(options.n, options.seed, faults, flavours, options.true):
        for found in score(batch):
            forged = found.forged
            for kind in (("fault", forged.fault or "-"), ("flavour", forged.flavour), ("all", "all")):
                _add(by_kind[kind], found)
            if found.silent or not found.verdict_right:
                failed += bool(found.silent)
                _keep(options.keep, found, kept)
    _print(by_kind, time.perf_counter() - started)
    return int(failed > 0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.forge", description=__doc__)
    parser.add_argument("--n", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--faults", default="all", help="names, joined by commas; none for true reports")
    parser.add_argument("--flavours", default=",".join(FLAVOURS))
    parser.add_argument("--true", type=float, default=0.5, help="share of reports without a fault")
    parser.add_argument("--keep", type=Path, help="directory for what went wrong")
    return parser.parse_args()


def _batches(n: int, seed: int, faults: list[str | None], flavours: list[str], true: float) -> Iterable[list[Forged]]:
    batch = []
    others = [fault for fault in faults if fault is not None]
    for number in range(n):
        is_true = not others or (None in faults and (number * 0.6180339887) % 1 < true)
        fault = None if is_true else others[number % len(others)]
        batch.append(forge(seed + number, flavours[number % len(flavours)], fault=fault))
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _add(row: list[int], found: Score) -> None:
    row[0] += 1
    row[1] += found.right
    row[2] += found.cells
    row[3] += found.proven
    row[4] += found.accepted
    row[5] += found.verdict_right
    row[6] += bool(found.silent)


def _print(by_kind: dict[tuple[str, str], list[int]], seconds: float) -> None:
    out = sys.stdout
    titles = f"{'reports':>8} {'cells right':>12} {'proven':>8} {'accepted':>9} {'verdict right':>14} {'SILENT':>7}"
    out.write(f"{'':30} {titles}\n")
    for group in ("fault", "flavour", "all"):
        for (kind, name), (n, right, cells, proven, accepted, verdicts, silent) in sorted(by_kind.items()):
            if kind == group:
                out.write(
                    f"{name:30} {n:8d} {right / max(1, cells):12.2%} {proven / n:8.1%} {accepted / n:9.1%} "
                    f"{verdicts / n:14.2%} {silent:7d}\n"
                )
        out.write("\n")
    out.write(f"{seconds:.1f} s\n")


def _keep(directory: Path | None, found: Score, kept: dict[str, int]) -> None:
    forged = found.forged
    name = f"{'silent' if found.silent else 'verdict'}-{forged.fault or 'true'}-{forged.flavour}"
    kept[name] += 1
    if directory is None or kept[name] > 3:
        return
    directory.mkdir(parents=True, exist_ok=True)
    stem = f"{name}-{forged.seed}"
    (directory / f"{stem}.txt").write_text(forged.text, encoding="utf-8")
    told = [
        f"{stem}: expected {forged.truth.expected} {sorted(forged.truth.rules)}; errors {sorted(found.errors)}",
        f"  notes {forged.notes}; problems {found.problems}",
        *(f"  silent: {text}" for text in found.silent[:6]),
        *(f"  wrong: {text}" for text in found.wrong[:4] if not found.silent),
    ]
    with (directory / "found.log").open("a", encoding="utf-8") as log:
        log.write("\n".join(told) + "\n")


if __name__ == "__main__":
    sys.exit(main())

"""python -m tests.fuzz MEDIUM: harm files of a medium for some minutes; 1 where something was silent, or raised.

By turns: trials, whose display is known to the cell, and with atheris bytes that are led by the code they reach. What
fails is kept under its name; `--file` reads one again.
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.fuzz.checking import Outcome, Trial, outcomes
from tests.fuzz.trials import MEDIA, trials

_BATCH = 60
_LED = ("html", "docx", "pdf", "text")
_SLOW = 10
"""Seconds after which one file of some kilobytes counts as one that does not end."""


def main() -> int:
    """Harm, read, compare, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("medium", choices=(*MEDIA, "all"), nargs="?", default="all")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--from", dest="start", type=int, default=0, help="the number of the first trial")
    parser.add_argument("--at", type=Path, default=Path("out/fuzz"), help="where what fails, and the corpora, are kept")
    parser.add_argument("--trials-only", action="store_true", help="without atheris")
    parser.add_argument("--file", type=Path, help="only say what becomes of this file")
    options = parser.parse_args()
    if options.file is not None:
        found = outcomes([Trial(options.file.name, options.file.read_bytes(), lambda _: ())])[0]
        print(found.became, *sorted(found.rules))
        return 0
    media = list(MEDIA) if options.medium == "all" else [options.medium]
    is_led = not options.trials_only and importlib.util.find_spec("atheris") is not None
    options.at.mkdir(parents=True, exist_ok=True)
    share = 60 * options.minutes / len(media) / (2 if is_led else 1)
    failed = 0
    for medium in media:
        failed += _trials(medium, options.start, share, options.at)
        if is_led and medium in _LED:
            failed += _led(medium, share, options.at)
    return 1 if failed else 0


def _trials(medium: str, start: int, seconds: float, at: Path) -> int:
    """Run trials of a medium for so long; return how many failed."""
    became: Counter[str] = Counter()
    failed, number, until = 0, start, time.monotonic() + seconds
    while time.monotonic() < until:
        for found in _tried(list(trials(medium, _BATCH, number))):
            if isinstance(found, Outcome):
                became[found.became] += 1
                if not found.silent:
                    continue
                name, why = found.trial.name, found.silent
            else:
                name, why = found
            failed += 1
            print(f"FAILED {name}: {'; '.join(why[:3])}", flush=True)
        number += _BATCH
    print(f"{medium}: trials {start} to {number - 1}: {dict(became)}, {failed} failed; kept at {at}", flush=True)
    return failed


def _tried(batch: Sequence[Trial]) -> list[Outcome | tuple[str, tuple[str, ...]]]:
    """Return what became of every trial, or its name and what it raised."""
    try:
        return list(outcomes(batch))
    except Exception as error:  # noqa: BLE001 - whatever is raised is what is looked for
        if len(batch) == 1:
            return [(batch[0].name, (repr(error),))]
    return [found for trial in batch for found in _tried([trial])]


def _led(medium: str, seconds: float, at: Path) -> int:
    corpus = at / f"corpus-{medium}"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tests.fuzz.led", medium, str(corpus)),
            *(f"-max_total_time={seconds:.0f}", f"-timeout={_SLOW}", f"-artifact_prefix={at}/{medium}-"),
            *("-max_len=300000", "-len_control=0", "-rss_limit_mb=3000", "-print_final_stats=1"),
        ],
        check=False,
    )
    return int(done.returncode != 0)


if __name__ == "__main__":
    sys.exit(main())

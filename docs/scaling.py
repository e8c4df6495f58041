"""The computed table of docs/scaling.md: it follows from the measured one there."""

from __future__ import annotations

import math
import re
from pathlib import Path

PAGE = Path(__file__).with_name("scaling.md")
_BEGIN, _END = "<!-- computed: begin -->", "<!-- computed: end -->"
NATION, YEAR = 1_000_000, 142_000
MACHINES = (("one, 2 cores", 1, 2), ("one, 16 cores", 1, 16), ("twenty, 16 cores each", 20, 16))
"""Name, machines, cores of each."""


def scaling_page() -> str:
    """Return the page, its second table computed from its first."""
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return f"{before}{_BEGIN}\n{computed(measured(page))}{_END}{after}"


def measured(page: str) -> dict[str, float]:
    """Return the figures of the measured table by the key in its first column."""
    return {key: float(figure) for key, figure in re.findall(r"^\| `(\w+)` \| ([\d.]+) \|", page, re.M)}


def computed(cost: dict[str, float]) -> str:
    """Return the table: hours for the nation, minutes for a year, and which part is longest."""
    lines = ["| machines | one year | seven years | reading | all else | longest is |", "|---|---|---|---|---|---|"]
    for name, machines, cores in MACHINES:
        reading = _reading(cost, machines, cores)
        # The next load is judged while one is published; on few cores both want the same ones.
        committing = cost["settle_ms"] + cost["publish_ms"]
        serial = cost["ingest_ms"] + max(committing, (committing + cost["judge_ms"]) / cores)
        longest = "reading" if reading > serial else "the one process that ingests and publishes"
        lines.append(
            f"| {name} | {_said(YEAR * (reading + serial))} | {_said(NATION * (reading + serial))} "
            f"| {reading:.2f} ms | {serial:.2f} ms | {longest} |"
        )
    raw, spool = (NATION * cost[each] / 1e6 for each in ("raw_kb", "spool_kb"))
    lines += [
        "",
        f"Seven years are {raw:.0f} GB of raw bytes, and {spool:.0f} GB in `$TMPDIR` while read.",
        "",
    ]
    return "\n".join(lines)


def _reading(cost: dict[str, float], machines: int, cores: int) -> float:
    """Return milliseconds of wall clock a report: no faster than one process can take in what is read."""
    each = cost["read_ms"] + cost["feed_ms"]
    return max(each / (machines * cores), cost["take_ms"])


def _said(milliseconds: float) -> str:
    minutes = math.ceil(milliseconds / 60_000)
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.1f} h"

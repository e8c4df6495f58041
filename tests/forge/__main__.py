"""python -m tests.forge --n 5000: forge, read, judge, and say what was right, by flavour, guise and fault."""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.forge.measuring import Measured, Tally, measure
from tests.forge.media import MEDIA
from tests.forge.orders import orders, orders_of_media

_LEAST_PROVEN = 0.995
_GROUPS = {
    "medium": "By medium",
    "true in a medium": "By medium (true reports)",
    "form": "By form",
    "flavour": "By flavour of text (true reports)",
    "guise": "By guise of text (true reports)",
    "fault": "By fault",
    "all": "All",
}
_MARKED = re.compile(r"(?<=<!-- measured -->\n).*?(?=<!-- end -->)", re.DOTALL)


def main() -> int:
    """Print the tables; exit 1 if an error was silent, a true report was accused, or too few were proven."""
    options = _options()
    wanted = [
        *orders(options.n, options.seed, options.faults, options.flavours),
        *orders_of_media(options.each, options.seed, options.media, options.faults),
    ]
    started = time.perf_counter()
    found = measure(wanted)
    lines = list(_lines(found))
    sys.stdout.write("\n".join(lines) + f"\n\n{time.perf_counter() - started:.1f} s\n")
    if options.docs is not None:
        only = "".join(f", only {', '.join(names)}" for names in (options.faults, options.flavours) if names)
        media = f"; {options.each:,} each of {', '.join(options.media)}" if options.media and options.each else ""
        _write(options.docs, [f"Seed {options.seed}, {options.n:,} reports as text{media}{only}.", "", *lines])
    if options.keep is not None:
        _keep(options.keep, found)
    whole = found.whole
    good = not whole.silent and not found.untrue and not found.accused
    return int(not (good and whole.proven >= _LEAST_PROVEN * whole.readable))


def _options() -> argparse.Namespace:
    def names(text: str) -> list[str]:
        return text.split(",") if text else []

    parser = argparse.ArgumentParser(prog="python -m tests.forge", description=__doc__)
    parser.add_argument("--n", type=int, default=5000, help="reports as text")
    parser.add_argument("--each", type=int, default=500, help="reports in each other medium")
    parser.add_argument("--media", type=names, default=["html", "docx", "pdf"], help=f"some of {', '.join(MEDIA)}")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--faults", type=names, default=[], help="only these, joined by commas; none: true reports")
    parser.add_argument("--flavours", type=names, default=[], help="only these, joined by commas")
    parser.add_argument("--keep", type=Path, help="directory for what went wrong")
    parser.add_argument("--docs", type=Path, help="page to write the tables into, between its marks")
    return parser.parse_args()


def _lines(found: Measured) -> Iterator[str]:
    for group, title in _GROUPS.items():
        rows = [(name, tally) for (kind, name), tally in sorted(found.tallies.items()) if kind == group]
        if not rows:
            continue
        yield f"{title}:"
        yield ""
        yield from _table(
            ("", "reports", "readable", "proven", "cells right", "verdicts right", "silent errors"),
            [(name, *_counts(tally)) for name, tally in rows],
        )
        yield ""
    yield "What the text tells:"
    yield ""
    yield from _table(
        ("statements told", "read", "share", "untrue"),
        [(f"{found.told:,}", f"{found.found:,}", _share(found.found, found.told), f"{found.untrue:,}")],
    )
    yield ""
    rules = sorted({rule for rule, _ in found.rules})
    yield from _table(
        ("rule on the text", "must be found", "found", "untrue findings"),
        [(rule, *(f"{found.rules[rule, what]:,}" for what in ("fires", "fired", "accused"))) for rule in rules],
    )


def _counts(tally: Tally) -> tuple[str, ...]:
    return (
        f"{tally.reports:,}", f"{tally.readable:,}", _share(tally.proven, tally.readable),
        _share(tally.right, tally.cells), _share(tally.verdicts, tally.reports), f"{tally.silent:,}",
    )  # fmt: skip


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2%}" if whole else "-"


def _table(titles: tuple[str, ...], rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in (titles, *rows)) for column in range(len(titles))]

    def line(row: tuple[str, ...]) -> str:
        cells = [
            text.rjust(width) if column else text.ljust(width)
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        ]
        return f"| {' | '.join(cells)} |"

    yield line(titles)
    yield "|" + "|".join("-" * (width + 1) + (":" if column else "-") for column, width in enumerate(widths)) + "|"
    yield from map(line, rows)


def _write(page: Path, lines: list[str]) -> None:
    text = page.read_text(encoding="utf-8")
    if not _MARKED.search(text):
        raise SystemExit(f"{page} has no marks to write between")
    block = "\n".join(["", *lines, ""])
    page.write_text(_MARKED.sub(lambda _: block, text), encoding="utf-8")


def _keep(directory: Path, found: Measured) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "found.log").open("a", encoding="utf-8") as log:
        for kept in found.kept:
            (directory / kept.name).write_bytes(kept.data)
            log.write("\n".join([kept.name, *kept.lines]) + "\n")


if __name__ == "__main__":
    sys.exit(main())

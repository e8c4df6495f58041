"""status: what is published, what is rejected and waits, and how the runs went."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import UTC, datetime

import click
from rich.table import Table
from rich.text import Text

from flows.door.options import Refused, as_of, common
from flows.door.tables import console, grid, opened
from gouji.console import Lang
from gouji.release import Head, Manifest
from gouji.standard.divisions import CENTRAL
from tasks.root import storage_at
from tasks.watching.alarms import Limits
from tasks.watching.sentences import heading, of_runs, standing
from tasks.watching.standing import BadLimit, Counts, counts_of, facts_of, limits_of, runs_at
from tasks.wording import say


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for a program.")
@as_of
@common
def verb(as_json: bool, as_of: int | None, root: str, lang: Lang) -> None:
    """Show what is published, what waits for a decision, and how the runs went.

    With --as-of only what that version held: the journal of runs is of now.
    """
    limits, now = limits_in(lang), datetime.now(UTC)
    try:
        storage, state = opened(root, lang, as_of)
    except Refused:
        if as_of is None and not as_json:
            # Nothing is published: why not, the runs may say.
            before = runs_at(storage_at(root), Head(Manifest(), None))
            draw(of_runs(before, now, limits, lang) if before.seen.runs else ())
        raise
    counts = counts_of(storage, state)
    runs = runs_at(storage, state) if as_of is None else None
    if as_json:
        facts = facts_of(state, counts, runs, now, limits)
        sys.stdout.write(json.dumps(facts, ensure_ascii=False, indent=1) + "\n")
        return
    out = console()
    out.print(heading(state, runs, lang))
    out.print(places(counts, lang))
    draw(standing(state, counts, runs, now, limits, lang))


def draw(named: Iterable[tuple[str, str]]) -> None:
    """Print names and what is said of each, side by side."""
    lines = Table.grid(padding=(0, 2))
    lines.add_column(no_wrap=True)
    lines.add_column(overflow="fold")
    for name, line in named:
        lines.add_row(Text(name), Text(line))
    if not lines.row_count:
        return
    out = console()
    with out.capture() as drawn:
        out.print(lines)
    # A grid fills its lines with spaces.
    out.print("\n".join(line.rstrip() for line in drawn.get().splitlines()))


def limits_in(lang: Lang) -> Limits:
    """Return the limits that are set; refuses where one is no number of hours."""
    try:
        return limits_of()
    except BadLimit as error:
        raise Refused(say("bad_limit", lang, error)) from error


# A partition is called 0 where the reports do not say where they belong.
_NO_PROVINCE = {"0": "place_unknown", CENTRAL: "place_central"}


def places(counts: Counts, lang: Lang) -> Table:
    """Return how many reports are published and rejected, a row for each region and year."""
    table = grid(*(say(key, lang) for key in ("region", "year", "published", "rejected")), right=(1, 2, 3))
    for row in counts.places.iter_rows(named=True):
        code, words = row["region_code"], _NO_PROVINCE.get(row["region_code"])
        name = f"{code} {say(words, lang) if words else row['province'] or ''}".strip()
        table.add_row(name, str(row["report_year"]), str(row["published"]), str(row["rejected"]))
    table.add_section()
    sums = (str(counts.places[verdict].sum()) for verdict in ("published", "rejected"))
    table.add_row(say("total", lang), "", *sums)
    return table

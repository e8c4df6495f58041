"""metrics: how ROOT stands, for Prometheus."""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import click

from flows.door.options import common
from flows.door.status import limits_in
from gouji.console import Lang
from gouji.release import head
from tasks.root import storage_at
from tasks.watching.alarms import alarms
from tasks.watching.metrics import exposition
from tasks.watching.standing import counts_of, runs_at


@click.command("metrics")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Into this file, whole or not at all, instead of printing it.",
)
@common
def verb(output: Path | None, root: str, lang: Lang) -> None:
    """Print how ROOT stands in Prometheus's text format.

    With -o for node_exporter's textfile collector: a file of its directory that ends in .prom.
    """
    limits, now = limits_in(lang), datetime.now(UTC)
    storage = storage_at(root)
    state = head(storage)
    runs = runs_at(storage, state)
    text = exposition(state, counts_of(storage, state), runs, alarms(runs.seen, now, limits), now, limits)
    if output is None:
        sys.stdout.write(text.decode())
        return
    # A scrape in between finds the old file or the new one; the collector passes over what does not end in .prom.
    with tempfile.NamedTemporaryFile(dir=output.parent, prefix=f".{output.name}.", delete=False) as file:
        written = Path(file.name)
        file.write(text)
    try:
        written.chmod(0o644)
        written.replace(output)
    except OSError:
        written.unlink()
        raise

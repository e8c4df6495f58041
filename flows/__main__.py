"""python -m flows: the steward's door.

Verbs are loaded when they are called: what only reads what is published need not wait for the orchestrator.
"""

from __future__ import annotations

import importlib
import os
import sys

import click

# Read by Prefect and Great Expectations while they are imported, so set before any verb is.
_SETTINGS = {
    # The temporary server of a run without a configured one takes over 20 s on a cold disk, its default limit.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "90",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
    # The steward reads the summary; what Prefect has to say is in its own log and on its pages.
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
}

VERBS = {
    "run": "flows.door.run",
    "status": "flows.door.status",
    "rejected": "flows.door.rejected",
    "show": "flows.door.show",
    "original": "flows.door.original",
    "releases": "flows.door.releases",
    "verify": "flows.door.verify",
    "alarms": "flows.door.alarms",
    "metrics": "flows.door.metrics",
    "gc": "flows.door.gc",
    "diff": "flows.door.diff",
    "rollback": "flows.door.rollback",
    "decide": "flows.door.decide",
    "missing": "flows.door.missing",
    "backfill": "flows.door.backfill",
}
LATER = ("sources",)


class Door(click.Group):
    """The verbs of the door, each in a module of its own."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs that are there."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return a verb; one that is planned but not there yet says so."""
        if name in LATER:
            return importlib.import_module("flows.door.later").verb(name)
        return importlib.import_module(VERBS[name]).verb if name in VERBS else None


@click.group(cls=Door)
def door() -> None:
    """Run the pipeline and work through what it rejected."""


if __name__ == "__main__":
    for name, value in _SETTINGS.items():
        os.environ.setdefault(name, value)
    # A console in another encoding than the documents' shows a question mark and goes on.
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")
    sys.exit(door(prog_name="python -m flows"))

"""The frame around a run: its entry in the journal, and after a night the alarms."""

from __future__ import annotations

import inspect
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from prefect.context import FlowRunContext
from prefect.exceptions import MissingContextError
from prefect.runtime import deployment

from gouji.code import reader_version
from gouji.console import default_lang
from tasks.root import storage_at
from tasks.watching.delivery import addresses
from tasks.watching.journal import NIGHTLY, Entry, journaled
from tasks.watching.logs import tell
from tasks.watching.sending import send_due
from tasks.watching.standing import alarms_at, limits_of


@contextmanager
def watched(root: str) -> Iterator[Entry | None]:
    """Keep the journal of the flow run that this is within, unless it is only rehearsed: then there is no entry.

    After a run of the nightly deployment, however it ended, the alarms that are due are sent.
    """
    context = FlowRunContext.get()
    if context is None or context.flow is None:
        raise MissingContextError("only a flow run is watched")
    usual = {name: each.default for name, each in inspect.signature(context.flow.fn).parameters.items()}
    asked = {
        name: value
        for name, value in (context.parameters or {}).items()
        if name != "at" and value != usual[name] and value != []
    }
    if asked.get("dry_run"):
        yield None
        return
    deployed, reader = deployment.name, reader_version()
    try:
        with journaled(storage_at(root), context.flow.name, reader=reader, deployment=deployed, asked=asked) as entry:
            yield entry
    finally:
        if deployed == NIGHTLY:
            send_after(root)


def send_after(root: str) -> None:
    """Send the alarms that are due. The run stands as it ended: what cannot be sent now, the next look sends."""
    try:
        if addresses():
            storage, now = storage_at(root), datetime.now(UTC)
            send_due(storage, root, alarms_at(storage, now, limits_of()), now, default_lang())
    except Exception as error:  # noqa: BLE001  Whatever it is, it must not hide how the run ended.
        said = f"The alarms could not be sent: {type(error).__name__}: {error}"
        tell("watch", "unsent", said, logging.ERROR)
        # The log may go nowhere.
        sys.stderr.write(f"{said}\n")

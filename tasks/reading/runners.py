"""Which engine reads the documents of a run, by name: `threads`, `processes`, or `dask:ADDRESS` for a cluster."""

from __future__ import annotations

import importlib
import os

from gouji.console import Lang
from tasks.overlay import overlaid
from tasks.reading.engine import Engine
from tasks.reading.pool import Pool
from tasks.wording import say

PROCESSES = "processes"
_THREADS = "threads"
_DASK = "dask:"


class BadRunner(ValueError):
    """No engine has this name."""


class ClusterError(Exception):
    """A cluster cannot do what was asked; `said` says in one sentence why, and what a person can do."""

    def __init__(self, key: str, *parts: object) -> None:
        """Carry the sentence's key and what fills its blanks."""
        super().__init__(key, *(str(part) for part in parts))

    def __str__(self) -> str:
        return self.said("en")

    def said(self, lang: Lang) -> str:
        """Return the sentence in one language."""
        return say(self.args[0], lang, *self.args[1:])


def runner_named(name: str) -> str:
    """Return the name; BadRunner where no engine has it, or the cluster's address is missing."""
    if name in (PROCESSES, _THREADS) or address_of(name):
        return name
    raise BadRunner(name)


def address_of(runner: str) -> str | None:
    """Return the address of the scheduler that a name gives; None where it is no cluster's, or gives none."""
    address = runner.removeprefix(_DASK)
    return address if address and address != runner else None


def engine_for(runner: str, root: str) -> Engine:
    """Return the engine of this name, not begun; a cluster is reached, and proved to see ROOT and to run this code.

    Raises BadRunner for a name that is none, ClusterError where the cluster will not do.
    """
    address = address_of(runner_named(runner))
    if address is None:
        # Loaded only where they are asked for, as Dask is.
        return Pool() if runner == PROCESSES else _loaded("tasks.reading.threads", "Threads")()
    if overlaid(root):
        raise ClusterError("dask_rehearsed")
    return _loaded("tasks.reading.cluster", "Cluster")(address, root if "://" in root else os.path.abspath(root))  # noqa: PTH100


def _loaded(module: str, name: str) -> type[Engine]:
    engine: type[Engine] = getattr(importlib.import_module(module), name)
    return engine

"""What each stage leaves behind: a line of the log, and its seconds in the journal."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from tasks.watching.journal import spend
from tasks.watching.logs import tell

P, R = ParamSpec("P"), TypeVar("R")


def staged(name: str, counted: Callable[..., Mapping[str, Any]]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Log each time a stage is done: what `counted` says of what it gave and was given, and in how many seconds."""

    def with_log(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def timed(*args: P.args, **options: P.kwargs) -> R:
            began = time.monotonic()
            try:
                given = function(*args, **options)
            except BaseException as error:
                seconds = round(time.monotonic() - began, 3)
                why = f"{name}: broken off after {seconds:.1f} s by {type(error).__name__}: {error}"
                tell(name, "broken_off", why, logging.WARNING, seconds=seconds)
                raise
            seconds, facts = round(time.monotonic() - began, 3), counted(given, *args, **options)
            spend(name, seconds)
            counts = ", ".join(f"{what} {count}" for what, count in facts.items())
            tell(name, "stage", f"{name}: {counts}; {seconds:.1f} s", **facts, seconds=seconds)
            return given

        return timed

    return with_log

"""How much a process that reads a stranger's document may take, and how it binds itself to that.

Declared once, for `gouji check` and for the workers of a pipeline. What a system does not have (see `confine`) is left
to the clock of whoever waits, which every system has.
"""

from __future__ import annotations

import sys

MEMORY = 2 * 1024**3
"""Bytes of addresses a reading process may hold (on Windows: of committed memory). The largest report known takes
400 MB beside what is loaded; what unpacks to more is the document's failure, not the machine's."""
CPU_SECONDS = 30
"""Processor time for each half (normalize, parse) of one document. A report takes some hundredths; only what loops, or
what grows with the square of its size, takes seconds."""
SECONDS = 60.0
"""Wall clock for each half of one document: twice the processor time, for machines that are busy with other work."""
START_SECONDS = 120.0
"""How long a process may take to start: from a cold disk, beside much else."""
REPLY = 32 * 1024**2
"""Bytes of what is read in one document, as it travels. The text of a document is two million characters at most, six
bytes each in the worst of cases with the quotes taken from it."""

OUT_OF_MEMORY = 77
"""Exit status of a process that was refused memory: the same wherever it is refused, and no signal's number."""
_MEGA = 1024**2


def confine() -> None:
    """Bind this process to the limits: memory, no core files, no bytes into any file.

    POSIX only: on Windows whoever starts the process binds it (`windows.py`). A limit set lower before stays as it is.
    macOS takes no limit of addresses; there the clock alone ends what eats memory.
    """
    if sys.platform == "win32":
        return
    # The package runs on Windows, so nothing imports this but the process that is confined.
    import resource  # noqa: PLC0415, TID251

    _lower(resource.RLIMIT_CORE, 0)
    # A pipe is no file. Python leaves SIGXFSZ ignored: who writes is told so, and does not die.
    _lower(resource.RLIMIT_FSIZE, 0)
    try:
        _lower(resource.RLIMIT_AS, MEMORY)
    except (OSError, ValueError):
        if sys.platform != "darwin":
            raise


def _lower(which: int, most: int) -> None:
    import resource  # noqa: PLC0415, TID251

    _, hard = resource.getrlimit(which)
    bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(which, (bound, bound))


def allow_cpu() -> None:
    """Give this process `CPU_SECONDS` from now; beyond, the system ends it (SIGXCPU). Nothing on Windows."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415, TID251

    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    until = int(used.ru_utime + used.ru_stime) + 1 + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (until if hard == resource.RLIM_INFINITY else min(until, hard), hard))


def ending(code: int) -> tuple[str, str]:
    """Return what an exit status says of a document: the rule it breaks, and how in a few words."""
    if code == OUT_OF_MEMORY:
        return "read.limit_exceeded", f"more than {MEMORY // _MEGA} MiB of memory"
    if sys.platform != "win32":
        import signal  # noqa: PLC0415 - the name is not there on Windows

        if code == -signal.SIGXCPU:
            return "read.limit_exceeded", f"more than {CPU_SECONDS} s of processor time"
    return "read.crashed", f"its reader ended with code {code}"


def too_long(seconds: float) -> tuple[str, str]:
    """Return the rule a document breaks that takes more than so many seconds, and how in a few words."""
    return "read.limit_exceeded", f"more than {seconds:g} s"


def too_much() -> tuple[str, str]:
    """Return the rule a document breaks whose reading is too large to travel, and how in a few words."""
    return "read.limit_exceeded", f"a reading of more than {REPLY // _MEGA} MiB"

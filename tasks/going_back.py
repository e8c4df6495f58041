"""Going back to an older version: judged by the gate as a commit is, and kept from publishing what was withdrawn."""

from __future__ import annotations

from expectations.gate import GateBroken, GateRefuses, gate_stored
from gouji import __version__
from gouji.release import Head, Storage, mirror
from gouji.rollback import rollback
from tasks.decisions import decisions_at


class GateClosed(Exception):
    """The gate does not let the older version through as it is stored, or could not judge it."""


def go_back(storage: Storage, at: Head, number: int) -> Head:
    """Put version `number` in force again and show it; return HEAD, the same where nothing had to change.

    Raises what `gouji.rollback` raises, GateClosed, and DecisionDamaged.
    """
    withdrawn = decisions_at(storage).withdrawing().keys()
    try:
        new = rollback(storage, at, number, code_version=__version__, withdrawn=withdrawn, gate=gate_stored)
    except (GateRefuses, GateBroken) as error:
        raise GateClosed(str(error)) from error
    mirror(storage)
    return new

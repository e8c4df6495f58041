"""Forged annual reports: texts of every flavour with all that is true of them, for tests and benchmarks.

Independent of the reader on purpose: what forges and what reads must not agree by sharing code.
"""

from tests.forge.faults import ERRORS, FAULTS, WRECKS
from tests.forge.forging import EDITIONS, forge, forge_any, true_reports, write_many
from tests.forge.render import FLAVOURS, PLAIN
from tests.forge.truth import Forged, Truth

__all__ = [
    "EDITIONS",
    "ERRORS",
    "FAULTS",
    "FLAVOURS",
    "PLAIN",
    "WRECKS",
    "Forged",
    "Truth",
    "forge",
    "forge_any",
    "true_reports",
    "write_many",
]

"""Forged annual reports: texts of every flavour, and other media, with all that is true of them, for tests.

Independent of the reader on purpose: what forges and what reads must not agree by sharing code.
"""

from tests.forge.drafts import MEDIA_FAULTS
from tests.forge.faults import ERRORS, FAULTS, LIES, NOISE, WRECKS
from tests.forge.forging import EDITIONS, Of, forge, forge_any, true_reports, write_many
from tests.forge.forging_2014 import FAULTS_2014, FLAVOURS_2014, forge_2014
from tests.forge.guises import GUISES
from tests.forge.media import MEDIA
from tests.forge.media.faults import faults_of
from tests.forge.render import ALL_FLAVOURS, FLAVOURS, PLAIN, RARE
from tests.forge.truth import Forged, Truth

__all__ = [
    "ALL_FLAVOURS",
    "EDITIONS",
    "ERRORS",
    "FAULTS",
    "FAULTS_2014",
    "FLAVOURS",
    "FLAVOURS_2014",
    "GUISES",
    "LIES",
    "MEDIA",
    "MEDIA_FAULTS",
    "NOISE",
    "PLAIN",
    "RARE",
    "WRECKS",
    "Forged",
    "Of",
    "Truth",
    "faults_of",
    "forge",
    "forge_2014",
    "forge_any",
    "true_reports",
    "write_many",
]

"""All that can go wrong, by name: errors an office makes, and wrecks of extraction."""

from __future__ import annotations

from tests.forge import errors, wrecks
from tests.forge.drafts import FAULTS

__all__ = ["ERRORS", "FAULTS", "WRECKS"]

ERRORS = tuple(name for name, fault in FAULTS.items() if fault.change.__module__ == errors.__name__)
WRECKS = tuple(name for name, fault in FAULTS.items() if fault.change.__module__ == wrecks.__name__)

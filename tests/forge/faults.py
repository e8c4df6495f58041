"""All that can go wrong, by name: errors an office makes, what it tells wrongly, and wrecks of extraction."""

from __future__ import annotations

from tests.forge import errors, lies, noise, wrecks
from tests.forge.drafts import FAULTS

__all__ = ["ERRORS", "FAULTS", "LIES", "NOISE", "WRECKS"]


def _of(module: object) -> tuple[str, ...]:
    return tuple(name for name, fault in FAULTS.items() if fault.change.__module__ == getattr(module, "__name__", ""))


ERRORS, LIES, NOISE, WRECKS = _of(errors), _of(lies), _of(noise), _of(wrecks)

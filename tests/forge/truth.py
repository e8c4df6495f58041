"""What a forged report truly holds, and what a right reading must come to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from tests.forge.bodies import Body
from tests.forge.figures import Shown

Expected = Literal["accept", "reject", "sound"]
"""`accept`: must be accepted with every cell right; `reject`: must be rejected; `sound`: either, but nothing wrong."""


@dataclass(frozen=True)
class Truth:
    """Every cell with what it prints, who reports, and the verdict.

    `rules` are the error rules that must fire: exactly these where `exact`, at least one of them otherwise.
    `culprit` is the one changed cell with the value it had.
    """

    cells: dict[str, Shown]
    proactive_edition: str
    requests_edition: str
    body: Body
    year: int
    expected: Expected
    rules: frozenset[str] = frozenset()
    exact: bool = False
    culprit: tuple[str, int] | None = None


@dataclass(frozen=True)
class Forged:
    """One forged report: `fault` says what was done to it, None for a true and readable one."""

    text: str
    truth: Truth
    fault: str | None
    flavour: str
    seed: int
    notes: tuple[str, ...] = field(default=())

"""What a forged report truly holds, and what a right reading must come to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from tests.forge.bodies import Body
from tests.forge.claims import Told
from tests.forge.figures import Shown

Expected = Literal["accept", "reject", "sound"]
"""`accept`: must be accepted with every cell right; `reject`: must be rejected; `sound`: either, but nothing wrong."""


@dataclass(frozen=True)
class Truth:
    """Every cell with what it prints, who reports, and the verdict.

    `rules` are the error rules that must fire: exactly these where `exact`, at least one of them otherwise.
    `culprit` is the one changed cell with the value it had. `told` is what the text states, None where a fault has
    made that arguable; `fires` are the rules on
    the text that must be found, and no other may be; None where the tables no longer bear out what the text says.
    `sections` are the official sections the text has.
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
    told: tuple[Told, ...] | None = ()
    fires: frozenset[str] | None = frozenset()
    sections: frozenset[str] | None = None


@dataclass(frozen=True)
class Forged:
    """One forged report: `fault` says what was done to it, None for a true and readable one.

    `data` is the file: the text as stored, in the encoding of its `guise`, or a file of another `medium`, whose text is
    left empty.
    """

    text: str
    truth: Truth
    fault: str | None
    flavour: str
    seed: int
    notes: tuple[str, ...] = field(default=())
    data: bytes = b""
    guise: str = ""
    medium: str = "text"

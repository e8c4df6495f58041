"""What to forge for a measurement: every flavour, guise and fault by turns, always the same for a seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.forge.faults import FAULTS
from tests.forge.forging import forge
from tests.forge.forging_2014 import FAULTS_2014, FLAVOURS_2014, forge_2014
from tests.forge.guises import GUISES
from tests.forge.media.faults import faults_of
from tests.forge.render import ALL_FLAVOURS
from tests.forge.truth import Forged

_OF_TWENTY = "tttttttttgggffffffss"
"""Of twenty reports, how many are true, true in a guise, faulty, and on the form of 2014."""


@dataclass(frozen=True)
class Order:
    """One report to forge."""

    seed: int
    flavour: str
    fault: str | None = None
    guise: str | None = None
    is_2014: bool = False
    medium: str | None = None

    def forged(self) -> Forged:
        """Return the report."""
        if self.medium is not None:
            return forge(self.seed, fault=self.fault, rich=True, medium=self.medium)
        if self.is_2014:
            return forge_2014(self.seed, self.flavour, self.fault)
        # What stands glued is readable at best with plain labels.
        rich = self.flavour != "glued"
        return forge(self.seed, self.flavour, fault=self.fault, guise=self.guise, rich=rich)

    @property
    def kinds(self) -> tuple[tuple[str, str], ...]:
        """Return the groups the report is counted in: (what, name)."""
        form = "2014" if self.is_2014 else "2019, 2021"
        found = [("all", "all"), ("form", form), ("fault", self.fault or "none"), ("medium", self.medium or "text")]
        if self.fault is None and self.medium is not None:
            found.append(("true in a medium", self.medium))
        elif self.fault is None:
            found.append(("flavour", self.flavour))
            found.append(("guise", self.guise or "none"))
        return tuple(found)


def orders(n: int, seed: int, faults: Sequence[str] = (), flavours: Sequence[str] = ()) -> Iterator[Order]:
    """Yield n orders: the usual mixture, or of these faults (`none`: true reports) and flavours only."""
    names, guises = tuple(FAULTS), tuple(GUISES)
    flavours = tuple(flavours) or ALL_FLAVOURS
    turns: Counter[str] = Counter()
    for number in range(n):
        flavour = flavours[number % len(flavours)]
        if faults:
            fault = faults[number // len(flavours) % len(faults)]
            yield Order(seed + number, flavour, None if fault == "none" else fault)
            continue
        kind = _OF_TWENTY[number * 7 % 20]
        turn = turns[kind]
        turns[kind] += 1
        if kind == "t":
            yield Order(seed + number, flavour)
        elif kind == "g":
            yield Order(seed + number, flavour, guise=guises[turn % len(guises)])
        elif kind == "f":
            yield Order(seed + number, flavour, names[turn % len(names)])
        else:
            of_2014 = (None, None, None, *FAULTS_2014)
            yield Order(
                seed + number, FLAVOURS_2014[turn % len(FLAVOURS_2014)], of_2014[turn * 2 % len(of_2014)], is_2014=True
            )


def orders_of_media(each: int, seed: int, media: Sequence[str], faults: Sequence[str] = ()) -> Iterator[Order]:
    """Yield as many orders of each medium: half of them true, the others with its faults by turns, or these faults."""
    for medium in media:
        names = faults_of(medium)
        wanted = [name for name in faults if name == "none" or name in names] if faults else ["none", "fault"]
        turn = 0
        for number in range(each if wanted else 0):
            fault = wanted[number % len(wanted)]
            if fault == "fault":
                fault = names[turn % len(names)]
                turn += 1
            yield Order(seed + number, medium, None if fault == "none" else fault, medium=medium)

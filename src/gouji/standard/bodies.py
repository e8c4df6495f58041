"""Public bodies: how their names are printed, what they are called in full, and which kind they are.

A row of `bodies.csv` is `exact` (a whole name after the place), `suffix` (how names of a kind end; the longest
decides), `prefix` (the name of a system printed before the place) or `central` (a body of the State).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import cast, get_args

from gouji.report import AgencyKind
from gouji.standard.resources import StandardError, read_csv


@dataclass(frozen=True, slots=True)
class Office:
    """What the part of a body's name after the place says: the name in full and the kind."""

    name: str
    kind: AgencyKind
    known: bool


@dataclass(frozen=True, slots=True)
class Bodies:
    """The rows of `bodies.csv` by what they match."""

    exact: dict[str, Office]
    suffix: dict[str, Office]
    central: dict[str, str]
    prefixes: tuple[str, ...]

    def office(self, printed: str) -> Office | None:
        """Return the office of this name, by its whole name, else by its ending; None if it names no office."""
        found = self.exact.get(printed)
        if found:
            return found
        for length in range(min(len(printed) - 1, 8), 0, -1):
            ending = printed[-length:]
            if rule := self.suffix.get(ending):
                return Office(printed.removesuffix(ending) + rule.name, rule.kind, known=False)
        return None


@cache
def bodies() -> Bodies:
    """Return the bodies, read once."""
    exact: dict[str, Office] = {}
    suffix: dict[str, Office] = {}
    central: dict[str, str] = {}
    prefixes: list[str] = []
    for row in read_csv("bodies.csv", ("match", "printed", "canonical", "kind")):
        match, printed, canonical = row["match"], row["printed"], row["canonical"]
        if match != "prefix" and row["kind"] not in get_args(AgencyKind):
            raise StandardError(f"bodies.csv: {printed}: unknown kind {row['kind']!r}")
        kind = cast("AgencyKind", row["kind"])
        if match == "exact":
            exact[printed] = Office(canonical, kind, known=True)
        elif match == "suffix":
            suffix[printed] = Office(canonical, kind, known=False)
        elif match == "central":
            central[printed] = canonical
        elif match == "prefix":
            prefixes.append(printed)
        else:
            raise StandardError(f"bodies.csv: {printed}: unknown match {match!r}")
    return Bodies(exact, suffix, central, tuple(prefixes))

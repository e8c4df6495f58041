"""Public bodies: how their names are printed, what they are called in full, and which kind they are.

A row of `bodies.csv` is one of
- `exact`: a whole name after the place; a short one stands for `canonical`;
- `variant`: a name full in itself, of the body that others call `canonical` (教育和体育局, 教育体育局);
- `seat`: a branch of a body of the State, named after the place it sits in (南京海关);
- `suffix`: how names of a kind end; the longest decides;
- `prefix`: the name of a system printed before the place;
- `central`: a body of the State.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import cast, get_args

from gouji.report import AgencyKind
from gouji.standard.resources import StandardError, read_csv


@dataclass(frozen=True, slots=True)
class Office:
    """What the part of a body's name after the place says: the name in full and the kind.

    `same_as`: the one name that stands for all its variants in ids, where it is another. `of_seat`: the name in full
    has its place as printed, for it says where the body sits, not whose it is.
    """

    name: str
    kind: AgencyKind
    known: bool
    same_as: str = ""
    of_seat: bool = False

    @property
    def key(self) -> str:
        """Return the name that stands for the body in ids: the same for all its full and short names."""
        return self.same_as or self.name


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
        elif match == "variant":
            exact[printed] = Office(printed, kind, known=True, same_as=canonical)
        elif match == "seat":
            exact[printed] = Office(canonical, kind, known=True, of_seat=True)
        elif match == "suffix":
            suffix[printed] = Office(canonical, kind, known=False)
        elif match == "central":
            central[printed] = canonical
        elif match == "prefix":
            prefixes.append(printed)
        else:
            raise StandardError(f"bodies.csv: {printed}: unknown match {match!r}")
    for printed, office in exact.items():
        full = exact.get(office.name, office)
        if full.key != office.key:  # a short name of a variant
            exact[printed] = replace(office, same_as=full.key)
    return Bodies(exact, suffix, central, tuple(prefixes))

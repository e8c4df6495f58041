"""A report being forged, the register of what can go wrong with it, and how faults find a row to spoil."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.forge.bodies import Body
from tests.forge.figures import Figures, Shown
from tests.forge.grids import Grid, Row
from tests.forge.truth import Expected

if TYPE_CHECKING:
    from tests.forge.media.page import Page

REFUSED = frozenset({"form.unproven", "form.missing_table", "form.unknown_edition", "form.several_reports",
                     "cells.unreadable", "cells.domain"})  # fmt: skip
TABLES = ("proactive_disclosure", "requests", "proceedings")


@dataclass
class Draft:
    """A report being forged; faults change it."""

    rng: random.Random
    flavour: str
    flavours: dict[str, str]
    body: Body
    year: int
    proactive: str
    requests: str
    figures: Figures
    cells: dict[str, Shown]
    grids: dict[str, Grid] = field(default_factory=dict)
    lines: dict[str, list[str]] = field(default_factory=dict)
    expected: Expected = "accept"
    rules: frozenset[str] = frozenset()
    exact: bool = False
    culprit: tuple[str, int] | None = None
    notes: list[str] = field(default_factory=list)
    lie: str = ""
    vanish: bool = False
    mute: bool = False
    guise: str = ""
    text: str = ""
    data: bytes = b""
    pictured: set[str] = field(default_factory=set)
    hidden: dict[str, Shown] = field(default_factory=dict)
    page: Page | None = None

    def refuse(self, *rules: str) -> None:
        """Expect a rejection for one of these rules (by default for any rule on form and cells)."""
        self.expected, self.rules, self.exact = "reject", frozenset(rules) or REFUSED, False


Change = Callable[[Draft], bool]


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong.

    `stage`: figures, grids, lines, words (what the prose says), text (the whole of it) or bytes; of a medium,
    page (what it shows) or file (its bytes); `scale`: how large the figures must be at least; `flavours`: those
    that can have it, all where none is named.
    """

    name: str
    stage: str
    change: Change
    scale: int
    flavours: tuple[str, ...]


FAULTS: dict[str, Fault] = {}
MEDIA_FAULTS: dict[str, Fault] = {}
"""Those that only media have; their flavours are media."""


def fault(stage: str, *, scale: int = 0, flavours: tuple[str, ...] = ()) -> Callable[[Change], Change]:
    """Register a function as the fault of its name."""

    def enter(change: Change) -> Change:
        name = change.__name__.lstrip("_")
        of_media = change.__module__.startswith("tests.forge.media.")
        (MEDIA_FAULTS if of_media else FAULTS)[name] = Fault(name, stage, change, scale, flavours)
        return change

    return enter


def value_rows(draft: Draft, table: str | None = None) -> tuple[str, list[int]]:
    """Return a table and the numbers of its rows that hold values."""
    name = table or draft.rng.choice(TABLES[:2])
    return name, [number for number, row in enumerate(draft.grids[name]) if any(slot.key for slot in row)]


def pick_row(draft: Draft, table: str | None = None) -> tuple[Grid, int, Row]:
    name, rows = value_rows(draft, table)
    if draft.flavour == "glued":
        # A figure alone in its row takes in whatever is put beside it.
        rows = [number for number in rows if len(value_slots(draft.grids[name][number])) > 1]
    number = draft.rng.choice(rows)
    row = draft.grids[name][number]
    draft.notes.append(f"{name}, row {next(slot.key for slot in row if slot.key)}")
    return draft.grids[name], number, row


def value_slots(row: Row) -> list[int]:
    return [position for position, slot in enumerate(row) if slot.key]


def label_slot(row: Row) -> int:
    return max((position for position, slot in enumerate(row) if slot.role == "label"), default=-1)

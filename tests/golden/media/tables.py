"""Figures of one invented report -> its three tables drawn, with the official labels."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gouji.standard.forms import form_of
from tests.forge.figures import CHANNELS, COLUMNS, OUTCOMES, Shown
from tests.forge.grids import Grid, Habits, grids_of

_NEAT = Habits(
    numbering=".", brackets="full", variants=0, spaced=0, broken=0, bookmark=False, annotated=False, cut_headers=False,
    lost_character=False, mistyped=0, unnumbered=False, lettered=0, defined=False, caption="",
)  # fmt: skip


@dataclass(frozen=True)
class Figures:
    """What a report prints: rows of table 2 and 3 by key (rows of zeros left out), and the line of table 4."""

    edition: str
    proactive: Mapping[str, Sequence[str]]
    requests: Mapping[str, Sequence[str]]
    proceedings: Sequence[str]

    def cells(self) -> dict[str, str]:
        """Return what each cell prints, by `table/row/column`."""
        found = {}
        for table, printed in (("proactive_disclosure", self.proactive), ("requests", self.requests)):
            rows = form_of(table, self.edition).rows
            assert not printed.keys() - {row.key for row in rows}
            for row in rows:
                values = printed.get(row.key, ["0"] * len(row.columns))
                found |= {
                    f"{table}/{row.key}/{column}": value for column, value in zip(row.columns, values, strict=True)
                }
        places = [f"proceedings/{channel}/{name}" for channel in CHANNELS for name in (*OUTCOMES, "total")]
        return found | dict(zip(places, self.proceedings, strict=True))

    def grids(self) -> dict[str, Grid]:
        """Return the three tables, drawn as the form draws them."""
        assert all(len(row) == len(COLUMNS) for row in self.requests.values())
        cells = {key: Shown(value, None) for key, value in self.cells().items()}
        return grids_of(random.Random(0), cells, self.edition, self.edition, _NEAT)

"""Hundreds of forged reports on a grid, true and spoiled: each is read right or refused, and none is silently wrong."""

from __future__ import annotations

import os

import pytest

from tests.forge import scoring
from tests.forge.drafts import FAULTS
from tests.forge.forging import forge
from tests.forge.media import MEDIA
from tests.unit.parse import gridded

EXAMPLES = int(os.environ.get("GOUJI_EXAMPLES", "6"))
SPOILS = (
    gridded.merged_values, gridded.lost_value, gridded.surplus_cell, gridded.surplus_column, gridded.moved_columns,
    gridded.wrong_width, gridded.wrong_height, gridded.lost_row, gridded.two_lines_in_a_cell,
)  # fmt: skip
FATAL = {"merged_values", "lost_value", "lost_row", "two_lines_in_a_cell"}
DRAWN = sorted(name for name, fault in FAULTS.items() if fault.stage in ("figures", "grids", "words"))
DRAWN.remove("vanished_blanks")  # what is extracted loses them, not what is drawn


def scores(
    monkeypatch: pytest.MonkeyPatch, spoil: gridded.Spoil | None = None, table: str = "", fault: str | None = None
) -> list[scoring.Score]:
    monkeypatch.setitem(MEDIA, "grid", gridded.stored(spoil, table))
    monkeypatch.setattr(scoring, "read", gridded.read)
    return scoring.score([forge(seed, medium="grid", fault=fault, rich=bool(seed % 2)) for seed in range(EXAMPLES)])


def test_true_reports_are_accepted_with_every_cell_right(monkeypatch: pytest.MonkeyPatch) -> None:
    found = scores(monkeypatch)
    assert [
        (score.forged.seed, score.wrong, score.errors) for score in found if not score.accepted or score.silent
    ] == []


@pytest.mark.parametrize("table", ["proactive_disclosure", "requests", "proceedings"])
def test_slivers_leave_true_reports_what_they_are(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = scores(monkeypatch, gridded.slivers, table)
    assert [(score.forged.seed, score.silent) for score in found if score.silent] == []
    assert sum(score.accepted for score in found) >= len(found) * 0.9


@pytest.mark.parametrize("table", ["proactive_disclosure", "requests", "proceedings"])
@pytest.mark.parametrize("spoil", SPOILS, ids=lambda spoil: spoil.__name__)
def test_a_spoiled_table_is_read_right_or_refused(
    spoil: gridded.Spoil, table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = scores(monkeypatch, spoil, table)
    assert [(score.forged.seed, score.silent) for score in found if score.silent] == []
    if spoil.__name__ in FATAL:
        assert not any(score.accepted for score in found)


@pytest.mark.parametrize("fault", DRAWN)
def test_what_an_office_does_wrong_is_not_silent_on_a_grid(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = scores(monkeypatch, fault=fault)
    assert [(score.forged.seed, score.silent) for score in found if score.silent] == []

"""Real reports equal the answers that people wrote by hand. They belong to their bodies and are not kept here."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.golden.answers import SUFFIX, Reading, answer, differences

REPORTS = Path(os.environ.get("GOUJI_REPORTS") or Path(__file__).parents[3] / "shared" / "reports")
FILES = sorted(path for path in REPORTS.rglob("*.txt") if path.with_name(path.stem + SUFFIX).exists())


@pytest.mark.skipif(not FILES, reason="no real reports in shared/reports beside the checkout, nor in $GOUJI_REPORTS")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_real_report_equals_its_answer(path: Path) -> None:
    assert not differences(Reading.of(path), answer(path.with_name(path.stem + SUFFIX)))

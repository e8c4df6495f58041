"""PDFs as Chromium and LibreOffice print them: rows cut by pages, wrapped labels, repeated headers."""

from __future__ import annotations

import os

import pytest

from tests.forge import faults_of, forge
from tests.forge.media.office import PRINTED, available, printed
from tests.forge.scoring import score

pytestmark = [
    pytest.mark.skipif(not os.environ.get("GOUJI_OFFICE"), reason="make test-office"),
    # The first start of either program takes long.
    pytest.mark.timeout(900),
]
SEED = 40_000
_LEAST_PROVEN = 0.6
"""Of true reports; the others are refused: figures over the edge of their column, headers torn by a page."""


@pytest.mark.parametrize("medium", PRINTED)
def test_true_reports_are_read_right_or_refused(medium: str) -> None:
    assert available(medium), "infra/libreoffice/install.sh"
    found = score(printed([forge(SEED + number, medium=medium) for number in range(60)]))
    assert [(one.forged.seed, one.silent) for one in found if one.silent] == []
    readable = [one for one in found if one.forged.truth.expected == "accept"]
    proven = [one for one in readable if one.accepted and one.proven and not one.wrong]
    assert len(proven) >= _LEAST_PROVEN * len(readable), [(one.forged.seed, one.problems) for one in readable]


@pytest.mark.parametrize("medium", PRINTED)
def test_no_fault_is_silent(medium: str) -> None:
    assert available(medium), "infra/libreoffice/install.sh"
    faulty = [forge(SEED + number, medium=medium, fault=name) for number, name in enumerate(faults_of(medium))]
    found = score(printed(faulty))
    wrong = [one for one in found if one.silent or (one.accepted and one.forged.truth.expected == "reject")]
    assert [(one.forged.fault, one.forged.seed, one.silent) for one in wrong] == []

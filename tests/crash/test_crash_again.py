"""Ten more schedules: in a file of their own, so that another process can run them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crash.crew import Crew
from tests.crash.proof import prove
from tests.crash.schedules import Steps


@pytest.mark.parametrize("seed", range(10, 20))
def test_schedule(crew: Crew, steps: Steps, tmp_path: Path, seed: int) -> None:
    prove(crew, str(tmp_path), seed, steps)

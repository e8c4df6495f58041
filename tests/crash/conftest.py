"""One crew of processes for all tests of a session, and the steps its jobs take."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.crash.crew import Crew
from tests.crash.proof import steps_of
from tests.crash.schedules import Steps


@pytest.fixture(scope="session")
def crew() -> Iterator[Crew]:
    with Crew() as crew:
        yield crew


@pytest.fixture(scope="session")
def steps(crew: Crew, tmp_path_factory: pytest.TempPathFactory) -> Steps:
    return steps_of(crew, str(tmp_path_factory.mktemp("survey")))

"""The reconciler killed at its steps: no reader opens anything torn, and the next mirror ends it."""

from __future__ import annotations

import os
from pathlib import Path

from gouji.release import commit, head, mirror
from tasks.directory import DirectoryStorage
from tests.crash.crew import Crew
from tests.crash.reader import Watch
from tests.crash.schedules import Job
from tests.unit.published import Reading, change, mirrored

A = Reading("a", body="220184112-gov", granted=3)
B = Reading("b", body="370881109-gov", region="370000", granted=1)
C = Reading("c", body="500107001-gov", region="500000")
# In turn: each brings, changes and removes objects in both areas.
STATES = (
    [A, B, C.but(status="rejected")],
    [A.but(granted=4), B.but(status="rejected"), C],
)
STRIDE = 1 if os.environ.get("GOUJI_EVERY_STEP") else 8


def test_killed_at_its_steps(crew: Crew, tmp_path: Path) -> None:
    storage = DirectoryStorage(tmp_path)
    watch = Watch(storage)
    behind(storage, 0)
    mirror(storage)
    behind(storage, 1)
    (whole,) = crew.carry_out([Job("whole", "mirror").order(str(tmp_path))], watch.look)
    steps = sorted(step for step in whole.seen if not step.startswith(("get", "list")))[::STRIDE]
    assert any("current: after replace" in step for step in whole.seen)
    for count, step in enumerate(steps):
        behind(storage, count)
        job = Job(step, "mirror", failpoint=(step, 1 + count % whole.seen[step], False))
        (outcome,) = crew.carry_out([job.order(str(tmp_path))], watch.look)
        watch.look()
        assert outcome.died == step
        mirror(storage)
        assert mirrored(storage), step
    assert mirror(storage, verify=True) == []


def behind(storage: DirectoryStorage, count: int) -> None:
    """Put a state in force that the mirror does not show yet."""
    assert commit(storage, head(storage), change(*STATES[count % 2]), code_version="1").changed

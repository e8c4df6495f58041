"""Killed on S3: within a request, after it and before its answer, and between two requests."""

from __future__ import annotations

import os
from typing import Any

from tests.crash.crew import Crew
from tests.crash.proof import Proof
from tests.crash.schedules import Job
from tests.s3.server import s3_root, s3_server

__all__ = ["s3_root", "s3_server"]  # fixtures

# Half a request, all of it without the answer, and between two requests.
EVERY = (
    ("put_if_absent store: half sent", "put_if_match HEAD: sent"),
    ("put_if_absent log: sent", "delete current: sent"),
    ("put_if_absent current: half sent", "put_if_match HEAD: half sent"),
    ("put_if_match HEAD: after", "put_if_match MIRROR: sent"),
)
KILLED = EVERY if os.environ.get("GOUJI_EVERY_STEP") else EVERY[:2]


def reading(text: str, body: int, granted: int) -> dict[str, Any]:
    return {"text": text, "body": f"2201842{body:02d}-gov", "granted": granted}


def test_killed_between_and_within_requests(s3_root: str) -> None:
    def moving(turn: int, body: int, step: str) -> Job:
        region = ("220000", "370000")[turn % 2]
        readings = [reading(str(body), body, turn) | {"region": region}]
        return Job(f"{turn} {step}", "run", {"readings": readings}, failpoint=(step, 1, False))

    with Crew(spare=2) as crew:
        begun = [Job("begun", "run", {"readings": [reading("begun", 99, 0)]})]
        rounds = [[moving(turn, body, step) for body, step in enumerate(steps)] for turn, steps in enumerate(KILLED)]
        told = Proof(crew, s3_root, 0, {}).run([begun, *rounds])
    assert sum(told.killed.values()) >= len(KILLED)

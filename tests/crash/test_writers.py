"""Many writers at once over overlapping scopes: no update is lost, on a directory and on S3."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from gouji.release import head, records
from tests.crash.child import storage_of
from tests.crash.crew import Crew
from tests.crash.proof import Proof
from tests.crash.schedules import Job
from tests.s3.server import s3_root, s3_server

__all__ = ["s3_root", "s3_server"]  # fixtures

ROUNDS = 2
SHARED = "220184000-gov"


def revision(writer: int, turn: int) -> list[dict[str, Any]]:
    """Return what a writer brings: a report of its own, and its version of one that all of them revise."""
    return [
        {
            "text": f"own {writer} {turn}",
            "body": f"2201841{writer:02d}-gov",
            "granted": turn,
            "address": f"own/{writer}",
        },
        {"text": f"shared {writer} {turn}", "body": SHARED, "granted": writer, "address": "shared"},
    ]


def all_kept(root: str, crew: Crew, writers: int) -> None:
    rounds = [[Job(f"{w}.{t}", "run", {"readings": revision(w, t)}) for w in range(writers)] for t in range(ROUNDS)]
    Proof(crew, root, 0, {}).run(rounds)
    storage = storage_of(root)
    at = head(storage)
    assert at.number >= writers * ROUNDS
    found = records(storage, at)
    assert found.height == 2 * writers * ROUNDS
    published = found.filter(status="published")
    assert sorted(published.get_column("file_name"))[:writers] == [f"own {w} {ROUNDS - 1}" for w in range(writers)]
    assert published.height == writers + 1


def test_no_update_is_lost_on_a_directory(crew: Crew, tmp_path: Path) -> None:
    all_kept(str(tmp_path), crew, 4)


def test_no_update_is_lost_on_s3(s3_root: str) -> None:
    with Crew() as crew:
        all_kept(s3_root, crew, 4 if os.environ.get("GOUJI_EVERY_STEP") else 2)

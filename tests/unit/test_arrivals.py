"""What a night reads: what arrived where the worker is told to look, and what was kept before and never read."""

from __future__ import annotations

from pathlib import Path

import pytest
from prefect.states import Failed

from tasks.files import SourceMissing, sources_named
from tasks.ingest import ingest_reports
from tasks.raw import IndexDamaged
from tasks.recorded import Scope
from tasks.storage import StorageError


def test_where_reports_arrive_is_known_where_the_run_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_SOURCES", "s3://incoming/2026 '/srv/new reports'")
    assert sources_named(["a", "$GOUJI_SOURCES"]) == ["a", "s3://incoming/2026", "/srv/new reports"]
    monkeypatch.delenv("GOUJI_SOURCES")
    assert sources_named(["$GOUJI_SOURCES"]) == []


def test_a_night_reads_what_arrived_and_what_no_run_has_read(tmp_path: Path) -> None:
    root, arrived, before = str(tmp_path / "root"), tmp_path / "arrived", tmp_path / "before"
    for folder, name in ((arrived, "new"), (before, "kept")):
        folder.mkdir()
        (folder / name).write_text(name)
    ingest_reports.fn([str(before)], root, Scope())
    plan = ingest_reports.fn([str(arrived)], root, Scope(), only="missing")
    assert sorted(met.source.name for batch in plan.batches for met in batch) == ["kept", "new"]


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (OSError("away"), True),
        (StorageError("away"), True),
        (SourceMissing("/none"), False),
        (IndexDamaged("x"), False),
    ],
)
def test_what_may_pass_is_tried_again_and_nothing_else(error: Exception, again: bool) -> None:
    assert ingest_reports.retry_condition_fn is not None
    assert ingest_reports.retry_condition_fn(ingest_reports, None, Failed(data=error)) is again

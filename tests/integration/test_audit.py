"""The audit, and what every run of a flow leaves in the journal, under Prefect's own test server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import Runs
from posts import web
from prefect.artifacts import Artifact
from written import report

from flows.annual_reports import annual_reports
from flows.audit import FaultsFound, audit
from tasks.files import SourceMissing
from tasks.root import storage_at
from tasks.watching.delivery import URLS
from tasks.watching.journal import PREFIX, Journal

pytestmark = pytest.mark.usefixtures("orchestrated")


def page() -> str:
    found: Any = Artifact.get("audit")
    return str(found.data)


def test_an_audit_says_how_it_stands_and_fails_after_telling(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    runs.write({"<b>临山.txt": report(), "2019.txt": report(year=2019, cells={"requests/granted/total": "3"})})
    runs.run()
    root, storage = str(runs.root), storage_at(str(runs.root))
    assert audit(root).faults == ()
    assert "第 1 版完好" in page()
    assert "待决定: 退回未决定 1 份" in page()
    assert "从来没有一次成功的夜间运行" in page()
    [run] = Journal(storage).newest(9)
    assert (run.flow, run.outcome, run.asked, run.faults) == ("audit", "completed", {}, {})
    for key in storage.list("raw/sha256/"):
        storage.delete(key)
    with web() as hook:
        monkeypatch.setenv(URLS, f"json://{hook.host}:{hook.port}")
        with pytest.raises(FaultsFound, match=r"raw\.gone ×2"):
            audit(root, quick=True)
        [told] = hook.arrived
    assert "raw.gone ×2" in told["message"]
    assert "raw.gone" in page()
    assert "<b>" not in page()
    [run, _] = Journal(storage).newest(9)
    assert (run.outcome, run.asked, run.faults) == ("completed", {"quick": True}, {"raw.gone": 2})


def test_a_store_that_lost_its_head_is_audited_too(runs: Runs) -> None:
    runs.write({"临山.txt": report()})
    runs.run()
    storage_at(str(runs.root)).delete("_log/HEAD.json")
    with pytest.raises(FaultsFound, match=r"head\.gone"):
        audit(str(runs.root))
    assert "读不了" in page()


def test_a_run_is_in_the_journal_a_rehearsal_is_not(tmp_path: Path) -> None:
    root, files = str(tmp_path / "root"), tmp_path / "files"
    files.mkdir()
    (files / "a.txt").write_text(report())
    annual_reports([str(files)], root, dry_run=True)
    assert storage_at(root).list(PREFIX) == []
    annual_reports([str(files)], root, region=330281)
    [run] = Journal(storage_at(root)).newest(9)
    assert (run.name, run.asked) == ("annual-reports", {"sources": [str(files)], "region": 330281})
    assert (run.outcome, run.counts["published"], run.manifests) == ("completed", 1, (1,))
    assert run.sources == {str(files): (1, 0)}
    assert set(run.seconds) == {"ingest", "normalize", "parse", "validate", "publish"}


def test_a_night_that_fails_is_told_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PREFECT__RUNTIME__DEPLOYMENT__NAME", "nightly")
    root = str(tmp_path / "root")
    with web() as hook:
        monkeypatch.setenv(URLS, f"json://{hook.host}:{hook.port}/t0ken")
        with pytest.raises(SourceMissing):
            annual_reports([str(tmp_path / "none")], root)
        [told] = hook.arrived
        assert "annual-reports/nightly" in told["message"]
        assert "SourceMissing" in told["message"]
        # What cannot be told does not hide how the run ended.
        monkeypatch.setattr("tasks.watching.sending.told_at", lambda _: (_ for _ in ()).throw(OSError("gone")))
        with pytest.raises(SourceMissing):
            annual_reports([str(tmp_path / "none")], root)
    said = capfd.readouterr().err
    assert "The alarms could not be sent: OSError: gone" in said
    assert "t0ken" not in said
    assert [run.outcome for run in Journal(storage_at(root)).newest(9)] == ["failed", "failed"]

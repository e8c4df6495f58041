"""The flow itself, under Prefect's own test server: five tasks a batch, an artifact, and what makes a run fail."""

from __future__ import annotations

import importlib
import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from prefect.artifacts import Artifact
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId, LogFilter, LogFilterFlowRunId
from prefect.client.schemas.sorting import ArtifactSort, FlowRunSort, TaskRunSort
from prefect.logging.handlers import APILogHandler
from written import report

from expectations.gate import GateDisagrees
from flows.annual_reports import PartitionsKept
from gouji.release import HeadMoved
from gouji.standard.divisions import divisions
from tasks.watching.logs import LOG, open_log

REPOSITORY = Path(__file__).parents[2]
WRONG = {"requests/granted/natural_person": "3"}
FLOWS = importlib.import_module("flows.annual_reports")
# Processes of its own cost a run half a second, and are proved elsewhere; one test here has them.
annual_reports = partial(FLOWS.annual_reports, runner="threads")

pytestmark = pytest.mark.usefixtures("orchestrated")


def write(directory: Path, **texts: str) -> list[str]:
    directory.mkdir(exist_ok=True)
    for name, text in texts.items():
        (directory / f"{name}.txt").write_text(text)
    return [str(directory)]


@pytest.mark.parametrize("path", sorted((REPOSITORY / "flows").rglob("*.py")), ids=lambda path: path.stem)
def test_every_module_of_the_flows_imports(path: Path) -> None:
    # Prefect's loader hides an ImportError until the run.
    importlib.import_module(".".join(path.relative_to(REPOSITORY).with_suffix("").parts))


def test_a_run_is_five_tasks_and_a_table(tmp_path: Path) -> None:
    sources = write(tmp_path / "files", a=report("临山镇人民政府"), b=report("临山镇人民政府", 2019, WRONG), c="通知")
    account = annual_reports(sources, str(tmp_path / "root"), runner="processes")
    assert (account.read, dict(account.counts)) == (
        3,
        {"published": 1, "rejected": 1, "ignored": 1, "superseded": 0, "out_of_scope": 0},
    )
    with get_client(sync_client=True) as client:
        [run] = client.read_flow_runs(sort=FlowRunSort.START_TIME_DESC, limit=1)
        ours = FlowRunFilter(id=FlowRunFilterId(any_=[run.id]))
        found = client.read_task_runs(flow_run_filter=ours, sort=TaskRunSort.ID_DESC, limit=100)
    tasks = sorted(each.name.partition("-")[0] for each in found)
    assert run.state_type == "COMPLETED"
    assert tasks == ["ingest", "normalize", "parse", "publish", "validate"]
    artifact: Any = Artifact.get("annual-reports")
    rows = {(row["region"], row["year"]): row for row in json.loads(artifact.data)}
    assert rows["330000", 2020]["published"] == 1
    assert rows["330000", 2019]["rejected"] == 1
    assert "requests.outcome_total" in rows["330000", 2019]["why"]


def test_a_run_tells_what_it_rejected_and_nobody_is_harmed_by_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.telling.SENT", 1)
    hostile = "<script>alert(1)<!-- |\n# www.evil.example"
    sources = write(
        tmp_path / f"files {hostile}",
        a=report("临山镇人民政府"),
        b=report("临山镇人民政府", 2019, WRONG),
        **{hostile: report("", 2020)},
    )
    root = tmp_path / "root (1)"
    annual_reports(sources, str(root), year=None)
    APILogHandler().flush()
    with get_client(sync_client=True) as client:
        [run] = client.read_flow_runs(sort=FlowRunSort.START_TIME_DESC, limit=1)
        ours = FlowRunFilter(id=FlowRunFilterId(any_=[run.id]))
        found = client.read_artifacts(flow_run_filter=ours, sort=ArtifactSort.ID_DESC)
        lines = client.read_logs(LogFilter(flow_run_id=LogFilterFlowRunId(any_=[run.id])))
    # Names and messages are not rendered, only shown; but on one line.
    assert (run.name[:14], run.name.isprintable()) == ("files <script>", True)
    assert run.state.message == "读取 3 = 发布 1 + 退回 2"
    told = {each.key: str(each.data) for each in found if each.key != "annual-reports-progress"}
    assert sorted(told) == [f"annual-reports{part}" for part in ("", "-digest", "-manifest", "-rejected")]
    assert "root%20%281%29/_log/00000001.json)" in told["annual-reports-manifest"]
    for text in told.values():
        assert "<script>" not in text.replace("\\<script\\>", "")
        assert "www.evil" not in text
    assert "`requests.outcome_total`" in told["annual-reports-digest"]
    assert [float(each.data) for each in found if each.key == "annual-reports-progress"] == [100.0, 100.0]
    said = [each.message for each in lines if each.name.startswith("gouji.")]
    assert all(each.isprintable() for each in said)
    assert sum(each.startswith("rejected ") for each in said) == 1
    assert any(each.startswith("rejected: the run's page shows 1 of 2;") for each in said)
    assert {"ingest", "normalize", "parse", "validate", "publish"} <= {each.name.rpartition(".")[2] for each in lines}
    assert any(each.task_run_id for each in lines)
    assert not [each for each in LOG.handlers if isinstance(each, APILogHandler)]


def test_a_run_that_fails_tells_what_it_had_committed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish, root, log = FLOWS.publish_reports, tmp_path / "root", tmp_path / "log"
    monkeypatch.setattr("tasks.plan.LOAD", 1)
    monkeypatch.setenv("GOUJI_LOG", str(log))

    def once(*given: Any) -> Any:
        monkeypatch.setattr(FLOWS, "publish_reports", broken)
        return publish(*given)

    def broken(*_: object) -> None:
        raise OSError(f"no\nroom for <{tmp_path.name}>")

    monkeypatch.setattr(FLOWS, "publish_reports", once)
    sources = write(tmp_path / "files", a=report("临山镇人民政府", 2019, WRONG), b=report("临山镇人民政府"))
    with pytest.raises(OSError, match="room"):
        annual_reports(sources, str(root))
    artifact: Any = Artifact.get("annual-reports-digest")
    assert "读取 2 = 发布 0 + 退回 1 + 未处理 1" in artifact.data
    assert f"OSError: no\\\\nroom for \\<{tmp_path.name.replace('_', chr(92) + '_')}\\>" in artifact.data
    assert json.loads((root / "docs/runs/1/summary.json").read_text())["unfinished"] == 1
    told = [json.loads(line) for line in log.read_text().splitlines()]
    assert [each["event"] for each in told if each["event"] in ("rejected", "commit", "account", "failed")] == [
        "rejected",
        "commit",
        "account",
        "failed",
    ]
    assert next(each for each in told if each["event"] == "rejected")["report_id"] == "330281100-gov-2019"
    monkeypatch.delenv("GOUJI_LOG")
    open_log()


def test_a_region_may_be_a_number_and_no_source_means_raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_ROOT", str(tmp_path / "root"))
    annual_reports(write(tmp_path / "files", a=report("临山镇人民政府"), b=report("丹山镇人民政府")))
    account = annual_reports(region=330281, year=2020)
    assert (account.read, account.counts["published"], account.counts["out_of_scope"]) == (2, 1, 1)
    assert account.number is None


def test_a_load_is_settled_anew_where_another_run_committed_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish, calls = FLOWS.publish_reports, []

    def moved(settled: Any, root: str, allow_shrink: bool) -> Any:
        calls.append(settled.head.number)
        if len(calls) == 1:
            # Another run gets in between.
            sources = write(tmp_path / "others", b=report("丹山镇人民政府"))
            monkeypatch.setattr(FLOWS, "publish_reports", publish)
            annual_reports(sources, root)
            monkeypatch.setattr(FLOWS, "publish_reports", moved)
        return publish(settled, root, allow_shrink)

    monkeypatch.setattr(FLOWS, "publish_reports", moved)
    account = annual_reports(write(tmp_path / "files", a=report("临山镇人民政府")), str(tmp_path / "root"))
    # The number of the manifest that lost the race is not used again.
    assert (calls, account.number) == ([0, 1], 3)
    assert len(list((tmp_path / "root" / "current" / "reports").rglob("*.parquet"))) == 2


def test_a_head_that_never_stands_still_fails_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def moved(*_: object) -> None:
        raise HeadMoved("again")

    monkeypatch.setattr(FLOWS, "publish_reports", moved)
    with pytest.raises(HeadMoved):
        annual_reports(write(tmp_path / "files", a=report("临山镇人民政府")), str(tmp_path / "root"))


def test_a_gate_that_disagrees_fails_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = importlib.import_module("expectations.gate")
    every = gate.expectations_of
    monkeypatch.setattr(gate, "expectations_of", lambda rules: [e for e in every(rules) if "total" not in e.column])
    with pytest.raises(GateDisagrees):
        annual_reports(write(tmp_path / "files", a=report(cells=WRONG)), str(tmp_path / "root"))
    assert not (tmp_path / "root" / "current").exists()


def test_the_shrink_guard_keeps_the_partition_and_fails_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So many reports as the guard speaks for take long to judge.
    monkeypatch.setattr("gouji.release.SHRINK_LEAST", 3)
    codes = [f"33{prefecture:02}{county:02}" for prefecture in range(1, 3) for county in range(2, 30)]
    names = [found.name for code in codes if (found := divisions().get(code, 2020))]
    names = [name for name in names if len(divisions().named(name, 2020)) == 1][:3]
    good = {f"f{n}": report(f"{name}人民政府") for n, name in enumerate(names)}
    sources, root = write(tmp_path / "files", **good), str(tmp_path / "root")
    assert annual_reports(sources, root).counts["published"] == 3
    write(tmp_path / "files", **{f"f{n}": report(f"{name}人民政府", cells=WRONG) for n, name in enumerate(names)})
    before = {path: path.read_bytes() for path in (tmp_path / "root" / "current").rglob("*.parquet")}
    with pytest.raises(PartitionsKept) as kept:
        annual_reports(sources, root)
    assert [(each["year"], each["region"], each["before"]) for each in kept.value.account.stale] == [
        (2020, "330000", 3)
    ]
    assert {path: path.read_bytes() for path in before} == before
    account = annual_reports(sources, root, allow_shrink=True)
    assert (account.stale, len(account.withdrawn)) == ([], 3)

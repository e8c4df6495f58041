"""The local stack as a steward starts, uses and ends it; its worker killed in the middle of a run: make test-stack."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import boto3
import polars as pl
import pytest
import yaml

from gouji.release import Storage
from tasks.ingest import ingest_reports
from tasks.recorded import Scope
from tasks.root import storage_at
from tests.integration.written import report
from tests.stack.steward import Stack, until

REPOSITORY = Path(__file__).parents[2]
ROOT, KILLED = "s3://gouji/data", "s3://gouji/killed"
TOWNS = ("临山镇", "丹山镇", "朝阳坡镇", "息陬镇")
YEARS = (2019, 2020, 2021, 2022, 2023)

pytestmark = pytest.mark.timeout(400)


def test_a_steward_triggers_one_county(stack: Stack, tmp_path: Path) -> None:
    for name in TOWNS[:2]:
        (tmp_path / f"{name}.txt").write_text(report(f"{name}人民政府"))
    ingest_reports.fn([str(tmp_path)], ROOT, Scope())
    stack.ended(stack.trigger("annual-reports/region", "region=330281", "year=2020"))
    assert _partitions("requests") == ["year=2020/region=330000"]
    read = _read("reports", "year=2020/region=330000")
    assert read["agency_name"].to_list() == ["临山镇人民政府"]
    assert "330000" in stack.typed("python -m flows status --lang en")


def test_a_night_keeps_what_has_arrived_and_reads_what_nobody_has(stack: Stack) -> None:
    (stack.home / "incoming" / "新.txt").write_text(report("朝阳坡镇人民政府"))
    stack.ended(stack.trigger("annual-reports/nightly"))
    # The one that came, and the one that was kept before and read by no run.
    assert _partitions("requests") == [f"year=2020/region={region}" for region in ("220000", "330000", "510000")]


def test_what_a_form_shows_says_what_it_means(stack: Stack) -> None:
    found = {each["name"]: each for each in stack.api("deployments/filter", {})}
    assert sorted(found) == ["audit", "backfill", "nightly", "region"]
    for each in found.values():
        properties = each["parameter_openapi_schema"]["properties"]
        assert all(parameter["description"] for parameter in properties.values()), properties
        assert each["description"]
        assert "gouji" in each["tags"]
        assert each["concurrency_limit"] is None
    queues = {each["name"]: each for each in stack.api("work_queues/filter", {})}
    first_to_last = sorted(("by-hand", "scheduled", "backfill"), key=lambda name: queues[name]["priority"])
    assert first_to_last == ["by-hand", "scheduled", "backfill"]


def test_nobody_gets_in_without_the_login(stack: Stack) -> None:
    assert stack.api("health", login="") is True
    for login in ("", "gouji:guessed"):
        with pytest.raises(urllib.error.HTTPError, match="401"):
            stack.api("deployments/filter", {}, login=login)
    pages = stack.settings["PREFECT_API_URL"].removesuffix("/api")
    with urllib.request.urlopen(pages, timeout=20) as answer:
        assert b"<html" in answer.read()
    for private in ("env", "settings.json"):
        assert (stack.home / private).stat().st_mode & 0o077 == 0


def test_nothing_listens_beyond_loopback(stack: Stack) -> None:
    ours = {
        str(link.readlink())
        for pid in stack.processes()
        for link in Path(f"/proc/{pid}/fd").iterdir()
        if link.is_symlink() and os.path.lexists(link)
    }
    heard = []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            _, local, _, state, *rest = line.split()
            if state == "0A" and f"socket:[{rest[5]}]" in ours:
                heard.append(local.partition(":")[0])
    assert len(heard) >= 4, "the database, the server, the monitor, S3"
    assert set(heard) == {"0100007F"}


def test_killed_in_the_middle_it_is_whole_again(stack: Stack, tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    for name in TOWNS:
        for year in YEARS:
            edition = "2019" if year < 2021 else "2021"
            (files / f"{name}-{year}.txt").write_text(report(f"{name}人民政府", year, edition=edition))
    ingest_reports.fn([str(files)], KILLED, Scope())
    killed = storage_at(KILLED)
    run = stack.trigger("annual-reports/region", f"at={KILLED}")
    _watch_for_silence(stack, run)
    until(lambda: killed.list("_store/"), "the first objects", 120)
    for pid in stack.processes("worker"):
        _kill(pid)
    assert stack.state(run) == "RUNNING", "as the server sees it"
    assert len(killed.list("current/")) < 11 * len(TOWNS) * len(YEARS), "the run was over"

    said = stack.up()
    assert "It is running." in said
    stack.ended(stack.trigger("annual-reports/region", f"at={KILLED}"))
    stack.typed(f"python -m flows verify --at {KILLED}")
    undisturbed = str(tmp_path / "undisturbed")
    _copy_raw(killed, undisturbed)
    stack.typed(f"python -m flows run --at {undisturbed}")
    for area in ("current/", "rejected/", "reference/"):
        expected = _bytes(storage_at(undisturbed), area)
        assert _bytes(killed, area) == expected, area
    assert len(_partitions("requests", KILLED)) == len(TOWNS) * len(YEARS)
    stack.ended(run, "CRASHED")


def test_started_again_it_says_so_and_changes_nothing(stack: Stack) -> None:
    before = {part: stack.processes(part) for part in ("s3", "server", "worker")}
    assert "It is running already." in stack.up()
    assert {part: stack.processes(part) for part in before} == before
    named = [each["name"] for each in stack.api("automations/filter", {})]
    assert sorted(name for name in named if not name.startswith("test-")) == ["gouji-killed-runs", "gouji-never-begun"]


def test_ended_nothing_of_it_runs_and_all_is_kept(stack: Stack) -> None:
    stranger = subprocess.Popen(["sleep", "600"])
    try:
        # A number that was the worker's once.
        recorded = json.loads((stack.home / "worker.pid").read_text())
        (stack.home / "worker.pid").write_text(json.dumps({**recorded, "pid": stranger.pid}))
        runs = _runs(stack)
        assert len(runs) >= 4, "those triggered above"
        assert stack.do("down").returncode == 0
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()
    assert stack.processes() == []

    port = int(json.loads((stack.home / "settings.json").read_text())["server_port"])
    with socket.create_server(("127.0.0.1", port)):
        refused = stack.do("up")
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"not started: server: something else answers at port {port}")
    assert stack.processes() == []

    foreign = stack.home.with_name("foreign")
    foreign.mkdir()
    (foreign / "something").touch()
    assert Stack(foreign).do("down", "--delete").returncode == 2
    assert (foreign / "something").exists()

    stack.up()
    assert _read("reports", "year=2020/region=330000")["agency_name"].to_list() == ["临山镇人民政府"]
    assert _runs(stack) >= runs


def _runs(stack: Stack) -> set[str]:
    """The runs the server knows to have begun; those of a schedule that are still to come are planned anew by `up`."""
    return {each["id"] for each in stack.api("flow_runs/filter", {"flow_runs": {"start_time": {"is_null_": False}}})}


def _watch_for_silence(stack: Stack, run: str) -> None:
    """Let the automation that ends killed runs look at this one alone, and wait only so long that a test can."""
    file = yaml.safe_load((REPOSITORY / "infra/prefect/automations.yaml").read_text())
    automation = next(each for each in file["automations"] if each["name"] == "gouji-killed-runs")
    automation["name"] = "test-killed-run"
    automation["trigger"] |= {"match": {"prefect.resource.id": f"prefect.flow-run.{run}"}, "within": 15}
    stack.api("automations/", automation)


def _copy_raw(storage: Storage, root: str) -> None:
    other = storage_at(root)
    for key in storage.list("raw/"):
        data = storage.get(key)
        assert data is not None
        other.put_if_absent(key, data)


def _bytes(storage: Storage, area: str) -> dict[str, bytes | None]:
    return {key: storage.get(key) for key in sorted(storage.list(area))}


def _partitions(table: str, root: str = ROOT) -> list[str]:
    keys = storage_at(root).list(f"current/{table}/")
    return sorted(key.removeprefix(f"current/{table}/").removesuffix("/part-0.parquet") for key in keys)


def _read(table: str, partition: str) -> pl.DataFrame:
    """Read a partition as an analyst does, not as the pipeline."""
    key = f"data/current/{table}/{partition}/part-0.parquet"
    return pl.read_parquet(boto3.client("s3").get_object(Bucket="gouji", Key=key)["Body"].read())


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        # It ended with the one that started it.
        return

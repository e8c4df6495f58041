"""The deployments on a real Prefect server; one of those by hand run by a worker, as a steward starts it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from prefect.server.schemas.schedules import CronSchedule
from prefect.settings import PREFECT_API_URL
from written import report

from tasks.ingest import ingest_reports
from tasks.raw import CHINA
from tasks.recorded import Scope

_ENDS = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
REPOSITORY = Path(__file__).parents[2]
PREFECT = [sys.executable, "-m", "prefect", "--no-prompt"]


def deployments() -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in yaml.safe_load((REPOSITORY / "prefect.yaml").read_text())["deployments"]}


def test_the_deployments_name_no_machine_and_the_schedule_is_in_china() -> None:
    text = (REPOSITORY / "prefect.yaml").read_text()
    assert not any(word in text for word in ("/home/", "/root/", "/opt/", str(REPOSITORY)))
    given = deployments()
    assert set(given) == {"region", "nightly", "audit", "backfill"}
    assert {name for name, each in given.items() if each["schedules"]} == {"nightly", "audit"}
    schedules = [schedule for each in given.values() for schedule in each["schedules"]]
    assert {schedule["timezone"] for schedule in schedules} == {"Asia/Shanghai"}
    assert len({schedule["slug"] for schedule in schedules}) == len(schedules)
    assert set(given["region"]["parameters"]) == {"year", "region"}


def test_no_two_runs_begin_at_the_same_minute_and_the_season_is_denser() -> None:
    begin, end = datetime(2027, 1, 1, tzinfo=CHINA), datetime(2028, 1, 1, tzinfo=CHINA)
    given = deployments()
    nights = _starts(given["nightly"], begin, end)
    assert len(nights) == 365 + 3 * 120
    assert [each.hour for each in nights[:4]] == [2, 8, 14, 20]
    audits = _starts(given["audit"], begin, end)
    assert len(audits) == 52
    assert len(set(nights + audits)) == len(nights) + len(audits)


def _starts(deployment: dict[str, Any], begin: datetime, end: datetime) -> list[datetime]:
    crons = [CronSchedule(cron=each["cron"], timezone=each["timezone"]) for each in deployment["schedules"]]
    return sorted(start for cron in crons for start in asyncio.run(cron.get_dates(1000, begin, end)))


@pytest.mark.timeout(170)
@pytest.mark.usefixtures("orchestrated")
def test_a_steward_triggers_a_region(tmp_path: Path) -> None:
    root, files = tmp_path / "root", tmp_path / "files"
    files.mkdir()
    (files / "临山.txt").write_text(report("临山镇人民政府"))
    (files / "丹山.txt").write_text(report("丹山镇人民政府"))
    ingest_reports.fn([str(files)], str(root), Scope())
    settings = _settings(tmp_path)
    _api(settings, "work_pools/", {"name": "annual-reports", "type": "process"})
    _prefect(settings, "deploy", "--all")
    found = _api(settings, "deployments/filter", {})
    assert sorted(each["name"] for each in found) == ["audit", "backfill", "nightly", "region"]
    for each in found:
        # They are the form that a person fills in.
        assert all(parameter["description"] for parameter in each["parameter_openapi_schema"]["properties"].values())
    queues = {each["name"]: each["priority"] for each in _api(settings, "work_queues/filter", {})}
    assert queues["by-hand"] < queues["scheduled"] < queues["backfill"]
    settings["GOUJI_ROOT"] = str(root)
    with _process(settings, "worker", "start", "--pool", "annual-reports"):
        _prefect(settings, "deployment", "run", "annual-reports/region", "-p", "region=330281", "-p", "year=2020")
        run = _wait_for_the_run(settings)
    artifacts = _api(settings, "artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [run]}}})
    partitions = sorted(str(path.relative_to(root)) for path in (root / "current" / "requests").rglob("*.parquet"))
    assert partitions == ["current/requests/year=2020/region=330000/part-0.parquet"]
    [artifact] = [each for each in artifacts if each["key"] == "annual-reports"]
    [row] = json.loads(artifact["data"])
    assert (row["region"], row["year"], row["read"], row["published"], row["rejected"]) == ("330000", 2020, 1, 1, 0)


def _settings(directory: Path) -> dict[str, str]:
    """Return the environment of a steward of the server that the other tests run flows on."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")} | {
        "PREFECT_HOME": str(directory / "prefect"),
        "PREFECT_API_URL": str(PREFECT_API_URL.value()),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_WORKER_QUERY_SECONDS": "2",
        "DO_NOT_TRACK": "1",
        # Somewhere else entirely: where the worker runs must not matter.
        "PWD": str(directory),
    }


@contextmanager
def _process(settings: dict[str, str], *arguments: str) -> Iterator[None]:
    here = Path(settings["PREFECT_HOME"])
    here.mkdir(parents=True, exist_ok=True)
    with (here / f"{arguments[0]}.log").open("wb") as log:
        process = subprocess.Popen(
            [*PREFECT, *arguments], env=settings, cwd=here, stdout=log, stderr=log, start_new_session=True
        )
        try:
            yield
        finally:
            # The group: what it started ends with it.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _prefect(settings: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [*PREFECT, *arguments], env=settings, cwd=REPOSITORY, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _wait_for_the_run(settings: dict[str, str]) -> str:
    """Return the id of the only run of a deployment, once it has ended well."""
    wanted = {"state": {"type": {"any_": list(_ENDS)}}, "deployment_id": {"is_null_": False}}
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        runs = _api(settings, "flow_runs/filter", {"flow_runs": wanted})
        if runs:
            assert [each["state_type"] for each in runs] == ["COMPLETED"], runs[0]["state"]
            return str(runs[0]["id"])
        time.sleep(0.5)
    log = Path(settings["PREFECT_HOME"]) / "worker.log"
    raise AssertionError(log.read_text(errors="replace")[-3000:])


def _api(settings: dict[str, str], path: str, body: dict[str, Any]) -> list[dict[str, Any]]:
    request = urllib.request.Request(
        f"{settings['PREFECT_API_URL']}/{path}",
        json.dumps(body).encode(),
        {"Content-Type": "application/json"},
        method="POST",
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)

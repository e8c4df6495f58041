"""Both deployments on a real Prefect server; the manual one run by a worker, as a steward starts it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from prefect.settings import PREFECT_API_URL
from written import report

from tasks.ingest import ingest_reports
from tasks.recorded import Scope

_ENDS = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
REPOSITORY = Path(__file__).parents[2]
PREFECT = [sys.executable, "-m", "prefect", "--no-prompt"]


def deployments() -> dict[str, Any]:
    return yaml.safe_load((REPOSITORY / "prefect.yaml").read_text())


def test_the_deployments_name_no_machine_and_the_schedule_is_in_china() -> None:
    text = (REPOSITORY / "prefect.yaml").read_text()
    assert not any(word in text for word in ("/home/", "/root/", "/opt/", str(REPOSITORY)))
    nightly, region = deployments()["deployments"]
    assert (nightly["name"], nightly["schedules"][0]["timezone"]) == ("nightly", "Asia/Shanghai")
    assert (region["name"], region["schedules"]) == ("region", [])
    assert set(region["parameters"]) == {"year", "region"}


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
    assert sorted(each["name"] for each in found) == ["nightly", "region"]
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

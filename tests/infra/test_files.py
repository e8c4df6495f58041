"""Image, compose file and manifests say of each other, and of the locks, what is true."""

from __future__ import annotations

import json
import re
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
INFRA = ROOT / "infra"
sys.path.insert(0, str(INFRA))

from check import manifests, run_job  # noqa: E402 - a program that lies beside what it checks
from replay import allowed, instructions  # noqa: E402

DOCKERFILE = list(instructions((INFRA / "Dockerfile").read_text(encoding="utf-8")))
RULES = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
COMPOSE: dict[str, dict[str, Any]] = yaml.safe_load((INFRA / "compose.yaml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]


def values(name: str) -> dict[str, Any]:
    return yaml.safe_load((INFRA / f"kubernetes/{name}.values.yaml").read_text(encoding="utf-8"))


def pinned(lock: str) -> dict[str, str]:
    found = re.findall(r"^([a-z0-9._-]+)==(\S+)", (ROOT / f"requirements/{lock}.txt").read_text(), re.M)
    return dict(found)


def test_production_is_a_part_of_what_is_tested() -> None:
    tested, production = pinned("lock"), pinned("pipeline")
    assert production.items() <= tested.items()
    assert {"prefect", "great-expectations", "distributed", "boto3"} <= production.keys()
    assert not {"pytest", "moto", "mypy", "ruff", "hatchling", "cfn-lint"} & production.keys()


def test_the_image_is_pinned_hashed_and_nobodys() -> None:
    words = dict(DOCKERFILE)
    assert re.fullmatch(r"BASE=\S+:[\w.-]+@sha256:[0-9a-f]{64}", words["ARG"])
    assert words["USER"] == "10001:10001"
    installs = [rest for word, rest in DOCKERFILE if word == "RUN" and "requirements/" in rest]
    assert sum(rest.count("-r requirements/") for rest in installs) == sum(
        rest.count("--require-hashes") for rest in installs
    )
    # What compiles, or fetches, stays in the stage before.
    last = max(number for number, (word, _) in enumerate(DOCKERFILE) if word == "FROM")
    assert not [rest for word, rest in DOCKERFILE[last:] if word == "RUN" and re.search(r"pip|apt|curl|wget", rest)]


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("flows/annual_reports.py", True),
        ("tasks/rejected.html.j2", True),
        ("src/gouji/standard/divisions.parquet", True),
        ("infra/prefect/automations.yaml", True),
        ("infra/s3/radosgw.py", True),
        ("flows/__pycache__/x.pyc", False),
        ("infra/.env", False),
        (".stack/env", False),
        (".git/config", False),
        ("data/raw/x", False),
        ("tests/conftest.py", False),
    ],
)
def test_only_what_is_named_is_sent_to_a_builder(path: str, sent: bool) -> None:
    assert allowed(path, RULES) is sent


def test_every_service_is_hardened_and_limited() -> None:
    assert SERVICES.keys() == {"postgres", "server", "s3", "setup", "worker"}
    for name, service in SERVICES.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["restart"] in ("unless-stopped", "on-failure:3"), name
        assert service["user"] != "root", name
        assert service["deploy"]["resources"]["limits"].keys() == {"cpus", "memory", "pids"}, name
        assert not service.get("privileged")
        # What is read-only needs a /tmp.
        mounts = [each.partition(":")[2] for each in service.get("volumes", []) if isinstance(each, str)]
        assert "/tmp" in [*mounts, *service.get("tmpfs", [])], name
    for name in ("postgres", "server", "s3"):
        assert SERVICES[name]["healthcheck"]["test"], name


def test_nothing_of_the_compose_file_answers_beyond_loopback() -> None:
    published = {port for service in SERVICES.values() for port in service.get("ports", [])}
    assert published == {"127.0.0.1:4200:4200", "127.0.0.1:9000:9000"}
    assert COMPOSE["networks"]["inside"] == {"internal": True}


def test_no_secret_has_a_value_here() -> None:
    secret = re.compile(r"PASSWORD|AUTH_STRING|SECRET|ACCESS_KEY|CONNECTION_URL")
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if secret.search(name):
                assert re.search(r"\$\{\w+:\?", str(value)), name
    drawn = re.findall(r"echo \"(\w+)=", (INFRA / "secrets.sh").read_text())
    asked = set(re.findall(r"\$\{(\w+):\?", (INFRA / "compose.yaml").read_text()))
    assert asked == set(drawn)
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert "/infra/.env" in ignored


def test_services_wait_for_each_other() -> None:
    waits = {name: service.get("depends_on", {}) for name, service in SERVICES.items()}
    assert waits["server"] == {"postgres": {"condition": "service_healthy"}}
    assert waits["setup"] == {"server": {"condition": "service_healthy"}}
    assert waits["worker"] == {
        "setup": {"condition": "service_completed_successfully"},
        "s3": {"condition": "service_healthy"},
    }


def test_prefect_is_one_version_everywhere() -> None:
    version = pinned("pipeline")["prefect"]
    assert values("prefect-server")["global"]["prefect"]["image"]["prefectTag"].startswith(f"{version}-")
    assert values("prefect-worker")["worker"]["image"]["prefectTag"].startswith(f"{version}-")


def test_charts_are_given_secrets_by_name() -> None:
    server, worker = values("prefect-server"), values("prefect-worker")["worker"]
    assert server["secret"] == {"create": False, "name": "prefect-database"}
    for login in (server["server"]["basicAuth"], worker["selfHostedServerApiConfig"]["basicAuth"]):
        assert login == {"enabled": True, "existingSecret": "prefect-login"}


def test_a_run_is_prefects_own_job_made_small() -> None:
    # Where it lies is told without importing it.
    [installed] = find_spec("prefect").submodule_search_locations
    known = Path(installed, "server/api/collections_data/views/aggregate-worker-metadata.json")
    theirs = json.loads(known.read_text())["prefect-kubernetes"]["kubernetes"]["default_base_job_configuration"]
    ours = json.loads(values("prefect-worker")["worker"]["config"]["baseJobTemplate"]["configuration"])
    assert ours["job_configuration"].keys() == theirs["job_configuration"].keys()
    assert ours["variables"]["properties"].keys() == theirs["variables"]["properties"].keys()
    asked = set(re.findall(r"\{\{ (\w+) }}", json.dumps(ours["job_configuration"])))
    assert asked == set(re.findall(r"\{\{ (\w+) }}", json.dumps(theirs["job_configuration"])))


def test_every_pod_of_ours_is_without_powers() -> None:
    pods = [each["spec"]["template"] for each in [*manifests(), run_job()] if "template" in each.get("spec", {})]
    assert len(pods) == 4
    for pod in pods:
        spec = pod["spec"]
        assert pod["metadata"]["labels"]["app.kubernetes.io/part-of"] == "gouji"
        assert (spec["serviceAccountName"], spec["automountServiceAccountToken"]) == ("gouji", False)
        assert spec["securityContext"]["runAsNonRoot"] is True
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        [container] = spec["containers"]
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert container["resources"].keys() == {"requests", "limits"}
        assert container["volumeMounts"] == [{"name": "tmp", "mountPath": "/tmp"}]
        assert "@sha256:" in container["image"]

"""What lies in infra/, held against the tools that know it: make check-infra.

    python infra/check.py --tools .venv/infra/bin [--without-replay]

Nothing is sent anywhere. What a tool cannot see here is said, and so is what is passed over, each with its reason.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml

INFRA = Path(__file__).resolve().parent
ROOT = INFRA.parent
KUBERNETES = INFRA / "kubernetes"
TEMPLATES = tuple(str(INFRA / "aws" / name) for name in ("storage.yaml", "worker.yaml"))
DOCKERFILES = (INFRA / "Dockerfile", INFRA / "s3/Dockerfile")
PASSED_OVER = {
    "CKV_DOCKER_2": "no HEALTHCHECK: how a container is watched is said where it is started",
    "CKV_DOCKER_7": "checkov does not follow ARG BASE, which is pinned by digest",
    "CKV_K8S_15": "an image named by its digest is the same, however often it is pulled",
    "CKV_K8S_35": "Prefect and AWS's tools take their secrets from the environment alone",
}
YAML = (
    "{extends: default, rules: {document-start: disable, braces: {max-spaces-inside: 1}, truthy: {check-keys: false}, "
    "comments: {min-spaces-from-content: 1}, line-length: {max: 150, ignore: [prefect-worker.values.yaml]}}}"
)


def main(words: list[str]) -> int:
    """Run every check and return 0; 1 where one has something to say, which is printed."""
    parser = argparse.ArgumentParser(prog="check.py", description=__doc__.partition("\n")[0])
    parser.add_argument("--tools", type=Path, required=True, help="where checkov and its kin are installed")
    parser.add_argument("--without-replay", action="store_true", help="do not make what the image would hold")
    asked = parser.parse_args(words)
    tools = asked.tools.absolute()
    for check, reason in PASSED_OVER.items():
        _say(f"passed over {check}: {reason}")
    with tempfile.TemporaryDirectory(prefix="gouji-infra-") as scratch:
        seen = Path(scratch)
        _rendered(seen)
        done = [
            _run("cfn-lint", Path(sys.executable).with_name("cfn-lint"), *TEMPLATES),
            _run("hadolint", tools / "hadolint", *DOCKERFILES),
            _run("yamllint", tools / "yamllint", "--strict", "--config-data", YAML, INFRA),
            _run("kubernetes-validate", tools / "kubernetes-validate", "--strict", *sorted(seen.glob("kubernetes/*"))),
            _kustomized(),
            # Asks nobody for anything, and keeps what it finds to itself.
            _run("checkov", tools / "checkov", "--directory", seen, "--compact", "--quiet", "--skip-download",
                 "--framework", "cloudformation", "dockerfile", "kubernetes", "secrets",
                 "--skip-check", ",".join(PASSED_OVER)),
        ]  # fmt: skip
    if asked.without_replay:
        _say("skipped: infra/replay.py, as asked")
    else:
        done.append(_run("replay of infra/Dockerfile", sys.executable, INFRA / "replay.py"))
    return int(not all(done))


def run_job() -> dict[str, Any]:
    """Return the job of a run as the worker makes it from the values' template, every variable at its default."""
    values = yaml.safe_load((KUBERNETES / "prefect-worker.values.yaml").read_text(encoding="utf-8"))
    template = json.loads(values["worker"]["config"]["baseJobTemplate"]["configuration"])
    given = {name: each.get("default") for name, each in template["variables"]["properties"].items()}
    given |= {"name": "run", "labels": {}, "command": ["prefect", "flow-run", "execute"]}
    given["env"] = [{"name": name, "value": value} for name, value in given["env"].items()]

    def filled(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: filled(value) for key, value in part.items()}
        if isinstance(part, list):
            return [filled(each) for each in part]
        found = re.fullmatch(r"\{\{ (\w+) }}", part) if isinstance(part, str) else None
        return given[found[1]] if found else part.replace("{{ name }}", "run") if isinstance(part, str) else part

    job = filled(template["job_configuration"]["job_manifest"])
    # The cluster would draw it.
    job["metadata"]["name"] = job["metadata"].pop("generateName") + "drawn"
    return job


def manifests() -> list[dict[str, Any]]:
    """Return what `kubectl apply --kustomize` sends, images named as kustomization.yaml says."""
    said = yaml.safe_load((KUBERNETES / "kustomization.yaml").read_text(encoding="utf-8"))
    images = {each["name"]: f"{each['newName']}@{each['digest']}" for each in said["images"]}
    found = []
    for name in said["resources"]:
        for each in yaml.safe_load_all((KUBERNETES / name).read_text(encoding="utf-8")):
            for container in _containers(each):
                container["image"] = images[container["image"]]
            found.append(each)
    return found


def _containers(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    return manifest.get("spec", {}).get("template", {}).get("spec", {}).get("containers", [])


def _rendered(seen: Path) -> None:
    """Lay out what checkov and kubernetes-validate look at."""
    for folder in ("aws", "s3", "kubernetes"):
        (seen / folder).mkdir()
    for template in TEMPLATES:
        shutil.copy(template, seen / "aws")
    for path in DOCKERFILES:
        shutil.copy(path, seen / path.relative_to(INFRA))
    for each in [*manifests(), run_job()]:
        out = seen / f"kubernetes/{each['kind'].lower()}-{each['metadata']['name']}.yaml"
        out.write_text(yaml.safe_dump(each, sort_keys=False), encoding="utf-8")


def _kustomized() -> bool:
    if shutil.which("kubectl") is None:
        _say("skipped: kubectl kustomize, which is not installed here")
        return True
    return _run("kubectl kustomize", "kubectl", "kustomize", KUBERNETES)


def _run(name: str, *words: str | Path) -> bool:
    environment = {**os.environ, "CHECKOV_RUN_SCA_PACKAGE_SCAN": "false", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [str(word) for word in words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    _say(f"{name}: {'clean' if done.returncode == 0 else 'NOT CLEAN'}")
    if done.returncode != 0:
        _say((done.stdout + done.stderr).rstrip())
    return done.returncode == 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

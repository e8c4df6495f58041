"""Each role may do what infra/aws/keys.yaml says, and nothing else, conditions included; the templates are clean."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from tests.infra.templates import ARN, AWS, INCOMING, PREFIX, ROLES, allowed, bucket_policy, policy_of, template

KEYS: dict[str, dict[str, list[str]]] = yaml.safe_load((AWS / "keys.yaml").read_text(encoding="utf-8"))
ACTS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "list": ("s3:ListBucket", {}),
    "get": ("s3:GetObject", {}),
    "create": ("s3:PutObject", {"s3:if-none-match": "*"}),
    "swap": ("s3:PutObject", {"s3:if-match": "0123"}),
    "put": ("s3:PutObject", {}),
    "delete": ("s3:DeleteObject", {}),
}
SECURE = {"aws:SecureTransport": "true"}
ANYTHING = {"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}


def may(policy: Mapping[str, object], act: str, name: str, secure: Mapping[str, str] = SECURE) -> bool:
    """Tell whether who has this policy may do that with an object of the bucket."""
    action, context = ACTS[act]
    if act == "list":
        context = {"s3:prefix": name.rpartition("/")[0] + "/"}
    resource = ARN if act == "list" else f"{ARN}/{name}"
    return allowed([policy, bucket_policy()], action, resource, {**context, **secure})


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_what_is_written_down_and_nothing_else(role: str) -> None:
    policy = policy_of(role)
    for key, who in KEYS.items():
        done = [act for act in ACTS if may(policy, act, f"{PREFIX}/{key}")]
        assert done == who.get(role, []), key
        beside = [act for act in ACTS if act != "list" and may(policy, act, f"elsewhere/{key}")]
        assert beside == [], key


def test_runs_read_what_arrives() -> None:
    assert [act for act in ACTS if may(policy_of("publisher"), act, f"{INCOMING}/2020/a.docx")] == ["list", "get"]


def test_nobody_deletes_the_record_and_nobody_goes_without_tls() -> None:
    for key, who in KEYS.items():
        never = [act for act in ACTS if not may(ANYTHING, act, f"{PREFIX}/{key}")]
        assert never == who.get("never", []), key
        assert not any(may(ANYTHING, act, f"{PREFIX}/{key}", {"aws:SecureTransport": "false"}) for act in ACTS)
    version = (f"{ARN}/{PREFIX}/_log/00000001.json", SECURE)
    assert not allowed([ANYTHING, bucket_policy()], "s3:DeleteObjectVersion", *version)


def test_no_role_reaches_versions_settings_or_rights() -> None:
    for role in ROLES:
        actions = {act for each in policy_of(role)["Statement"] for act in [each["Action"]]}
        assert actions <= {"s3:ListBucket", "s3:GetObject", "s3:PutObject", "s3:DeleteObject"}


def test_nothing_of_the_record_expires() -> None:
    bucket = template("storage.yaml")["Resources"]["Bucket"]
    assert (bucket["DeletionPolicy"], bucket["UpdateReplacePolicy"]) == ("Retain", "Retain")
    properties = bucket["Properties"]
    assert properties["VersioningConfiguration"] == {"Status": "Enabled"}
    assert all(properties["PublicAccessBlockConfiguration"].values())
    kept = [f"{PREFIX}/{key}" for key, who in KEYS.items() if "delete" in who.get("never", [])]
    for rule in properties["LifecycleConfiguration"]["Rules"]:
        ends = rule.keys() - {"Id", "Status", "Prefix", "AbortIncompleteMultipartUpload"}
        # What is in force is in no rule's reach: only versions that were replaced or deleted are.
        assert ends <= {"NoncurrentVersionExpiration", "ExpiredObjectDeleteMarker"}
        assert not ends or not any(key.startswith(rule["Prefix"]) for key in kept)


def test_the_worker_has_no_way_in_and_its_secret_is_a_reference() -> None:
    resources = template("worker.yaml")["Resources"]
    assert "SecurityGroupIngress" not in resources["SecurityGroup"]["Properties"]
    [container] = resources["Task"]["Properties"]["ContainerDefinitions"]
    assert {each["Name"] for each in container["Secrets"]} == {"PREFECT_API_AUTH_STRING"}
    assert not {each["Name"] for each in container["Environment"]} & {"PREFECT_API_AUTH_STRING", "AWS_ACCESS_KEY_ID"}
    assert container["ReadonlyRootFilesystem"] is True
    assert container["User"] == "10001:10001"


def test_cfn_lint_has_nothing_to_say() -> None:
    lint = Path(sys.executable).with_name("cfn-lint")
    done = subprocess.run([lint, *sorted(AWS.glob("[!k]*.yaml"))], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")

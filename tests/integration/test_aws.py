"""The AWS stack deployed on moto, which enforces its policies: each role does its own work, and no more.

What moto does not heed is held in tests/infra/test_policies.py: the conditions of policies. Nor does it make the
bucket's policy, versions and lifecycle of a template; of these, what matters here is set by hand from the template.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import polars as pl
import pytest
from botocore.exceptions import ClientError
from click.testing import CliRunner
from written import report

from flows.__main__ import door
from gouji.release import head
from tasks.storage import S3Storage, s3_storage
from tests.infra.templates import AWS, BUCKET, PREFIX, ROLES, bucket_policy
from tests.infra.test_policies import KEYS
from tests.s3.server import REAL, Server, point_at, s3_server

__all__ = ["s3_server"]
AT = f"s3://{BUCKET}/{PREFIX}"
WRONG = {"requests/granted/natural_person": "3"}
pytestmark = [
    pytest.mark.usefixtures("orchestrated"),
    pytest.mark.skipif(REAL, reason="IAM is moto's; the server that the tests run against has none"),
]


@dataclass
class Deployed:
    """The stack, and how to wear one of its roles."""

    settings: dict[str, dict[str, str]]
    wear: Callable[[str], S3Storage]


@pytest.fixture
def deployed(s3_server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    from moto.core.authorization import enable_iam_authentication  # noqa: PLC0415 - seconds to import

    reach: dict[str, Any] = {
        "endpoint_url": s3_server.endpoint,
        "aws_access_key_id": s3_server.access,
        "aws_secret_access_key": s3_server.secret,
        "region_name": "us-east-1",
    }
    stacks = boto3.client("cloudformation", **reach)
    given = {"BucketName": BUCKET, "Prefix": PREFIX}
    with warnings.catch_warnings(action="ignore"):
        stacks.create_stack(
            StackName="storage",
            TemplateBody=(AWS / "storage.yaml").read_text(encoding="utf-8"),
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in given.items()],
            Capabilities=["CAPABILITY_IAM"],
        )
    [stack] = stacks.describe_stacks(StackName="storage")["Stacks"]
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    said = {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}
    assert said["Root"] == AT
    owner = boto3.client("s3", **reach)
    owner.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    # Without the statement on TLS, whose condition moto would take for fulfilled.
    record = {
        **bucket_policy(),
        "Statement": [each for each in bucket_policy()["Statement"] if "Condition" not in each],
    }
    owner.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(record))
    sts, settings = boto3.client("sts", **reach), {}
    for role in ROLES:
        worn = sts.assume_role(RoleArn=said[f"{role.title()}RoleArn"], RoleSessionName=role)["Credentials"]
        settings[role] = {
            **s3_server.settings(),
            "AWS_ACCESS_KEY_ID": worn["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": worn["SecretAccessKey"],
            "AWS_SESSION_TOKEN": worn["SessionToken"],
        }

    def wear(role: str) -> S3Storage:
        point_at(settings[role], monkeypatch)
        return s3_storage(AT)

    with enable_iam_authentication():
        yield Deployed(settings, wear)


def call(*arguments: str) -> str:
    done = CliRunner().invoke(door, [*arguments, "--at", AT, "--lang", "en"])
    assert done.exit_code == 0, done.output
    return done.output


def refused(act: Callable[[], object]) -> bool:
    """Tell whether the store says that it is not allowed."""
    try:
        act()
    except ClientError as error:
        return error.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    return False


def test_each_role_does_its_own_work_and_no_more(deployed: Deployed, tmp_path: Path) -> None:
    there = deployed.wear("publisher")
    file, other = tmp_path / "linshan.txt", tmp_path / "danshan.txt"
    file.write_text(report())
    other.write_text(report("丹山镇人民政府", cells=WRONG))
    call("run", str(tmp_path))
    file.write_text(report(text="更正。"))
    call("run", str(file))
    assert "Version 3" in call("rollback", "1")
    call("releases", "create", "2026.11")
    call("decide", "withdraw", "330281100-gov-2020", "--reason", "a letter", "--by", "a steward")
    number = head(there).number
    assert number >= 4

    # Everything that was written stands in the table of keys.
    names = there.list("")
    folders = {key.partition("/")[0] for key in KEYS}
    assert {name.partition("/")[0] for name in names} <= folders
    record = [name for name in names if name.startswith(("_log/", "raw/", "decisions/", "releases/"))]
    assert {name.partition("/")[0] for name in record} == {"_log", "raw", "decisions", "releases"}
    for name in record:
        assert refused(lambda name=name: there.client.delete_object(Bucket=BUCKET, Key=f"{PREFIX}/{name}")), name
    stored = next(name for name in names if name.startswith("_store/"))
    shown = next(name for name in names if name.startswith("rejected/reports/"))
    assert refused(lambda: there.client.delete_object(Bucket=BUCKET, Key=f"{PREFIX}/{stored}"))
    assert refused(lambda: there.client.put_object(Bucket=BUCKET, Key="elsewhere", Body=b""))

    reader = deployed.wear("reader")
    assert pl.read_parquet(reader.get(shown)).height
    for name in (shown, stored, "docs/x", "_log/HEAD.json"):
        put = {"Bucket": BUCKET, "Key": f"{PREFIX}/{name}"}
        assert refused(lambda put=put: reader.client.put_object(**put, Body=b"")), name
        assert refused(lambda put=put: reader.client.delete_object(**put)), name
    for name in (stored, "_log/HEAD.json", next(name for name in names if name.startswith("raw/sha256/"))):
        assert refused(lambda name=name: reader.client.get_object(Bucket=BUCKET, Key=f"{PREFIX}/{name}")), name

    collector = deployed.wear("collector")
    said = call("gc", "--grace", "0s", "--keep-from", str(number), "--delete")
    gone = set(names) - set(collector.list(""))
    assert gone and all(name.startswith("_store/") for name in gone), said
    for name in (shown, "_log/00000001.json", *(name for name in record if name.startswith("raw/"))):
        assert refused(lambda name=name: collector.client.delete_object(Bucket=BUCKET, Key=f"{PREFIX}/{name}")), name
    assert refused(lambda: collector.client.put_object(Bucket=BUCKET, Key=f"{PREFIX}/{shown}", Body=b""))
    assert refused(lambda: collector.client.put_object(Bucket=BUCKET, Key=f"{PREFIX}/_log/HEAD.json", Body=b""))

    deployed.wear("publisher")
    call("verify")

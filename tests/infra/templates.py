"""The templates of infra/aws as deployed, and what their policies allow: the few words of IAM that they use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import yaml

AWS = Path(__file__).parents[2] / "infra/aws"
BUCKET, PREFIX, INCOMING = "gouji-bucket", "some/root", "incoming"
ARN = f"arn:aws:s3:::{BUCKET}"
ROLES = ("publisher", "collector", "reader")

_KNOWN = {
    "Bucket": BUCKET,
    "BucketName": BUCKET,
    "Bucket.Arn": ARN,
    "Prefix": PREFIX,
    "Incoming": INCOMING,
    "UndoDays": "90",
    "AWS::AccountId": "123456789012",
    "AWS::Partition": "aws",
}


class _Loader(yaml.SafeLoader):
    """Reads a template, its references resolved where they are known."""


def _sub(loader: _Loader, node: yaml.ScalarNode) -> str:
    return re.sub(r"\$\{([\w:.]+)}", lambda found: _KNOWN.get(found[1], found[0]), str(loader.construct_scalar(node)))


def _reference(loader: _Loader, node: yaml.ScalarNode) -> str:
    name = str(loader.construct_scalar(node))
    return _KNOWN.get(name, name)


_Loader.add_constructor("!Sub", _sub)
_Loader.add_constructor("!Ref", _reference)
_Loader.add_constructor("!GetAtt", _reference)


@cache
def template(name: str) -> dict[str, Any]:
    """Return a template of infra/aws."""
    return yaml.load((AWS / name).read_text(encoding="utf-8"), _Loader)


def policy_of(role: str) -> dict[str, Any]:
    """Return the policy of a role of storage.yaml."""
    policy = template("storage.yaml")["Resources"][f"{role.title()}Policy"]["Properties"]
    assert policy["Roles"] == [f"{role.title()}Role"]
    return policy["PolicyDocument"]


def bucket_policy() -> dict[str, Any]:
    """Return what the bucket itself says."""
    return template("storage.yaml")["Resources"]["BucketPolicy"]["Properties"]["PolicyDocument"]


def allowed(policies: Iterable[Mapping[str, Any]], action: str, resource: str, context: Mapping[str, str]) -> bool:
    """Tell whether a request is allowed: some statement allows it, and none denies it."""
    said = {
        statement["Effect"]
        for policy in policies
        for statement in policy["Statement"]
        if any(fnmatchcase(action, each) for each in _list(statement["Action"]))
        and any(fnmatchcase(resource, each) for each in _list(statement["Resource"]))
        and all(_holds(*condition, context) for condition in _list_of(statement.get("Condition", {})))
    }
    return said == {"Allow"}


def _list(words: str | list[str]) -> list[str]:
    return [words] if isinstance(words, str) else words


def _list_of(conditions: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, str, list[str]]]:
    return [(operator, key, _list(value)) for operator, keys in conditions.items() for key, value in keys.items()]


def _holds(operator: str, key: str, values: list[str], context: Mapping[str, str]) -> bool:
    if operator == "Null":
        return str(key not in context).lower() in values
    if operator == "Bool":
        return context.get(key) in values
    if operator == "StringLike":
        return key in context and any(fnmatchcase(context[key], value) for value in values)
    raise AssertionError(f"no test knows the condition {operator}")

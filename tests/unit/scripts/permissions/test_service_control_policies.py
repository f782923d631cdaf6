"""What an organization's policies refuse of the needs."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from scripts.permissions.needs import Needs
from scripts.permissions.service_control_policies import (
    Refusal,
    ScpError,
    Verdict,
    read_scp,
    refusals,
    stops,
)
from scripts.permissions.task import Task
from tests.synthesized import Stack
from tests.unit.scripts.permissions.conftest import target_of

ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def deny(action: Any, **more: Any) -> dict[str, Any]:
    return {"Statement": [ALL, {"Effect": "Deny", "Action": action, "Resource": "*", **more}]}


def outside(*regions: str) -> dict[str, Any]:
    statement = {
        "Effect": "Deny",
        "NotAction": ["iam:*", "route53:*", "sts:*"],
        "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:RequestedRegion": list(regions)}},
    }
    return {"Statement": [ALL, statement]}


@pytest.fixture
def refused(production: Stack, needed: Mapping[str, Needs], tmp_path: Path) -> Any:
    def judge(document: Any) -> list[Refusal]:
        file = tmp_path / "scp.json"
        file.write_text(json.dumps(document))
        return list(refusals(read_scp(file), needed[str(production)], target_of(production)))

    return judge


@pytest.mark.parametrize(
    ("document", "denied"),
    [
        (deny("kms:CreateKey"), {"kms:CreateKey"}),
        (deny("KMS:createkey"), {"kms:CreateKey"}),
        (deny(["wafv2:Create*", "lambda:*"]), {"wafv2:CreateWebACL"}),
        ({"denied": ["ecs:CreateCluster"]}, {"ecs:CreateCluster"}),
        ([{"Statement": ALL}, {"denied": ["ecs:CreateCluster"]}], {"ecs:CreateCluster"}),
        (outside("us-west-2", "us-east-1"), set()),
        (deny("ec2:RunInstances"), set()),
        ({"Statement": [ALL]}, set()),
    ],
)
def test_an_action_is_denied(refused: Any, document: Any, denied: set[str]) -> None:
    found = [each for each in refused(document) if each.task is Task.DEPLOY]
    assert {each.action for each in found} == denied
    assert all(each.verdict is Verdict.DENIED for each in found)


def test_what_no_policy_allows_is_denied(refused: Any) -> None:
    found = {each.action for each in refused({"allowed": ["ec2:*", "s3:*"]})}
    assert "kms:CreateKey" in found
    assert not {each for each in found if each.startswith(("ec2:", "s3:"))}


def test_another_region_alone_denies_nearly_everything(refused: Any) -> None:
    found = {each.action for each in refused(outside("eu-central-1"))}
    assert {"ec2:CreateVpc", "s3:CreateBucket", "rds:CreateDBCluster"} <= found
    assert not {each for each in found if each.startswith(("iam:", "route53:"))}


@pytest.mark.parametrize(
    "document",
    [
        deny(
            "kms:*", Condition={"StringNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/admin"}}
        ),
        {"Statement": [ALL, {"Effect": "Deny", "Action": "kms:*", "NotResource": "arn:aws:kms:*"}]},
    ],
)
def test_what_the_request_alone_decides_may_be_denied(refused: Any, document: Any) -> None:
    found = [each for each in refused(document) if each.action == "kms:CreateKey"]
    assert [each.verdict for each in found] == [Verdict.MAYBE]
    assert not stops(found)


def test_a_resource_of_others_denies_nothing_and_one_of_ours_may(refused: Any) -> None:
    others = deny("s3:*", Resource="arn:aws:s3:::archive-*")
    assert refused(others) == []
    ours = refused(deny("s3:PutBucketPolicy", Resource="arn:aws:s3:::openemr-*-trail-*"))
    assert {(each.action, each.verdict) for each in ours} >= {("s3:PutBucketPolicy", Verdict.MAYBE)}


def test_autoscaling_and_quotas_may_be_missing_and_their_effect_is_said(refused: Any) -> None:
    found = refused({"denied": ["application-autoscaling:*", "servicequotas:*"]})
    assert {each.action.partition(":")[0] for each in found} == {
        "application-autoscaling",
        "servicequotas",
    }
    assert all(each.effect for each in found)
    assert not stops(found)
    assert stops(refused({"denied": ["servicequotas:*", "ecs:CreateService"]}))


@pytest.mark.parametrize(
    "text",
    ["", "no JSON", "[]", "{}", '"ec2:*"', '[["ec2:*"]]', '{"Statement": [{"Effect": "Deny"}]}'],
)
def test_anything_else_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "scp.json"
    file.write_text(text)
    with pytest.raises(ScpError, match="accepted: a service control policy as JSON"):
        read_scp(file)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScpError, match="--scp"):
        read_scp(tmp_path / "missing.json")

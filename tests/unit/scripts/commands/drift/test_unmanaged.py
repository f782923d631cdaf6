"""Unmanaged additions: what is no drift, and what the embedded AWS cannot show."""

import json
from typing import Any, cast

import pytest

from scripts.aws.account import AwsAccount, AwsError
from scripts.commands.drift.reading import read_all
from scripts.commands.drift.refresh import Resources
from scripts.commands.drift.unmanaged import READS
from scripts.commands.drift.unmanaged.access import key_grants
from scripts.commands.drift.unmanaged.data import backup_opt_in, cache_users
from scripts.commands.drift.unmanaged.services import subscriptions, targets
from scripts.commands.drift.unmanaged.vpc import groups_of_services, vpc_parts
from scripts.inventory.foreign_parts import ELASTICACHE, GUARDDUTY
from tests.unit.scripts.commands.drift.answers import read
from tests.unit.scripts.commands.drift.plans import document
from tests.unit.scripts.inventory.test_foreign_parts import (
    CACHE_ENDPOINT,
    GROUP,
    GUARDDUTY_ENDPOINT,
    GUARDDUTY_GROUP,
    VPC,
)

ROLE = "arn:aws:iam::111122223333:role"


@pytest.mark.parametrize(
    ("grantee", "found"),
    [
        ("rds.us-west-2.amazonaws.com", False),
        ("AWS Internal", False),
        (f"{ROLE}/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup", False),
        (f"{ROLE}/somebody", True),
        ("arn:aws:iam::999999999999:user/stranger", True),
    ],
)
def test_grants_of_services_are_no_drift(grantee: str, found: bool) -> None:
    grant = {"GranteePrincipal": grantee, "GrantId": "g", "Operations": ["Decrypt"]}
    key = {"aws_kms_key.k": {"id": "k", "key_id": "k"}}
    assert bool(read(key_grants, key, list_grants=[grant])) == found


@pytest.mark.parametrize(
    ("address", "state", "found"),
    [
        ("10.0.0.5", "healthy", False),
        ("10.0.0.9", "healthy", True),
        ("10.0.0.9", "draining", False),
        ("10.0.0.9", "unhealthy", True),
    ],
)
def test_tasks_are_no_strange_targets(address: str, state: str, found: bool) -> None:
    existing: dict[str, dict[str, Any]] = {
        "aws_lb_target_group.g": {"id": "group"},
        "aws_ecs_service.s": {
            "id": "s",
            "name": "s",
            "cluster": "c",
            "load_balancer": [{"target_group_arn": "group"}],
        },
    }
    task = {"attachments": [{"details": [{"name": "privateIPv4Address", "value": "10.0.0.5"}]}]}
    health = {"Target": {"Id": address, "Port": 443}, "TargetHealth": {"State": state}}
    answers = {"describe_target_health": [health], "list_tasks": ["t"], "describe_tasks": [task]}
    assert bool(read(targets, existing, **answers)) == found


@pytest.mark.parametrize(
    ("rights", "found"),
    [
        ("on ~S:* resetchannels -@all +@connection +get", False),
        ("on ~S:* &* -@all +get +@connection", False),
        ("on ~* -@all +@connection +get", True),
        ("on allkeys -@all +@connection +get", True),
        ("on ~S:* +@all", True),
        ("off ~S:* -@all +@connection +get", True),
    ],
)
def test_only_further_rights_of_the_caches_user_are_drift(rights: str, found: bool) -> None:
    properties = {
        "UserId": "u",
        "AccessString": "on ~S:* -@all +@connection +get",
        "AuthenticationMode": {"Type": "password"},
    }
    template = json.dumps(
        {"Resources": {"User": {"Type": "AWS::ElastiCache::User", "Properties": properties}}}
    )
    stack = {"aws_cloudformation_stack.s": {"id": "s", "template_body": template}}
    user = {"AccessString": rights, "Authentication": {"Type": "password"}}
    assert bool(read(cache_users, stack, describe_users=[user])) == found


def test_an_invitation_that_waits_for_its_reader_is_ours() -> None:
    existing = {
        "aws_sns_topic.t": {"id": "t", "arn": "t"},
        "aws_sns_topic_subscription.s": {
            "id": "t:1",
            "topic_arn": "t",
            "protocol": "email",
            "endpoint": "a@b.example",
        },
    }
    waiting = {"SubscriptionArn": "PendingConfirmation", "Protocol": "email"}
    ours, other = waiting | {"Endpoint": "a@b.example"}, waiting | {"Endpoint": "x@y.example"}
    found = read(subscriptions, existing, list_subscriptions_by_topic=[ours, other])
    assert [each.after for each in found] == ["email x@y.example"]


class Refusing:
    """An account that answers nothing."""

    def client(self, service: str) -> Any:
        """Refuse."""
        raise AwsError(f"Could not open {service}: AccessDenied")


def test_what_aws_refuses_is_a_problem_each_once() -> None:
    existing = {
        "aws_kms_key.k": {"id": "k", "key_id": "k"},
        "aws_kms_key.l": {"id": "l", "key_id": "l"},
        "aws_sns_topic.t": {"id": "t", "arn": "t"},
    }
    resources = Resources(document([], existing))
    found, problems = read_all(READS, resources, cast("AwsAccount", Refusing()))
    assert found == []
    assert sorted(problems) == [
        "Could not open kms: AccessDenied",
        "Could not open sns: AccessDenied",
    ]


CLUSTER, FILES = "aws_rds_cluster.c", "aws_efs_file_system.f"


@pytest.mark.parametrize(
    ("preferences", "left_out"),
    [
        ({"Aurora": True, "EFS": True}, set()),
        ({"Aurora": False, "EFS": True, "EC2": False}, {CLUSTER}),
        ({"Aurora": True}, {FILES}),
        ({}, {CLUSTER, FILES}),
    ],
)
def test_services_that_backups_leave_out_are_critical(
    preferences: dict[str, bool], left_out: set[str]
) -> None:
    answer = {"ResourceTypeOptInPreference": preferences}
    existing = {CLUSTER: {"id": "c"}, FILES: {"id": "f"}}
    found = read(backup_opt_in, existing, describe_region_settings=answer)
    assert {each.address for each in found} == left_out
    assert {each.severity.value for each in found} <= {"critical"}


def test_without_data_nobody_asks_for_the_opt_in() -> None:
    assert read(backup_opt_in, {"aws_vpc.v": {"id": "v"}}) == []


def test_parts_of_aws_services_in_the_vpc_are_told_and_no_drift() -> None:
    unknown = GUARDDUTY_ENDPOINT | {"VpcEndpointId": "vpce-x", "Tags": []}
    existing = {
        "aws_vpc.v": {"id": VPC},
        "aws_security_group.g": {"id": GROUP},
    }
    endpoints = [GUARDDUTY_ENDPOINT, CACHE_ENDPOINT, unknown]
    found = read(vpc_parts, existing, describe_vpc_endpoints=endpoints)
    assert {each.identity: each.owner for each in found} == {
        "vpce-guard": GUARDDUTY,
        "vpce-cache": ELASTICACHE,
        "vpce-x": "",
    }
    (group,) = read(groups_of_services, existing, describe_security_groups=[GUARDDUTY_GROUP])
    assert (group.identity, group.owner) == ("sg-guard", GUARDDUTY)

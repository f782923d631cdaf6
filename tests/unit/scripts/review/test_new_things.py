"""A first deployment opens nothing that exists; a later one is judged by what exists."""

import json
from typing import Any

import pytest

from scripts.review.plan_review import review
from tests.unit.scripts.review.plans import change, configured, plan, stopped_by_rules

GROUP, RULE, BALANCER = (
    "aws_security_group.new",
    "aws_vpc_security_group_ingress_rule.new",
    "aws_lb.new",
)
ROLE, ATTACHMENT = "aws_iam_role.new", "aws_iam_role_policy_attachment.new"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def _rule(port: int, cidr: str, **more: Any) -> dict[str, Any]:
    values = {"cidr_ipv4": cidr, "ip_protocol": "tcp", "from_port": port, "to_port": port, **more}
    unknown = {} if "security_group_id" in more else {"security_group_id": True}
    return change(RULE, None, values, unknown=unknown)


def _group_of(address: str) -> dict[str, Any]:
    owner = (address, {"security_groups": GROUP})
    return configured((RULE, {"security_group_id": GROUP}), owner)


def _stopped(*changes: dict[str, Any], **more: Any) -> set[str]:
    return stopped_by_rules(review(plan(*changes, **more)))


SSH = {"ip_protocol": "tcp", "from_port": 22, "to_port": 22}
UNKNOWN = {"security_group_id": True}
NEW_GROUP = change(GROUP, None, {"name": "new"}, unknown={"id": True})
NEW_BALANCER = change(BALANCER, None, {}, unknown={"security_groups": True, "subnets": True})


@pytest.mark.parametrize(
    ("port", "cidr", "owner", "is_stopped"),
    [
        (443, "0.0.0.0/0", BALANCER, False),
        (80, "0.0.0.0/0", BALANCER, False),
        (22, "0.0.0.0/0", BALANCER, True),
        (443, "0.0.0.0/0", "aws_ecs_service.new", True),
        (3306, "10.0.0.0/8", "aws_ecs_service.new", False),
        (3306, "128.0.0.0/1", "aws_ecs_service.new", True),
    ],
)
def test_a_new_group_may_admit_all_but_the_world(
    port: int, cidr: str, owner: str, is_stopped: bool
) -> None:
    found = _stopped(_rule(port, cidr), NEW_GROUP, NEW_BALANCER, configuration=_group_of(owner))
    assert found == ({RULE} if is_stopped else set())


def test_a_new_group_of_a_load_balancer_may_not_admit_the_world_to_a_range_of_ports() -> None:
    several = _rule(80, "0.0.0.0/0", to_port=443)
    found = _stopped(several, NEW_GROUP, NEW_BALANCER, configuration=_group_of(BALANCER))
    assert found == {RULE}


@pytest.mark.parametrize(("number", "are_stopped"), [(1, False), (2, True), (8, True)])
def test_rules_of_a_new_group_that_are_the_world_together_are_stopped(
    number: int, are_stopped: bool
) -> None:
    addresses = [f"{RULE}{index}" for index in range(number)]
    rules = [
        change(address, None, {**SSH, "cidr_ipv4": f"{16 + 2 * index}.0.0.0/8"}, unknown=UNKNOWN)
        for index, address in enumerate(addresses)
    ]
    known = configured(*((address, {"security_group_id": GROUP}) for address in addresses))
    found = _stopped(*rules, NEW_GROUP, configuration=known)
    assert found == (set(addresses) if are_stopped else set())


def test_a_rule_of_an_existing_group_is_stopped() -> None:
    assert _stopped(_rule(3306, "10.0.0.0/8", security_group_id="sg-1")) == {RULE}


def test_a_rule_that_others_amount_to_is_not() -> None:
    halves = [
        change(f"{RULE}{index}", values, values, actions=["no-op"])
        for index, values in enumerate(
            {
                "cidr_ipv4": cidr,
                "ip_protocol": "tcp",
                "from_port": 443,
                "to_port": 443,
                "security_group_id": "sg-1",
            }
            for cidr in ("10.0.0.0/9", "10.128.0.0/9")
        )
    ]
    whole = _rule(443, "10.0.0.0/8", security_group_id="sg-1")
    assert _stopped(whole, *halves) == set()
    assert _stopped(whole, halves[0]) == {RULE}


@pytest.mark.parametrize(
    ("statement", "is_stopped"),
    [
        ({"Principal": {"Service": "ecs-tasks.amazonaws.com"}}, False),
        ({"Principal": {"AWS": "*"}}, True),
        (
            {
                "Principal": {"AWS": "*"},
                "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}},
            },
            False,
        ),
        (
            {
                "Principal": {"AWS": "*"},
                "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}},
            },
            True,
        ),
        ({"Principal": {"Federated": "token.actions.githubusercontent.com"}}, True),
    ],
)
def test_a_new_role_may_be_trusted_to_services_only(
    statement: dict[str, Any], is_stopped: bool
) -> None:
    trust = {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", **statement}]}
    role = change(ROLE, None, {"name": "new", "assume_role_policy": json.dumps(trust)})
    assert _stopped(role) == ({ROLE} if is_stopped else set())


@pytest.mark.parametrize(
    ("role", "policy", "is_stopped"),
    [
        ("new", READ_ONLY, False),
        ("old", READ_ONLY, True),
        ("new", "arn:aws:iam::aws:policy/AdministratorAccess", True),
    ],
)
def test_a_policy_is_stopped_at_an_existing_role(role: str, policy: str, is_stopped: bool) -> None:
    attachment = change(ATTACHMENT, None, {"role": role, "policy_arn": policy})
    new = change(ROLE, None, {"name": "new"}, unknown={"arn": True})
    old = change("aws_iam_role.old", {"name": "old"}, {"name": "old"}, actions=["no-op"])
    assert _stopped(attachment, new, old) == ({ATTACHMENT} if is_stopped else set())


_OPEN = json.dumps({"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]})
_EXPIRING = {"rule": [{"status": "Enabled", "expiration": [{"days": 30}]}]}


@pytest.mark.parametrize(
    ("type_", "values"),
    [
        ("aws_s3_bucket_policy", {"bucket": "records", "policy": _OPEN}),
        ("aws_s3_bucket_lifecycle_configuration", {"bucket": "records", **_EXPIRING}),
        ("aws_sns_topic_policy", {"arn": "arn:aws:sns:::alarms", "policy": _OPEN}),
        ("aws_kms_key_policy", {"key_id": "1234", "policy": _OPEN}),
        ("aws_iam_role_policy", {"name": "task", "role": "task", "policy": _OPEN}),
    ],
)
def test_what_names_an_existing_thing_does_not_make_it_new(
    type_: str, values: dict[str, Any]
) -> None:
    """Terraform may not know the bucket, and siblings that name it do not vouch for it."""
    address, sibling = f"{type_}.new", change("aws_s3_bucket_versioning.new", None, values)
    assert address in _stopped(change(address, None, values), sibling)


def test_a_second_bucket_of_the_same_name_does_not_make_it_new() -> None:
    policy = change("aws_s3_bucket_policy.new", None, {"bucket": "records", "policy": _OPEN})
    values = {"id": "records", "bucket": "records"}
    existing = change("aws_s3_bucket.old", values, values, actions=["no-op"])
    second = change("aws_s3_bucket.new", None, {"bucket": "records"}, unknown={"id": True})
    assert _stopped(policy, existing, second) == {"aws_s3_bucket_policy.new"}


def test_a_policy_of_a_new_bucket_passes() -> None:
    policy = change("aws_s3_bucket_policy.new", None, {"bucket": "records", "policy": _OPEN})
    bucket = change("aws_s3_bucket.new", None, {"bucket": "records"}, unknown={"id": True})
    assert _stopped(policy, bucket) == set()


@pytest.mark.parametrize(
    ("operator", "key", "value", "is_stopped"),
    [
        ("StringEquals", "aws:PrincipalAccount", "123456789012", False),
        ("StringEqualsIfExists", "aws:PrincipalAccount", "123456789012", True),
        ("StringNotEquals", "aws:PrincipalAccount", "123456789012", True),
        ("StringLike", "aws:PrincipalAccount", "*", True),
        ("IpAddress", "aws:SourceIp", "203.0.113.0/24", False),
        ("IpAddress", "aws:SourceIp", "0.0.0.0/0", True),
        ("StringEquals", "aws:UserAgent", "clinic", True),
    ],
)
def test_a_new_policy_for_everyone_must_keep_out_strangers(
    operator: str, key: str, value: str, is_stopped: bool
) -> None:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}
    confined = json.dumps({"Statement": [{**statement, "Condition": {operator: {key: value}}}]})
    address = "aws_s3_bucket_policy.new"
    policy = change(address, None, {"bucket": "records", "policy": confined})
    bucket = change("aws_s3_bucket.new", None, {"bucket": "records"}, unknown={"id": True})
    assert _stopped(policy, bucket) == ({address} if is_stopped else set())


def test_what_is_public_is_stopped_even_if_it_is_new() -> None:
    instance = change("aws_db_instance.new", None, {"publicly_accessible": True})
    bucket = change("aws_s3_bucket_acl.new", None, {"acl": "public-read"}, unknown={"bucket": True})
    user = change("aws_iam_access_key.new", None, {"user": "robot"})
    shared = change("aws_db_cluster_snapshot.new", None, {"shared_accounts": ["999999999999"]})
    kept = change("aws_db_cluster_snapshot.kept", None, {"shared_accounts": []})
    found = _stopped(instance, bucket, user, shared, kept)
    assert found == {
        "aws_db_instance.new",
        "aws_s3_bucket_acl.new",
        "aws_iam_access_key.new",
        "aws_db_cluster_snapshot.new",
    }


def test_resources_of_modules_and_with_keys_count_as_existing() -> None:
    values = {
        "cidr_ipv4": "10.0.0.0/8",
        "ip_protocol": "tcp",
        "from_port": 443,
        "to_port": 443,
        "security_group_id": "sg-1",
    }
    address = 'module.net["a.b]"].aws_vpc_security_group_ingress_rule.old[0]'
    type_ = "aws_vpc_security_group_ingress_rule"
    old = change(address, values, values, actions=["no-op"], type=type_)
    narrower = _rule(443, "10.1.0.0/16", security_group_id="sg-1")
    assert _stopped(narrower) == {RULE}
    assert _stopped(narrower, old) == set()

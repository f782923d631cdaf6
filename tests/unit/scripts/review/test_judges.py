"""What rules about several attributes, or several resources, stop and let pass."""

import json
from typing import Any

import pytest

from scripts.review.plan_review import review
from tests.unit.scripts.review.plans import change, configured, plan, stopped_by_rules

OPEN = '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}'
CLOSED = '{"Statement": []}'
FORWARD, REFUSE = [{"type": "forward"}], [{"type": "fixed-response"}]
LIFECYCLE = "aws_s3_bucket_lifecycle_configuration"
ACL = "arn:aws:wafv2:us-west-2:0:regional/ipset/one"


def _expiring(count: int) -> str:
    selection = {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": count}
    return json.dumps({"rules": [{"rulePriority": 1, "selection": selection}]})


def _paths(*values: str) -> list[Any]:
    return [{"path_pattern": [{"values": list(values)}]}]


def _selector(*buckets: str, **more: Any) -> list[Any]:
    fields = [{"field": "resources.ARN", "starts_with": list(buckets)}]
    fields += [{"field": "eventName", "not_equals": more["without"]}] if more else []
    return [{"name": "Objects", "field_selector": fields}]


def _insights(value: str) -> list[Any]:
    return [{"name": "containerInsights", "value": value}]


def _copied(weekdays: str) -> dict[str, Any]:
    return {"rule": [{"rule_name": "weekly", "schedule": f"cron(0 5 ? * {weekdays} *)"}]}


def _tls(policy: str) -> dict[str, Any]:
    return {"protocol": "HTTPS", "ssl_policy": f"ELBSecurityPolicy-{policy}"}


def _expired(days: int, **more: Any) -> dict[str, Any]:
    return {"rule": [{"status": "Enabled", "expiration": [{"days": days}], **more}]}


UPDATES: list[tuple[str, dict[str, Any], dict[str, Any], bool]] = [
    (
        "aws_rds_cluster",
        {"db_cluster_parameter_group_name": "own"},
        {"db_cluster_parameter_group_name": "default.aurora-mysql8.0"},
        True,
    ),
    (
        "aws_rds_cluster",
        {"db_cluster_parameter_group_name": "own"},
        {"db_cluster_parameter_group_name": "other"},
        False,
    ),
    ("aws_sqs_queue", {"policy": CLOSED}, {"policy": OPEN}, True),
    ("aws_sqs_queue", {"policy": OPEN}, {"policy": CLOSED}, False),
    ("aws_iam_role", {"managed_policy_arns": []}, {"managed_policy_arns": ["arn:x"]}, True),
    ("aws_iam_role", {"managed_policy_arns": ["arn:x"]}, {"managed_policy_arns": []}, False),
    ("aws_ecr_lifecycle_policy", {"policy": _expiring(20)}, {"policy": _expiring(2)}, True),
    ("aws_ecr_lifecycle_policy", {"policy": _expiring(2)}, {"policy": _expiring(20)}, False),
    ("aws_lb_listener", _tls("TLS13-1-2-2021-06"), _tls("TLS13-1-2-Ext1-2021-06"), True),
    ("aws_lb_listener", _tls("TLS13-1-2-Res-2021-06"), _tls("FS-1-2-Res-2020-10"), True),
    ("aws_lb_listener", _tls("FS-1-2-Res-2020-10"), _tls("TLS13-1-2-Res-2021-06"), False),
    ("aws_lb_listener", {"protocol": "HTTPS"}, {"protocol": "HTTP"}, True),
    ("aws_lb_listener", {"protocol": "HTTP"}, {"protocol": "HTTPS"}, False),
    ("aws_lb_listener_rule", {"action": REFUSE}, {"action": FORWARD}, True),
    ("aws_lb_listener_rule", {"action": FORWARD}, {"action": REFUSE}, False),
    (
        "aws_lb_listener_rule",
        {"action": FORWARD, "condition": _paths("/a")},
        {"action": FORWARD, "condition": _paths("/a", "/b")},
        True,
    ),
    (
        "aws_lb_listener_rule",
        {"action": FORWARD, "condition": _paths("/a", "/b")},
        {"action": FORWARD, "condition": _paths("/a")},
        False,
    ),
    (
        "aws_cloudtrail",
        {"advanced_event_selector": _selector("a", "b")},
        {"advanced_event_selector": _selector("a")},
        True,
    ),
    (
        "aws_cloudtrail",
        {"advanced_event_selector": _selector("a")},
        {"advanced_event_selector": _selector("a", "b")},
        False,
    ),
    (
        "aws_cloudtrail",
        {"advanced_event_selector": _selector("a")},
        {"advanced_event_selector": _selector("a", without=["PutObject"])},
        True,
    ),
    (
        "aws_ecs_cluster",
        {"setting": _insights("enhanced")},
        {"setting": _insights("disabled")},
        True,
    ),
    (
        "aws_ecs_cluster",
        {"setting": _insights("disabled")},
        {"setting": _insights("enabled")},
        False,
    ),
    (
        "aws_route_table",
        {"route": []},
        {"route": [{"cidr_block": "0.0.0.0/0", "gateway_id": "igw-1"}]},
        True,
    ),
    (
        "aws_route_table",
        {"route": []},
        {"route": [{"cidr_block": "0.0.0.0/0", "nat_gateway_id": "nat-1"}]},
        False,
    ),
    ("aws_lb", {"internal": True}, {"internal": False}, True),
    ("aws_lb", {"internal": False}, {"internal": True}, False),
    ("aws_network_acl", {"ingress": []}, {"ingress": [{"action": "allow"}]}, True),
    ("aws_network_acl", {"tags": {"a": "b"}}, {"tags": {"a": "c"}}, False),
    (
        "aws_vpc_endpoint",
        {"security_group_ids": ["sg-1"]},
        {"security_group_ids": ["sg-1", "sg-2"]},
        True,
    ),
    ("aws_backup_plan", _copied("2-4"), _copied("2,4"), True),
    ("aws_backup_plan", _copied("2-4"), _copied("2,3,4"), False),
    # Once a week, and once a month: the first or the last Saturday.
    ("aws_backup_plan", _copied("7"), _copied("7#1"), True),
    ("aws_backup_plan", _copied("7"), _copied("7L"), True),
    ("aws_backup_plan", _copied("7L"), _copied("7"), False),
    (LIFECYCLE, _expired(60), _expired(30), True),
    (LIFECYCLE, _expired(30), _expired(30, id="renamed"), False),
    # Where no group was known, there are no rules that a further one widens.
    (
        "aws_vpc_endpoint",
        {"security_group_ids": []},
        {"security_group_ids": ["sg-1"]},
        False,
    ),
]


@pytest.mark.parametrize(("type_", "before", "after", "is_stopped"), UPDATES)
def test_an_update_is_stopped_in_one_direction(
    type_: str, before: dict[str, Any], after: dict[str, Any], is_stopped: bool
) -> None:
    entry = change(f"{type_}.one", {"id": "x", **before}, {"id": "x", **after})
    assert bool(stopped_by_rules(review(plan(entry)))) == is_stopped


CREATIONS: list[tuple[str, dict[str, Any], dict[str, Any], bool]] = [
    ("aws_internet_gateway", {"vpc_id": "vpc-1"}, {}, True),
    ("aws_internet_gateway", {}, {"vpc_id": True}, False),
    ("aws_route", {"route_table_id": "rtb-1", "gateway_id": "igw-1"}, {}, True),
    ("aws_route", {"gateway_id": "igw-1"}, {"route_table_id": True}, False),
    ("aws_route", {"route_table_id": "rtb-1", "nat_gateway_id": "nat-1"}, {}, False),
    ("aws_lb", {"internal": False, "subnets": ["subnet-1"]}, {}, True),
    ("aws_lb", {"internal": False}, {"subnets": True}, False),
    ("aws_lb", {"internal": True, "subnets": ["subnet-1"]}, {}, False),
    (
        "aws_lb_listener",
        {"protocol": "HTTP", "default_action": FORWARD, "load_balancer_arn": "arn:x"},
        {},
        True,
    ),
    (
        "aws_lb_listener",
        {"protocol": "HTTP", "default_action": FORWARD},
        {"load_balancer_arn": True},
        False,
    ),
    (
        "aws_lb_listener",
        {"protocol": "HTTPS", "default_action": FORWARD, "load_balancer_arn": "arn:x"},
        {},
        False,
    ),
    ("aws_lb_listener_rule", {"action": FORWARD, "listener_arn": "arn:x"}, {}, True),
    ("aws_network_acl_rule", {"rule_action": "allow"}, {}, True),
    ("aws_network_acl_rule", {"rule_action": "deny"}, {}, False),
]


PARENTS = {
    "load_balancer_arn": "aws_lb",
    "route_table_id": "aws_route_table",
    "subnets": "aws_subnet",
    "vpc_id": "aws_vpc",
}


@pytest.mark.parametrize(("type_", "values", "unknown", "is_stopped"), CREATIONS)
def test_a_creation_is_stopped_beside_what_exists(
    type_: str, values: dict[str, Any], unknown: dict[str, Any], is_stopped: bool
) -> None:
    address = f"{type_}.new"
    entry = change(address, None, values, unknown=unknown)
    parents = {name: f"{PARENTS[name]}.new" for name in unknown}
    made = [change(parent, None, {}, unknown={"id": True}) for parent in parents.values()]
    known = configured((address, parents))
    stopped = stopped_by_rules(review(plan(entry, *made, configuration=known)))
    assert (address in stopped) == is_stopped


@pytest.mark.parametrize("named", ["", "terraform_data.x", "data.aws_vpc.x", "aws_vpc.old"])
@pytest.mark.parametrize(
    ("type_", "values", "parent"),
    [
        ("aws_internet_gateway", {}, "vpc_id"),
        ("aws_route", {"gateway_id": "igw-1"}, "route_table_id"),
        ("aws_lb_listener", {"protocol": "HTTP", "default_action": FORWARD}, "load_balancer_arn"),
        (
            "aws_vpc_security_group_ingress_rule",
            {"cidr_ipv4": "198.51.100.0/24", "from_port": 3307, "to_port": 3307},
            "security_group_id",
        ),
        ("aws_s3_bucket_policy", {"policy": OPEN}, "bucket"),
        (LIFECYCLE, {"rule": [{"status": "Enabled", "expiration": [{"days": 1}]}]}, "bucket"),
        (
            "aws_iam_role_policy_attachment",
            {"policy_arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"},
            "role",
        ),
    ],
)
def test_a_parent_that_is_not_certain_to_be_new_counts_as_existing(
    type_: str, values: dict[str, Any], parent: str, named: str
) -> None:
    """It is unknown, and named by nothing, by a value in between, or by what is there."""
    address = f"{type_}.new"
    entry = change(address, None, values, unknown={parent: True})
    between = change("terraform_data.x", None, {}, unknown={"output": True})
    old = change("aws_vpc.old", {"id": "x"}, {"id": "x"}, actions=["no-op"])
    known = configured((address, {parent: named} if named else {}))
    document = plan(entry, between, old, configuration=known)
    assert address in stopped_by_rules(review(document))


@pytest.mark.parametrize(("action", "is_stopped"), [(REFUSE, True), (FORWARD, False)])
def test_the_deletion_of_a_listener_rule_that_refuses_is_stopped(
    action: list[Any], is_stopped: bool
) -> None:
    entry = change("aws_lb_listener_rule.one", {"id": "x", "action": action}, None)
    opens = [each for each in review(plan(entry)).stopped if "it rejected" in str(each)]
    assert bool(opens) == is_stopped


@pytest.mark.parametrize(("gateway", "is_stopped"), [("igw-1", True), ("", False)])
def test_a_subnet_is_stopped_on_its_way_to_a_public_table(gateway: str, is_stopped: bool) -> None:
    route = {"id": "r", "route_table_id": "rtb-2", "gateway_id": gateway}
    moved = change(
        "aws_route_table_association.one",
        {"id": "x", "route_table_id": "rtb-1"},
        {"id": "x", "route_table_id": "rtb-2"},
    )
    existing = change("aws_route.one", route, route, actions=["no-op"])
    assert bool(stopped_by_rules(review(plan(moved, existing)))) == is_stopped


@pytest.mark.parametrize(
    ("action", "before", "after", "is_stopped"),
    [
        ("allow", ["10.0.0.0/8"], ["10.0.0.0/8", "192.0.2.0/24"], True),
        ("allow", ["10.0.0.0/8", "192.0.2.0/24"], ["10.0.0.0/8"], False),
        ("block", ["10.0.0.0/8"], ["10.0.0.0/8", "192.0.2.0/24"], False),
        ("block", ["10.0.0.0/8", "192.0.2.0/24"], ["10.0.0.0/8"], True),
    ],
)
def test_addresses_are_judged_by_what_rules_do_with_them(
    action: str, before: list[str], after: list[str], is_stopped: bool
) -> None:
    statement = [{"ip_set_reference_statement": [{"arn": ACL}]}]
    rule = {"name": "addresses", "action": [{action: [{}]}], "statement": statement}
    acl = {"id": "acl", "rule": [rule]}
    moved = change(
        "aws_wafv2_ip_set.one",
        {"arn": ACL, "addresses": before},
        {"arn": ACL, "addresses": after},
    )
    existing = change("aws_wafv2_web_acl.one", acl, acl, actions=["no-op"])
    assert bool(stopped_by_rules(review(plan(moved, existing)))) == is_stopped


def test_an_allowing_rule_must_not_come_before_one_that_blocks() -> None:
    def acl(allowing: int, blocking: int) -> dict[str, Any]:
        rules = [
            {"name": "friends", "priority": allowing, "action": [{"allow": [{}]}]},
            {"name": "closed", "priority": blocking, "action": [{"block": [{}]}]},
        ]
        return {"id": "acl", "rule": rules}

    address = "aws_wafv2_web_acl.one"
    assert stopped_by_rules(review(plan(change(address, acl(2, 1), acl(1, 2)))))
    assert not stopped_by_rules(review(plan(change(address, acl(1, 2), acl(2, 1)))))


def test_a_firewall_must_not_let_pass_what_no_rule_is_about() -> None:
    block: dict[str, Any] = {"default_action": [{"block": [{}]}]}
    allow: dict[str, Any] = {"default_action": [{"allow": [{}]}]}
    address = "aws_wafv2_web_acl.one"
    assert stopped_by_rules(review(plan(change(address, block, allow))))
    assert not stopped_by_rules(review(plan(change(address, allow, block))))

"""Changes outside of Terraform are judged by the same rules, without echoes of other resources."""

from typing import Any

from scripts.review import Kind, judge_drift, read_plan
from tests.unit.scripts.review.plans import change, plan

GROUP = "aws_security_group.database"
TASKS = {"security_groups": ["sg-tasks"], "protocol": "tcp", "from_port": 3306, "to_port": 3306}
SSH = {"cidr_blocks": ["0.0.0.0/0"], "protocol": "tcp", "from_port": 22, "to_port": 22}
OWN_RULE = {
    "referenced_security_group_id": "sg-tasks",
    "ip_protocol": "tcp",
    "from_port": 3306,
    "to_port": 3306,
    "security_group_id": "sg-1",
}


def _kinds(drift: list[dict[str, Any]], *existing: dict[str, Any]) -> list[list[Kind]]:
    judged = judge_drift(read_plan(plan(*existing, resource_drift=drift)))
    return [[verdict.kind for verdict in each.verdicts] for each in judged]


def _existing(address: str, values: dict[str, Any]) -> dict[str, Any]:
    return change(address, values, values, actions=["no-op"])


def test_a_group_that_shows_its_own_rules_has_changed_harmlessly() -> None:
    rule = _existing("aws_vpc_security_group_ingress_rule.own", OWN_RULE)
    seen = change(GROUP, {"id": "sg-1", "ingress": []}, {"id": "sg-1", "ingress": [TASKS]})
    assert _kinds([seen], rule) == [[]]


def test_a_group_that_shows_another_rule_has_been_opened() -> None:
    rule = _existing("aws_vpc_security_group_ingress_rule.own", OWN_RULE)
    seen = change(GROUP, {"id": "sg-1", "ingress": []}, {"id": "sg-1", "ingress": [TASKS, SSH]})
    assert _kinds([seen], rule) == [[Kind.OPENS_ACCESS]]


def test_a_rule_that_was_widened_counts_though_the_refresh_has_seen_it() -> None:
    address = "aws_vpc_security_group_ingress_rule.clients"
    rule = {**OWN_RULE, "referenced_security_group_id": None, "cidr_ipv4": "10.0.0.0/24"}
    wide = {**rule, "cidr_ipv4": "10.0.0.0/8"}
    assert _kinds([change(address, rule, wide)], _existing(address, wide)) == [[Kind.OPENS_ACCESS]]


def test_a_role_that_shows_its_attachments_has_changed_harmlessly() -> None:
    attached = {"role": "tasks", "policy_arn": "arn:own"}
    attachment = _existing("aws_iam_role_policy_attachment.own", attached)
    before = {"name": "tasks", "managed_policy_arns": []}
    own, more = (
        change("aws_iam_role.tasks", before, {**before, "managed_policy_arns": arns})
        for arns in (["arn:own"], ["arn:own", "arn:aws:iam::aws:policy/AdministratorAccess"])
    )
    assert _kinds([own], attachment) == [[]]
    assert _kinds([more], attachment) == [[Kind.OPENS_ACCESS]]


def test_a_deletion_counts_and_what_is_only_empty_does_not() -> None:
    deleted = change("aws_wafv2_web_acl_association.one", {"id": "x"}, None)
    empty = change("aws_vpc.one", {"id": "x", "tags": None}, {"id": "x", "tags": {}})
    assert _kinds([deleted, empty]) == [[Kind.OPENS_ACCESS]]

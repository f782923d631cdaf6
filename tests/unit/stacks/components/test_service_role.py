"""Roles: trusted to one service, with policies that stand by themselves."""

import json

import pytest

from stacks.components.service_role import ServiceRole
from stacks.policies import allow
from tests.synthesized import Stack
from tests.unit.stacks.components.bench import Bench


@pytest.fixture(scope="module")
def stack() -> Stack:
    bench = Bench()
    ServiceRole(
        bench.stack,
        "writer",
        name="writer",
        service="ecs-tasks.amazonaws.com",
        account=bench.base.account,
        statements=[allow("Write", ["logs:PutLogEvents"], ["arn"])],
        managed_policies=["service-role/Example"],
    )
    bare = ServiceRole(
        bench.stack, "bare", name="bare", service="x.amazonaws.com", account=bench.base.account
    )
    assert bare.attachments == []
    return bench.synthesized()


def test_own_statements_become_an_attached_policy(stack: Stack):
    policy = json.loads(stack.at("aws_iam_policy.writer_policy")["policy"])
    assert [statement["Sid"] for statement in policy["Statement"]] == ["Write"]
    attachment = stack.at("aws_iam_role_policy_attachment.writer_attachment")
    assert attachment["policy_arn"] == "${aws_iam_policy.writer_policy.arn}"
    assert attachment["role"] == "${aws_iam_role.writer_role.name}"


def test_a_policy_of_aws_is_attached_by_its_name(stack: Stack):
    attachment = stack.at("aws_iam_role_policy_attachment.writer_Example")
    assert attachment["policy_arn"] == "arn:aws:iam::aws:policy/service-role/Example"


def test_a_role_without_statements_has_no_policy(stack: Stack):
    assert list(stack.resources("aws_iam_policy")) == ["writer_policy"]

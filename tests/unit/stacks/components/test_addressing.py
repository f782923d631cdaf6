"""Terraform addresses equal construct paths; two paths with one address are refused."""

from typing import Any

import pytest
from cdktf import TerraformOutput
from cdktf_cdktf_provider_aws.vpc import Vpc
from constructs import Construct

from stacks.addressing import ReadableStack
from tests.unit.stacks.components.bench import bare_stack, synthesized


def build(stack: ReadableStack, *paths: list[str]) -> None:
    """A VPC at each path, and Terraform's JSON of them."""
    for path in paths:
        scope: Any = stack
        for part in path[:-1]:
            scope = scope.node.try_find_child(part) or Construct(scope, part)
        Vpc(scope, path[-1], cidr_block="10.0.0.0/16")
    synthesized(stack)


def addresses(stack: ReadableStack) -> list[str]:
    """Names of the VPCs."""
    return list(synthesized(stack).resources("aws_vpc"))


def test_an_address_is_the_path_below_the_stack():
    stack = bare_stack()
    build(stack, ["network", "inner", "vpc"])
    assert addresses(stack) == ["network_inner_vpc"]


def test_characters_that_terraform_forbids_are_left_out():
    stack = bare_stack()
    build(stack, ["a.b c"])
    assert addresses(stack) == ["abc"]


@pytest.mark.parametrize(
    ("one", "other"), [(["a_b", "c"], ["a", "b_c"]), (["a", "b"], ["a_b"]), (["a.b"], ["ab"])]
)
def test_two_paths_with_one_address_are_refused(one: list[str], other: list[str]):
    with pytest.raises(Exception, match="would both be named"):
        build(bare_stack(), one, other)


def test_the_name_of_the_stack_is_in_no_address():
    """Else renaming a deployment would also destroy it in Terraform's eyes."""
    stack = bare_stack("a-long-name")
    build(stack, ["vpc"])
    TerraformOutput(stack, "x", value="1")
    assert addresses(stack) == ["vpc"]
    assert list(synthesized(stack).json["output"]) == ["x"]

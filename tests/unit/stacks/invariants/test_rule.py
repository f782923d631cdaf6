"""The tool itself: violations are told in full, and an exception must excuse something."""

from collections.abc import Iterator

import pytest

from tests.synthesized import Stack
from tests.unit.stacks.invariants.rule import Violation, breaks, check


def vpcs(stack: Stack) -> Iterator[Violation]:
    """Every VPC: a rule that nothing can keep."""
    for name in stack.resources("aws_vpc"):
        yield Violation(f"aws_vpc.{name}", "exists")


def nothing(_stack: Stack) -> Iterator[Violation]:
    """A rule that is always kept."""
    return iter(())


def test_a_violation_is_told_with_its_stack_and_address(default: Stack):
    with pytest.raises(AssertionError, match=r"default/evaluation: aws_vpc.network_vpc: exists"):
        check(vpcs, [default])


def test_an_exception_excuses_by_address_or_pattern(default: Stack):
    check(vpcs, [default], {"aws_vpc.network_vpc": "x"})
    check(vpcs, [default], {"aws_vpc.*": "x"})


def test_an_exception_that_excuses_nothing_fails(default: Stack):
    with pytest.raises(AssertionError, match=r"exception for aws_eip.\* excuses nothing"):
        check(nothing, [default], {"aws_eip.*": "x"})


def test_a_rule_without_stacks_fails():
    with pytest.raises(AssertionError, match="no stack to look at"):
        check(nothing, [])


def test_a_rule_that_notices_nothing_is_found_out(default: Stack):
    with pytest.raises(AssertionError):
        breaks(nothing, default, "aws_vpc.network_vpc", cidr_block=None)

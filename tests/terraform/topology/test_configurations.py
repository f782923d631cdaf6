"""Terraform and the AWS provider accept every stack of every configuration."""

from collections.abc import Callable

import pytest

from tests.configurations import CONFIGURATIONS
from tests.synthesized import Stack
from tests.terraform.topology.conftest import Planned

pytestmark = pytest.mark.terraform


@pytest.mark.parametrize("configuration", CONFIGURATIONS)
def test_terraform_plans_every_stack(
    configuration: str, stacks: list[Stack], first_plan: Callable[[Stack], Planned]
):
    """In an empty account, so that all is to be added. A plan begins as `validate` does."""
    for stack in (each for each in stacks if each.configuration == configuration):
        plan = first_plan(stack).plan
        assert plan.exit_code == 0, f"{stack}: {plan.errors}"
        expected = sum(1 for _ in stack.every())
        assert plan.counts["add"] == expected, f"{stack}: {plan.counts}"
        assert plan.counts["change"] == plan.counts["remove"] == 0, f"{stack}: {plan.counts}"

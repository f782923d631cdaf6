"""Terraform and the AWS provider accept every stack of every configuration."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scripts.embedded_aws import EmbeddedAws
from tests.configurations import CONFIGURATIONS
from tests.synthesized import Stack
from tests.terraform.topology.workshop import Workshop

pytestmark = pytest.mark.terraform


@pytest.mark.parametrize("configuration", CONFIGURATIONS)
def test_terraform_validates_and_plans_every_stack(
    configuration: str,
    stacks: list[Stack],
    workshop: Workshop,
    empty_aws: EmbeddedAws,
    tmp_path: Path,
):
    """In an empty account, so that all is to be added; the state stays local."""
    for stack in (each for each in stacks if each.configuration == configuration):
        terraform = workshop.directory(stack, tmp_path / stack.name, empty_aws.environment())
        # Each takes seconds of one core to load the provider.
        with ThreadPoolExecutor() as pool:
            validating, planning = pool.submit(terraform.validate), pool.submit(terraform.plan)
            validated, plan = validating.result(), planning.result()
        assert validated.exit_code == 0, f"{stack}: {validated.errors}"
        assert plan.exit_code == 0, f"{stack}: {plan.errors}"
        expected = sum(1 for _ in stack.every())
        assert plan.counts["add"] == expected, f"{stack}: {plan.counts}"
        assert plan.counts["change"] == plan.counts["remove"] == 0, f"{stack}: {plan.counts}"

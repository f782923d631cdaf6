"""Terraform and the AWS provider accept every stack of every configuration."""

from pathlib import Path

import pytest

from scripts.embedded_aws import EmbeddedAws
from tests.configurations import CONFIGURATIONS
from tests.synthesized import Stack
from tests.terraform.workshop import Workshop

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
    for stack in stacks:
        if stack.configuration != configuration:
            continue
        terraform = workshop.directory(stack, tmp_path / stack.name, empty_aws.environment())
        validated = terraform.validate()
        assert validated.exit_code == 0, f"{stack}: {validated.errors}"
        plan = terraform.plan()
        assert plan.exit_code == 0, f"{stack}: {plan.errors}"
        expected = sum(1 for _ in stack.every())
        assert plan.counts["add"] == expected, f"{stack}: {plan.counts}"
        assert plan.counts["change"] == plan.counts["remove"] == 0, f"{stack}: {plan.counts}"

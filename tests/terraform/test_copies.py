"""A copy of a deployed checkout is as good as the deployed one."""

import pytest

from scripts.terraform import Terraform, find_terraform, terraform_environment
from scripts.terraform.synthesis import read_synthesis
from tests.terraform.checkout import OUTPUT
from tests.terraform.conftest import Copy
from tests.terraform.deployed import Deployed

pytestmark = pytest.mark.terraform


@pytest.mark.parametrize("name", ["clinic", "trial"])
def test_a_copy_has_no_changes_to_plan(
    name: str, copy_of: Copy, request: pytest.FixtureRequest
) -> None:
    deployed: Deployed = request.getfixturevalue(name)
    checkout = copy_of(deployed)
    (stack,) = read_synthesis(checkout.directory / OUTPUT).stacks
    required = stack.configuration()["terraform"]["required_providers"]["aws"]["version"]
    environment = terraform_environment(find_terraform(), required, base=checkout.environment())
    plan = Terraform(find_terraform(), stack.directory, environment).plan("-detailed-exitcode")
    assert plan.exit_code == 0, plan.changes or plan.errors

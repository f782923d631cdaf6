"""A copy of a deployed checkout is as good as the deployed one."""

import pytest

from tests.terraform.conftest import Copy
from tests.terraform.deployed import Deployed

pytestmark = pytest.mark.terraform


@pytest.mark.parametrize("name", ["clinic", "whole_clinic", "trial"])
def test_a_copy_has_no_changes_to_plan(
    name: str, copy_of: Copy, request: pytest.FixtureRequest
) -> None:
    deployed: Deployed = request.getfixturevalue(name)
    terraform = copy_of(deployed).terraform(deployed.deployment)
    terraform.init().check()
    plan = terraform.plan("-detailed-exitcode")
    assert plan.exit_code == 0, plan.changes or plan.errors

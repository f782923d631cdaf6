"""A wrong account or Region is refused before any change, by every verb that could make one."""

import pytest

from tests.terraform.faults.cut_off import DEPLOY, networks
from tests.terraform.state.office import NAME, Office, state

pytestmark = pytest.mark.terraform
PLAN = ("plan", NAME)
DRIFT = ("drift", NAME)
DESTROY = ("destroy", NAME, "--yes")
ADOPT = ("state", "adopt", NAME, "--yes")


@pytest.mark.parametrize("verb", [PLAN, DEPLOY, DRIFT, DESTROY, ADOPT], ids=lambda verb: verb[0])
def test_credentials_of_another_account(office: Office, verb: tuple[str, ...]) -> None:
    office.configure(deployments={NAME: {"account_id": "111111111111"}})
    office.local.write_bytes(state())
    refused = office.openemr(*verb)
    assert refused.returncode == 1, refused.stdout + refused.stderr
    assert "deployments.clinic.account_id is 111111111111" in refused.stderr
    assert "Nothing was changed" in refused.stderr
    assert office.local.read_bytes() == state()
    assert networks(office) == []


@pytest.mark.parametrize("verb", [PLAN, DEPLOY, DRIFT, DESTROY, ADOPT], ids=lambda verb: verb[0])
def test_a_state_of_another_account_and_region(office: Office, verb: tuple[str, ...]) -> None:
    elsewhere = state().replace(b"us-west-2:000000000000", b"eu-west-1:222222222222")
    office.local.write_bytes(elsewhere)
    refused = office.openemr(*verb)
    assert refused.returncode == 1, refused.stdout + refused.stderr
    assert "holds resources of account 222222222222" in refused.stderr
    assert "holds resources in eu-west-1" in refused.stderr
    assert office.local.read_bytes() == elsewhere
    assert networks(office) == []

"""The whole topology, and its state lost: it is taken in again, and nothing is made twice."""

import json

import pytest

from scripts.state.adoption.finders import FINDERS
from tests.lifecycle.conftest import Copy
from tests.lifecycle.deployed import Deployed
from tests.terraform.inventory import inventory

pytestmark = pytest.mark.terraform


def test_a_lost_state_is_found_again(trial: Deployed, copy_of: Copy) -> None:
    checkout = copy_of(trial)
    path = checkout.state_file("trial")
    lost = json.loads(path.read_text())
    path.unlink()
    before = inventory(checkout.account)
    adopted = checkout.openemr("state", "adopt", "trial", "--yes")
    assert adopted.returncode == 0, adopted.stdout + adopted.stderr
    assert inventory(checkout.account) == before
    found = json.loads(path.read_text())
    findable = {each for each in addresses(lost) if each[0] in FINDERS}
    assert addresses(found) >= findable
    assert secret_versions(found) == secret_versions(lost)
    assert '"secret_string": "' not in path.read_text().replace('"secret_string": ""', "")


def addresses(state: dict[str, object]) -> set[tuple[str, str]]:
    resources = state["resources"]
    assert isinstance(resources, list)
    return {(each["type"], each["name"]) for each in resources if each["mode"] == "managed"}


def secret_versions(state: dict[str, object]) -> set[str]:
    """Passwords that what runs has are not written anew."""
    resources = state["resources"]
    assert isinstance(resources, list)
    versions = (each for each in resources if each["type"] == "aws_secretsmanager_secret_version")
    return {each["instances"][0]["attributes"]["version_id"] for each in versions}

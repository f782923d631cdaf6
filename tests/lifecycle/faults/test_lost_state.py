"""The whole topology, deployed, and its state lost: the next deploy takes all of it in again."""

import json

import pytest

from tests.lifecycle.conftest import Copy
from tests.lifecycle.deployed import Deployed
from tests.terraform.inventory import inventory

pytestmark = pytest.mark.terraform
# Registering a scaling policy anew gives its alarms new names.
PASSING = "describe_alarms TargetTracking"


def test_a_lost_state_is_found_again(trial: Deployed, copy_of: Copy) -> None:
    checkout = copy_of(trial)
    path = checkout.state_file("trial")
    lost = json.loads(path.read_text())
    path.unlink()
    before = inventory(checkout.account)
    deployed = checkout.openemr("deploy", "trial", "--yes", "--ignore-preflight", "--no-wait")
    assert deployed.returncode == 0, deployed.stdout + deployed.stderr
    changed = before ^ inventory(checkout.account)
    assert [each for each in changed if PASSING not in each] == []
    found = json.loads(path.read_text())
    assert addresses(found) == addresses(lost)
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

"""destroy by name, deploy, destroy without it: the data outlives every round."""

from typing import Any

import pytest

from tests.terraform.destroy.attacks.victim import Victim, resources

pytestmark = pytest.mark.terraform


def data_of(victim: Victim) -> dict[str, Any]:
    """What is there, without the database's instances, which serve and hold nothing."""
    found = resources(victim.checkout.account)
    return found | {"databases": [name for name, _ in found["databases"]]}


def test_destroyed_deployed_and_destroyed_again(victim: Victim) -> None:
    before = data_of(victim)
    taken_down = victim.checkout.openemr("destroy", "clinic", "--confirm", "clinic")
    assert taken_down.returncode == 0, taken_down.stderr
    assert data_of(victim) == before

    # Nothing is left that may go without its name, whatever the settings say.
    for environment in ("production", "evaluation"):
        with victim.edited(environment=environment):
            again = victim.checkout.openemr("destroy", "clinic", "--yes")
        assert again.returncode == 0
        assert "Nothing of clinic is left to destroy" in again.stdout
        assert data_of(victim) == before

    deployed = victim.checkout.openemr("deploy", "clinic", "--yes")
    assert deployed.returncode == 0, deployed.stdout + deployed.stderr
    assert data_of(victim) == before
    with victim.edited(environment="evaluation"):
        refused = victim.checkout.openemr("destroy", "clinic", "--yes")
    assert refused.returncode == 3, refused.stdout + refused.stderr
    assert data_of(victim) == before

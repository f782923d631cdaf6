"""The drift of a state that lacks what is configured, as real Terraform reads it, is an error."""

import json
from typing import Any

import pytest

from tests.terraform.checkout import Checkout
from tests.terraform.state.office import NAME, Office


def drift(checkout: Checkout) -> tuple[int, dict[str, Any]]:
    ended = checkout.openemr("drift", NAME, "--json")
    return ended.returncode, json.loads(ended.stdout)


@pytest.mark.terraform
def test_a_lost_state_ends_with_1_whatever_is_left_of_it(office: Office) -> None:
    """Real Terraform: all of it held, part of it, and nothing."""
    applied = office.openemr("deploy", NAME, "--yes", "--ignore-preflight", "--no-wait")
    assert applied.returncode == 0, applied.stderr
    assert drift(office)[0] == 0
    whole = json.loads(office.local.read_text())
    managed = [each for each in whole["resources"] if each["mode"] == "managed"]
    for kept in (managed[1:], managed[:1], []):
        office.local.write_text(json.dumps({**whole, "resources": kept}))
        exit_code, found = drift(office)
        assert (exit_code, found["drift"]) == (1, None)
        assert (found["compared"], found["configured"]) == (len(kept), len(managed))
        counted = f"holds {len(kept)} of {len(managed)} resources of the configuration"
        assert counted in found["problems"][0]
        assert found["undeployed"] == []
    office.local.unlink()
    assert drift(office)[0] == 1

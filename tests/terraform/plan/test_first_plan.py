"""The first plan of a deployment, with everything switched on, needs nobody's word."""

import json
from pathlib import Path

import pytest

from scripts.embedded_aws import EmbeddedAws
from scripts.review.plan_review import CHANGES
from tests.configurations import EVERYTHING_ON
from tests.terraform.checkout import Checkout

pytestmark = pytest.mark.terraform


def test_a_first_deployment_opens_nothing_that_exists(tmp_path: Path) -> None:
    # With a local state: its bucket would have to exist first.
    context = {"deployments": EVERYTHING_ON["deployments"]}
    with EmbeddedAws() as aws:
        checkout = Checkout.make(tmp_path / "checkout", context, aws)
        checkout.use_whole_firewall()
        answer = checkout.openemr("plan", "everything", "--json")
    assert answer.returncode == CHANGES, answer.stdout + answer.stderr
    result = json.loads(answer.stdout)
    assert result["allow"] == []
    assert result["kinds"] == {}
    assert list(result["counts"]) == ["create"]

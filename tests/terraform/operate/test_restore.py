"""`openemr restore list` and `plan` of the deployment `trial` on the embedded AWS."""

import json
from typing import Any

import pytest

from tests.terraform.checkout import Checkout
from tests.terraform.conftest import Copy
from tests.terraform.deployed import Deployed

pytestmark = pytest.mark.terraform


@pytest.fixture(scope="module")
def checkout(trial: Deployed, copy_of: Copy) -> Checkout:
    return copy_of(trial)


def listed(checkout: Checkout, code: int) -> dict[str, Any]:
    answer = checkout.openemr("restore", "list", "--json")
    assert answer.returncode == code, answer.stderr
    return dict(json.loads(answer.stdout))


def test_a_deployment_without_copies_has_no_pair(checkout: Checkout):
    found = listed(checkout, 1)
    assert found["pairs"] == []
    assert found["without_partner"] == []


def test_a_backup_of_both_is_a_pair_with_a_plan(checkout: Checkout):
    made = checkout.openemr("backups", "--now", "--json")
    assert made.returncode == 0, made.stderr
    points = {point["arn"] for point in json.loads(made.stdout)}
    found = listed(checkout, 0)
    assert found["without_partner"] == []
    (pair,) = [each for each in found["pairs"] if each["database"]["source"] == "vault"]
    assert {pair["database"]["arn"], pair["files"]["arn"]} == points
    assert {pair["database"]["stores"], pair["files"]["stores"]} == {"blue"}
    assert {each["usable"] for each in found["keys"]} == {True}

    plan = checkout.openemr("restore", "plan", "--pair", pair["id"], "--json")
    assert plan.returncode == 0, plan.stderr
    told = json.loads(plan.stdout)
    assert told["release"]["of_database"] == told["release"]["now"]
    assert told["settings"]["stores"] == {
        "serving": "blue",
        "standby": "restoring",
        "green_database": pair["database"]["arn"],
        "green_files": pair["files"]["arn"],
    }


def test_the_state_is_not_needed(checkout: Checkout):
    """It may be lost with the rest."""
    state = checkout.state_file("trial")
    assert state.exists()
    before = {each["id"] for each in listed(checkout, 0)["pairs"]}
    away = state.rename(state.with_suffix(".away"))
    try:
        assert {each["id"] for each in listed(checkout, 0)["pairs"]} == before != set()
    finally:
        away.rename(state)


def test_a_moment_of_the_window_has_the_settings_to_restore_it(checkout: Checkout):
    found = listed(checkout, 0)
    (window,) = found["windows"]
    answer = checkout.openemr("restore", "plan", "--at", window["latest"], "--json")
    assert answer.returncode == 0, answer.stderr
    told = json.loads(answer.stdout)
    assert told["database_as_of"] == window["latest"]
    moment = f"{window['resource_id']}@{window['latest']}"
    assert told["settings"]["stores"]["green_database"] == moment


def test_an_unknown_deployment_is_refused(checkout: Checkout):
    answer = checkout.openemr("restore", "list", "nobody")
    assert answer.returncode == 2
    assert "DEPLOYMENT 'nobody' is not in cdktf.json. Accepted: trial." in answer.stderr

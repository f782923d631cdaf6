"""A production restored beside itself, undone, discarded, and made anew around its copies."""

import json
from typing import Any

import pytest

from tests.terraform.checkout import Checkout
from tests.terraform.conftest import Copy
from tests.terraform.deployed import PRODUCTION, Deployed

pytestmark = pytest.mark.terraform


@pytest.fixture(scope="module")
def checkout(clinic: Deployed, copy_of: Copy) -> Checkout:
    return copy_of(clinic)


def asked(checkout: Checkout, *arguments: str, code: int = 0) -> Any:
    answer = checkout.openemr(*arguments)
    assert answer.returncode == code, f"{answer.stdout}\n{answer.stderr}"
    return json.loads(answer.stdout) if "--json" in arguments else answer.stdout


def stores(checkout: Checkout) -> dict[str, Any]:
    context = json.loads((checkout.directory / "cdktf.json").read_text())["context"]
    return dict(context["deployments"][PRODUCTION]["stores"])


def is_settled(checkout: Checkout) -> None:
    asked(checkout, "plan", PRODUCTION)
    assert asked(checkout, "drift", PRODUCTION, "--json")["drift"] is False


def test_a_pair_is_restored_beside_the_one_that_serves_and_takes_over(checkout: Checkout):
    asked(checkout, "backups", PRODUCTION, "--now")
    pairs = asked(checkout, "restore", "list", PRODUCTION, "--json")["pairs"]
    pair = next(each for each in pairs if each["database"]["source"] == "vault")
    done = asked(checkout, "restore", "run", PRODUCTION, "--pair", pair["id"], "--yes", "--json")
    assert (done["outcome"], done["color"]) == ("restored", "green")
    assert stores(checkout)["serving"] == "green"
    is_settled(checkout)


def test_it_is_undone(checkout: Checkout):
    asked(checkout, "restore", "undo", PRODUCTION, "--yes")
    assert stores(checkout)["serving"] == "blue"
    is_settled(checkout)


def test_the_pair_that_does_not_serve_is_destroyed_by_name_only(checkout: Checkout):
    answer = checkout.openemr("restore", "discard", PRODUCTION, "--confirm", "other")
    assert answer.returncode == 2
    asked(checkout, "restore", "discard", PRODUCTION, "--confirm", PRODUCTION)
    assert stores(checkout)["standby"] == "absent"
    is_settled(checkout)

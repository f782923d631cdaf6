"""A production that was destroyed to its copies is made anew around them."""

import json
from typing import Any

import pytest

from tests.terraform.checkout import Checkout
from tests.terraform.conftest import Copy
from tests.terraform.deployed import PRODUCTION, Deployed

pytestmark = pytest.mark.terraform


@pytest.fixture(scope="module")
def destroyed(clinic: Deployed, copy_of: Copy) -> Checkout:
    checkout = copy_of(clinic)
    asked(checkout, "backups", PRODUCTION, "--now")
    asked(checkout, "destroy", PRODUCTION, "--confirm", PRODUCTION)
    return checkout


def asked(checkout: Checkout, *arguments: str, code: int = 0) -> Any:
    answer = checkout.openemr(*arguments)
    assert answer.returncode == code, f"{answer.stdout}\n{answer.stderr}"
    return json.loads(answer.stdout) if "--json" in arguments else answer.stdout


def test_it_is_made_anew(destroyed: Checkout):
    pairs = asked(destroyed, "restore", "list", PRODUCTION, "--json")["pairs"]
    pair = next(each for each in pairs if each["database"]["source"] == "vault")
    arguments = ("--pair", pair["id"], "--yes", "--json")
    done = asked(destroyed, "restore", "run", PRODUCTION, *arguments)
    # Its own database and files were kept as well.
    assert (done["outcome"], done["color"]) == ("restored", "green")
    asked(destroyed, "plan", PRODUCTION)
    assert asked(destroyed, "drift", PRODUCTION, "--json")["drift"] is False
    origin = destroyed.account.server.copies.origin("openemr-clinic-greendatabase")
    assert origin == {"snapshot": pair["database"]["arn"]}

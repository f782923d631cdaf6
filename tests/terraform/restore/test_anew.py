"""A production that was destroyed to its copies is made anew around them.

`pytest tests/terraform/restore --record-session` also writes docs/restore-anew-session.md.
"""

import json

import pytest

from tests.configurations import PROJECT
from tests.terraform.conftest import Copy
from tests.terraform.deployed import PRODUCTION, Deployed
from tests.terraform.session.recording import Recording

pytestmark = pytest.mark.terraform

DOCUMENT = PROJECT / "docs" / "restore-anew-session.md"
INTRODUCTION = """# A destroyed deployment made anew, as it printed

Recorded by `pytest tests/terraform/restore --record-session` on the embedded AWS, which copies no
data, runs no tasks and restores in seconds what takes real AWS its time. Nothing is omitted; paths
of the recording machine and the port are replaced. What to type, and why:
[restore.md](restore.md)."""


def test_it_is_made_anew(clinic: Deployed, copy_of: Copy, request: pytest.FixtureRequest):
    session = Recording(copy_of(clinic))
    checkout = session.checkout
    session.say(INTRODUCTION)
    session.happen(
        "The daily backup has run.", lambda: checkout.openemr("backups", PRODUCTION, "--now")
    )
    session.run("destroy", PRODUCTION, "--confirm", PRODUCTION, ends_with=0)
    session.say("The copies are still there, and the keys that open them:")
    session.run("restore", "list", PRODUCTION, ends_with=0)
    listed = checkout.openemr("restore", "list", PRODUCTION, "--json")
    pair = next(
        each for each in json.loads(listed.stdout)["pairs"] if each["database"]["source"] == "vault"
    )
    done = session.run("restore", "run", PRODUCTION, "--pair", pair["id"], "--yes", ends_with=0)
    # Its own database and files were kept as well.
    assert f"{PRODUCTION}: OpenEMR uses database and files green." in done.stdout
    session.run("plan", PRODUCTION, ends_with=0)
    drift = checkout.openemr("drift", PRODUCTION, "--json")
    assert json.loads(drift.stdout)["drift"] is False
    origin = checkout.account.server.copies.origin("openemr-clinic-greendatabase")
    assert origin == {"snapshot": pair["database"]["arn"]}
    if request.config.getoption("--record-session"):
        DOCUMENT.write_text(session.text, encoding="utf-8")

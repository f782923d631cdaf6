"""A production restored beside itself, undone and discarded.

`pytest tests/terraform/restore --record-session` also writes docs/restore-session.md.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.configurations import PROJECT
from tests.terraform.checkout import Checkout
from tests.terraform.conftest import Copy
from tests.terraform.deployed import PRODUCTION, Deployed
from tests.terraform.session.recording import Recording

pytestmark = pytest.mark.terraform

DOCUMENT = PROJECT / "docs" / "restore-session.md"
INTRODUCTION = """# A restore, as it printed

Recorded by `pytest tests/terraform/restore --record-session` on the embedded AWS, which copies no
data, runs no tasks and restores in seconds what takes real AWS its time. Nothing is omitted; paths
of the recording machine and the port are replaced. What to type, and why:
[restore.md](restore.md). A deployment that was destroyed:
[restore-anew-session.md](restore-anew-session.md)."""


@pytest.fixture(scope="module")
def session(clinic: Deployed, copy_of: Copy, request: pytest.FixtureRequest) -> Iterator[Recording]:
    recording = Recording(copy_of(clinic))
    recording.say(INTRODUCTION)
    yield recording
    if request.config.getoption("--record-session"):
        DOCUMENT.write_text(recording.text, encoding="utf-8")


def pairs(checkout: Checkout) -> list[dict[str, Any]]:
    listed = checkout.openemr("restore", "list", PRODUCTION, "--json")
    assert listed.returncode == 0, listed.stderr
    return list(json.loads(listed.stdout)["pairs"])


def stores(checkout: Checkout) -> dict[str, Any]:
    context = json.loads((checkout.directory / "cdktf.json").read_text())["context"]
    return dict(context["deployments"][PRODUCTION]["stores"])


def is_settled(checkout: Checkout) -> None:
    for command in ("plan", "drift"):
        ended = checkout.openemr(command, PRODUCTION)
        assert ended.returncode == 0, ended.stdout + ended.stderr


def test_a_pair_is_restored_beside_the_one_that_serves_and_takes_over(session: Recording):
    checkout = session.checkout
    session.say("## What is there to go back to")
    session.happen(
        "The daily backup has run.", lambda: checkout.openemr("backups", PRODUCTION, "--now")
    )
    session.run("restore", "list", PRODUCTION, ends_with=0)
    (pair,) = [each["id"] for each in pairs(checkout) if each["database"]["source"] == "vault"]
    session.run("restore", "plan", PRODUCTION, "--pair", pair, ends_with=0)
    session.say("## The restore")
    session.run("restore", "run", PRODUCTION, "--pair", pair, "--yes", ends_with=0)
    assert stores(checkout)["serving"] == "green"
    is_settled(checkout)


def test_it_is_undone(session: Recording):
    session.say("## Back to the pair before")
    session.run("restore", "undo", PRODUCTION, "--yes", ends_with=0)
    assert stores(session.checkout)["serving"] == "blue"
    is_settled(session.checkout)


def test_the_pair_that_does_not_serve_is_destroyed_by_name_only(session: Recording):
    session.say("## Without the pair that does not serve")
    session.run("restore", "discard", PRODUCTION, "--confirm", "other", ends_with=2)
    session.run("restore", "discard", PRODUCTION, "--confirm", PRODUCTION, ends_with=0)
    assert stores(session.checkout)["standby"] == "absent"
    is_settled(session.checkout)

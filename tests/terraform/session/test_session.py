"""The life of a deployment from `state bootstrap` to `destroy`, on an account that holds nothing.

`pytest tests/terraform/session --record-session` also writes docs/session.md.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from scripts.embedded_aws import EmbeddedAws
from tests.configurations import PROJECT
from tests.terraform.checkout import Checkout
from tests.terraform.session.recording import Recording

pytestmark = pytest.mark.terraform

DOCUMENT = PROJECT / "docs" / "session.md"
INTRODUCTION = """# A session, from the first command to the last

Recorded by `pytest tests/terraform/session --record-session` on the embedded AWS, which is an empty
account at first, with AWS provider 5.100.0. Nothing is omitted, and only the sentences
between the commands are written by hand; paths of the recording machine and the port are replaced.
`cdktf.json` describes a deployment for evaluation, `trial`, and the bucket of the remote state.
The digest of the image in `.openemr.lock.json` is made up."""
CONTEXT: dict[str, Any] = {
    "remote_state": {"bucket": "example-clinic-terraform-state"},
    "deployments": {"trial": {"environment": "evaluation"}},
}
NETWORK = "203.0.113.0/24"


def admit(checkout: Checkout, network: str) -> None:
    """Set `security_group_ip_range` as an operator would."""
    file = checkout.directory / "cdktf.json"
    settings = json.loads(file.read_text())
    settings["context"]["deployments"]["trial"]["security_group_ip_range"] = network
    file.write_text(json.dumps(settings, indent=2))


def shorten_logs(checkout: Checkout) -> None:
    """What somebody in a hurry does in the console."""
    logs = checkout.account.client("logs")
    groups = logs.describe_log_groups(logGroupNamePrefix="/openemr/trial/application")["logGroups"]
    logs.put_retention_policy(logGroupName=groups[0]["logGroupName"], retentionInDays=1)


def test_a_whole_session(tmp_path: Path, request: pytest.FixtureRequest):
    with EmbeddedAws(state_directory=tmp_path / "aws") as aws:
        checkout = Checkout.make(tmp_path / "checkout", CONTEXT, aws)
        if request.config.getoption("--record-session"):
            checkout.use_whole_firewall()
        session = Recording(checkout)
        session.say(INTRODUCTION)
        prepare(session)
        live(session)
        end(session)
    if request.config.getoption("--record-session"):
        DOCUMENT.write_text(session.text, encoding="utf-8")


def prepare(session: Recording) -> None:
    session.say("## Before the first deployment")
    session.run("doctor", ends_with=1)
    session.say("The bucket and the lock table, once for all deployments of the account:")
    session.run("state", "bootstrap", "--yes", ends_with=0)
    session.say("A second run, from any checkout, has nothing to create:")
    session.run("state", "bootstrap", ends_with=0)
    session.run("doctor", ends_with=0)


def live(session: Recording) -> None:
    session.say("## The deployment")
    session.run("plan", "trial", ends_with=2)
    session.run("deploy", "trial", "--yes", ends_with=0)
    session.run("plan", "trial", ends_with=0)
    session.say("## A change that opens access")
    session.happen(
        f"`security_group_ip_range` is set to `{NETWORK}` in cdktf.json.",
        lambda: admit(session.checkout, NETWORK),
    )
    stopped = session.run("plan", "trial", "--json", ends_with=3)
    needed = json.loads(stopped.stdout)["allow"]
    assert needed
    session.parts.pop()
    session.run("plan", "trial", ends_with=3)
    allowed = [word for address in needed for word in ("--allow", address)]
    session.run("deploy", "trial", "--yes", *allowed, ends_with=0)
    session.say("## Drift")
    session.run("drift", "trial", ends_with=0)
    session.happen(
        "The retention of the application's log is shortened to a day in the console.",
        lambda: shorten_logs(session.checkout),
    )
    session.run("drift", "trial", ends_with=2)
    session.say("A deployment reverts drift of what Terraform manages:")
    session.run("deploy", "trial", "--yes", ends_with=0)
    session.run("drift", "trial", ends_with=0)


def end(session: Recording) -> None:
    session.say("## Everyday operation")
    session.run("open", "trial", "--print", ends_with=0)
    session.run("password", "trial", ends_with=0)
    session.run("backups", "trial", "--now", ends_with=0)
    session.run("state", "versions", "trial", ends_with=0)
    session.say("## The end")
    session.run("destroy", "trial", "--yes", ends_with=0)

"""A deployment for the doctor to examine, in an account of one's own."""

import copy
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from scripts.adoption.search import Orphans
from scripts.aws.account import AwsAccount
from scripts.preflight.examination import Check
from scripts.preflight.examination import examine as run_checks
from scripts.preflight.finding import Finding, Status
from scripts.preflight.subject import Subject
from scripts.terraform.synthesis import Stack
from stacks.settings import parse_settings
from tests.terraform.checkout import OUTPUT
from tests.terraform.deployed import Deployed

Examine = Callable[[Subject], Iterable[Finding]]


def patient(
    deployed: Deployed, *, state: Any = None, orphans: Orphans | None = None, **changes: Any
) -> Subject:
    """The deployment with other settings; `state` of None: not deployed yet.

    orphans: what the account has beyond the state; None: it is asked.

    The configuration stays as it was synthesized: what checks read of it, settings do not change.
    """
    name, directory = deployed.deployment, deployed.checkout.directory
    context = copy.deepcopy(json.loads((directory / "cdktf.json").read_text())["context"])
    context["deployments"][name] |= changes
    settings = parse_settings(context)
    subject = Subject(name)
    subject.settings = settings.deployments[name]
    subject.remote_state = settings.remote_state
    subject.stack = Stack(name, directory / OUTPUT / "stacks" / name, ())
    subject.state = state or {}
    subject.account = AwsAccount(subject.settings.region)
    if orphans is not None:
        subject.orphans = orphans
    return subject


def state_of(deployed: Deployed) -> Any:
    return json.loads(Path(deployed.checkout.state_file(deployed.deployment)).read_text())


def found(examine: Examine, subject: Subject, status: Status) -> dict[str, str]:
    """Subject -> what was said and how to mend it, of the findings with this status."""
    check = Check("one", "One", examine)
    (section,) = run_checks(subject, [check], lambda _: None)
    return {
        each.subject: f"{each.said} | {each.fix}"
        for each in section.findings
        if each.status is status
    }


def problems(examine: Examine, subject: Subject) -> dict[str, str]:
    return found(examine, subject, Status.PROBLEM)


def warnings(examine: Examine, subject: Subject) -> dict[str, str]:
    return found(examine, subject, Status.WARNING)

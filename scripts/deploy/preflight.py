"""The doctor's checks that must hold before a change."""

from collections.abc import Collection, Mapping
from typing import Any

from scripts.doctor.checks import CHECKS
from scripts.doctor.examination import examine
from scripts.doctor.finding import Status
from scripts.doctor.subject import Subject
from scripts.steps import Steps
from scripts.working_directory import WorkingDirectory


class PreflightError(RuntimeError):
    """A deployment would fail half-way; the message lists why, each with its remedy."""


def preflight(
    work: WorkingDirectory, state: Mapping[str, Any], adopted: Collection[str], steps: Steps
) -> None:
    """Raise PreflightError for what the doctor calls a problem; nothing was changed then.

    `adopted` are addresses whose resources are there already and are going to be taken over.
    """
    subject = Subject(work.name, adopted=frozenset(adopted))
    subject.stack, subject.state, subject.account = work.stack, state, work.account
    checks = [check for check in CHECKS if check.before_change]
    with steps.step("preflight", "What must hold before a change") as step:
        sections = list(examine(subject, checks, lambda check: step.say(check.title)))
        findings = [each for section in sections for each in section.findings]
        unknown = sum(each.status is Status.NOT_CHECKED for each in findings)
        step.say(f"{len(findings)} findings" + f", {unknown} not checked" * bool(unknown))
    problems = [each for each in findings if each.status is Status.PROBLEM]
    if problems:
        told = [f"  {each.subject}: {each.said}\n    {each.fix}" for each in problems]
        more = f"openemr doctor {work.name} tells more; --ignore-preflight deploys in spite of it."
        raise PreflightError("\n".join(["Not deployed, and nothing was changed:", *told, more]))

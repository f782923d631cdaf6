"""Pre-flight checks that must pass before a change."""

from collections.abc import Mapping
from typing import Any

from scripts.adoption.readiness import Readiness
from scripts.cli.errors import OperationFailedError
from scripts.cli.steps import Steps
from scripts.preflight.checks import CHECKS
from scripts.preflight.examination import examine
from scripts.preflight.finding import Status
from scripts.preflight.subject import Subject
from scripts.terraform.working_directory import WorkingDirectory


class PreflightError(OperationFailedError):
    """A deployment would fail; the message lists the problems and their fixes."""


def preflight(
    work: WorkingDirectory, state: Mapping[str, Any], ready: Readiness, steps: Steps
) -> None:
    """Raise PreflightError for each problem that the checks find; nothing in AWS was changed then.

    Resources that `ready` imports exist and are this deployment's own. Checks that could not run
    are shown as warnings.
    """
    subject = Subject(work.name)
    subject.stack, subject.state, subject.account = work.stack, state, work.account
    if ready.orphans:
        subject.orphans = ready.orphans
    checks = [check for check in CHECKS if check.before_change]
    with steps.step("preflight", "Pre-flight checks") as step:
        sections = list(examine(subject, checks, lambda check: step.update(check.title)))
        findings = [each for section in sections for each in section.findings]
        unknown = [each for each in findings if each.status is Status.NOT_CHECKED]
        step.update(f"{len(findings)} findings" + f", {len(unknown)} not checked" * bool(unknown))
    if unknown:
        steps.warn("Not checked", "\n".join(f"{each.subject}: {each.said}" for each in unknown))
    problems = [each for each in findings if each.status is Status.PROBLEM]
    if problems:
        lines = [f"  {each.subject}: {each.said}\n    {each.fix}" for each in problems]
        more = f"Details: openemr doctor {work.name}. To go on despite them: --ignore-preflight."
        head = f"Not deployed. {ready.unchanged}"
        if not ready.written:
            head = "Not deployed, and nothing was changed:"
        raise PreflightError("\n".join([head, *lines, more]))

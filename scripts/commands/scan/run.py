"""The scan of one configuration: all checks, then the exceptions."""

from collections.abc import Iterable
from datetime import date

from scripts.commands.scan import checkov_checks, project_policies
from scripts.commands.scan.exceptions import Entry, apply_exceptions
from scripts.commands.scan.finding import Result
from scripts.commands.scan.policy import all_policies
from scripts.commands.scan.settings_at_hand import how
from scripts.commands.scan.severity import worst_first
from scripts.commands.scan.unjudged import unjudged
from scripts.terraform.documents.component import Components
from scripts.terraform.documents.configuration import Configuration


class NothingScannedError(RuntimeError):
    """There was nothing to judge, which must not look like a clean result."""


def scan_configuration(
    configuration: Configuration, exceptions: Iterable[Entry], today: date
) -> Result:
    """Judge `configuration` as of `today`. Raises NothingScannedError."""
    managed = [each for each in configuration.resources if each.mode == "managed"]
    if not managed:
        raise NothingScannedError(f"{configuration.name}: no resource in it")
    verdicts = checkov_checks.check(configuration)
    if not verdicts.passed:
        raise NothingScannedError(f"{configuration.name}: Checkov judged nothing")
    findings = [*verdicts.findings, *project_policies.check(configuration)]
    findings, excepted = apply_exceptions(exceptions, configuration, findings, today)
    return Result(
        name=configuration.name,
        environment=configuration.scope,
        resources=len(managed),
        passed=verdicts.passed,
        policies=tuple(policy.id for policy in all_policies()),
        findings=tuple(sorted(findings, key=worst_first)),
        excepted=tuple(sorted(excepted, key=lambda each: worst_first(each.finding))),
        unjudged=unjudged(configuration),
        values=how(configuration),
        components=Components.read(configuration.document),
    )

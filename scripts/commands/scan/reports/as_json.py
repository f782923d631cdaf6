"""The result as plain data."""

from collections.abc import Iterable
from typing import Any

from scripts.commands.scan.finding import Finding, Result
from scripts.commands.scan.unjudged import REMEDY


def as_json(results: Iterable[Result]) -> dict[str, Any]:
    """`{"clean": bool, "configurations": [...]}`, each finding with address and component.

    `not_judged`: attributes of a plan that no check could look at; `remedy` says what to do then.
    """
    listed = [_result(each) for each in results]
    return {"clean": not any(each["findings"] for each in listed), "configurations": listed}


def _result(result: Result) -> dict[str, Any]:
    return {
        "name": result.name,
        "environment": result.environment,
        "resources": result.resources,
        "verdicts": result.checks,
        "findings": [_finding(result, each) for each in result.findings],
        "excepted": [
            {
                **_finding(result, each.finding),
                "exception": {"reason": each.reason, "owner": each.owner, "review": each.review},
            }
            for each in result.excepted
        ],
        "not_judged": [each._asdict() for each in result.unjudged],
        "remedy": REMEDY if result.unjudged else None,
    }


def _finding(result: Result, finding: Finding) -> dict[str, str]:
    return {
        "check": finding.check,
        "title": finding.title,
        "reason": finding.reason,
        "source": finding.source,
        "address": finding.address,
        "file": result.components.file(finding.address),
        "component": result.components.of(finding.address),
    }

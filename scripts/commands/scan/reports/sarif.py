"""The result in SARIF 2.1.0, which code hosting sites show beside the code."""

from collections.abc import Iterable
from typing import Any

from scripts.commands.scan.finding import Finding, Result
from scripts.commands.scan.unjudged import REMEDY, Unjudged

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
NOT_JUDGED = "NOT_JUDGED"


def sarif(results: Iterable[Result]) -> dict[str, Any]:
    """Open findings as errors, excepted ones as suppressed with their reason.

    What a plan keeps from every check is a notification of the run each: no finding, no proof.
    """
    results = list(results)
    found: list[dict[str, Any]] = []
    rules: dict[str, str] = {}
    for result in results:
        for finding in result.findings:
            rules[finding.check] = finding.title
            found.append(_result(result, finding))
        for each in result.excepted:
            rules[each.finding.check] = each.finding.title
            suppression = {"kind": "external", "status": "accepted", "justification": each.reason}
            found.append({**_result(result, each.finding), "suppressions": [suppression]})
    driver = {
        "name": "openemr scan",
        "rules": [
            {"id": id_, "shortDescription": {"text": rules[id_]}, "name": id_}
            for id_ in sorted(rules)
        ],
        "notifications": [
            {"id": NOT_JUDGED, "shortDescription": {"text": "No check could look at it."}}
        ],
    }
    notifications = [
        _notification(result, missing) for result in results for missing in result.unjudged
    ]
    invocation = {"executionSuccessful": True, "toolExecutionNotifications": notifications}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "invocations": [invocation], "results": found}],
    }


def _notification(result: Result, missing: Unjudged) -> dict[str, Any]:
    name = f"{missing.address}.{missing.attribute}"
    return {
        "descriptor": {"id": NOT_JUDGED},
        "level": "warning",
        "message": {"text": f"{result.name}: {name} was not judged: {missing.reason}. {REMEDY}"},
        "locations": [_location(result, missing.address, name)],
    }


def _result(result: Result, finding: Finding) -> dict[str, Any]:
    text = f"{result.name}: {finding.address}: {finding.title}"
    return {
        "ruleId": finding.check,
        "level": "error",
        "message": {"text": f"{text} ({finding.reason})" if finding.reason else text},
        "locations": [_location(result, finding.address, finding.address)],
        "partialFingerprints": {
            "address/v1": f"{result.name}/{finding.address}/{finding.check}/{finding.reason}"
        },
    }


def _location(result: Result, address: str, name: str) -> dict[str, Any]:
    file = result.components.file(address)
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": file, "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": 1},
        },
        "logicalLocations": [{"fullyQualifiedName": f"{result.name}/{name}", "kind": "resource"}],
    }

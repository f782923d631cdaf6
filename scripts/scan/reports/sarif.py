"""The result in SARIF 2.1.0, which code hosting sites show beside the code."""

from collections.abc import Iterable
from typing import Any

from scripts.scan.finding import Finding, Result

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(results: Iterable[Result]) -> dict[str, Any]:
    """Open findings as errors, excepted ones as suppressed with their reason."""
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
    }
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": found}],
    }


def _result(result: Result, finding: Finding) -> dict[str, Any]:
    origin = result.origin(finding)
    text = f"{result.name}: {finding.address}: {finding.title}"
    return {
        "ruleId": finding.check,
        "level": "error",
        "message": {"text": f"{text} ({finding.reason})" if finding.reason else text},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": origin.file, "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 1},
                },
                "logicalLocations": [
                    {"fullyQualifiedName": f"{result.name}/{finding.address}", "kind": "resource"}
                ],
            }
        ],
        "partialFingerprints": {
            "address/v1": f"{result.name}/{finding.address}/{finding.check}/{finding.reason}"
        },
    }

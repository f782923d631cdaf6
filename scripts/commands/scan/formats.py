"""The result of a scan for programs: plain data, JUnit's XML, and SARIF 2.1.0."""

from collections.abc import Iterable
from typing import Any
from xml.etree import ElementTree as Xml

from scripts.commands.scan.finding import Finding, Result
from scripts.commands.scan.severity import impact
from scripts.commands.scan.unjudged import REMEDY, Unjudged


def as_data(results: Iterable[Result]) -> dict[str, Any]:
    """`{"clean": bool, "configurations": [...]}`, each finding with address and component.

    The worst first. `values`: by which values the configuration was judged.

    `not_judged`: attributes of a plan that no check could look at; `remedy` says what to do then.
    """
    listed = [_configuration(each) for each in results]
    return {"clean": not any(each["findings"] for each in listed), "configurations": listed}


def _configuration(result: Result) -> dict[str, Any]:
    return {
        "name": result.name,
        "environment": result.environment,
        "resources": result.resources,
        "verdicts": result.checks,
        "values": result.values,
        "findings": [_finding_data(result, each) for each in result.findings],
        "excepted": [
            {
                **_finding_data(result, each.finding),
                "exception": {"reason": each.reason, "owner": each.owner, "review": each.review},
            }
            for each in result.excepted
        ],
        "not_judged": [each._asdict() for each in result.unjudged],
        "remedy": REMEDY if result.unjudged else None,
    }


def _finding_data(result: Result, finding: Finding) -> dict[str, str]:
    return {
        "check": finding.check,
        "impact": impact(finding).value,
        "title": finding.title,
        "reason": finding.reason,
        "source": finding.source,
        "address": finding.address,
        "file": result.components.file(finding.address),
        "component": result.components.of(finding.address),
    }


def as_junit(results: Iterable[Result]) -> str:
    """A test suite for each configuration; a test for each check and resource, or policy.

    What a plan keeps from every check is a skipped test each.
    """
    root = Xml.Element("testsuites", name="openemr scan")
    for result in results:
        suite = Xml.SubElement(
            root,
            "testsuite",
            name=f"{result.name} ({result.environment})",
            tests=str(result.checks + len(result.unjudged)),
            failures=str(len(result.findings)),
            skipped=str(len(result.excepted) + len(result.unjudged)),
            errors="0",
        )
        _fill_suite(suite, result)
    Xml.indent(root)
    return Xml.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _fill_suite(suite: Xml.Element, result: Result) -> None:
    for finding in result.findings:
        failure = Xml.SubElement(_case(suite, result, finding), "failure", message=finding.title)
        failure.text = finding.reason
    for each in result.excepted:
        Xml.SubElement(_case(suite, result, each.finding), "skipped", message=each.reason)
    for missing in result.unjudged:
        name = f"{missing.address}.{missing.attribute}"
        case = Xml.SubElement(suite, "testcase", classname="NOT_JUDGED", name=name)
        Xml.SubElement(case, "skipped", message=f"Not judged: {missing.reason}. {REMEDY}")
    for check, addresses in result.passed.items():
        for address in addresses:
            Xml.SubElement(suite, "testcase", classname=check, name=address)
    asked = "what the plan tells" if result.unjudged else "the whole configuration"
    for policy in result.policies:
        Xml.SubElement(suite, "testcase", classname=policy, name=f"asked of {asked}")


def _case(suite: Xml.Element, result: Result, finding: Finding) -> Xml.Element:
    file = result.components.file(finding.address)
    return Xml.SubElement(
        suite, "testcase", classname=finding.check, name=finding.address, file=file
    )


SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
NOT_JUDGED = "NOT_JUDGED"


def as_sarif(results: Iterable[Result]) -> dict[str, Any]:
    """Open findings as errors, excepted ones as suppressed with their reason.

    What a plan keeps from every check is a notification of the run each: no finding, no proof.
    """
    results = list(results)
    found: list[dict[str, Any]] = []
    rules: dict[str, str] = {}
    for result in results:
        for finding in result.findings:
            rules[finding.check] = finding.title
            found.append(_sarif_result(result, finding))
        for each in result.excepted:
            rules[each.finding.check] = each.finding.title
            suppression = {"kind": "external", "status": "accepted", "justification": each.reason}
            found.append({**_sarif_result(result, each.finding), "suppressions": [suppression]})
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


def _sarif_result(result: Result, finding: Finding) -> dict[str, Any]:
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

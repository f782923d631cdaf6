"""The result in JUnit's XML, which build servers show as tests."""

from collections.abc import Iterable
from xml.etree import ElementTree as Xml

from scripts.commands.scan.finding import Finding, Result
from scripts.commands.scan.unjudged import REMEDY


def junit(results: Iterable[Result]) -> str:
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
        _fill(suite, result)
    Xml.indent(root)
    return Xml.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _fill(suite: Xml.Element, result: Result) -> None:
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

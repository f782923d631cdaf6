"""The same result for people, scripts, code hosting sites and build servers."""

import dataclasses
import io
from datetime import date
from itertools import groupby
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from rich.console import Console

from scripts.commands.scan.exceptions import Entry
from scripts.commands.scan.finding import Result
from scripts.commands.scan.formats import as_data, as_junit, as_sarif
from scripts.commands.scan.run import scan_configuration
from scripts.commands.scan.table import print_results
from scripts.commands.scan.unjudged import AFTER_APPLY, REMEDY, Unjudged
from scripts.terraform.documents.configuration import read_configuration

TODAY = date(2026, 12, 1)
HIDDEN = Unjudged("aws_iam_policy.application_task_execution_policy", "policy", AFTER_APPLY)
DEFECT = '"storage_encrypted": true'


@pytest.fixture(scope="module")
def result(production_text: str, exceptions: tuple[Entry, ...]) -> Result:
    """A production deployment with a database that is not encrypted."""
    assert DEFECT in production_text
    broken = production_text.replace(DEFECT, '"storage_encrypted": false')
    return scan_configuration(read_configuration("production", broken), exceptions, TODAY)


@pytest.fixture(scope="module")
def planned(result: Result) -> Result:
    """The same from a plan, which keeps a policy from every check."""
    return dataclasses.replace(result, unjudged=(HIDDEN,))


def test_json_names_the_address_the_file_and_the_component(result: Result) -> None:
    data = as_data([result])
    assert data["clean"] is False
    found = {each["check"]: each for each in data["configurations"][0]["findings"]}
    assert set(found) == {"CKV_AWS_96", "OEMR_40", "OEMR_60"}
    assert found["CKV_AWS_96"]["address"] == "aws_rds_cluster.database_cluster"
    assert found["CKV_AWS_96"]["file"].startswith("stacks/components/database")
    assert found["CKV_AWS_96"]["component"] == "database"
    assert all(each["exception"]["reason"] for each in data["configurations"][0]["excepted"])


def test_findings_come_worst_first_and_say_what_may_come_of_them(
    production_text: str, exceptions: tuple[Entry, ...]
) -> None:
    broken = production_text.replace(DEFECT, '"storage_encrypted": false')
    broken = broken.replace('"prevent_destroy": true', '"prevent_destroy": false')
    broken = broken.replace('"retention_in_days": 2192', '"retention_in_days": 365')
    result = scan_configuration(read_configuration("production", broken), exceptions, TODAY)
    impacts = [each["impact"] for each in as_data([result])["configurations"][0]["findings"]]
    groups = [impact for impact, _ in groupby(impacts)]
    assert groups == ["destroys data", "lowers protection", "not a reviewed change"]
    first, last = result.findings[0], [each for each in result.findings if each.check == "OEMR_31"]
    assert first.check == "OEMR_33"
    assert result.findings[impacts.index(groups[2]) - 1] == last[-1]


def test_the_table_shows_each_finding_and_on_request_each_exception(result: Result) -> None:
    shown = {}
    for verbose in (False, True):
        text = io.StringIO()
        print_results([result], Console(file=text, width=160), verbose=verbose)
        shown[verbose] = text.getvalue()
    for part in ("CKV_AWS_96", "aws_rds_cluster.database_cluster", "3 open"):
        assert part in shown[False]
    assert "Accepted until" not in shown[False]
    assert "Accepted until" in shown[True]


def test_sarif_has_a_rule_and_a_location_in_the_repository_for_each_result(result: Result) -> None:
    document: dict[str, Any] = as_sarif([result])
    run = document["runs"][0]
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    open_ones = [each for each in run["results"] if "suppressions" not in each]
    assert document["version"] == "2.1.0"
    assert {each["ruleId"] for each in open_ones} == {"CKV_AWS_96", "OEMR_40", "OEMR_60"}
    assert {each["ruleId"] for each in run["results"]} == rules
    for each in run["results"]:
        location = each["locations"][0]["physicalLocation"]["artifactLocation"]
        assert location["uri"].startswith("stacks/")
    accepted = [each for each in run["results"] if "suppressions" in each]
    assert len(accepted) == len(result.excepted) > 0
    assert all(each["suppressions"][0]["justification"] for each in accepted)


def test_junit_counts_what_it_holds(result: Result) -> None:
    suite = Xml.fromstring(as_junit([result])).find("testsuite")  # noqa: S314
    assert suite is not None
    assert int(suite.attrib["tests"]) == len(suite.findall("testcase"))
    assert int(suite.attrib["failures"]) == len(suite.findall("testcase/failure")) == 3
    assert int(suite.attrib["skipped"]) == len(suite.findall("testcase/skipped")) > 0


def test_json_lists_what_was_not_judged_and_the_remedy(result: Result, planned: Result) -> None:
    (told,) = as_data([planned])["configurations"]
    assert told["not_judged"] == [HIDDEN._asdict()]
    assert told["remedy"] == REMEDY
    (complete,) = as_data([result])["configurations"]
    assert (complete["not_judged"], complete["remedy"]) == ([], None)


def test_the_table_shows_what_was_not_judged_and_the_remedy(planned: Result) -> None:
    text = io.StringIO()
    print_results([planned], Console(file=text, width=80), verbose=False)
    for part in ("1 not judged", f"{HIDDEN.address} policy\n", HIDDEN.reason, REMEDY):
        assert part in text.getvalue()


def test_sarif_notifies_of_what_was_not_judged(result: Result, planned: Result) -> None:
    (invocation,) = as_sarif([planned])["runs"][0]["invocations"]
    (notification,) = invocation["toolExecutionNotifications"]
    assert invocation["executionSuccessful"] is True
    assert notification["level"] == "warning"
    for part in (HIDDEN.address, HIDDEN.attribute, HIDDEN.reason, REMEDY):
        assert part in notification["message"]["text"]
    place = notification["locations"][0]["logicalLocations"][0]["fullyQualifiedName"]
    assert place == f"production/{HIDDEN.address}.{HIDDEN.attribute}"
    (complete,) = as_sarif([result])["runs"][0]["invocations"]
    assert complete["toolExecutionNotifications"] == []


def test_junit_skips_what_was_not_judged(planned: Result) -> None:
    suite = Xml.fromstring(as_junit([planned])).find("testsuite")  # noqa: S314
    assert suite is not None
    (case,) = suite.findall("testcase[@classname='NOT_JUDGED']")
    assert case.attrib["name"] == f"{HIDDEN.address}.{HIDDEN.attribute}"
    skipped = case.find("skipped")
    assert skipped is not None
    assert REMEDY in skipped.attrib["message"]
    assert int(suite.attrib["tests"]) == len(suite.findall("testcase"))
    assert int(suite.attrib["skipped"]) == len(suite.findall("testcase/skipped"))

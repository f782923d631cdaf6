"""What the project makes is clean, and its exceptions are few, valid and all of them used."""

from datetime import date

import pytest

from scripts.commands.scan.exceptions import Entry
from scripts.commands.scan.finding import Result
from scripts.commands.scan.run import scan_configuration
from scripts.terraform.documents.configuration import EVALUATION, PRODUCTION, Configuration

TODAY = date(2026, 12, 1)


@pytest.fixture(scope="module")
def results(
    configurations: list[Configuration], exceptions: tuple[Entry, ...]
) -> dict[str, Result]:
    return {each.name: scan_configuration(each, exceptions, TODAY) for each in configurations}


def test_no_named_configuration_has_an_open_finding(results: dict[str, Result]) -> None:
    found = {name: result.findings for name, result in results.items() if result.findings}
    assert found == {}


def _is_of_a_restore(entry: Entry) -> bool:
    return all("green_" in each or "application_restore" in each for each in entry.addresses)


def test_production_has_fewer_than_ten_exceptions(exceptions: tuple[Entry, ...]) -> None:
    # Those of what is there only while a restored pair is repeat others but for two.
    always = [each for each in exceptions if not _is_of_a_restore(each)]
    assert len([entry for entry in always if PRODUCTION in entry.environments]) < 10
    assert len({each.check for each in exceptions} - {each.check for each in always}) == 2


def test_what_only_an_evaluation_is_excused_from_says_so(exceptions: tuple[Entry, ...]) -> None:
    extra = [entry for entry in exceptions if set(entry.environments) == {EVALUATION}]
    assert extra
    assert [entry for entry in extra if not entry.reason.startswith("Evaluation")] == []


def test_every_exception_is_used_by_some_named_configuration(
    results: dict[str, Result], exceptions: tuple[Entry, ...]
) -> None:
    used = {
        (result.environment, each.finding.check, each.finding.address)
        for result in results.values()
        for each in result.excepted
    }
    unused = [
        (environment, entry.check, address)
        for entry in exceptions
        for environment in entry.environments
        for address in entry.addresses
        if (environment, entry.check, address) not in used
    ]
    assert unused == []


def test_every_scan_judges_every_resource_type_it_knows(results: dict[str, Result]) -> None:
    for name, result in results.items():
        assert result.resources > 5, name
        assert len(result.passed) > 20, name


def test_every_resource_is_traced_to_the_file_that_made_it(
    configurations: list[Configuration], results: dict[str, Result]
) -> None:
    fallback = [
        (configuration.name, resource.address)
        for configuration in configurations
        if configuration.is_deployment
        for resource in configuration.of(*{each.type for each in configuration.resources})
        if _file(results[configuration.name], resource.address) == "stacks/openemr.py"
    ]
    assert fallback == []


def _file(result: Result, address: str) -> str:
    return result.components.file(address)

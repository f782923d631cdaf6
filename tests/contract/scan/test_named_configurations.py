"""What the project makes is clean, and its exceptions are few, valid and all of them used."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from scripts.commands.scan.exceptions import Entry
from scripts.commands.scan.finding import Result
from scripts.commands.scan.run import scan_configuration
from scripts.terraform.documents.configuration import EVALUATION, PRODUCTION, Configuration
from scripts.terraform.subjects import configurations_of
from stacks.pairs import in_blue
from tests.configurations import DEFAULT, LOCKED, RESTORED

COPIES_OF = "-copies"
TODAY = date(2026, 12, 1)
(PRODUCTION_OF_A_RESTORE,) = RESTORED["deployments"].values()
(EVALUATION_OF_A_RESTORE,) = DEFAULT["deployments"].values()
COPIES = {
    each: value
    for each, value in PRODUCTION_OF_A_RESTORE["stores"].items()
    if each in ("green_database", "green_files")
}
# How far a restore is -> the setting stores.
STAGES: dict[str, dict[str, Any]] = {
    "beside": {**COPIES, "standby": "restoring"},
    "cut-over": {**COPIES, "standby": "kept", "serving": "green"},
    "discarded": {**COPIES, "serving": "green"},
    "around-copies": {each.replace("green", "blue"): value for each, value in COPIES.items()},
}


def restored() -> Iterator[Configuration]:
    """A deployment of each environment at each stage of a restore."""
    for environment, settings in (
        (PRODUCTION, PRODUCTION_OF_A_RESTORE),
        (EVALUATION, EVALUATION_OF_A_RESTORE),
    ):
        for stage, stores in STAGES.items():
            name = f"{environment[:4]}-{stage}"
            context = {"deployments": {name: {**settings, "stores": stores}}}
            yield configurations_of(context, LOCKED)[name]


def copied() -> Configuration:
    """The copies of an evaluation, which has none in the named configurations."""
    settings = {**EVALUATION_OF_A_RESTORE, "backup": {"copies": [{"region": "eu-west-1"}]}}
    return configurations_of({"deployments": {"eval": settings}}, LOCKED)["eval-eu-west-1"]


@pytest.fixture(scope="module")
def results(
    configurations: list[Configuration], exceptions: tuple[Entry, ...]
) -> dict[str, Result]:
    found = {
        each.name: scan_configuration(each, exceptions, TODAY)
        for each in [*configurations, *restored(), copied()]
    }
    assert len(found) == len(configurations) + 2 * len(STAGES) + 1
    return found


def test_no_named_configuration_has_an_open_finding(results: dict[str, Result]) -> None:
    found = {name: result.findings for name, result in results.items() if result.findings}
    assert found == {}


def test_production_has_fewer_than_ten_exceptions(exceptions: tuple[Entry, ...]) -> None:
    # Those of what is there only with a restored pair repeat others but for two.
    always = [each for each in exceptions if not each.setting.startswith("stores.")]
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
        (result.environment, each.finding.check, in_blue(each.finding.address))
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
        # A stack of copies has a vault and its key, with what belongs to them.
        resources, checks = (3, 4) if result.environment.endswith(COPIES_OF) else (6, 21)
        assert result.resources >= resources, name
        assert len(result.passed) >= checks, name


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

"""One defect in a production deployment, and the scan fails."""

import json
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from typing import Any

import pytest

from scripts.commands.scan import checkov_checks, project_policies
from scripts.commands.scan.exceptions import Entry, apply_exceptions
from scripts.commands.scan.finding import EXCEPTIONS, Finding
from scripts.commands.scan.run import scan_configuration
from scripts.terraform.documents.configuration import Configuration, read_configuration
from tests.contract.scan.mutations import (
    containers,
    data,
    edge,
    evidence,
    identity,
    meaning,
    network,
    resource_policies,
    reviews,
    rights,
    settings_of_containers,
    storage,
)
from tests.contract.scan.mutations.edits import Mutation

TODAY = date(2026, 12, 1)
MODULES = (
    *(network, identity, resource_policies, containers, data),
    *(edge, storage, evidence, reviews, rights, settings_of_containers, meaning),
)
MUTATIONS = [Mutation(*row) for module in MODULES for row in module.MUTATIONS]


def _check(configuration: Configuration, check: str) -> list[Finding]:
    """Only what this one check finds: it must notice by itself, without help of others."""
    if check.startswith("OEMR_"):
        return project_policies.check(configuration, {check})
    return checkov_checks.check(configuration, {check}).findings


def _open(
    configuration: Configuration, findings: list[Finding], entries: Iterable[Entry]
) -> set[Finding]:
    remaining, _ = apply_exceptions(entries, configuration, findings, TODAY)
    return {finding for finding in remaining if finding.source != EXCEPTIONS}


def _document(document: dict[str, Any]) -> Configuration:
    return read_configuration("mutated", json.dumps(document))


def test_there_are_at_least_150_mutations_and_none_twice() -> None:
    assert len({str(mutation) for mutation in MUTATIONS}) == len(MUTATIONS) >= 150


@pytest.fixture(scope="session")
def known(production_text: str, exceptions: tuple[Entry, ...]) -> Callable[[str], set[Finding]]:
    """What a check finds in the deployment as it is."""
    configuration = read_configuration("production", production_text)

    @cache
    def findings(check: str) -> set[Finding]:
        return _open(configuration, _check(configuration, check), exceptions)

    return findings


@pytest.mark.parametrize("mutation", MUTATIONS, ids=str)
def test_a_single_defect_is_found_by_its_check(
    mutation: Mutation,
    production_document: dict[str, Any],
    exceptions: tuple[Entry, ...],
    known: Callable[[str], set[Finding]],
) -> None:
    mutation.apply(production_document)
    after = _document(production_document)
    found = _open(after, _check(after, mutation.check), exceptions)
    assert found - known(mutation.check), f"{mutation.check} does not notice"


@pytest.mark.parametrize("mutation", MUTATIONS[:: len(MUTATIONS) // 12], ids=str)
def test_what_a_single_check_finds_the_whole_scan_finds(
    mutation: Mutation, production_document: dict[str, Any], exceptions: tuple[Entry, ...]
) -> None:
    mutation.apply(production_document)
    result = scan_configuration(_document(production_document), exceptions, TODAY)
    assert mutation.check in {finding.check for finding in result.findings}


@pytest.mark.parametrize(
    ("path", "value", "check"),
    [
        (("terraform", "backend", "s3", "encrypt"), True, "OEMR_43"),
        (("terraform", "backend", "gcs"), {"bucket": "x"}, "OEMR_43"),
        (("provider", "aws", 0, "access_key"), "AKIAIOSFODNN7EXAMPLE", "OEMR_37"),
        (("provider", "aws", 0, "access_key"), "AKIAIOSFODNN7EXAMPLE", "CKV_AWS_41"),
        (("provider", "aws", 0, "default_tags"), [], "OEMR_45"),
        (("provider", "aws", 0, "insecure"), True, "OEMR_45"),
        (
            ("output", "leak"),
            {"value": "${aws_secretsmanager_secret_version.x.secret_string}"},
            "OEMR_37",
        ),
    ],
    ids=str,
)
def test_a_defect_outside_of_resources_is_found(
    path: tuple[Any, ...], value: Any, check: str, production_document: dict[str, Any]
) -> None:
    assert not _check(_document(production_document), check)
    block: Any = production_document
    for name in path[:-1]:
        block = block[name]
    block[path[-1]] = value
    assert _check(_document(production_document), check)

"""Configurations as data, and the judge of values alone."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from scripts.commands.scan import project_policies
from scripts.commands.scan.closed_values.judging import judge
from scripts.terraform.documents.configuration import read_configuration
from tests.synthesized import Stack

Judge = Callable[[dict[str, Any]], list[str]]


@pytest.fixture(scope="session")
def found() -> Judge:
    """What the rules object to in a document: address and reason."""

    def judged(document: dict[str, Any]) -> list[str]:
        configuration = read_configuration("case", json.dumps(document))
        return [f"{each.address} {each.reason}" for each in judge(configuration)]

    return judged


def asked_of_all(document: dict[str, Any]) -> Judge:
    """What any policy objects to in a changed document, and did not in the one that is given."""
    known = set(_by_all(document))
    return lambda changed: [each for each in _by_all(changed) if each not in known]


def _by_all(document: dict[str, Any]) -> list[str]:
    findings = project_policies.check(read_configuration("case", json.dumps(document)))
    return [f"{each.address} {each.check} {each.reason}" for each in findings]


@pytest.fixture
def everything(production: Stack) -> dict[str, Any]:
    """A production deployment with everything switched on."""
    return dict(json.loads(json.dumps(production.json)))

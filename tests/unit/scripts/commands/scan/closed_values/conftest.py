"""Configurations as data, and the judge of values alone."""

import json
from collections.abc import Callable
from typing import Any

import pytest

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


@pytest.fixture
def everything(production: Stack) -> dict[str, Any]:
    """A production deployment with everything switched on."""
    return dict(json.loads(json.dumps(production.json)))

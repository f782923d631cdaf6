"""A registry and an account of the embedded AWS for a module."""

from collections.abc import Iterator

import pytest

from scripts.embedded_aws import EmbeddedAws
from tests.contract.embedded_aws.account import Account
from tests.contract.images.registry import Behaviour, StandIn, stand_in


@pytest.fixture(scope="module")
def _server() -> Iterator[StandIn]:
    with stand_in() as server:
        yield server


@pytest.fixture
def registry(_server: StandIn) -> StandIn:
    _server.images, _server.behaviour = {}, Behaviour()
    _server.asked, _server.leaked = [], []
    return _server


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws() as server:
        yield server


@pytest.fixture
def account(aws: EmbeddedAws) -> Account:
    aws.reset()
    return Account(aws)

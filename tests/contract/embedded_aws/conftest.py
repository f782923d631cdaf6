"""Servers of the embedded AWS for the tests of this folder."""

from collections.abc import Iterator

import pytest

from scripts.embedded_aws import EmbeddedAws
from tests.contract.embedded_aws.account import Account


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    """An account that the tests of one module share, and no other module changes."""
    with EmbeddedAws() as server:
        yield Account(server)


@pytest.fixture
def server() -> Iterator[EmbeddedAws]:
    """A server of the test's own, with an empty account."""
    with EmbeddedAws() as server:
        yield server

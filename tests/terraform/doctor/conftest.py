"""An empty account, and the environment that leads to it."""

from collections.abc import Iterator

import pytest

from scripts.embedded_aws import EmbeddedAws
from tests.contract.embedded_aws.account import Account


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedAws]:
    with EmbeddedAws() as aws:
        yield aws


@pytest.fixture(autouse=True)
def account(server: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> Account:
    """Empty again for each test."""
    server.reset()
    for name, value in server.environment(base={}).items():
        monkeypatch.setenv(name, value)
    return Account(server)

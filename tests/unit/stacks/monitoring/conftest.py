"""Deployments that are watched, and those that are not."""

import pytest

from tests.synthesized import Stack


@pytest.fixture(scope="session")
def watched(deployments: list[Stack]) -> list[Stack]:
    """Deployments in production, where monitoring and audit trail are on by default."""
    found = [stack for stack in deployments if stack.is_production]
    assert found
    return found


@pytest.fixture(scope="session")
def copied(watched: list[Stack]) -> Stack:
    """A deployment with copies in other Regions."""
    return next(stack for stack in watched if stack.configuration == "copied")

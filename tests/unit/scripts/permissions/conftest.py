"""What the deployments of the named configurations need."""

from collections.abc import Mapping

import pytest

from scripts.permissions.needs import Needs, needs
from scripts.permissions.target import Target, read_target
from scripts.terraform.backend.place import RemotePlace, place_of
from tests.synthesized import Stack

ACCOUNT = "111122223333"


def target_of(stack: Stack) -> Target:
    """The target of a synthesized deployment, in an account of ours."""
    place = place_of(stack.json, stack.file.parent)
    state = place if isinstance(place, RemotePlace) else None
    return read_target(stack.name, stack.json, ACCOUNT, state)


@pytest.fixture(scope="session")
def needed(deployments: list[Stack]) -> Mapping[str, Needs]:
    """Needs by configuration and deployment."""
    return {str(stack): needs(stack.json, target_of(stack)) for stack in deployments}

"""Estimates of every named configuration and profile, made once in a session."""

import pytest

from scripts.commands.cost.profiles import NAMES, Profile
from scripts.commands.cost.subjects import Pricing, price_profiles
from scripts.pricing.estimate import Estimate
from scripts.terraform.documents.configuration import Configuration, read_configuration
from tests.synthesized import Stack


@pytest.fixture(scope="session")
def configurations(stacks: list[Stack]) -> list[Configuration]:
    """Every stack of every named configuration."""
    return [
        read_configuration(str(stack), stack.file.read_text(encoding="utf-8")) for stack in stacks
    ]


@pytest.fixture(scope="session")
def estimates(configurations: list[Configuration]) -> list[Estimate]:
    """Each of them, priced."""
    return [Pricing().price(each) for each in configurations]


@pytest.fixture(scope="session")
def profiles() -> dict[str, tuple[Profile, Estimate]]:
    """Every profile, priced, by its name."""
    return {profile.name: (profile, found) for profile, found in price_profiles(NAMES, Pricing())}

"""Whatever settings give is right: named configurations and random settings."""

import pytest

from tests.contract.scan.closed_values.samples import several_at_once
from tests.synthesized import Stack
from tests.unit.scripts.commands.scan.closed_values.conftest import Judge

# Others than those that the rules were learned from.
SEED, NUMBER = 20261130, 40


def test_every_named_configuration_is_as_expected(stacks: list[Stack], found: Judge) -> None:
    assert {str(stack): found(stack.json) for stack in stacks if found(stack.json)} == {}


def test_random_valid_settings_give_what_is_expected(
    found: Judge, pytestconfig: pytest.Config
) -> None:
    number = 400 if pytestconfig.getoption("--all-defects") else NUMBER
    objections = [found(stack) for stack in several_at_once(number, SEED)]
    assert len(objections) == number
    assert [each for each in objections if each] == []

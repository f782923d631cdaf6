"""Defects by hand are found where they are; what changes nothing passes."""

from typing import Any

import pytest

from tests.unit.scripts.commands.scan.closed_values.conftest import Judge, asked_of_all
from tests.unit.scripts.commands.scan.closed_values.examples import EXAMPLES, HARMLESS, Example


def edited(document: dict[str, Any], example: Example) -> dict[str, Any]:
    """The document with the example's edit; a resource that is not there is made."""
    type_, _, name = example.address.partition(".")
    body = document["resource"].setdefault(type_, {}).setdefault(name, {})
    before = repr(document)
    example.edit(body)
    assert repr(document) != before, "nothing is changed"
    return document


def name(example: Example) -> str:
    return f"{example.kind}: {example.about}"


def test_there_are_examples_of_every_kind() -> None:
    assert len({name(each) for each in EXAMPLES}) == len(EXAMPLES) >= 40
    assert len({each.kind for each in EXAMPLES}) >= 12


@pytest.mark.parametrize("example", EXAMPLES, ids=name)
def test_a_defect_is_found_at_its_resource(
    example: Example, everything: dict[str, Any], found: Judge
) -> None:
    objections = found(edited(everything, example))
    assert [each for each in objections if each.startswith(f"{example.address} ")], objections


@pytest.mark.parametrize("example", HARMLESS, ids=name)
def test_what_changes_nothing_passes(
    example: Example, everything: dict[str, Any], found: Judge
) -> None:
    assert found(edited(everything, example)) == []


@pytest.mark.parametrize("example", HARMLESS, ids=name)
def test_what_changes_nothing_passes_every_policy(
    example: Example, everything: dict[str, Any]
) -> None:
    by_all = asked_of_all(everything)
    assert by_all(edited(everything, example)) == []

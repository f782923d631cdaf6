"""With its settings at hand, a configuration is compared argument by argument, by meaning."""

import dataclasses
import json
from collections.abc import Callable
from typing import Any

import pytest

from scripts.commands.scan import project_policies
from scripts.terraform.documents.configuration import Configuration, Resource, read_configuration
from tests.synthesized import Stack
from tests.unit.scripts.commands.scan.closed_values.automatic import defects
from tests.unit.scripts.commands.scan.closed_values.examples import HARMLESS
from tests.unit.scripts.commands.scan.closed_values.test_examples import edited

Exactly = Callable[[dict[str, Any]], list[str]]
EVERY = 97
PLAN = "aws_backup_plan.backup_plan"


@pytest.fixture
def exactly(production: Stack) -> Exactly:
    """What differs in a document from what the settings give."""
    expected = read_configuration("everything", json.dumps(production.json))

    def judged(document: dict[str, Any]) -> list[str]:
        configuration = read_configuration("case", json.dumps(document))
        with_settings = dataclasses.replace(configuration, expected=expected)
        found = project_policies.check(with_settings, {"OEMR_65"})
        return [f"{each.address}: {each.reason}" for each in found]

    return judged


def test_what_the_settings_give_passes(everything: dict[str, Any], exactly: Exactly) -> None:
    assert exactly(everything) == []


@pytest.mark.parametrize("example", [each for each in HARMLESS if each.kind != "settings"])
def test_spelling_and_order_pass(
    example: Any, everything: dict[str, Any], exactly: Exactly
) -> None:
    assert exactly(edited(everything, example)) == []


@pytest.mark.parametrize("example", [each for each in HARMLESS if each.kind == "settings"])
def test_other_settings_are_told_though_their_values_are_accepted(
    example: Any, everything: dict[str, Any], exactly: Exactly
) -> None:
    (told,) = exactly(edited(everything, example))
    assert told.startswith(f"{example.address}: not what the settings of everything give: ")


def test_a_longer_life_is_told_with_both_figures(
    everything: dict[str, Any], exactly: Exactly
) -> None:
    rules = everything["resource"]["aws_backup_plan"]["backup_plan"]["rule"]
    next(each for each in rules if each["rule_name"] == "monthly")["lifecycle"]["delete_after"] = (
        4000
    )
    path = "rule[monthly].lifecycle.delete_after is 4000, settings 2555"
    assert exactly(everything) == [f"{PLAN}: not what the settings of everything give: {path}"]


def test_form_and_bounds_are_those_of_what_the_settings_give(
    production: Stack, everything: dict[str, Any]
) -> None:
    """So that a component which the scan was not taught is found, and no bystander accused."""
    right = read_configuration("right", json.dumps(production.json))
    del everything["resource"]["aws_backup_plan"]
    wrong = read_configuration("wrong", json.dumps(everything))
    pairs = ((wrong, right, False), (right, wrong, True), (wrong, None, True))
    for configuration, expected, is_found in pairs:
        asked = dataclasses.replace(configuration, expected=expected)
        assert bool(project_policies.check(asked, {"OEMR_60"})) == is_found


def test_every_automatic_defect_is_told(production: Stack, exactly: Exactly) -> None:
    missed = [
        str(each)
        for each in list(defects(production.json))[::EVERY]
        if not exactly(each.apply(production.json))
    ]
    assert missed == []


def test_own_tags_and_names_are_compared_too(everything: dict[str, Any], exactly: Exactly) -> None:
    tags = everything["provider"]["aws"][0]["default_tags"][0]["tags"]
    tags["Anything"] = "else"
    everything["output"]["url"] = {"value": "https://elsewhere.example.org"}
    del everything["resource"]["aws_backup_selection"]
    told = "\n".join(exactly(everything))
    for part in ("Anything is else, settings nothing", "output.url", "no aws_backup_selection."):
        assert part in told


GIVEN: dict[str, Any] = {
    "days": 35,
    "key": "${aws_kms_key.k.arn}",
    "names": ["audit", "error"],
    "mixed": ["audit", "${aws_x.b.name}"],
    "rule": [{"name": name, "life": {"after": 90}} for name in ("daily", "monthly")],
    "lifecycle": {"prevent_destroy": True},
}
EXPECTED = read_configuration("x", json.dumps({"resource": {"aws_x": {"a": GIVEN}}}))
RULES = [{"name": name, "life": [{"after": 90, "more": []}]} for name in ("daily", "monthly")]
PLANNED: dict[str, Any] = {
    "days": 35,
    "key": "${aws_kms_key.k}",
    "names": ["error", "audit"],
    "mixed": ["audit", "${aws_x.b}"],
    "rule": RULES,
    "further": "default of the provider",
}


def planned(name: str, **values: Any) -> list[tuple[str, str]]:
    """What is told of a plan with one resource."""
    resource = Resource("aws_x", name, values)
    plan = Configuration("plan", (resource,), planned=True, expected=EXPECTED)
    return [(each.address, each.reason) for each in project_policies.check(plan, {"OEMR_65"})]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, ""),
        ({"days": "35"}, ""),
        ({"days": None}, ""),
        ({"days": 34}, "days is 34, settings 35"),
        ({"names": ["audit"]}, "nothing, settings names has error"),
        ({"names": ["audit", "error", "general"]}, "names has general, settings nothing"),
        ({"mixed": ["error", "${aws_x.b}"]}, ""),
        (
            {"rule": [{"name": "daily", "life": [{"after": 9}]}, RULES[1]]},
            "after is 9, settings 90",
        ),
        ({"rule": [RULES[1], RULES[0]]}, ""),
        ({"rule": RULES[:1]}, "nothing, settings rule[monthly]"),
        ({"key": "alias/aws/sns"}, ""),
        ({"rule": [*RULES, {"name": "weekly"}]}, "rule[weekly], settings nothing"),
    ],
    ids=str,
)
def test_of_a_plan_what_it_tells_is_compared(changed: dict[str, Any], told: str) -> None:
    found = planned("a", **PLANNED | changed)
    assert len(found) == bool(told)
    assert all(reason.endswith(told) for _, reason in found)


def test_a_plan_has_all_resources_and_no_others() -> None:
    assert set(planned("b")) == {
        ("deployment", "no aws_x.a, which the settings of x give"),
        ("aws_x.b", "is nothing that the settings of x give"),
    }

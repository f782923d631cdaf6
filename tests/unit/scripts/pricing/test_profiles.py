"""Profiles are settings that work, and cost what they are for."""

import json
from typing import Any

import pytest

from scripts.commands.cost.profiles import (
    NAMES,
    Profile,
    ProfileError,
    profile_named,
    synthesize_profiles,
)
from scripts.pricing.assumptions import LEVELS, changed, shipped
from scripts.pricing.estimate import Estimate
from stacks.settings import parse_settings

Profiles = dict[str, tuple[Profile, Estimate]]


@pytest.mark.parametrize("name", NAMES)
def test_a_profile_can_be_copied_into_cdktf_json(name: str):
    profile = profile_named(name)
    copied = json.loads(json.dumps({"deployments": {"clinic": profile.settings}}))
    deployment = parse_settings(copied).deployments["clinic"]
    assert deployment.environment == ("evaluation" if name == "evaluation" else "production")
    assert len(profile.summary) > 30


def test_an_evaluation_costs_less_than_100_dollars(profiles: Profiles):
    _, evaluation = profiles["evaluation"]
    assert evaluation.region == "us-west-2"
    assert evaluation.total("low") < 100
    assert evaluation.total("typical") < 100


def test_an_evaluation_has_one_task_a_pausing_database_and_no_nat(profiles: Profiles):
    _, evaluation = profiles["evaluation"]
    quantities = {
        line.price.meter: line.quantities["typical"]
        for line in evaluation.lines
        if line.component.startswith("application") or line.part in ("network", "database")
    }
    assert quantities["fargate_arm_vcpu_hour"] == 730 * 0.5
    assert quantities["aurora_acu_hour"] == pytest.approx(730 * 0.24 * 0.5)
    assert "nat_gateway_hour" not in quantities


def test_each_profile_costs_more_than_the_one_before(profiles: Profiles):
    for level in LEVELS:
        costs = [profiles[name][1].total(level) for name in NAMES]
        assert costs == sorted(costs)
        assert len(set(costs)) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_its_assumptions_are_known_and_marked(name: str, profiles: Profiles):
    profile, found = profiles[name]
    assert changed(shipped(found.environment), profile.assumptions) == dict(found.assumptions)
    marked = {each.name for each in found.assumptions.values() if each.changed}
    assert marked == set(profile.assumptions)


def test_an_unknown_profile_names_those_there_are():
    with pytest.raises(ProfileError, match=r"'tiny' is unknown\. Accepted: evaluation, small"):
        profile_named("tiny")


def test_settings_that_are_wrong_are_told_by_path():
    settings: dict[str, Any] = {"region": "nowhere"}
    with pytest.raises(ProfileError, match=r"context\.deployments\.broken\.region"):
        synthesize_profiles([Profile("broken", "", settings, {})])

"""Assumptions are data with a sentence each, and can be changed with clear errors."""

import json
from pathlib import Path
from typing import Any

import pytest

from scripts.pricing.assumptions import LEVELS, AssumptionsError, changed, read_changes, shipped
from tests.unit.scripts.pricing.bench import priced
from tests.unit.scripts.pricing.everything import EVERYTHING

ENVIRONMENTS = ("production", "evaluation")


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_each_has_a_sentence_a_unit_and_values_that_do_not_fall(environment: str):
    for each in shipped(environment).values():
        assert each.sentence.endswith("."), each.name
        assert len(each.sentence.split()) >= 5, each.name
        assert each.unit, each.name
        assert list(each.values) == sorted(each.values), each.name
        assert each.unit != "share" or 0 <= each.values[0] <= each.values[2] <= 1, each.name


def test_an_evaluation_is_never_used_more_than_production():
    evaluation = shipped("evaluation")
    for name, each in shipped("production").items():
        for level in LEVELS:
            assert evaluation[name].at(level) <= each.at(level), name


def test_every_assumption_matters_for_some_resource():
    # So little data that connections decide how many capacity units the load balancer uses.
    quiet: dict[str, Any] = {"web_gb": 0.5}
    before = priced(EVERYTHING, **quiet)
    without_effect = []
    for name, each in shipped("production").items():
        more = each.at("typical") * 1.5 + (0.05 if each.unit == "share" else 1)
        if name == "months_running":
            more = 60
        value = min(more, 1) if each.unit == "share" else more
        after = priced(EVERYTHING, **(quiet | {name: value}))
        if after.total("typical") == before.total("typical"):
            without_effect.append(name)
    assert without_effect == []


def test_one_number_changes_all_levels_and_three_change_each():
    changes = read_changes(None, ["web_gb=7", "extra_tasks=0,1,2.5"])
    found = changed(shipped("production"), changes)
    assert found["web_gb"].values == (7, 7, 7)
    assert found["extra_tasks"].values == (0, 1, 2.5)
    assert found["web_gb"].changed
    assert not found["nat_gb"].changed


def test_a_file_is_read_and_the_command_line_wins(tmp_path: Path):
    file = tmp_path / "assumptions.json"
    file.write_text(json.dumps({"web_gb": [1, 2, 3], "nat_gb": 9}))
    found = changed(shipped("production"), read_changes(file, ["nat_gb=4"]))
    assert found["web_gb"].values == (1, 2, 3)
    assert found["nat_gb"].values == (4, 4, 4)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("web_gib", 1, "assumption 'web_gib' is unknown. Did you mean web_gb? Accepted: hours_"),
        ("zzzzz", 1, "assumption 'zzzzz' is unknown. Accepted: hours_per_month"),
        ("web_gb", -1, "assumption web_gb: received -1; accepted: a number from 0, or three"),
        ("web_gb", "many", 'received "many"; accepted: a number from 0'),
        ("web_gb", [3, 2, 1], "received [3, 2, 1]; accepted: a number from 0, or three of them"),
        ("web_gb", [1, 2], "received [1, 2]; accepted"),
        ("web_gb", [1, "x", 3], 'received [1, "x", 3]; accepted'),
        ("web_gb", True, "received true; accepted"),
        ("web_gb", None, "received null; accepted"),
        ("web_gb", float("inf"), "received Infinity; accepted"),
        ("web_gb", float("nan"), "received NaN; accepted"),
        ("stored_log_share", 1.5, "received 1.5; accepted: a number from 0 to 1"),
    ],
)
def test_a_wrong_change_says_what_is_accepted(name: str, value: Any, said: str):
    with pytest.raises(AssumptionsError) as refused:
        changed(shipped("production"), {name: value})
    assert said in str(refused.value)


def test_all_wrong_changes_are_said_at_once():
    with pytest.raises(AssumptionsError) as refused:
        changed(shipped("production"), {"nat_gib": 1, "web_gb": -1, "nat_gb": 2})
    assert len(str(refused.value).splitlines()) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "Expecting property name"),
        ("[1]", "accepted: a JSON object"),
    ],
)
def test_a_file_that_is_no_object_is_refused(tmp_path: Path, text: str, said: str):
    file = tmp_path / "assumptions.json"
    file.write_text(text)
    with pytest.raises(AssumptionsError, match=said):
        read_changes(file, [])


def test_a_change_without_a_value_is_refused():
    with pytest.raises(AssumptionsError, match="--assume 'web_gb': accepted: name=value"):
        read_changes(None, ["web_gb"])

"""Which stacks a command takes by name, read from cdktf.json without synthesis."""

import json
from pathlib import Path
from typing import Any

import pytest

from scripts.terraform import synthesis
from scripts.terraform.synthesis import (
    UnknownDeploymentError,
    choose_deployment,
    choose_stack,
    deployment_of,
    places,
)

COPIED = {"clinic": {"backup": {"copies": [{"region": "eu-west-1"}, {"region": "us-east-1"}]}}}
PLACES = {"clinic-eu-west-1": "clinic", "clinic-us-east-1": "clinic"}


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(synthesis, "ROOT", tmp_path)
    return tmp_path / "cdktf.json"


def write(file: Path, deployments: Any) -> None:
    file.write_text(json.dumps({"context": {"deployments": deployments}}), encoding="utf-8")


def test_places_are_chosen_by_the_commands_that_take_any_stack(settings: Path) -> None:
    write(settings, {**COPIED, "other": {}})
    assert places() == PLACES
    for name in ("clinic", "other", *PLACES):
        assert choose_stack(name) == name
        assert deployment_of(name) == PLACES.get(name, name)
    assert choose_stack(None) == "clinic"
    with pytest.raises(UnknownDeploymentError, match="Accepted: clinic, other"):
        choose_stack("clinic-eu-west-9")


@pytest.mark.parametrize("name", PLACES)
def test_the_others_say_whose_copies_a_place_holds(settings: Path, name: str) -> None:
    write(settings, COPIED)
    with pytest.raises(UnknownDeploymentError, match="holds copies of clinic"):
        choose_deployment(name)


@pytest.mark.parametrize(
    "wrong",
    [
        *(None, [], {"backup": None}, {"backup": {"copies": {}}}, {"backup": {"copies": [1]}}),
        {"backup": {"copies": [{"region": 5}, {}]}},
    ],
)
def test_wrong_settings_name_no_place_and_are_left_to_synthesis(settings: Path, wrong: Any) -> None:
    write(settings, {"clinic": wrong})
    assert places() == {}
    assert choose_stack("clinic") == "clinic"

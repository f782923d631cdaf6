"""docs/configuration.md is what the settings are, and `openemr settings` shows the same."""

import json
import re
from operator import attrgetter

import pytest
from typer.testing import CliRunner

from scripts.commands.app import app
from scripts.commands.settings import FILE, document, setting_groups
from stacks.settings import parse_settings

RUNNER = CliRunner()


def test_the_page_is_current():
    assert FILE.read_text(encoding="utf-8") == document(), "run: openemr settings --write"


def test_every_setting_says_what_it_is_for_and_what_it_takes():
    for group in setting_groups():
        assert group.description
        for setting in group.settings:
            assert len(setting.description) > 3, setting.path
            assert setting.accepted or setting.type != "string", setting.path


def test_defaults_are_those_that_a_deployment_gets():
    context = {"deployments": {"x": {"environment": "evaluation"}}}
    parsed = parse_settings(context).deployments["x"]
    given = [setting for group in setting_groups() for setting in group.settings]
    by_default = [s for s in given if not s.path.startswith(("remote_state.", "domain."))]
    for setting in by_default:
        if setting.path != "environment":
            found = attrgetter(setting.path)(parsed)
            assert found == json.loads(setting.evaluation or setting.default), setting.path


def test_one_group_as_json():
    answer = RUNNER.invoke(app, ["settings", "network", "--json"])
    assert answer.exit_code == 0
    described = json.loads(answer.stdout)
    assert {each["path"].partition(".")[0] for each in described} == {"network"}
    (nat,) = [each for each in described if each["path"] == "network.nat_gateways"]
    assert (nat["default"], nat["evaluation"]) == ('"per_zone"', '"single"')


@pytest.mark.parametrize("name", ["", "database", "database.readers"])
def test_the_table_names_each_setting(name: str):
    answer = RUNNER.invoke(app, ["settings", *([name] if name else [])])
    assert answer.exit_code == 0
    # A narrow terminal breaks long names.
    text = re.sub(r"[\s│┃]", "", answer.stdout)
    assert "database.readers" in text


def test_an_unknown_group_is_refused():
    answer = RUNNER.invoke(app, ["settings", "databse"])
    assert answer.exit_code == 2
    assert "GROUP 'databse': accepted: domain, network" in answer.stderr

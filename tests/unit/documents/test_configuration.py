"""docs/configuration.md is what the settings are, and `openemr settings` shows the same."""

import datetime
import json
import re
from operator import attrgetter

import pytest
from typer.testing import CliRunner

from scripts.commands.app import app
from scripts.commands.settings.show import FILE, document, next_runs, setting_groups
from stacks.settings import parse_settings
from tests.configurations import CERTIFICATE_ARN

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
    absent = ("remote_state.", "domain.", "backup.copies[].")
    by_default = [s for s in given if not s.path.startswith(absent)]
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


def test_the_next_runs_of_each_schedule_are_computed():
    now = datetime.datetime(2026, 11, 30, 6, tzinfo=datetime.timezone.utc)
    chosen = parse_settings({"deployments": {"clinic": {}}})
    assert next_runs(chosen, now)["clinic"] == {
        "backup.daily_schedule": [f"2026-12-0{day}T05:00+00:00" for day in (1, 2, 3)],
        "backup.weekly_schedule": [f"2026-12-{day}T05:00+00:00" for day in ("05", 12, 19)],
        "backup.monthly_schedule": [
            "2026-12-01T05:00+00:00",
            "2027-01-01T05:00+00:00",
            "2027-02-01T05:00+00:00",
        ],
    }


def test_when_restore_tests_are_due_is_among_the_runs_of_a_production():
    now = datetime.datetime(2026, 11, 30, 6, tzinfo=datetime.timezone.utc)
    chosen = parse_settings({"deployments": {"clinic": {"certificate_arn": CERTIFICATE_ARN}}})
    due = [f"2027-{day}T15:00+00:00" for day in ("01-04", "04-05", "07-05")]
    assert next_runs(chosen, now)["clinic"]["backup.restore_test_due"] == due


def test_the_runs_of_one_schedule_are_shown():
    answer = RUNNER.invoke(app, ["settings", "backup.daily_schedule", "--runs"])
    assert answer.exit_code == 0
    (line,) = answer.stdout.splitlines()
    assert line.startswith("evaluation backup.daily_schedule: 20")
    assert line.count("T05:00+00:00") == 3


def test_schedules_that_no_alarm_watches_are_told_with_the_runs(monkeypatch: pytest.MonkeyPatch):
    rare = {"backup": {"daily_schedule": "cron(0 5 1 * ? *)"}}
    chosen = parse_settings({"deployments": {"clinic": {}, "branch": rare}})
    monkeypatch.setattr("scripts.commands.settings.show.read_settings", lambda _: chosen)
    answer = RUNNER.invoke(app, ["settings", "--runs"])
    (line,) = answer.stderr.splitlines()
    assert line.startswith("branch: ")
    assert "up to 7 days between two runs" in line

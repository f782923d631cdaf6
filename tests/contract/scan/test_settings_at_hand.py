"""Files of cdktf.out, and those scanned with --settings, are exactly what their settings give."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from scripts.commands.scan import command, settings_at_hand
from scripts.commands.scan.settings_at_hand import BY_FORM, EXACTLY
from scripts.project import ROOT
from stacks.image_lock import LOCK_FILE, write_image_lock
from tests.configurations import LOCKED, PRODUCTION_WITH_DOMAIN

app = typer.Typer()
app.command()(command.scan)
LIMIT = '"limit": 10000'


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """A cdktf.json with the deployment `production`, and its lock file."""
    file = tmp_path / "cdktf.json"
    file.write_text(json.dumps({"context": PRODUCTION_WITH_DOMAIN}))
    write_image_lock(tmp_path / LOCK_FILE, LOCKED)
    return file


@pytest.fixture
def output(tmp_path: Path, production_text: str) -> Path:
    """A folder as cdktf.out, in which somebody has changed a limit to another one of settings."""
    assert LIMIT in production_text
    file = tmp_path / "cdktf.out" / "stacks" / "production" / "cdk.tf.json"
    file.parent.mkdir(parents=True)
    file.write_text(production_text.replace(LIMIT, '"limit": 10001'))
    return file


def scan(*arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--today", "2026-12-01"])


def checks(answer: Result) -> list[str]:
    (told,) = json.loads(answer.stdout)["configurations"]
    return [each["check"] for each in told["findings"]]


def test_without_settings_another_value_of_a_setting_passes_and_the_report_says_so(
    output: Path,
) -> None:
    answer = scan(str(output))
    assert answer.exit_code == 0
    assert BY_FORM in answer.stdout.lower()
    assert json.loads(scan(str(output), "--json").stdout)["configurations"][0]["values"] == BY_FORM


def test_with_settings_it_is_found(output: Path, settings: Path) -> None:
    answer = scan(str(output), "--settings", str(settings), "--json")
    assert answer.exit_code == 1
    assert checks(answer) == ["OEMR_65"]
    (told,) = json.loads(answer.stdout)["configurations"]
    assert told["values"] == EXACTLY
    assert told["findings"][0]["reason"].endswith("limit is 10001, settings 10000")


def test_a_file_of_the_project_s_output_is_compared_with_the_project_s_settings(
    output: Path, settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings_at_hand, "OUTPUT", output.parents[2])
    monkeypatch.setattr(settings_at_hand, "SETTINGS", settings)
    assert checks(scan(str(output), "--json")) == ["OEMR_65"]


def test_what_the_settings_give_is_clean(
    production_file: Path, settings: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "production"
    folder.mkdir()
    (folder / "cdk.tf.json").write_text(production_file.read_text())
    assert scan(str(folder), "--settings", str(settings)).exit_code == 0


def test_settings_of_another_deployment_end_with_2(output: Path) -> None:
    answer = scan(str(output), "--settings", str(ROOT / "cdktf.json"))
    assert answer.exit_code == 2
    assert "has no deployment 'production'" in answer.output


def test_settings_that_are_wrong_end_with_2(output: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text("{}")
    answer = scan(str(output), "--settings", str(wrong))
    assert answer.exit_code == 2
    assert "wrong.json: must be an object with `context`" in answer.output

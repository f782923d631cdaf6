"""The verb `scan`: exit codes, messages, files."""

import json
import os
import subprocess
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from scripts.commands.scan import checkov_checks, command
from scripts.project import ROOT
from scripts.terraform.documents.configuration import read_configuration

app = typer.Typer()
app.command()(command.scan)
DAY = "2026-12-01"


def _scan(*arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--today", DAY])


@pytest.fixture
def broken_file(production_text: str, tmp_path: Path) -> Path:
    """A production deployment whose database is not encrypted."""
    file = tmp_path / "broken" / "cdk.tf.json"
    file.parent.mkdir()
    file.write_text(production_text.replace('"storage_encrypted": true', '"storage_encrypted": 0'))
    return file


def test_a_clean_deployment_ends_with_0(production_file: Path) -> None:
    answer = _scan(str(production_file))
    assert answer.exit_code == 0
    assert "0 open" in answer.stdout


def test_a_finding_ends_with_1_and_is_written_to_every_report(
    broken_file: Path, tmp_path: Path
) -> None:
    sarif, junit = tmp_path / "s.sarif", tmp_path / "j.xml"
    answer = _scan(str(broken_file), "--json", "--sarif", str(sarif), "--junit", str(junit))
    assert answer.exit_code == 1
    assert json.loads(answer.stdout)["clean"] is False
    assert "CKV_AWS_96" in sarif.read_text()
    assert "CKV_AWS_96" in junit.read_text()


def test_a_folder_stands_for_all_configurations_in_it(production_file: Path) -> None:
    answer = _scan(str(production_file.parents[1]), "--json")
    names = [each["name"] for each in json.loads(answer.stdout)["configurations"]]
    assert sorted(names) == sorted(each.name for each in production_file.parents[1].iterdir())


@pytest.mark.parametrize(
    ("content", "said"),
    [("{", "neither Terraform JSON"), ("[]", "neither Terraform JSON"), ("{}", "no resource")],
)
def test_a_file_that_cannot_be_judged_ends_with_2(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "cdk.tf.json"
    file.write_text(content)
    answer = _scan(str(file))
    assert answer.exit_code == 2
    assert said in answer.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["./nowhere"], "no such file or folder"),
        (["--exceptions", "./nowhere.json"], "exceptions"),
        (["--sarif"], "requires an argument"),
    ],
)
def test_wrong_arguments_end_with_2(arguments: list[str], said: str) -> None:
    answer = CliRunner().invoke(app, arguments)
    assert answer.exit_code == 2
    assert said in answer.output


def test_a_day_that_is_none_ends_with_2(production_file: Path) -> None:
    answer = CliRunner().invoke(app, [str(production_file), "--today", "tomorrow"])
    assert answer.exit_code == 2
    assert "--today 'tomorrow': accepted: a day" in answer.output


def test_exceptions_that_have_expired_end_with_1(production_file: Path) -> None:
    answer = CliRunner().invoke(app, [str(production_file), "--today", "2099-01-01"])
    assert answer.exit_code == 1
    assert "expired on" in answer.stdout


def test_a_scan_that_breaks_ends_with_2_and_is_not_clean(
    production_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr("scripts.commands.scan.checkov_checks.check", break_down)
    answer = _scan(str(production_file))
    assert answer.exit_code == 2
    assert "The scan failed: RuntimeError: out of order" in answer.output


def test_a_scan_without_checkov_ends_with_2_and_says_what_to_do(
    production_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkov_checks, "PYTHON", tmp_path / "python")
    monkeypatch.setattr(checkov_checks, "_process", checkov_checks._Process)
    answer = _scan(str(production_file))
    assert answer.exit_code == 2
    assert answer.output == (
        f"Checkov is not installed ({tmp_path / 'python'}). Run scripts/setup.\n"
    )


def test_plain_checkov_reads_the_synthesized_json_with_the_projects_configuration(
    production_file: Path, tmp_path: Path
) -> None:
    """It must judge our resources, though it sees less than the verb does."""
    folder = tmp_path / "cdktf.out"
    folder.mkdir()
    (folder / "cdk.tf.json").write_text(production_file.read_text())
    run = subprocess.run(
        [
            str(checkov_checks.PYTHON.with_name("checkov")),
            *("--config-file", str(ROOT / ".checkov.yaml"), "-o", "json"),
        ],
        cwd=tmp_path,
        env={**os.environ, "CKV_SKIP_PACKAGE_UPDATE_CHECK": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    summary = json.loads(run.stdout)["summary"]
    expected = read_configuration("production", production_file.read_text()).resources
    assert summary["parsing_errors"] == 0
    assert summary["passed"] > len(expected)

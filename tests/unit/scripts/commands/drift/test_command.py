"""Wrong use of `openemr drift` ends with 1 and one message, before anything is asked of AWS."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from scripts.commands.app import app
from scripts.commands.drift.comparison import Comparison
from scripts.commands.drift.finding import Event, Finding, Severity


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--fail-on", "catastrophic"], "'catastrophic' is not one of 'critical', 'high'"),
        (["--colour"], "No such option: --colour"),
        (["nowhere"], "DEPLOYMENT 'nowhere' is not in cdktf.json. Accepted: "),
        (["--today", "tomorrow"], "--today 'tomorrow': accepted: a day such as 2027-06-30"),
        (["--ignored", "no/such/file"], "--ignored no/such/file:"),
        (["--json", "--markdown", "-"], "only one can go to standard output"),
        (["--terraform", "/no/terraform"], "/no/terraform"),
        (["--since", "7d"], "--since needs --history FILE"),
        (
            ["--since", "lately", "--history", "no-file"],
            "--since 'lately': accepted: a day such as",
        ),
    ],
)
def test_wrong_options_end_with_1(arguments: list[str], said: str) -> None:
    answer = CliRunner().invoke(app, ["drift", *arguments], env={"COLUMNS": "200"})
    assert answer.exit_code == 1
    assert said in " ".join(answer.stderr.replace("│", "").split())
    assert answer.stdout == ""


def test_a_faulty_entry_of_accepted_drift_ends_with_1(tmp_path: Path) -> None:
    file = tmp_path / "ignored.json"
    file.write_text('[{"address": "aws_vpc.*"}]')
    answer = CliRunner().invoke(app, ["drift", "--ignored", str(file)])
    assert answer.exit_code == 1
    assert len(answer.stderr.splitlines()) == 4
    assert "address is 'aws_vpc.*'" in answer.stderr


def test_help_stands_alone_and_names_the_exit_codes() -> None:
    answer = CliRunner().invoke(app, ["drift", "--help"], env={"COLUMNS": "120"})
    text = " ".join(answer.stdout.split())
    assert "Exit codes: 0 no drift, or none that counts; 2 drift; 1 wrong options" in text


@pytest.mark.parametrize(
    ("severity", "counted"), [("critical", 0), ("high", 0), ("medium", 1), ("low", 1)]
)
def test_drift_below_the_limit_does_not_count(severity: str, counted: int) -> None:
    found = Finding("aws_lb.l", Event.CHANGED, "idle_timeout", "300", "30", Severity.MEDIUM)
    comparison = Comparison("clinic", "production", 1, (found,))
    assert len(comparison.failing(Severity(severity))) == counted

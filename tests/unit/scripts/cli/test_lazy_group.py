"""The table of commands: what the list shows is what the commands say, and nothing is imported."""

import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner

from scripts.cli.lazy_group import LazyCommand, LazyGroup
from scripts.commands import app as openemr
from scripts.commands.settings import command as settings
from scripts.commands.state import command as state
from scripts.project import ROOT

ROWS = [*openemr.COMMANDS.items(), *state.COMMANDS.items(), *settings.COMMANDS.items()]


@pytest.mark.parametrize(("name", "lazy"), ROWS, ids=[name for name, _ in ROWS])
def test_the_list_shows_the_first_sentence_of_the_docstring(name: str, lazy: LazyCommand) -> None:
    command = lazy.load(name)
    assert command.help.partition("\n")[0] == lazy.help
    assert command.name == name


def test_the_list_imports_no_command() -> None:
    """It must be shown at once: boto3 and the settings alone take half a second."""
    program = (
        "import sys; from typer.testing import CliRunner; from scripts.commands.app import app; "
        "assert 'load-test' in CliRunner().invoke(app, ['--help']).output; "
        "print(sorted(name for name in sys.modules if name.startswith("
        "('scripts.commands.', 'stacks', 'boto3', 'pydantic'))))"
    )
    answer = subprocess.run(
        [sys.executable, "-E", "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert answer.stdout == "['scripts.commands.app']\n"


@pytest.mark.parametrize(
    ("arguments", "suggested"), [(["logz"], "'logs'"), (["state", "mov"], "'move'")]
)
def test_a_mistyped_command_is_answered_with_a_suggestion(
    arguments: list[str], suggested: str
) -> None:
    result = CliRunner().invoke(openemr.app, arguments)
    assert result.exit_code == 2
    assert f"Did you mean {suggested}?" in result.output


def commands(group: Any) -> Mapping[str, Any]:
    return group.imported() if isinstance(group, LazyGroup) else {}


def test_every_command_is_found_by_its_name() -> None:
    group = typer.main.get_command(openemr.app)
    assert set(commands(group)) == set(openemr.COMMANDS)
    assert set(commands(commands(group)["state"])) == set(state.COMMANDS)


@pytest.mark.parametrize(
    "arguments", [[], ["database"], ["--json"], ["--json", "database"], ["database", "--help"]]
)
def test_arguments_without_a_command_are_those_of_the_default(arguments: list[str]) -> None:
    runner = CliRunner()
    short = runner.invoke(openemr.app, ["settings", *arguments])
    whole = runner.invoke(openemr.app, ["settings", "show", *arguments])
    assert short.exit_code == 0
    assert short.output == whole.output


def test_a_group_with_a_default_command_still_lists_them_all() -> None:
    answer = CliRunner().invoke(openemr.app, ["settings", "--help"])
    assert answer.exit_code == 0
    assert [name for name in settings.COMMANDS if name not in answer.stdout] == []


def test_a_group_without_a_default_command_takes_none() -> None:
    assert CliRunner().invoke(openemr.app, ["state", "--json"]).exit_code == 2

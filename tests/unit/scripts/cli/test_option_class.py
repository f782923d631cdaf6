"""A dataclass's fields become a command's parameters."""

from dataclasses import dataclass
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from scripts.cli.option_class import argument, option, takes


@dataclass(frozen=True)
class Options:
    name: str | None = argument(None, "A name.")
    rate: float = option(2, "Requests.", "NUMBER", min=1, max=5)
    apis: bool | None = option(None, "APIs.", None, "--apis/--no-apis")
    shared: Annotated[str, typer.Option(help="Shared with other commands.")] = "x"


seen: list[Options] = []
app = typer.Typer()


@app.command()
@takes(Options)
def command(options: Options) -> None:
    """What it does."""
    seen.append(options)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], Options()),
        (["clinic", "--rate", "3", "--no-apis"], Options("clinic", 3, apis=False)),
        (["--shared", "y", "--apis"], Options(apis=True, shared="y")),
    ],
)
def test_the_command_gets_one_instance(arguments: list[str], expected: Options) -> None:
    seen.clear()
    answer = CliRunner().invoke(app, arguments)
    assert answer.exit_code == 0, answer.output
    assert seen == [expected]


def test_ranges_and_help_are_those_of_the_fields() -> None:
    assert CliRunner().invoke(app, ["--rate", "6"]).exit_code == 2
    shown = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "120"}).output
    parts = ["What it does.", "NUMBER", "1<=x<=5", "[default: 2]", "--no-apis", "A name."]
    assert [part for part in parts if part not in shown] == []

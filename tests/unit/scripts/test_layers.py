"""The direction of imports in scripts/, as `.importlinter` says."""

import configparser
import re

import pytest
from importlinter import cli

from scripts.project import ROOT

CONFIGURATION = ROOT / ".importlinter"
SCRIPTS = ROOT / "scripts"
MOST_ROOMS = 25


def layers() -> list[list[str]]:
    parser = configparser.ConfigParser()
    parser.read(CONFIGURATION)
    text = parser["importlinter:contract:layers"]["layers"]
    rows = [row.split("|") for row in text.strip().splitlines()]
    return [[each.strip().removeprefix("scripts.") for each in row] for row in rows]


def test_each_layer_imports_only_what_stands_below_it_and_nothing_goes_in_circles(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = cli.lint_imports(config_filename=str(CONFIGURATION), no_cache=True)
    assert code == cli.EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_the_table_of_layers_names_every_room() -> None:
    rooms = {
        path.stem
        for path in SCRIPTS.iterdir()
        if path.suffix == ".py" or (path / "__init__.py").is_file()
    }
    named = [room for row in layers() for room in row]
    assert sorted(named) == sorted(rooms - {"__init__"})
    assert len(named) <= MOST_ROOMS


def test_contributing_shows_the_same_table() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    block = text.partition("compared with .importlinter -->\n\n")[2].partition("\n\n")[0]
    shown = [re.split(r"\s{2,}", row.strip())[0].split(", ") for row in block.splitlines()]
    assert shown == layers()

"""Which files are shell files, and what none of them does (shellcheck: test_checks.py)."""

from identify.identify import tags_from_path

from scripts.project import ROOT
from tests.contract.commands.conftest import tracked_files

SHELL_FILES = [path for path in tracked_files() if "shell" in tags_from_path(str(path))]


def test_the_commands_are_among_the_shell_files() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in SHELL_FILES}
    assert {"scripts/setup", "scripts/try", "scripts/test", ".ci/run"} <= names


def test_no_shell_file_traces_its_commands() -> None:
    assert [path for path in SHELL_FILES if "set -x" in path.read_text()] == []

"""Every shell file passes shellcheck."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.project import ROOT


def _files() -> list[Path]:
    """Tracked or about to be; without git (a copy of the sources), everything not hidden."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listing.stdout.split("\0") if name]


def _is_shell(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        first = file.readline(100)
    return path.suffix == ".sh" or (first.startswith(b"#!") and first.rstrip().endswith(b"sh"))


SHELL_FILES = [path for path in _files() if _is_shell(path)]


def test_the_commands_are_among_the_shell_files() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in SHELL_FILES}
    assert {"scripts/setup", "scripts/try", "scripts/test", ".ci/run"} <= names


@pytest.mark.parametrize("path", SHELL_FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_shellcheck_has_nothing_to_say(path: Path) -> None:
    shellcheck = shutil.which("shellcheck", path=str(Path(sys.executable).parent))
    assert shellcheck, "shellcheck is not in the project's environment"
    said = subprocess.run([shellcheck, path], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout


@pytest.mark.parametrize("path", SHELL_FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_shell_file_traces_its_commands(path: Path) -> None:
    assert "set -x" not in path.read_text()

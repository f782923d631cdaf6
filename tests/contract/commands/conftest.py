"""A project with two tiny deployments, and the command line run in it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from scripts.embedded_aws import INTERPRETER_VARIABLE
from scripts.project import ROOT, TOOLS

HERE = Path(__file__).parent
FAKES = HERE / "fakes"


@dataclass(frozen=True)
class Project:
    """A checkout of its own that shares the scripts and the emulator's environment."""

    directory: Path

    def command(self, *arguments: str) -> list[str]:
        """The command line of `openemr` here."""
        return [sys.executable, "-E", "-m", "scripts", *arguments]

    def environment(self, **settings: str) -> dict[str, str]:
        """The caller's environment with `settings`."""
        emulator = str(TOOLS / "emulator" / "bin" / "python")
        return {**os.environ, INTERPRETER_VARIABLE: emulator, **settings}

    def openemr(self, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        """Run the command line to its end."""
        return subprocess.run(
            self.command(*arguments),
            cwd=self.directory,
            env=self.environment(**settings),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )


@pytest.fixture
def project(tmp_path: Path) -> Project:
    directory = tmp_path / "tiny"
    shutil.copytree(HERE / "tiny_project", directory)
    for folder in ("imports", "scripts", "stacks"):
        (directory / folder).symlink_to(ROOT / folder, target_is_directory=True)
    return Project(directory)


@pytest.fixture
def bare_path(tmp_path: Path) -> Path:
    """A directory to be the whole PATH: what the shell files call, and no Python."""
    directory = tmp_path / "bin"
    directory.mkdir()
    for name in ("bash", "sh", "dirname", "cat", "env"):
        (directory / name).symlink_to(str(shutil.which(name)))
    return directory


def link(name: Path, target: Path | str) -> None:
    """Make `name` stand for the program `target`."""
    name.symlink_to(target)


def only(path: Path, **settings: str) -> Mapping[str, str]:
    """An environment that holds `path` as PATH, `settings`, and nothing of the caller's."""
    return {"PATH": str(path), "HOME": str(path), **settings}


def tracked_files() -> list[Path]:
    """Files that git knows or is about to."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [ROOT / name for name in listing.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]

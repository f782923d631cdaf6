"""Synthesis finds its modules compiled: by the set-up, by Python itself, or in a folder of ours."""

import os
import subprocess
import sys
from importlib.util import cache_from_source
from pathlib import Path

import pytest

from imports.compiled import keep_compiled
from imports.packages import folder_of
from scripts.bootstrap.contents import USED
from tests.configurations import DEFAULT, PROJECT, copy_project

EVERYDAY = (
    "cdktf/__init__",
    "cdktf_cdktf_provider_aws/vpc/__init__",
    "pydantic/main",
    "stacks/app",
)


def compiled(folder: Path) -> set[str]:
    """Modules below a folder of compiled code, as paths without the version of Python."""
    return {str(file).partition(".cpython-")[0] for file in folder.rglob("*.pyc")}


def test_the_set_up_compiles_what_synthesis_loads(tmp_path: Path):
    program = f"import sys; sys.dont_write_bytecode = False; {USED}"
    subprocess.run(
        [sys.executable, "-X", f"pycache_prefix={tmp_path}", "-c", program],
        cwd=PROJECT,
        check=True,
        timeout=120,
    )
    found = compiled(tmp_path)
    for module in EVERYDAY:
        assert any(each.endswith(module) for each in found), module


@pytest.fixture
def python(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a test does to these is undone."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.setattr(sys, "pycache_prefix", None)


@pytest.mark.usefixtures("python")
def test_a_folder_of_ours_keeps_them_where_nothing_else_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "empty"))
    keep_compiled(tmp_path / "ours")
    assert (sys.pycache_prefix, sys.dont_write_bytecode) == (str(tmp_path / "ours"), False)


@pytest.mark.usefixtures("python")
def test_python_is_left_alone_where_it_keeps_them_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    keep_compiled(tmp_path)
    assert sys.pycache_prefix is None


@pytest.mark.usefixtures("python")
def test_python_is_left_alone_where_the_set_up_made_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    made = Path(cache_from_source(str(folder_of("cdktf") / "__init__.py")))
    made.parent.mkdir(parents=True)
    made.touch()
    keep_compiled(tmp_path / "ours")
    assert (sys.pycache_prefix, sys.dont_write_bytecode) == (str(tmp_path), True)


def test_a_checkout_that_cannot_be_written_still_synthesizes(tmp_path: Path):
    project = copy_project(tmp_path / "project", DEFAULT)
    (project / ".cache").write_text("in the way, also for root")
    subprocess.run(
        [sys.executable, "-B", "-X", f"pycache_prefix={tmp_path}/empty", str(project / "main.py")],
        env=os.environ | {"CDKTF_OUTDIR": str(tmp_path / "out")},
        check=True,
        timeout=120,
    )
    assert (tmp_path / "out" / "stacks" / "evaluation" / "cdk.tf.json").exists()

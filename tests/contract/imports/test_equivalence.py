"""Exhaustive comparisons with CDKTF are deselected only while a valid record lists them."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract.imports import equivalence

TWO_TESTS = """
import pytest

@pytest.mark.equivalence
def test_one(): pass

@pytest.mark.equivalence
def test_two(): assert {two}
"""
DESELECTED = "2 comparisons with CDKTF deselected: imports/, its tests and the packages are as"


def test_every_comparison_of_this_project_is_recorded(pytestconfig: pytest.Config):
    unrecorded = pytestconfig.stash[equivalence.UNRECORDED]
    assert not unrecorded, (
        f"{len(unrecorded)} comparisons with CDKTF are not recorded for this imports/ and "
        "Pipfile.lock, and run each time; run pytest on this folder with --record-equivalence"
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project with the plugin and two exhaustive tests, both recorded."""
    for file in ("imports/kernel/tokens.py", "imports/hook.cjs", "imports/README.md"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text("content")
    locked = {name: {"version": "==1.0"} for name in (*equivalence.PACKAGES, "rich")}
    (tmp_path / "Pipfile.lock").write_text(json.dumps({"default": locked}))
    (tmp_path / "suite").mkdir()
    shutil.copy(equivalence.__file__, tmp_path / "suite")
    (tmp_path / "suite" / "test_it.py").write_text(TWO_TESTS.format(two=True))
    assert "2 passed" in run(tmp_path, "--record-equivalence")
    return tmp_path


def run(project: Path, *arguments: str) -> str:
    """What pytest prints."""
    variables = {"PYTHONPATH": "suite", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    plugins = ("-p", "xdist", "-p", "equivalence")
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", *plugins, "--rootdir=suite", "suite", *arguments],
        cwd=project,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return ended.stdout + ended.stderr


def replace_version(project: Path, package: str, version: str) -> None:
    lock = json.loads((project / "Pipfile.lock").read_text())
    lock["default"][package]["version"] = version
    (project / "Pipfile.lock").write_text(json.dumps(lock))


def test_recorded_comparisons_run_when_a_byte_or_a_version_changes(project: Path):
    assert all(text in run(project) for text in ("2 deselected", DESELECTED))
    for file in ("imports/kernel/tokens.py", "imports/hook.cjs"):
        (project / file).write_text("cOntent")
        assert "2 passed" in run(project)
        (project / file).write_text("content")
    replace_version(project, "cdktf", "==1.1")
    assert "2 passed" in run(project)
    replace_version(project, "cdktf", "==1.0")
    # And these do not matter.
    replace_version(project, "rich", "==1.1")
    (project / "imports" / "README.md").write_text("other words")
    assert "2 deselected" in run(project)


def test_the_record_is_the_same_with_xdist(project: Path):
    record = (project / "suite" / "equivalence.json").read_bytes()
    assert DESELECTED in run(project, "-n1")
    assert "2 passed" in run(project, "-n1", "--dist=loadgroup", "--record-equivalence")
    assert (project / "suite" / "equivalence.json").read_bytes() == record


def test_a_failed_comparison_is_not_recorded(project: Path):
    (project / "suite" / "test_it.py").write_text(TWO_TESTS.format(two=False))
    assert "1 failed, 1 passed" in run(project, "--record-equivalence")
    assert "1 failed, 1 deselected" in run(project)


@pytest.mark.parametrize("record", [None, "", "[]", "{}", '{"digest": "x", "passed": []}'])
def test_they_run_without_a_readable_record(
    record: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(equivalence, "RECORD", tmp_path / "record.json")
    if record is not None:
        (tmp_path / "record.json").write_text(record)
    assert equivalence.recorded() == set()


@pytest.mark.parametrize("lock", [None, "", "{}", '{"default": {}}'])
def test_they_run_without_a_readable_lock_file(
    lock: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(equivalence, "PROJECT", tmp_path)
    if lock is not None:
        (tmp_path / "Pipfile.lock").write_text(lock)
    assert equivalence.recorded() == set()

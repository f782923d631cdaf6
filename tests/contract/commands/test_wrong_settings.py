"""`python main.py` with wrong settings: exit code 2, all on standard error, nothing written."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from stacks.image_lock import LOCK_FILE, write_image_lock
from stacks.releases import DEFAULT_VERSION, RELEASES
from tests.configurations import LOCKED, copy_project

IMAGE = RELEASES[DEFAULT_VERSION].image


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what synthesis needs of the project."""
    return copy_project(tmp_path / "project", {"deployments": {"clinic": {}}})


def run(project: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    """Run main.py as a person would, without leaving bytecode behind."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-B", *options, "main.py"],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def files(project: Path) -> set[Path]:
    """Everything below the project."""
    return set(project.rglob("*"))


def write(project: Path, context: Any) -> None:
    """Replace the project's settings."""
    (project / "cdktf.json").write_text(json.dumps({"context": context}))


def test_wrong_settings_end_with_2_and_write_nothing(project: Path):
    mistakes = {"region": "us-west-9", "zzz": 1}
    write(project, {"deployments": {"north": mistakes, "South": {}}})
    before = files(project)
    ended = run(project)
    assert ended.returncode == 2
    assert ended.stdout == ""
    said = ended.stderr.splitlines()
    assert [line.partition(": ")[0] for line in said] == [
        "context.deployments.north.region",
        "context.deployments.north.zzz",
        "context.deployments.South",
    ]
    assert "Traceback" not in ended.stderr
    assert files(project) == before


@pytest.mark.parametrize("text", ["", "{", "[]", '{"context": 5}', '"context"'])
def test_a_file_that_holds_no_settings_ends_with_2(project: Path, text: str):
    (project / "cdktf.json").write_text(text)
    before = files(project)
    ended = run(project)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith(("cdktf.json: must be ", "context: received "))
    assert "Traceback" not in ended.stderr
    assert files(project) == before


def test_a_missing_file_ends_with_2(project: Path):
    (project / "cdktf.json").unlink()
    ended = run(project)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "cdktf.json: cannot be read (No such file or directory)\n"


def test_wrong_settings_are_found_before_cdktf_is_loaded(project: Path):
    """The slow half of the program is not needed to say what is wrong."""
    write(project, {"deployments": {}})
    ended = run(project, "-X", "importtime")
    assert ended.returncode == 2
    loaded = {line.rpartition("|")[2].strip() for line in ended.stderr.splitlines()}
    assert "stacks.settings" in loaded
    assert not {"cdktf", "jsii", "constructs"} & loaded


def test_a_wrong_lock_file_is_named_and_nothing_is_written(project: Path):
    (project / LOCK_FILE).write_text('{"images": {"openemr/openemr:8.2.0": "latest"}}')
    before = files(project)
    refused = run(project)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == (
        f'{LOCK_FILE}: images.openemr/openemr:8.2.0: received "latest"; accepted: sha256: and 64 '
        "lower-case hexadecimal digits\n"
    )
    assert files(project) == before


def test_the_lock_file_pins_what_main_synthesizes(project: Path):
    (project / LOCK_FILE).unlink()
    assert run(project).returncode == 0
    by_tag = stack_of(project)
    assert f"{IMAGE}@sha256:" not in by_tag
    write_image_lock(project / LOCK_FILE, LOCKED)
    assert run(project).returncode == 0
    assert f"{IMAGE}@{LOCKED[IMAGE]}" in stack_of(project)


def stack_of(project: Path) -> str:
    """The configuration that main.py wrote."""
    return (project / "cdktf.out/stacks/clinic/cdk.tf.json").read_text(encoding="utf-8")

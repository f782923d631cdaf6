"""Which Python the set-up takes."""

import subprocess
import sys
from pathlib import Path

import pytest

from scripts.bootstrap import suitable_python
from scripts.project import ROOT
from tests.contract.commands.conftest import FAKES, link, only


def _setup(path: Path, **settings: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [path / "bash", ROOT / "scripts" / "setup", "--help"],
        env=only(path, **settings),
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_python_that_works_is_taken_after_shims_and_old_ones(bare_path: Path) -> None:
    link(bare_path / "python3", FAKES / "broken-python")
    link(bare_path / "python3.13", FAKES / "old-python")
    link(bare_path / "python3.12", sys.executable)
    answer = _setup(bare_path)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "usage: scripts/setup" in answer.stdout


def test_without_a_suitable_python_each_one_found_is_named_with_its_reason(
    bare_path: Path,
) -> None:
    link(bare_path / "python3", FAKES / "old-python")
    link(bare_path / "python3.11", FAKES / "broken-python")
    answer = _setup(bare_path)
    assert answer.returncode == 2
    assert "Accepted: Python 3.10 to 3.14 with the venv module.\n" in answer.stderr
    assert f"{bare_path}/python3: Python 3.9 is too old\n" in answer.stderr
    assert f"{bare_path}/python3.11: does not run\n" in answer.stderr


def test_without_any_python_the_message_says_so(bare_path: Path) -> None:
    answer = _setup(bare_path)
    assert answer.returncode == 2
    assert "none on PATH" in answer.stderr


def test_a_named_python_is_refused_rather_than_replaced(bare_path: Path) -> None:
    link(bare_path / "python3", sys.executable)
    named = bare_path / "a folder with spaces"
    named.mkdir()
    link(named / "python3", FAKES / "old-python")
    answer = _setup(bare_path, OPENEMR_PYTHON=str(named / "python3"))
    assert answer.returncode == 2
    assert f"in OPENEMR_PYTHON={named}/python3" in answer.stderr
    assert f"{named}/python3: Python 3.9 is too old" in answer.stderr


def test_a_named_python_is_taken(bare_path: Path) -> None:
    named = bare_path / "a folder with spaces"
    named.mkdir()
    link(named / "python3", sys.executable)
    answer = _setup(bare_path, OPENEMR_PYTHON=str(named / "python3"))
    assert (answer.returncode, answer.stderr) == (0, "")


def test_settings_of_the_callers_shell_do_not_reach_the_set_up(bare_path: Path) -> None:
    link(bare_path / "python3", sys.executable)
    trap = bare_path / "trap"
    trap.mkdir()
    (trap / "argparse.py").write_text("raise SystemExit(99)\n")
    answer = _setup(bare_path, PYTHONPATH=str(trap), PYTHONHOME="/nowhere")
    assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize(
    ("version", "refused_because"),
    [
        ((3, 9, 18), "Python 3.9 is too old"),
        ((3, 10, 0), ""),
        ((3, 14, 2), ""),
        ((3, 15, 0), "Python 3.15 is newer than the locked packages"),
    ],
)
def test_python_3_10_to_3_14_are_suitable(
    monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int], refused_because: str
) -> None:
    monkeypatch.setattr("sys.version_info", version)
    assert suitable_python.refusal() == refused_because

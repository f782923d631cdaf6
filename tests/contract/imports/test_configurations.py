"""Every named configuration gives the same bytes with the Python kernel and with CDKTF alone."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsii._kernel.providers.process import _NodeProcess

from stacks.app import synthesize
from stacks.settings import parse_settings
from tests.configurations import CONFIGURATIONS, PROJECT
from tests.contract.imports.both_ways import fall_back, stack
from tests.unit.stacks.invariants.test_output import files

PRODUCTION = CONFIGURATIONS["production_with_certificate"]["deployments"]["production"]


EAGER = "OPENEMR_EAGER_BINDINGS"


# Eager bindings are 2,100 modules, compiled each time where compiled ones are not kept.
@pytest.mark.parametrize(
    "variable", ["OPENEMR_NODE_KERNEL", pytest.param(EAGER, marks=pytest.mark.equivalence)]
)
def test_cdktf_alone_gives_the_same_bytes(variable: str, outputs: dict[str, Path], tmp_path: Path):
    subprocess.run(
        [sys.executable, "-B", "-m", "tests.contract.imports.every_configuration", str(tmp_path)],
        cwd=PROJECT,
        env=os.environ | {variable: "1"},
        check=True,
        timeout=300,
    )
    for name, folder in outputs.items():
        assert files(folder) == files(tmp_path / name), name


@pytest.fixture
def round_trips(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Whatever is sent to Node.js from now on."""
    sent: list[object] = []
    send = _NodeProcess.send

    def counted(process: _NodeProcess, request: Any, *rest: Any) -> object:
        sent.append(request)
        return send(process, request, *rest)

    monkeypatch.setattr(_NodeProcess, "send", counted)
    return sent


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_no_configuration_needs_node(name: str, round_trips: list[object], tmp_path: Path):
    synthesize(parse_settings(CONFIGURATIONS[name]), str(tmp_path))
    assert round_trips == []


def test_a_further_deployment_needs_node_as_little(round_trips: list[object], tmp_path: Path):
    for count in (1, 2, 3):
        deployments = {f"clinic{number}": PRODUCTION for number in range(count)}
        synthesize(parse_settings({"deployments": deployments}), str(tmp_path / str(count)))
        assert round_trips == []


def test_round_trips_are_counted(round_trips: list[object]):
    fall_back(stack())
    assert round_trips

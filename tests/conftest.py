"""Fixtures of all layers: every configuration, synthesized once in a session."""

from pathlib import Path

import pytest

from stacks.settings import parse_settings
from tests.configurations import CONFIGURATIONS
from tests.synthesized import Stack


@pytest.fixture(scope="session")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Folders of synthesized output by the name of the configuration."""
    # Here, so that tests of settings alone need not load CDKTF.
    from stacks.app import synthesize

    folders = {}
    for name, context in CONFIGURATIONS.items():
        folders[name] = tmp_path_factory.mktemp(name) / "cdktf.out"
        synthesize(parse_settings(context), str(folders[name]))
    return folders


@pytest.fixture(scope="session")
def stacks(outputs: dict[str, Path]) -> list[Stack]:
    """Every stack of every configuration."""
    return [
        Stack(configuration, file.parent.name, file)
        for configuration, folder in outputs.items()
        for file in sorted(folder.glob("stacks/*/cdk.tf.json"))
    ]


@pytest.fixture(scope="session")
def deployments(stacks: list[Stack]) -> list[Stack]:
    """Every deployment's stack, without those of the remote state."""
    return [stack for stack in stacks if stack.is_deployment]

"""Configurations to scan, read from what the session synthesized."""

import json
from pathlib import Path
from typing import Any

import pytest

from scripts.commands.scan.exceptions import Entry, read_exceptions
from scripts.terraform.documents.configuration import Configuration, read_configuration
from stacks.settings import parse_settings
from tests.synthesized import Stack

# What evaluations may switch on; exceptions must cover these too.
EVALUATION_WITH_EVERYTHING = {
    "deployments": {
        "evaluation": {
            "environment": "evaluation",
            "network": {"nat_gateways": "none"},
            "audit_trail": {"enabled": True},
            "monitoring": {"enabled": True},
        }
    }
}


@pytest.fixture(scope="session")
def configurations(
    stacks: list[Stack], tmp_path_factory: pytest.TempPathFactory
) -> list[Configuration]:
    """Every stack of every named configuration, and a full evaluation."""
    from stacks.app import synthesize  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("full_evaluation")
    synthesize(parse_settings(EVALUATION_WITH_EVERYTHING), str(folder))
    files = {str(stack): stack.file for stack in stacks}
    files["full_evaluation"] = Path(folder, "stacks", "evaluation", "cdk.tf.json")
    return [
        read_configuration(name, file.read_text(encoding="utf-8")) for name, file in files.items()
    ]


@pytest.fixture(scope="session")
def production_file(stacks: list[Stack]) -> Path:
    """The cdk.tf.json of a production deployment with a domain."""
    return next(
        stack.file
        for stack in stacks
        if stack.configuration == "production_with_domain" and stack.is_deployment
    )


@pytest.fixture(scope="session")
def production_text(production_file: Path) -> str:
    """That deployment as JSON text."""
    return production_file.read_text(encoding="utf-8")


@pytest.fixture
def production_document(production_text: str) -> dict[str, Any]:
    """That deployment as data of its own, to be edited."""
    return dict(json.loads(production_text))


@pytest.fixture(scope="session")
def exceptions() -> tuple[Entry, ...]:
    """The project's own exceptions."""
    return read_exceptions()

"""A deployment's configuration and state in a folder of their own, to refresh and throw away."""

import contextlib
import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.commands.drift.resources import Resource
from scripts.terraform import Terraform
from scripts.terraform.documents.state import StateResources
from scripts.terraform.imports import copy_configuration
from scripts.terraform.working_directory import WorkingDirectory

# The provider reads the value of a secret to refresh its version, though it keeps only the id
# (5.100.0, also for write-only arguments). Whoever looks for drift has no need of passwords;
# `beside.secret_versions` asks for the versions' ids and stages instead.
_LEFT_OUT = "aws_secretsmanager_secret_version"
_STATE = "terraform.tfstate"


@dataclass(frozen=True)
class PrivateCopy:
    """Terraform in the copy, and the resources that its state leaves out."""

    terraform: Terraform
    left_out: tuple[Resource, ...]


@contextlib.contextmanager
def private_copy(work: WorkingDirectory, state: Mapping[str, Any]) -> Iterator[PrivateCopy]:
    """A copy of `work` with `state` as a local one, until the end of the `with` block.

    What happens in it can neither lock nor write the deployment's own state. Raises
    TerraformFailedError.
    """
    with tempfile.TemporaryDirectory(prefix="openemr-drift-") as name:
        directory = Path(name)
        original = work.terraform
        copy_configuration(original.directory, directory, {"local": {"path": _STATE}})
        kept = [each for each in state["resources"] if each["type"] != _LEFT_OUT]
        (directory / _STATE).write_text(json.dumps({**state, "resources": kept}))
        terraform = Terraform(
            original.binary,
            directory,
            original.environment,
            logs=original.directory / "logs" / "drift",
        )
        terraform.init().check()
        left_out = (
            Resource(each.address, each.type, each.attributes)
            for each in StateResources.of(state).of_type(_LEFT_OUT)
        )
        yield PrivateCopy(terraform, tuple(left_out))

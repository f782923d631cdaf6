"""Terraform's refresh in a temporary copy of configuration and state, and its result."""

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from scripts.cli.steps import Steps
from scripts.terraform import Terraform
from scripts.terraform.documents.plan_document import PlanDocument
from scripts.terraform.documents.state import StateResources
from scripts.terraform.imports import copy_configuration
from scripts.terraform.working_directory import WorkingDirectory


@dataclass(frozen=True)
class Resource:
    """A managed resource that exists: its address, and its attributes after the refresh."""

    address: str
    type: str
    values: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The provider's id of the resource."""
        return str(self.values["id"])


@dataclass(frozen=True)
class Resources:
    """Existing resources and configured arguments of `terraform show -json PLAN`.

    https://developer.hashicorp.com/terraform/internals/json-format (read 2026-11-25)
    """

    document: Mapping[str, Any]
    left_out: tuple[Resource, ...] = ()

    def left_out_of(self, type_: str) -> list[Resource]:
        """Resources of the state that the plan lacks, as the state has them."""
        return [each for each in self.left_out if each.type == type_]

    def of(self, *types: str) -> list[Resource]:
        """Resources of these types."""
        return [each for each in self._all if each.type in types]

    def ids(self, *types: str, key: str = "id") -> set[str]:
        """One attribute of each resource of a type."""
        return {str(each.values[key]) for each in self.of(*types) if each.values.get(key)}

    def tuples(self, type_: str, *keys: str) -> set[tuple[Any, ...]]:
        """Several attributes of each."""
        return {tuple(each.values[key] for key in keys) for each in self.of(type_)}

    def sets(self, address: str, attribute: str) -> bool:
        """True if the configuration sets the attribute."""
        return attribute in self._plan.expressions.get(address, ())

    @cached_property
    def _all(self) -> tuple[Resource, ...]:
        existing = self._plan.existing.values()
        return tuple(Resource(each["address"], each["type"], each["values"]) for each in existing)

    @cached_property
    def _plan(self) -> PlanDocument:
        return PlanDocument(self.document)


# The provider reads the value of a secret to refresh its version, though it keeps only the id
# (5.100.0, also for write-only arguments). Drift detection needs no passwords;
# `unmanaged.access` asks for the versions' ids and stages instead.
_LEFT_OUT = "aws_secretsmanager_secret_version"
_STATE = "terraform.tfstate"


@dataclass(frozen=True)
class Refreshed:
    """`terraform show -json` of a plan, and the resources that were left out of it.

    planned: it also contains the changes of the next apply. Otherwise it is refresh-only, because
    Terraform could refresh but not plan, for the reasons in `remarks`.
    """

    document: Mapping[str, Any]
    left_out: tuple[Resource, ...] = ()
    planned: bool = True
    remarks: tuple[str, ...] = ()


def refresh(work: WorkingDirectory, state: Mapping[str, Any], steps: Steps) -> Refreshed:
    """Refresh a copy of `state` in a temporary directory. Raises TerraformFailedError.

    It can neither lock nor write the deployment's own state. A plan refreshes as
    `-refresh-only` does, and its `resource_drift` is the same (measured with 1.11.4); the exit
    code of `-refresh-only -detailed-exitcode` is 2 even without any drift.
    """
    original = work.terraform
    with (
        steps.step("refresh", "Refresh") as step,
        tempfile.TemporaryDirectory(prefix="openemr-drift-") as name,
    ):
        directory = Path(name)
        copy_configuration(original.directory, directory, {"local": {"path": _STATE}})
        kept = [each for each in state["resources"] if each["type"] != _LEFT_OUT]
        (directory / _STATE).write_text(json.dumps({**state, "resources": kept}))
        logs = original.directory / "logs" / "drift"
        terraform = Terraform(original.binary, directory, original.environment, logs=logs)
        terraform.init().check()
        run = terraform.plan()
        remarks: tuple[str, ...] = ()
        if run.exit_code:
            step.update("cannot plan, only refresh")
            terraform.plan("-refresh-only", log_name="refresh").check()
            remarks = tuple(f"Terraform could refresh, but not plan: {each}" for each in run.errors)
        document = terraform.show(terraform.plan_file)
    left_out = tuple(
        Resource(each.address, each.type, each.attributes)
        for each in StateResources.of(state).of_type(_LEFT_OUT)
    )
    return Refreshed(document, left_out, not remarks, remarks)

"""Terraform's refresh: what AWS answers for every resource of the state."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scripts.cli.steps import Steps
from scripts.commands.drift.private_copy import private_copy
from scripts.commands.drift.resources import Resource
from scripts.terraform.working_directory import WorkingDirectory


@dataclass(frozen=True)
class Refreshed:
    """`terraform show -json` of a plan, and the resources that were left out of it.

    planned: it also says what the next apply would do. Otherwise it is refresh-only, because
    Terraform could refresh but not plan, for the reasons in `remarks`.
    """

    document: Mapping[str, Any]
    left_out: tuple[Resource, ...] = ()
    planned: bool = True
    remarks: tuple[str, ...] = ()


def refresh(work: WorkingDirectory, state: Mapping[str, Any], steps: Steps) -> Refreshed:
    """Refresh a copy of `state`. Raises TerraformFailedError.

    A plan refreshes as `-refresh-only` does, and its `resource_drift` is the same (measured with
    1.11.4); the exit code of `-refresh-only -detailed-exitcode` is 2 even without any drift.
    """
    with (
        steps.step("refresh", "Ask AWS for every resource of the state") as step,
        private_copy(work, state) as copy,
    ):
        terraform = copy.terraform
        run = terraform.plan()
        remarks: tuple[str, ...] = ()
        if run.exit_code:
            step.update("cannot plan, only refresh")
            terraform.plan("-refresh-only", log_name="refresh").check()
            remarks = tuple(f"Terraform could refresh, but not plan: {each}" for each in run.errors)
        document = terraform.show(terraform.plan_file)
        return Refreshed(document, copy.left_out, not remarks, remarks)

"""Lets Terraform plan in a deployment's working directory."""

from typing import Any

from scripts.cli.steps import RunningStep, Steps
from scripts.terraform import Message
from scripts.terraform.working_directory import WorkingDirectory

CHANGES = 2  # exit code of `plan -detailed-exitcode`


def plan_document(work: WorkingDirectory, steps: Steps, *options: str) -> dict[str, Any]:
    """What `terraform show -json` says of a new plan, which stays in `work.terraform.plan_file`.

    options: further ones of `terraform plan`, such as -destroy. Raises TerraformFailedError.
    """
    with steps.step("plan", "Plan") as step:
        planned = work.terraform.plan(
            "-detailed-exitcode", *options, on_message=_Refreshed(step).hear
        )
        planned.demand(CHANGES)
        counts = ", ".join(
            f"{number} to {name}" for name, number in planned.counts.items() if number
        )
        step.update(counts or "no changes")
    return work.terraform.show(work.terraform.plan_file)


class _Refreshed:
    """Counts the resources that Terraform has asked AWS about."""

    def __init__(self, step: RunningStep) -> None:
        self._step = step
        self._count = 0

    def hear(self, message: Message) -> None:
        """Say how far it is."""
        if message.kind == "refresh_complete":
            self._count += 1
            self._step.update(f"{self._count} resources read")

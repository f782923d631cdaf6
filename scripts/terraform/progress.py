"""Progress of Terraform's plan and apply, shown on the running step."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from scripts.cli.steps import RunningStep, Steps
from scripts.terraform import Message
from scripts.terraform.working_directory import WorkingDirectory

_SLOW_SECONDS = 30


@dataclass
class Progress:
    """Shows an apply's messages on `step`; `done` counts the finished resources."""

    step: RunningStep
    total: int
    done: int = 0
    clock: Callable[[], float] = time.monotonic
    _began: dict[str, float] = field(default_factory=dict)

    def on_message(self, message: Message) -> None:
        """One message of `apply -json`."""
        address = _address(message)
        if message.kind == "apply_start":
            self._began[address] = self.clock()
        elif message.kind in ("apply_complete", "apply_errored"):
            self._began.pop(address, None)
            self.done += message.finishes_resource
        elif message.kind != "apply_progress":
            return
        self.step.update(f"{self.done}/{self.total} resources{self._slowest()}")

    def _slowest(self) -> str:
        """The resource that has been in progress longest, if that is long."""
        if not self._began:
            return ""
        address, began = min(self._began.items(), key=lambda item: item[1])
        seconds = self.clock() - began
        if seconds < _SLOW_SECONDS:
            return ""
        since = f"{seconds / 60:.0f} min" if seconds >= 120 else f"{seconds:.0f} s"
        others = f", {len(self._began) - 1} more" if len(self._began) > 1 else ""
        return f"; {address} for {since}{others}"


def _address(message: Message) -> str:
    hook = message.fields.get("hook") or {}
    return str(hook.get("resource", {}).get("addr", ""))


CHANGES = 2  # exit code of `plan -detailed-exitcode`


def plan_document(work: WorkingDirectory, steps: Steps, *options: str) -> dict[str, Any]:
    """A new plan as `terraform show -json` prints it; it stays in `work.terraform.plan_file`.

    options: further ones of `terraform plan`, such as -destroy. Raises TerraformFailedError.
    """
    refreshed = 0
    with steps.step("plan", "Plan") as step:

        def on_message(message: Message) -> None:
            nonlocal refreshed
            if message.kind == "refresh_complete":
                refreshed += 1
                step.update(f"{refreshed} resources read")

        planned = work.terraform.plan("-detailed-exitcode", *options, on_message=on_message)
        planned.check(CHANGES)
        counts = (f"{number} to {name}" for name, number in planned.counts.items() if number)
        step.update(", ".join(counts) or "no changes")
    return work.terraform.show(work.terraform.plan_file)

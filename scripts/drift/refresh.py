"""Terraform's refresh: the state beside what AWS answers, without taking the state's lock."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scripts.steps import Steps
from scripts.working_directory import WorkingDirectory

# A reader that runs on a schedule must not stop somebody's deploy, so it takes no lock; whether
# somebody else worked meanwhile is found out by `scripts.drift.others`.
_WITHOUT_LOCK = "-lock=false"


@dataclass(frozen=True)
class Refreshed:
    """`terraform show -json` of a plan.

    planned: the plan also says what the next apply would do. Otherwise it is refresh-only, as
    Terraform could refresh but not plan, and `problems` says why.
    """

    document: Mapping[str, Any]
    planned: bool
    problems: tuple[str, ...] = ()


def refresh(work: WorkingDirectory, steps: Steps) -> Refreshed:
    """Refresh in memory; the state is not written. Raises TerraformFailedError.

    A plan refreshes as `-refresh-only` does, and its `resource_drift` is the same (measured with
    1.11.4); the exit code of `-refresh-only -detailed-exitcode` is 2 even without any drift.
    """
    terraform = work.terraform
    try:
        with steps.step("refresh", "Ask AWS for every resource of the state") as step:
            run = terraform.plan(_WITHOUT_LOCK, log_name="drift")
            planned = run.exit_code == 0
            if not planned:
                step.say("cannot plan; refresh only")
                terraform.plan(_WITHOUT_LOCK, "-refresh-only", log_name="drift").demand()
            return Refreshed(terraform.show(terraform.plan_file), planned)
    finally:
        work.discard_plan()

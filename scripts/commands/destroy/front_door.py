"""The load balancer of a production, which AWS keeps from deletion although it holds no data."""

from collections.abc import Collection

from scripts.cli.steps import Steps
from scripts.commands.destroy.targeted import Job
from scripts.commands.destroy.unprotected import discard, unprotected
from scripts.terraform.documents.state import StateResources
from scripts.terraform.working_directory import WorkingDirectory


def unprotect_front_door(
    work: WorkingDirectory,
    resources: StateResources,
    protected: Collection[str],
    steps: Steps,
) -> None:
    """Take deletion protection off the load balancers among `protected`, within `taken_off`.

    Raises UnexpectedPlanError, TerraformFailedError.
    """
    kept = [each.address for each in resources.of_type("aws_lb") if each.address in protected]
    if not kept:
        return
    open_work = unprotected(work, resources, kept)
    try:
        Job("unprotect", "Take protection off the load balancer", open_work, steps).update(kept)
    finally:
        discard(open_work)

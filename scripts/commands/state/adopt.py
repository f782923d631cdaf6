"""`openemr state adopt`: imports unmanaged resources into the state."""

import json
from typing import Annotated

import typer

from scripts.adoption.readiness import Readiness, add_secret_versions, find_missing
from scripts.cli.consent import ask, require_interactive
from scripts.cli.exit_codes import exit_codes
from scripts.cli.options import StackArgument, TerraformOption
from scripts.cli.steps import Steps
from scripts.commands.state.subject import AsJson
from scripts.terraform.errors import StateError
from scripts.terraform.synthesis import choose_stack
from scripts.terraform.working_directory import WorkingDirectory, open_stack


def adopt(
    deployment: StackArgument = None,
    yes: Annotated[bool, typer.Option("--yes", help="Skip confirmation.")] = False,
    terraform: TerraformOption = None,
    as_json: AsJson = False,
) -> None:
    """Import resources that an interrupted apply created but did not record in the state.

    They are found in AWS by this deployment's names and tags. plan and deploy do this by
    themselves; here it is done alone, before a destroy or before Terraform is used by hand.
    Adopted resources are also updated to the settings, as by an apply. A resource of that name with
    the tags of another deployment or environment is refused, and then nothing is adopted.

    Exit codes: 0 adopted, or nothing to adopt; 1 failed, refused, or not confirmed; 2 invalid
    settings or options; 130 interrupted.
    """
    with exit_codes():
        if not yes:
            require_interactive("Give --yes.")
        steps = Steps()
        work = open_stack(choose_stack(deployment), steps, terraform)
        work.refuse_wrong_target()
        ready = find_missing(work, steps)
        if ready.adopted and not yes and ask("Adopt them? Type yes: ", "Give --yes.") != "yes":
            raise StateError(f"{ready.unchanged} The answer was not yes.")
        ready = add_secret_versions(work, steps, ready)
        adopt_now(work, ready, steps)
    adopted = dict(ready.adopted) | dict.fromkeys(ready.entered, "entered")
    if as_json:
        typer.echo(json.dumps({"deployment": work.name, "adopted": adopted}, indent=2))
    else:
        typer.echo(f"{len(adopted)} resources of {work.name} were adopted.")


def adopt_now(work: WorkingDirectory, ready: Readiness, steps: Steps) -> None:
    """Import what `make_ready` found, with its dependencies and nothing else.

    Raises TerraformFailedError, AwsError.
    """
    if not ready.adopted:
        return
    ready.complete(steps)
    with steps.step("adopt", "Adopt") as step:
        targets = [f"-target={address}" for address in ready.adopted]
        try:
            work.terraform.plan(*targets, log_name="adopt-plan").check()
            work.terraform.apply().check()
        finally:
            work.discard_plan()
        step.update(f"{len(ready.adopted)} resources")

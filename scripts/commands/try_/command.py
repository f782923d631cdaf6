"""`openemr try`: options and exit codes."""

import json
from pathlib import Path
from typing import Annotated

import typer

from scripts.cli.exit_codes import FAILED, exit_codes
from scripts.cli.options import DeploymentArgument, TerraformOption
from scripts.cli.steps import Steps
from scripts.commands.try_.job import StepFailedError, Try, Workspace, remove_old_tries
from scripts.commands.try_.kept_aws import kept_aws
from scripts.commands.try_.result import Result
from scripts.terraform import find_terraform
from scripts.terraform.synthesis import choose_deployment

_INTERRUPTED = "Interrupted; Terraform and the embedded AWS are stopped."


def try_deployment(
    deployment: DeploymentArgument = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave the embedded AWS running afterwards.")
    ] = False,
    stop: Annotated[
        bool, typer.Option("--stop", help="Only stop the embedded AWS that --keep left running.")
    ] = False,
    terraform: TerraformOption = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the result as JSON instead of text.")
    ] = False,
) -> None:
    """Try a deployment on an embedded AWS: synthesize, validate, plan, apply, plan again.

    It uses the real Terraform and the real AWS provider, and never your AWS account. Exit codes:
    0 all steps succeeded; 1 a step failed; 2 invalid settings, options or Terraform; 130
    interrupted.
    """
    if stop:
        _stop_kept()
        return
    with exit_codes(interrupted=_INTERRUPTED):
        result = _try(deployment, keep, terraform)
    if as_json:
        typer.echo(json.dumps(result.as_json(), indent=2))
    elif not result.failure:
        typer.echo(result.as_text())
    raise typer.Exit(FAILED if result.failure else 0)


def _try(deployment: str | None, keep: bool, terraform: str | None) -> Result:
    chosen = choose_deployment(deployment)
    binary = find_terraform(terraform)
    kept = kept_aws()
    remove_old_tries(Path(kept.directory) if kept else None)
    workspace = Workspace(chosen)
    attempt = Try(chosen, binary, workspace, Steps())
    try:
        return attempt.run(keep)
    except StepFailedError as failed:
        typer.echo(f"\n{failed}\n\nFailed at: {failed.step}. Log: {failed.log}", err=True)
        return attempt.result


def _stop_kept() -> None:
    kept = kept_aws()
    if kept and kept.stop():
        typer.echo(f"Stopped the embedded AWS at {kept.url}.", err=True)
    else:
        typer.echo("No embedded AWS of an earlier try is running.", err=True)

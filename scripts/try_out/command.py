"""The verb `try`."""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from scripts.interruption import Interrupted, interruptible
from scripts.steps import Steps
from scripts.synthesis import SynthesisError, UnknownDeploymentError, choose_deployment
from scripts.terraform import MirrorNotUsableError, TerraformNotUsableError, find_terraform
from scripts.try_out.job import StepFailedError, Try
from scripts.try_out.kept_aws import kept_aws
from scripts.try_out.result import Result
from scripts.try_out.workspace import Workspace, remove_old_tries

_FAILED, _WRONG_SETTINGS = 1, 2


def try_deployment(
    deployment: Annotated[
        str | None, typer.Argument(help="A name in cdktf.json; default: the first one.")
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave the embedded AWS running afterwards.")
    ] = False,
    stop: Annotated[
        bool, typer.Option("--stop", help="Only stop the embedded AWS that --keep left running.")
    ] = False,
    terraform: Annotated[
        str | None,
        typer.Option(
            help="Terraform or OpenTofu to run; default: OPENEMR_TERRAFORM, else from PATH.",
            metavar="PROGRAM",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the result as JSON instead of text.")
    ] = False,
) -> None:
    """Try a deployment on an embedded AWS: synthesize, validate, plan, apply, plan again.

    It uses the real Terraform and the real AWS provider, and never your AWS account. Exit codes:
    0 all of it worked; 1 a step failed; 2 wrong settings, options or Terraform; 130 interrupted.
    """
    if stop:
        _stop_kept()
        return
    with _exit_codes():
        result = _try(deployment, keep, terraform)
    if as_json:
        typer.echo(json.dumps(result.as_json(), indent=2))
    elif not result.failure:
        typer.echo(result.as_text())
    raise typer.Exit(_FAILED if result.failure else 0)


@contextlib.contextmanager
def _exit_codes() -> Iterator[None]:
    """Say what went wrong before or beside the steps, and end with its exit code."""
    try:
        with interruptible():
            yield
    except (UnknownDeploymentError, TerraformNotUsableError, MirrorNotUsableError) as wrong:
        typer.echo(str(wrong), err=True)
        raise typer.Exit(_WRONG_SETTINGS) from wrong
    except SynthesisError as failed:
        typer.echo(str(failed), err=True, nl=False)
        wrong_settings = failed.exit_code == _WRONG_SETTINGS
        raise typer.Exit(_WRONG_SETTINGS if wrong_settings else _FAILED) from failed
    except Interrupted as interrupted:
        typer.echo("Interrupted; Terraform and the embedded AWS are stopped.", err=True)
        raise typer.Exit(interrupted.exit_code) from interrupted


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

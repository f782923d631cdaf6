"""`openemr deploy`: options and exit codes."""

import json
from typing import Annotated

import typer
from rich.console import Console

from scripts.cli.consent import NotInteractiveError
from scripts.cli.exit_codes import FAILED, exit_codes
from scripts.cli.options import (
    AllowOption,
    IgnorePreflightOption,
    StableWithinOption,
    StackArgument,
    TerraformOption,
)
from scripts.commands.deploy.job import Deploy
from scripts.commands.deploy.options import Options

_SECONDS_PER_MINUTE = 60
_INTERRUPTED = (
    "Interrupted. Completed changes are in the state; openemr deploy continues from there."
)


def deploy(
    deployment: StackArgument = None,
    yes: Annotated[
        bool,
        typer.Option("--yes", help="Skip confirmation. Stopped changes still need --allow."),
    ] = False,
    allow: AllowOption = None,
    leave_production: Annotated[
        str | None,
        typer.Option(
            help="The deployment's name, to apply evaluation settings to a production and remove "
            "its protections.",
            metavar="NAME",
        ),
    ] = None,
    wait: Annotated[
        bool | None,
        typer.Option(
            "--wait/--no-wait",
            help="Wait until the service is stable, or do not; default: wait, but not on the "
            "embedded AWS, which runs no tasks.",
        ),
    ] = None,
    timeout: StableWithinOption = 60,
    ignore_preflight: IgnorePreflightOption = False,
    terraform: TerraformOption = None,
    as_json: Annotated[
        bool,
        typer.Option("--json", help="Print the result as JSON; the review goes to stderr."),
    ] = False,
) -> None:
    """Check, plan, review, ask, apply exactly that plan, and wait until OpenEMR is healthy.

    The digest of a production's image is locked first; a copy in ECR is made before the plan, its
    repository too if there is none yet, and findings of ECR's scan stop (openemr image show).
    Credentials of another account or Region than settings and state name are refused before any
    change. Exit codes: 0 deployed, or nothing to do; 1 failed, or the service does not become
    stable; 2 invalid settings or options, or no interactive input; 3 stopped before any change
    (but the image's repository and copy): a change needs --allow, the image has findings, a
    production's name is missing, another OpenEMR release needs `openemr upgrade`, or the answer was
    not yes; 130 interrupted, and the state is kept.
    """
    options = Options(
        deployment=deployment,
        program=terraform,
        allowed=tuple(allow or ()),
        consented=yes,
        leaves_production=leave_production,
        ignores_preflight=ignore_preflight,
        waits=wait,
        limit_seconds=timeout * _SECONDS_PER_MINUTE,
        console=Console(stderr=as_json, highlight=False),
    )
    job = Deploy(options)
    try:
        with exit_codes(interrupted=_INTERRUPTED, refusals=(NotInteractiveError,)):
            job.run()
    finally:
        if as_json:
            typer.echo(json.dumps(job.result.as_data(), indent=2))
    unhealthy = job.result.outcome == "unhealthy"
    if unhealthy or not as_json:
        typer.echo(job.result.as_text(), err=unhealthy)
    raise typer.Exit(FAILED if unhealthy else 0)

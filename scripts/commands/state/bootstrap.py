"""The verb `state bootstrap`."""

import json
from typing import Annotated

import typer

from scripts.cli.consent import NobodyToAskError
from scripts.cli.exit_codes import FAILED, exit_codes
from scripts.cli.options import TerraformOption
from scripts.cli.steps import Steps
from scripts.commands.state.bootstrapping import Bootstrap, NoRemoteStateError, Outcome
from scripts.commands.state.options import AsJson
from scripts.terraform.backend.ownership import NotOursError


def bootstrap(
    check: Annotated[
        bool, typer.Option("--check", help="Only compare; nothing is made or mended.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Make or mend without asking.")] = False,
    terraform: TerraformOption = None,
    as_json: AsJson = False,
) -> None:
    """Make, or verify, the bucket and the lock table that all deployments keep their state in.

    They are named by context.remote_state of cdktf.json: a versioned S3 bucket, encrypted by a key
    of its own, closed to the public, spoken to by TLS only; and a DynamoDB table with deletion
    protection and point-in-time recovery. What is there already and ours is compared with that,
    point by point, and mended on request; run it as often, and from as many checkouts, as you
    like. A bucket or table of that name which this project did not make, or in another account or
    Region, is refused. At the end the backend's settings are printed.

    Exit codes: 0 made, mended, or as it should be; 1 failed, or something differs or is missing
    and was not made; 2 wrong settings or options, or refused; 130 interrupted.
    """
    with exit_codes(refusals=(NoRemoteStateError, NotOursError), failures=(NobodyToAskError,)):
        result = Bootstrap(Steps(), terraform).run(check=check, consented=yes)
    typer.echo(json.dumps(result.as_data(), indent=2) if as_json else result.as_text())
    if result.outcome is Outcome.DIFFERS:
        raise typer.Exit(FAILED)

"""`openemr password`."""

import json
import shlex
from enum import Enum
from typing import Annotated

import typer

from scripts.aws.secrets import read_secret
from scripts.cli.exit_codes import exit_codes
from scripts.cli.options import DeploymentArgument, TerraformOption
from scripts.deployment.aws_cli import DryRunOption
from scripts.deployment.outputs import find_deployed


class Owner(str, Enum):
    """Owner of a password."""

    ADMIN = "admin"
    DATABASE = "database"
    CACHE = "cache"
    MASTER = "master"


# Owner -> output with the secret's ARN, key in the secret.
_SECRETS = {
    Owner.ADMIN: ("admin_password_secret_arn", "password"),
    Owner.DATABASE: ("database_user_secret_arn", "database_password"),
    Owner.CACHE: ("cache_user_secret_arn", "cache_password"),
    Owner.MASTER: ("database_master_secret_arn", "password"),
}


def password(
    deployment: DeploymentArgument = None,
    of: Annotated[
        Owner,
        typer.Option(
            help="OpenEMR's first user (admin), OpenEMR's own database or cache user, or the "
            "database's master user."
        ),
    ] = Owner.ADMIN,
    reveal: Annotated[
        bool, typer.Option("--reveal", help="Read the password and print only it.")
    ] = False,
    dry_run: DryRunOption = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the secret's ARN as JSON; never the password.")
    ] = False,
    terraform: TerraformOption = None,
) -> None:
    """Show where a password is stored in Secrets Manager; print it only with --reveal.

    CloudTrail records each read (GetSecretValue). Exit codes: 0 done; 1 not deployed, or
    refused by AWS; 2 invalid options or settings.
    """
    if reveal and as_json:
        raise typer.BadParameter("--json shows no password; leave out --reveal or --json")
    with exit_codes():
        deployed = find_deployed(deployment, terraform)
        output, key = _SECRETS[of]
        arn = deployed.output(output)
        aws = ["aws", "secretsmanager", "get-secret-value", "--region", deployed.region]
        aws += ["--secret-id", arn, "--query", "SecretString", "--output", "text"]
        command = shlex.join(aws)
        if dry_run:
            typer.echo(command)
        elif reveal:
            typer.echo(read_secret(deployed.account, arn, key))
        elif as_json:
            typer.echo(json.dumps({"of": of.value, "secret_arn": arn, "key": key}, indent=2))
        else:
            typer.echo(f"Secret {arn}, key {key}.\nTo print it: add --reveal, or run\n  {command}")

"""The verb `password`."""

import json
from enum import Enum
from typing import Annotated, Any

import typer

from scripts.aws.account import AwsError, aws_errors
from scripts.cli.exit_codes import exit_codes
from scripts.cli.options import DeploymentArgument, TerraformOption
from scripts.deployment.aws_cli import spoken
from scripts.deployment.options import DryRunOption
from scripts.deployment.outputs import Deployed, NotDeployedError, find_deployed


class Owner(str, Enum):
    """Whose password."""

    ADMIN = "admin"
    DATABASE = "database"
    CACHE = "cache"
    MASTER = "master"


# Owner -> output that names the secret, key in it.
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
        bool, typer.Option("--reveal", help="Read the password and print it, and nothing else.")
    ] = False,
    dry_run: DryRunOption = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print where it lies as JSON; never the password.")
    ] = False,
    terraform: TerraformOption = None,
) -> None:
    """Show where a password is stored in Secrets Manager; print it only with --reveal.

    AWS records who read it (CloudTrail, GetSecretValue). Exit codes: 0 done; 1 not deployed, or
    refused by AWS; 2 wrong options or settings.
    """
    if reveal and as_json:
        raise typer.BadParameter("--json shows no password; leave out --reveal or --json")
    with exit_codes(failures=(NotDeployedError,)):
        deployed = find_deployed(deployment, terraform)
        output, key = _SECRETS[of]
        arn = deployed.output(output)
        aws = ["aws", "secretsmanager", "get-secret-value", "--region", deployed.region]
        aws += ["--secret-id", arn, "--query", "SecretString", "--output", "text"]
        if dry_run:
            typer.echo(spoken(aws))
        elif reveal:
            typer.echo(_read(deployed, arn, key))
        elif as_json:
            typer.echo(json.dumps({"of": of.value, "secret_arn": arn, "key": key}, indent=2))
        else:
            typer.echo(
                f"Secret {arn}, key {key}.\nTo print it: add --reveal, or run\n  {spoken(aws)}"
            )


def _read(deployed: Deployed, arn: str, key: str) -> str:
    client = deployed.account.client("secretsmanager")
    with aws_errors(f"read secret {arn} (secretsmanager:GetSecretValue)"):
        text = client.get_secret_value(SecretId=arn)["SecretString"]
    try:
        found: Any = json.loads(text)[key]
    except (ValueError, KeyError, TypeError):
        # The text itself stays out of the message.
        raise AwsError(f"Secret {arn} holds no JSON object with the key {key}.") from None
    return str(found)

"""Who signs in: a user's name, and a password that is never an argument and never shown."""

import json
import os
import sys
from dataclasses import dataclass, field

import typer

from scripts.aws.account import AwsError, aws_errors
from scripts.commands.load_test.options import Options, WrongOptionsError
from scripts.commands.load_test.target import Target
from scripts.deployment.outputs import Deployed

_HOW = (
    "accepted is --user NAME, with its password in the environment variable that --password-env "
    "names, typed when asked for, or, for the deployment's first user, from Secrets Manager; "
    "--mix flood needs no user"
)


@dataclass(frozen=True)
class Credentials:
    """Empty where nobody signs in."""

    user: str = ""
    password: str = field(default="", repr=False)


def find_credentials(options: Options, target: Target) -> Credentials:
    """The user and the password. Raises WrongOptionsError and AwsError."""
    if not options.signs_in:
        return Credentials()
    if options.user is None:
        raise WrongOptionsError(f"--mix clinic without --user: its visitors sign in; {_HOW}")
    if target.url.startswith("http:") and not (target.is_loopback or options.insecure):
        raise WrongOptionsError(
            f"{target.url}: plain HTTP, by which the password would cross the network in clear "
            "text; accepted: an https address, --mix flood, or --insecure for a deployment without "
            "patients' data"
        )
    return Credentials(options.user, _password(options, target, options.user))


def _password(options: Options, target: Target, user: str) -> str:
    if options.password_env is not None:
        found = os.environ.get(options.password_env)
        if not found:
            raise WrongOptionsError(
                f"--password-env {options.password_env}: this environment variable is empty or not "
                "set; accepted is the name of one that holds the password"
            )
        return found
    deployed = target.deployed
    if deployed and user == deployed.outputs.get("admin_user"):
        return _first_users(deployed)
    if not sys.stdin.isatty():
        raise WrongOptionsError(f"--user {user}: there is nobody to ask for its password; {_HOW}")
    return str(typer.prompt(f"Password of {user}", hide_input=True, err=True))


def _first_users(deployed: Deployed) -> str:
    arn = deployed.output("admin_password_secret_arn")
    client = deployed.account.client("secretsmanager")
    with aws_errors(f"read secret {arn} (secretsmanager:GetSecretValue)"):
        text = client.get_secret_value(SecretId=arn)["SecretString"]
    try:
        return str(json.loads(text)["password"])
    except (ValueError, KeyError, TypeError):
        # The text itself stays out of the message.
        raise AwsError(f"Secret {arn} holds no JSON object with the key password.") from None

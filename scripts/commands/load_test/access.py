"""Consent to load a production deployment, and the credentials of who signs in."""

import os
import sys
from typing import Any

import typer

from scripts.aws.secrets import read_secret
from scripts.cli.consent import NotInteractiveError, ask
from scripts.cli.errors import InvalidInputError
from scripts.commands.load_test.options import Options
from scripts.commands.load_test.plan import LoadPlan
from scripts.commands.load_test.target import Target, is_loopback
from scripts.pricing.prices import PricesError, PriceTable, prices_of

_INSTEAD = "--yes-production NAME consents, with the deployment's name."
_ACCEPTED = (
    "accepted: --user NAME, with its password in the environment variable that --password-env "
    "names, typed at the prompt, or, for the deployment's first user, from Secrets Manager; "
    "--mix flood needs no user"
)


def require_consent(options: Options, target: Target, plan: LoadPlan) -> None:
    """Prevent loading a production deployment by mistake. Raises InvalidInputError."""
    name = target.deployment
    if target.settings is None or not target.settings.is_production:
        return
    warning = _cost_warning(target, plan)
    if options.yes_production is not None:
        if options.yes_production != name:
            raise InvalidInputError(
                f"--yes-production {options.yes_production}: accepted: {name}\n{warning}"
            )
        return
    try:
        answer = ask(f"{warning}\nType {name} to go on: ", _INSTEAD)
    except NotInteractiveError as error:
        raise InvalidInputError(f"{warning}\n{error}") from error
    if answer != name:
        raise InvalidInputError(f"The answer was not {name}. Nothing was sent.")


def _cost_warning(target: Target, plan: LoadPlan) -> str:
    settings = target.settings
    most = settings.openemr_service_fargate_maximum_capacity
    warning = (
        f"{target.deployment} is a production deployment: people at work there will feel the load. "
        f"Autoscaling may start up to {most} tasks and raise the database to "
        f"{settings.database.max_capacity_acu:g} ACUs. "
    )
    try:
        prices = prices_of(settings.region)
    except PricesError:
        return f"{warning}There is no price table for its Region."
    return warning + _cost(settings, prices, plan, most)


def _cost(settings: Any, prices: PriceTable, plan: LoadPlan, most_tasks: int) -> str:
    """Full size for an hour, for scaling in takes time, and the firewall's fee."""
    task = settings.application
    processor = "arm" if task.cpu_architecture == "ARM64" else "x86"
    hour = most_tasks * (
        task.cpu / 1024 * prices[f"fargate_{processor}_vcpu_hour"].usd
        + task.memory_mib / 1024 * prices[f"fargate_{processor}_gb_hour"].usd
    )
    instances = 1 + settings.database.readers
    hour += instances * settings.database.max_capacity_acu * prices["aurora_acu_hour"].usd
    text = f"An hour at that size costs about ${hour:.2f} (prices: openemr cost)"
    if plan.is_open:
        requests = plan.rate * plan.seconds
        waf = requests / 1e6 * prices["waf_requests_million"].usd
        text += f"; the firewall's fee for {requests:.0f} requests is ${waf:.4f}"
    return f"{text}, data sent to this machine not counted."


def find_credentials(options: Options, target: Target) -> tuple[str, str]:
    """User and password; empty where nobody signs in. Raises InvalidInputError and AwsError."""
    if not options.signs_in:
        return "", ""
    if options.user is None:
        raise InvalidInputError(f"--mix clinic without --user: its users sign in; {_ACCEPTED}")
    if target.url.startswith("http:") and not (is_loopback(target.url) or options.insecure):
        raise InvalidInputError(
            f"{target.url}: plain HTTP, by which the password would cross the network in clear "
            "text; accepted: an https address, --mix flood, or --insecure for a deployment without "
            "patients' data"
        )
    return options.user, _password(options, target, options.user)


def _password(options: Options, target: Target, user: str) -> str:
    if options.password_env is not None:
        found = os.environ.get(options.password_env)
        if not found:
            raise InvalidInputError(
                f"--password-env {options.password_env}: this environment variable is empty or not "
                "set; accepted: the name of one that holds the password"
            )
        return found
    deployed = target.deployed
    if deployed and user == deployed.outputs.get("admin_user"):
        return read_secret(
            deployed.account, deployed.output("admin_password_secret_arn"), "password"
        )
    if not sys.stdin.isatty():
        raise InvalidInputError(
            f"--user {user}: standard input is no terminal to prompt for its password; {_ACCEPTED}"
        )
    return str(typer.prompt(f"Password of {user}", hide_input=True, err=True))

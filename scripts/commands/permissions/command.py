"""`openemr permissions`: write the IAM policies that a deployment's commands need."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from scripts.aws.account import AwsAccount, AwsError
from scripts.cli.errors import InvalidInputError
from scripts.cli.exit_codes import FAILED, exit_codes
from scripts.cli.options import StackArgument
from scripts.commands.permissions.report import Report, as_data, print_report
from scripts.commands.permissions.terraform_file import write_terraform
from scripts.permissions.boundary import boundary
from scripts.permissions.needs import needs
from scripts.permissions.policies import policies
from scripts.permissions.service_control_policies import read_scp, refusals, stops
from scripts.permissions.target import Target, account_of, read_target
from scripts.terraform.backend.place import RemotePlace, place_of
from scripts.terraform.documents.provider import region_of
from scripts.terraform.synthesis import choose_stack, deployment_of, synthesize

_ACCOUNT = re.compile(r"\d{12}")


class AccountError(InvalidInputError):
    """Nothing says for which account, or two things say different ones."""


def _account(given: str | None) -> str | None:
    if given and not _ACCOUNT.fullmatch(given):
        raise typer.BadParameter(f"received {given!r}; accepted: an account id of 12 digits")
    return given


def permissions(
    deployment: StackArgument = None,
    account: Annotated[
        str | None,
        typer.Option(
            help="AWS account of the policies; default: account_id of the deployment, else the "
            "account of the credentials.",
            metavar="ID",
            callback=_account,
        ),
    ] = None,
    terraform: Annotated[
        Path | None,
        typer.Option(
            "--terraform-file",
            help="Also write the policies as Terraform JSON for an administrator to apply: a file "
            "named *.tf.json, or a folder.",
            metavar="FILE",
        ),
    ] = None,
    scp: Annotated[
        Path | None,
        typer.Option(
            help="Say what the account's service control policies would refuse: a JSON policy, a "
            'list of them, or {"denied": [...]} or {"allowed": [...]} with actions.',
            metavar="FILE",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the policies as JSON instead of a summary.")
    ] = False,
) -> None:
    """Write the IAM policies that plan, deploy, operate and destroy of a deployment need.

    One policy or more for each task, each within AWS's limit of 6,144 characters, and the
    permissions boundary of the deployment's own roles; computed from the settings, for one account.
    Nothing is created. Exit codes: 0 done; 1 a service control policy refuses something without
    which a task does not work; 2 wrong options or settings, or no account is known.
    """
    with exit_codes():
        policies_of_organization = read_scp(scp) if scp else ()
        name = choose_stack(deployment)
        stack = next(each for each in synthesize().stacks if each.name == name)
        configuration = stack.configuration()
        place = place_of(configuration, stack.directory)
        state = place if isinstance(place, RemotePlace) else None
        target = read_target(name, configuration, _which(configuration, name, account), state)
        report = _report(configuration, target)
        if scp:
            needed = needs(configuration, target)
            report.refusals = list(refusals(policies_of_organization, needed, target))
        written = write_terraform(terraform, report) if terraform else None
    if as_json:
        typer.echo(json.dumps(as_data(report), indent=2))
    else:
        print_report(report, written, Console(highlight=False))
    raise typer.Exit(FAILED if stops(report.refusals or ()) else 0)


def _report(configuration: Mapping[str, Any], target: Target) -> Report:
    return Report(
        target,
        policies(target.name, needs(configuration, target)),
        boundary(configuration, target) if configuration["resource"].get("aws_iam_role") else None,
    )


def _which(configuration: Mapping[str, Any], name: str, given: str | None) -> str:
    """The account's id. Raises AccountError."""
    setting, path = account_of(configuration), f"deployments.{deployment_of(name)}.account_id"
    if setting and given and setting != given:
        raise AccountError(f"--account {given}: {path} is {setting}. Accepted: the same.")
    if setting or given:
        return setting or str(given)
    try:
        return AwsAccount(region_of(configuration)).caller().account
    except AwsError as unknown:
        raise AccountError(
            f"The account is not known: give --account ID or {path}, or sign in to it. {unknown}"
        ) from unknown

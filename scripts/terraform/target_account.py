"""Refuses credentials of another account or Region than settings and state name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scripts.aws.account import AwsAccount, Caller
from scripts.cli.errors import OperationFailedError
from scripts.terraform.documents.provider import aws_providers
from scripts.terraform.documents.state import read_resources
from scripts.terraform.synthesis import deployment_of

# arn:partition:service:region:account:resource; IAM and others have no Region, S3 no account.
_ARN = re.compile(r"arn:aws[\w-]*:[\w-]+:(?P<region>[\w-]*):(?P<account>\d{12}):\S+")


class WrongTargetError(OperationFailedError):
    """Credentials, settings and state disagree about account or Region; nothing was changed."""


@dataclass(frozen=True)
class Home:
    """Accounts and Regions of the resources in a state, from their ARNs."""

    accounts: frozenset[str]
    regions: frozenset[str]


def home_of(state: Mapping[str, Any]) -> Home:
    """Read it from a decoded state, as `terraform state pull` prints it."""
    # Managed resources only: data sources may belong to another account.
    arns = (each.attributes.get("arn") for each in read_resources(state) if each.is_managed)
    matches = [match for arn in arns if isinstance(arn, str) and (match := _ARN.fullmatch(arn))]
    return Home(
        frozenset(match["account"] for match in matches),
        frozenset(match["region"] for match in matches if match["region"]),
    )


def refuse_wrong_target(
    name: str, configuration: Mapping[str, Any], state: Mapping[str, Any], account: AwsAccount
) -> Caller:
    """The caller identity, if it matches account and Region of the stack `name`.

    Without this, a wrong account or Region would look like a deployment that is not there yet, and
    a plan would make it a second time. Raises WrongTargetError and AwsError.
    """
    caller = account.caller()
    home = home_of(state)
    wrong = _against_settings(name, configuration, caller)
    if home.accounts and caller.account not in home.accounts:
        wrong.append(
            f"The state of {name} holds resources of account {', '.join(sorted(home.accounts))}, "
            f"but the credentials ({caller.arn}) open account {caller.account}. "
            "Sign in to the account of the deployment."
        )
    if home.regions and account.region not in home.regions:
        wrong.append(
            f"The state of {name} holds resources in {', '.join(sorted(home.regions))}, but "
            f"deployments.{name}.region is {account.region}. A deployment does not move: set the "
            "Region back, or describe a second deployment under another name."
        )
    if wrong:
        raise WrongTargetError("\n".join([*wrong, "Nothing was changed."]))
    return caller


def refuse_wrong_account(name: str, configuration: Mapping[str, Any], account: AwsAccount) -> None:
    """The part of it that needs no state: raise if the settings name another account.

    AWS is asked only if they name one. Raises WrongTargetError and AwsError.
    """
    if _allowed_accounts(configuration):
        wrong = _against_settings(name, configuration, account.caller())
        if wrong:
            raise WrongTargetError("\n".join([*wrong, "Nothing was changed."]))


def _against_settings(name: str, configuration: Mapping[str, Any], caller: Caller) -> list[str]:
    allowed = _allowed_accounts(configuration)
    if not allowed or caller.account in allowed:
        return []
    named = ", ".join(sorted(allowed))
    setting = f"deployments.{deployment_of(name)}.account_id"
    wrong = (
        f"{setting} is {named}, but the credentials ({caller.arn}) open account {caller.account}. "
        "Sign in to the account of the setting."
    )
    return [wrong]


def _allowed_accounts(configuration: Mapping[str, Any]) -> set[str]:
    return {each for provider in aws_providers(configuration) for each in provider.allowed_accounts}

"""IAM and resource policies as JSON documents."""

import json
from typing import Any

from stacks.account import Account

Statement = dict[str, Any]
Condition = dict[str, dict[str, str | list[str]]]


def allow(
    sid: str,
    actions: list[str],
    resources: list[str],
    *,
    principal: dict[str, str | list[str]] | None = None,
    condition: Condition | None = None,
) -> Statement:
    """A statement that allows; without `principal` it belongs into a policy of a role."""
    statement: Statement = {"Sid": sid, "Effect": "Allow"}
    if principal:
        statement["Principal"] = principal
    statement |= {"Action": actions, "Resource": resources}
    if condition:
        statement["Condition"] = condition
    return statement


def deny(
    sid: str,
    actions: list[str],
    resources: list[str],
    condition: Condition,
    *,
    principal: str | dict[str, str | list[str]] = "*",
) -> Statement:
    """A statement that denies everyone, or `principal`, what fulfils `condition`."""
    return {
        "Sid": sid,
        "Effect": "Deny",
        "Principal": {"AWS": "*"} if principal == "*" else principal,
        "Action": actions,
        "Resource": resources,
        "Condition": condition,
    }


def document(*statements: Statement) -> str:
    """The policy document that holds `statements`, as JSON text."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def trust(service: str, account: Account) -> str:
    """Lets an AWS service take on a role, only on behalf of this account.

    The condition keeps other accounts from using the service as a confused deputy:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
    """
    statement = {
        "Sid": "Trust",
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": account.id}},
    }
    return document(statement)

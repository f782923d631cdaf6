"""IAM and resource policies as JSON documents."""

import json
from collections.abc import Mapping
from typing import Any

from stacks.account import Account

Statement = dict[str, Any]
Condition = Mapping[str, Mapping[str, str | list[str]]]

# CloudTrail does not say for whom it takes on its role for CloudWatch Logs (2026-11):
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
WITHOUT_SOURCE = ("cloudtrail.amazonaws.com",)


def allow(
    sid: str,
    actions: list[str],
    resources: list[str],
    *,
    principal: Mapping[str, str | list[str]] | None = None,
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
    condition: Condition | None = None,
    *,
    principal: str | Mapping[str, str | list[str]] = "*",
) -> Statement:
    """A statement that denies everyone, or `principal`, all or what fulfils `condition`."""
    statement: Statement = {
        "Sid": sid,
        "Effect": "Deny",
        "Principal": {"AWS": "*"} if principal == "*" else principal,
        "Action": actions,
        "Resource": resources,
    }
    if condition:
        statement["Condition"] = condition
    return statement


def document(*statements: Statement, id_: str | None = None) -> str:
    """The policy document that holds `statements`, as JSON text; few services want an id."""
    named = {"Id": id_} if id_ else {}
    return json.dumps({"Version": "2012-10-17"} | named | {"Statement": list(statements)})


def trust(service: str, account: Account) -> str:
    """Lets an AWS service take on a role, only on behalf of this account.

    The condition keeps other accounts from using the service as a confused deputy:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
    """
    statement: Statement = {
        "Sid": "Trust",
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
    }
    if service not in WITHOUT_SOURCE:
        statement["Condition"] = {"StringEquals": {"aws:SourceAccount": account.id}}
    return document(statement)

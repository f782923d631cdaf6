"""Permissions of the caller: the actions without which a deployment stops half-way."""

import re
from collections.abc import Iterator

from scripts.aws.account import aws_errors
from scripts.preflight.finding import Finding, not_checked, ok, problem
from scripts.preflight.subject import Subject
from scripts.resources import made

_ASSUMED = re.compile(r"arn:(aws[\w-]*):sts::(\d{12}):assumed-role/([^/]+)/.+")


def permissions(subject: Subject) -> Iterator[Finding]:
    """Simulate the permissions: IAM policies and boundaries, not all of an organization's."""
    arn = subject.caller.arn
    if arn.endswith(":root"):
        yield ok("Rights", "the root user has all permissions")
        return
    principal = _principal(subject, arn)
    if principal is None:
        yield not_checked("Rights", f"{arn} is not a user or role that can be simulated")
        return
    iam = subject.account.client("iam")
    with aws_errors("simulate the caller's permissions (iam:SimulatePrincipalPolicy)"):
        pages = iam.get_paginator("simulate_principal_policy").paginate(
            PolicySourceArn=principal, ActionNames=_actions(subject)
        )
        results = [each for page in pages for each in page["EvaluationResults"]]
    denied = [each["EvalActionName"] for each in results if each["EvalDecision"] != "allowed"]
    if denied:
        fix = f"allow them to {principal}"
        yield problem("Rights", f"not allowed: {', '.join(sorted(denied))}", fix)
    else:
        yield ok("Rights", f"{len(results)} key actions are allowed")


def _actions(subject: Subject) -> list[str]:
    """Actions that the configuration's resource types require, by the catalogue.

    Those that deployers most often lack are among them: `iam:PassRole` and `kms:CreateGrant`.
    """
    types = subject.configuration.get("resource", {})
    return sorted({action for each in made() if each.name in types for action in each.actions})


def _principal(subject: Subject, arn: str) -> str | None:
    """The user or role that policies are attached to; a session's ARN lacks the role's path."""
    assumed = _ASSUMED.fullmatch(arn)
    if assumed is None:
        return arn if re.search(r":(user|role)/", arn) else None
    iam = subject.account.client("iam")
    with aws_errors(f"read the role {assumed[3]} (iam:GetRole)"):
        return str(iam.get_role(RoleName=assumed[3])["Role"]["Arn"])

"""Permissions of the caller: the actions of `openemr permissions`, simulated."""

import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from scripts.aws.account import aws_errors
from scripts.permissions.needs import needs
from scripts.permissions.simulation import simulations
from scripts.permissions.target import read_target
from scripts.permissions.task import COMMANDS, Task
from scripts.preflight.finding import Finding, not_checked, ok, problem, warning
from scripts.preflight.subject import Subject
from scripts.resources.facets.actions import Grant
from scripts.terraform.backend.place import RemotePlace

_ASSUMED = re.compile(r"arn:(aws[\w-]*):sts::(\d{12}):assumed-role/([^/]+)/.+")
# About two hundred requests, of which each takes a moment.
_AT_ONCE = 8
# Without the others a deployment works, but for what the warning says.
_TO_DEPLOY = (Task.PLAN, Task.DEPLOY)


def permissions(subject: Subject) -> Iterator[Finding]:
    """Simulate the permissions: IAM policies and boundaries, not all of an organization's."""
    arn = subject.caller.arn
    if arn.endswith(":root"):
        yield ok("Permissions", "the root user has all permissions")
        return
    principal = _principal(subject, arn)
    if principal is None:
        yield not_checked("Permissions", f"{arn} is not a user or role that can be simulated")
        return
    state = subject.place if isinstance(subject.place, RemotePlace) else None
    target = read_target(subject.name, subject.configuration, subject.caller.account, state)
    for task, grants in needs(subject.configuration, target).items():
        denied = _denied(subject, principal, grants)
        yield _judged(task, grants, denied, principal, subject.name)
        yield from _optional(grants, denied, subject.name)


def _judged(
    task: Task, grants: tuple[Grant, ...], denied: set[str], principal: str, name: str
) -> Finding:
    title = f"Permissions to {task.value}"
    optional = {action for each in grants if each.optional for action in each.actions}
    lacking = denied - optional
    if not lacking:
        count = len({action for each in grants for action in each.actions} - denied)
        return ok(title, f"{count} actions are allowed")
    said = f"not allowed: {', '.join(sorted(lacking))}"
    fix = f"let {principal} do it, as openemr permissions {name} writes it"
    if task in _TO_DEPLOY:
        return problem(title, said, fix)
    return warning(title, f"{said}. Without: {COMMANDS[task]}", fix)


def _optional(grants: tuple[Grant, ...], denied: set[str], name: str) -> Iterator[Finding]:
    """What may be missing, by its effect."""
    for effect in sorted({each.optional for each in grants if each.optional}):
        lacking = {a for each in grants if each.optional == effect for a in each.actions} & denied
        if lacking:
            said = f"not allowed: {', '.join(sorted(lacking))}: {effect}"
            yield warning("Optional permissions", said, f"openemr permissions {name} writes them")


def _denied(subject: Subject, principal: str, grants: tuple[Grant, ...]) -> set[str]:
    """The actions of which a request that the grants allow would be refused."""
    paginator = subject.account.client("iam").get_paginator("simulate_principal_policy")

    def refused(asked: Mapping[str, Any]) -> set[str]:
        pages = paginator.paginate(PolicySourceArn=principal, **asked)
        results = [each for page in pages for each in page["EvaluationResults"]]
        return {r["EvalActionName"] for r in results if r["EvalDecision"] != "allowed"}

    with (
        aws_errors("simulate the caller's permissions (iam:SimulatePrincipalPolicy)"),
        ThreadPoolExecutor(_AT_ONCE) as threads,
    ):
        requests = simulations(grants, subject.region)
        return set[str]().union(*threads.map(refused, requests))


def _principal(subject: Subject, arn: str) -> str | None:
    """The user or role that policies are attached to; a session's ARN lacks the role's path."""
    assumed = _ASSUMED.fullmatch(arn)
    if assumed is None:
        return arn if re.search(r":(user|role)/", arn) else None
    iam = subject.account.client("iam")
    with aws_errors(f"read the role {assumed[3]} (iam:GetRole)"):
        return str(iam.get_role(RoleName=assumed[3])["Role"]["Arn"])

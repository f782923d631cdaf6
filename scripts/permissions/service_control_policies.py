"""Service control policies: which actions an organization leaves to the account.

https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from scripts.cli.errors import InvalidInputError
from scripts.permissions.needs import Needs
from scripts.permissions.target import Target
from scripts.permissions.task import Task
from scripts.resources.facets.actions import Grant
from scripts.terraform.documents.policies.patterns import Some, overlap

_ACCEPTED = (
    "a service control policy as JSON, a list of such policies which all have to allow, "
    '{"allowed": [ACTIONS]} or {"denied": [ACTIONS]}'
)
# Requests to these are signed for one Region, whatever the deployment's is.
_GLOBAL = {"iam", "route53", "sts", "organizations", "cloudfront"}


class ScpError(InvalidInputError):
    """The file is no service control policy; the message says what is accepted."""


class Verdict(Enum):
    """Whether an organization leaves an action to the account."""

    ALLOWED = "allowed"
    DENIED = "denied"
    # By a condition or resource of which the request alone decides.
    MAYBE = "may be denied"


@dataclass(frozen=True)
class Refusal:
    """An action that is or may be refused; effect: what does not work then, if the rest does."""

    task: Task
    action: str
    verdict: Verdict
    effect: str = ""


Policies = Sequence[Sequence[Mapping[str, Any]]]


def read_scp(file: Path) -> Policies:
    """The statements of each policy in the file. Raises ScpError."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise ScpError(f"--scp {file}: {problem}; accepted: {_ACCEPTED}") from problem
    listed = document if isinstance(document, list) else [document]
    found = [_statements(each) for each in listed]
    if not found or not all(found):
        raise ScpError(f"--scp {file}: no policy; accepted: {_ACCEPTED}")
    return found


def _statements(document: Any) -> list[Mapping[str, Any]]:
    if not isinstance(document, dict):
        return []
    given = document.get("Statement", [])
    found = given if isinstance(given, list) else [given]
    for key, effect in (("allowed", "Allow"), ("denied", "Deny")):
        if isinstance(document.get(key), list):
            found = [*found, {"Effect": effect, "Action": document[key], "Resource": "*"}]
    if "allowed" not in document and "denied" in document:
        found = [*found, {"Effect": "Allow", "Action": "*", "Resource": "*"}]
    are_statements = all(
        isinstance(each, dict)
        and each.get("Effect") in ("Allow", "Deny")
        and ("Action" in each or "NotAction" in each)
        for each in found
    )
    return found if are_statements else []


def refusals(policies: Policies, needs: Needs, target: Target) -> Iterator[Refusal]:
    """What of the needs the policies refuse, in the order of the tasks."""
    for task, grants in needs.items():
        verdicts: dict[str, tuple[Verdict, str]] = {}
        for each in grants:
            for action in each.actions:
                found = _verdict(policies, action, each, target)
                if found is not Verdict.ALLOWED:
                    before = verdicts.get(action, (found, each.optional))
                    worst = Verdict.DENIED if Verdict.DENIED in (found, before[0]) else found
                    # Needed somewhere without which nothing works.
                    effect = each.optional and before[1]
                    verdicts[action] = (worst, effect)
        for action, (verdict, effect) in sorted(verdicts.items()):
            yield Refusal(task, action, verdict, effect)


def _verdict(policies: Policies, action: str, need: Grant, target: Target) -> Verdict:
    found = {_of_policy(statements, action, need, target) for statements in policies}
    for each in (Verdict.DENIED, Verdict.MAYBE):
        if each in found:
            return each
    return Verdict.ALLOWED


def _of_policy(
    statements: Sequence[Mapping[str, Any]], action: str, need: Grant, target: Target
) -> Verdict:
    denies = {_applies(s, action, need, target) for s in statements if s["Effect"] == "Deny"}
    if True in denies:
        return Verdict.DENIED
    allows = {_applies(s, action, need, target) for s in statements if s["Effect"] == "Allow"}
    if allows <= {False}:
        return Verdict.DENIED
    return Verdict.MAYBE if None in denies or True not in allows else Verdict.ALLOWED


def _applies(statement: Mapping[str, Any], action: str, need: Grant, target: Target) -> bool | None:
    """Whether a statement applies to all requests of a need; None: to some, or nobody knows."""
    if not _names(statement, "Action", action.lower(), str.lower):
        return False
    parts = [_on_resources(statement, need), _under(statement, action, target)]
    if False in parts:
        return False
    return None if None in parts else True


def _names(statement: Mapping[str, Any], element: str, value: str, fold: Any = str) -> bool:
    if f"Not{element}" in statement:
        return not any(fnmatchcase(value, fold(each)) for each in _list(statement[f"Not{element}"]))
    return any(fnmatchcase(value, fold(each)) for each in _list(statement.get(element, ())))


def _on_resources(statement: Mapping[str, Any], need: Grant) -> bool | None:
    patterns = _list(statement.get("Resource", ["*"]))
    if "NotResource" in statement:
        return None
    if "*" in patterns:
        return True
    touched = any(overlap(Some(one), Some(each)) for one in need.resources for each in patterns)
    return None if touched else False


def _under(statement: Mapping[str, Any], action: str, target: Target) -> bool | None:
    """Whether the conditions are met, as far as the Region decides it."""
    conditions = statement.get("Condition") or {}
    met: list[bool | None] = []
    service = action.partition(":")[0]
    region = "us-east-1" if service in _GLOBAL else target.region
    for operator, keys in conditions.items():
        for key, values in keys.items():
            if key.lower() != "aws:requestedregion" or not operator.startswith("String"):
                met.append(None)
                continue
            among = any(fnmatchcase(region, each) for each in _list(values))
            met.append(among != operator.startswith("StringNot"))
    if False in met:
        return False
    return None if None in met else True


def _list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [str(each) for each in value]


def stops(found: Iterable[Refusal]) -> bool:
    """Whether something is refused without which a task does not work."""
    return any(each.verdict is Verdict.DENIED and not each.effect for each in found)

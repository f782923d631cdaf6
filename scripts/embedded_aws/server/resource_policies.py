"""Read resource policies as far as the guards need: does one allow an action to a principal?"""

import json
from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Any

from ministack.services import iam


def as_list(value: Any) -> list[Any]:
    """A policy element that may be one value or a list of them."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def statements(document: Any) -> list[dict[str, Any]]:
    """The statements of a policy; raise ValueError for text that is no policy."""
    policy = json.loads(document) if isinstance(document, (str, bytes)) else document
    found = as_list(policy.get("Statement")) if isinstance(policy, dict) else []
    if not found or not all(isinstance(statement, dict) for statement in found):
        raise ValueError("not a policy document")
    return found


def allows(
    document: Any, action: str, principals: Iterable[str], resource: str | None = None
) -> bool:
    """Whether a policy allows one of the principals the action, conditions being met.

    An unconditional Deny wins; a Deny with a condition is taken not to apply.
    """
    try:
        found = statements(document or "{}")
    except ValueError:
        return False
    wanted = set(principals)
    matching = [s for s in found if _matches(s, action, wanted, resource)]
    if any(s["Effect"] == "Deny" and not s.get("Condition") for s in matching):
        return False
    return any(s["Effect"] == "Allow" for s in matching)


def denies(
    document: Any, action: str, principals: Iterable[str], resource: str | None = None
) -> bool:
    """Whether an unconditional Deny of a policy is about the action and one of the principals."""
    try:
        found = statements(document)
    except ValueError:
        return False
    wanted = set(principals)
    return any(
        each["Effect"] == "Deny"
        and not each.get("Condition")
        and _matches(each, action, wanted, resource)
        for each in found
    )


def assumable(role_arn: str, service: str) -> bool:
    """Whether the role exists and its trust policy lets the AWS service assume it."""
    role = iam._roles.get(role_arn.rsplit("/", maxsplit=1)[-1])
    trust = role.get("AssumeRolePolicyDocument") if role else None
    return bool(trust) and allows(trust, "sts:AssumeRole", [service])


def _matches(
    statement: dict[str, Any], action: str, principals: set[str], resource: str | None
) -> bool:
    principal = statement.get("Principal", {})
    named = (
        {"*"}
        if principal == "*"
        else {name for names in principal.values() for name in as_list(names)}
    )
    actions = as_list(statement.get("Action"))
    resources = as_list(statement.get("Resource", "*"))
    return (
        ("*" in named or bool(named & principals))
        and any(fnmatchcase(action.lower(), pattern.lower()) for pattern in actions)
        and (resource is None or any(fnmatchcase(resource, pattern) for pattern in resources))
    )

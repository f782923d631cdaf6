"""A small evaluator of resource policies: may this service do that, here and now?"""

import fnmatch
from typing import Any

from tests.synthesized import as_list, statements

Context = dict[str, str]

ACCOUNT = "${data.aws_caller_identity.account_identity.account_id}"


def allows(policy: str, service: str, action: str, resource: str, context: Context) -> bool:
    """True if a statement allows the call of `<service>.amazonaws.com` and none denies it."""
    effects = {
        statement["Effect"]
        for statement in statements(policy)
        if _applies(statement, f"{service}.amazonaws.com", action, resource)
        and _fulfilled(statement.get("Condition", {}), context)
    }
    return effects == {"Allow"}


def _applies(statement: dict[str, Any], service: str, action: str, resource: str) -> bool:
    principal = statement["Principal"]
    named = service in as_list(principal.get("Service")) or principal.get("AWS") == "*"
    return (
        named
        and _matches_one(action, statement["Action"])
        and _matches_one(resource, statement["Resource"])
    )


def _matches_one(value: str, patterns: Any) -> bool:
    return any(fnmatch.fnmatchcase(value, pattern) for pattern in as_list(patterns))


def _fulfilled(condition: dict[str, dict[str, Any]], context: Context) -> bool:
    return all(
        key in context and _holds(operator, context[key], accepted)
        for operator, keys in condition.items()
        for key, accepted in keys.items()
    )


def _holds(operator: str, value: str, accepted: Any) -> bool:
    if operator in ("StringEquals", "Bool"):
        return value in as_list(accepted)
    assert operator in ("StringLike", "ArnLike"), operator
    return _matches_one(value, accepted)

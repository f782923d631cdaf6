"""IAM: the policy simulator with all resources and with the condition keys of the request."""

from typing import Any

from ministack.core import iam_evaluator
from ministack.core.responses import get_region
from ministack.services import iam

from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.wire import nested, xml

_DECISIONS = {"Allow": "allowed", "Deny": "explicitDeny"}


@around(iam, "_extract_simulate_params")
def all_parameters(_original: Handler, parameters: dict[str, Any]) -> tuple[Any, Any]:
    """MiniStack hands both on to what follows, and reads neither."""
    given = nested(parameters)
    keys = {
        each["ContextKeyName"].lower(): each.get("ContextKeyValues", [""])[0]
        for each in given.get("ContextEntries", [])
    }
    return given.get("ActionNames", []), (given.get("ResourceArns", ["*"]), keys)


@around(iam, "_build_simulate_results_real")
def results(
    _original: Handler,
    actions: list[str],
    asked: tuple[list[str], dict[str, str]],
    principal: str,
    account: str,
    policies: Any,
) -> str:
    """One result for each action on each resource; a wanted region is a condition key."""
    resources, keys = asked
    return "".join(
        xml([_result(action, resource, keys, principal, account, policies)])
        for action in actions
        for resource in resources
    )


def _result(
    action: str, resource: str, keys: dict[str, str], principal: str, account: str, policies: Any
) -> dict[str, Any]:
    region = keys.get("aws:requestedregion") or get_region()
    context = iam_evaluator.EvalContext(
        principal_arn=principal,
        principal_type="User",
        principal_account=account,
        action=action,
        resource_arn=resource,
        region=region,
        service_context=dict(keys),
    )
    # The simulator knows the resource, and that it has no other tags than it was told.
    allowed = _first(context, policies, "Allow")
    denied = _first(context, policies, "Deny")
    decision = "Deny" if denied else "Allow" if allowed else ""
    return {
        "EvalActionName": action,
        "EvalResourceName": resource,
        "EvalDecision": _DECISIONS.get(decision, "implicitDeny"),
        "MatchedStatements": [],
        "MissingContextValues": [],
    }


def _first(context: Any, policies: Any, effect: str) -> bool:
    return any(
        statement.effect == effect
        and iam_evaluator._action_matches(context.action, statement.actions, statement.not_actions)
        and iam_evaluator._resource_matches(
            context.resource_arn, statement.resources, statement.not_resources
        )
        and iam_evaluator._conditions_met(statement.conditions, context)
        for policy in policies
        for statement in policy
    )

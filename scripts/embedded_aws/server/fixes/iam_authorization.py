"""IAM: what each request is authorized for, as AWS does it, and a record of every decision.

MiniStack knows one ARN for many requests only, and asks for the called operation alone. Here the
actions that AWS asks for besides are evaluated too. A resource that nobody can tell from the
request counts as one that the statement names: its conditions on tags count as met.
"""

import json
import os
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ministack.core import iam_actions, iam_evaluator
from ministack.services import ec2, iam, tagging

from scripts.embedded_aws.server.fixes.iam_dependent_actions import (
    dependent_checks,
    parameters_of,
    tags_of,
)
from scripts.embedded_aws.server.patching import Handler, around

_RECORD = Path(os.environ.get("STATE_DIR", ".")).parent / "authorizations.jsonl"
_OF_TAGS = "aws:resourcetag/"


@dataclass
class _Request:
    """What the last request named; denied: the dependent action for which it was refused."""

    parameters: Mapping[str, Any] = field(default_factory=dict)
    denied: str = ""


_request: ContextVar[_Request] = ContextVar("embedded_aws_request", default=_Request())  # noqa: B039


@around(iam_actions, "extract_resource_arn")
def resource_of(original: Handler, service: str, *of_request: Any) -> str:
    """The ARN that AWS authorizes; `*` if the request does not tell it."""
    body, query, region, account = of_request[3], of_request[4], of_request[5], of_request[6]
    parameters = parameters_of(body, query)
    _request.set(_Request(parameters))
    arn = str(original(service, *of_request))
    if service == "ecs":
        return _of_ecs(parameters, f"arn:aws:ecs:{region}:{account}:") or arn
    if service == "backup" and (point := parameters.get("RecoveryPointArn")):
        return str(point)  # StartRestoreJob, StartCopyJob
    if service == "events" and (rule := parameters.get("Rule") or parameters.get("Name")):
        # The default bus has no part in the ARN of its rules.
        return f"arn:aws:events:{region}:{account}:rule/{rule}"
    if service == "iam" and (role := iam._roles.get(str(parameters.get("RoleName")))):
        return str(role["Arn"])
    return arn


def _of_ecs(parameters: Mapping[str, Any], prefix: str) -> str:
    if "family" in parameters or ("taskDefinition" in parameters and "service" not in parameters):
        return "*" if "serviceName" not in parameters else _service(parameters, prefix)
    if named := parameters.get("resourceArn"):
        return str(named)
    if any(key in parameters for key in ("service", "serviceName", "services")):
        return _service(parameters, prefix)
    return "*" if {"tasks", "task"} & set(parameters) else ""


def _service(parameters: Mapping[str, Any], prefix: str) -> str:
    name = parameters.get("service") or parameters.get("serviceName")
    name = str(name or next(iter(parameters.get("services") or [""]), ""))
    cluster = str(parameters.get("cluster", "default")).rpartition("/")[2]
    return name if name.startswith("arn:") else f"{prefix}service/{cluster}/{name}"


# MiniStack reads these tags for another API only.
tagging._RESOURCE_TAG_COLLECTORS |= {
    each: tagging._COLLECTORS[each] for each in ("backup", "elasticfilesystem")
}


@around(tagging, "resource_tags")
def tags_of_networks(original: Handler, arn: str) -> dict[str, str] | None:
    """Of EC2's resources too; None where the tags of a resource are not known."""
    if not arn.startswith("arn:aws:ec2:"):
        found: dict[str, str] | None = original(arn)
        return found
    return {each["Key"]: each["Value"] for each in ec2._tags.get(arn.rpartition("/")[2]) or ()}


@around(iam_evaluator, "enforce")
def enforce_all(
    original: Handler,
    access_key_id: str,
    iam_action: str,
    service: str,
    region: str,
    resource_arn: str = "*",
    service_context: dict[str, Any] | None = None,
) -> Any:
    """The decision on the action, then on those that AWS authorizes besides."""
    request = _request.get()
    tags = tags_of(request.parameters)
    context = {**tags, **_condition_keys(iam_action, request.parameters), **(service_context or {})}
    refused = original(access_key_id, iam_action, service, region, resource_arn, context)
    _record(iam_action, resource_arn, context, refused)
    if refused:
        return refused
    stack_type = "AWS::ElastiCache::User" if service == "cloudformation" else ""
    for each in dependent_checks(iam_action, request.parameters, tags, stack_type):
        refused = original(
            access_key_id,
            each.action,
            each.action.partition(":")[0],
            region,
            each.resource,
            dict(each.context),
        )
        _record(each.action, each.resource, each.context, refused, iam_action)
        if refused:
            request.denied = each.action
            return refused
    return None


def _condition_keys(action: str, parameters: Mapping[str, Any]) -> dict[str, str]:
    """Condition keys of the services that MiniStack does not fill in."""
    if action.startswith("application-autoscaling:"):
        namespace = str(parameters.get("ServiceNamespace", ""))
        return {"application-autoscaling:service-namespace": namespace}
    if not action.startswith("iam:"):
        return {}
    role = iam._roles.get(str(parameters.get("RoleName"))) or {}
    found = {
        "iam:awsservicename": parameters.get("AWSServiceName"),
        "iam:permissionsboundary": parameters.get("PermissionsBoundary")
        or role.get("PermissionsBoundary"),
        "iam:policyarn": parameters.get("PolicyArn"),
    }
    return {key: str(value) for key, value in found.items() if value}


def _record(
    action: str, resource: str, context: Mapping[str, Any], refused: Any, beside: str = ""
) -> None:
    with _RECORD.open("a", encoding="utf-8") as record:
        entry: dict[str, Any] = {"action": action, "resource": resource, "context": dict(context)}
        entry |= {"beside": beside, "allowed": refused is None}
        record.write(json.dumps(entry) + "\n")


@around(iam_actions, "access_denied_response")
def name_the_denied_action(
    original: Handler, service: str, action: str, *rest: Any, **more: Any
) -> Any:
    return original(service, _request.get().denied or action, *rest, **more)


@around(iam_evaluator, "_first_match")
def match_unknown_resources(original: Handler, ctx: Any, statements: Any, effect: str) -> Any:
    """The first statement that applies; what is not known of the resource is not compared."""
    if effect != "Allow":
        return original(ctx, statements, effect)
    return next((each for each in statements if _allows(each, ctx)), None)


def _allows(statement: Any, ctx: Any) -> bool:
    if statement.effect != "Allow" or not iam_evaluator._action_matches(
        ctx.action, statement.actions, statement.not_actions
    ):
        return False
    known = ctx.resource_arn != "*"
    if known and not iam_evaluator._resource_matches(
        ctx.resource_arn, statement.resources, statement.not_resources
    ):
        return False
    has_tags = known and tagging.resource_tags(ctx.resource_arn) is not None
    conditions = statement.conditions if has_tags else dict(_without_tags(statement.conditions))
    return bool(iam_evaluator._conditions_met(conditions, ctx))


def _without_tags(conditions: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for operator, keys in conditions.items():
        yield operator, {k: v for k, v in keys.items() if not k.lower().startswith(_OF_TAGS)}

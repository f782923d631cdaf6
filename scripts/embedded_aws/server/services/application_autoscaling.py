"""Application Auto Scaling: scalable targets, target tracking and scheduled actions."""

import time
from collections.abc import Callable
from typing import Any

from ministack.core.responses import (
    AccountRegionScopedDict,
    error_response_json,
    get_account_id,
    get_region,
    json_response,
    new_uuid,
)
from ministack.services import ecs

from scripts.embedded_aws.server.json_service import serve
from scripts.embedded_aws.server.services import target_tracking
from scripts.embedded_aws.server.state import regional_records
from scripts.embedded_aws.server.wire import Response

Record = dict[str, Any]
_IDENTITY = ("ServiceNamespace", "ResourceId", "ScalableDimension")
_TARGET_MEMBERS = (*_IDENTITY, "MinCapacity", "MaxCapacity", "RoleARN", "SuspendedState")
_LINKED_ROLE = (
    "role/aws-service-role/ecs.application-autoscaling.amazonaws.com/"
    "AWSServiceRoleForApplicationAutoScaling_ECSService"
)
_targets = regional_records("scalable_targets")
_policies = regional_records("scaling_policies")
_schedules = regional_records("scheduled_actions")
_tags = regional_records("scalable_target_tags")


def _key(request: Record, name: str = "") -> str:
    return "|".join([*(request[part] for part in _IDENTITY), name])


def _invalid(message: str) -> Response:
    return error_response_json("ValidationException", message, 400)


def _missing(what: str, request: Record) -> Response:
    where = ", ".join(f"{part}: {request.get(part)}" for part in _IDENTITY)
    return error_response_json("ObjectNotFoundException", f"No {what} found for {where}", 400)


def _arn(service: str, resource: str) -> str:
    return f"arn:aws:{service}:{get_region()}:{get_account_id()}:{resource}"


def _register_target(request: Record) -> Response:
    known = _targets.get(_key(request), {})
    if not known and not {"MinCapacity", "MaxCapacity"} <= set(request):
        return _invalid("MinCapacity and MaxCapacity are required for a new scalable target")
    given = {member: request[member] for member in _TARGET_MEMBERS if member in request}
    target = {**_target_defaults(), **known, **given}
    if target["MinCapacity"] > target["MaxCapacity"]:
        return _invalid("Maximum capacity cannot be less than minimum capacity")
    if request["ServiceNamespace"] == "ecs":
        _, cluster, name = request["ResourceId"].split("/")
        service = ecs._services.get(f"{cluster}/{name}")
        if not service or service.get("status") != "ACTIVE":
            return _invalid(f"ECS service doesn't exist: {request['ResourceId']}")
        # The floor of a new target moves the service at once.
        service["desiredCount"] = max(service["desiredCount"], target["MinCapacity"])
    _targets[_key(request)] = target
    if request.get("Tags"):
        _tags[target["ScalableTargetARN"]] = dict(request["Tags"])
    return json_response({"ScalableTargetARN": target["ScalableTargetARN"]})


def _target_defaults() -> Record:
    identifier = new_uuid().replace("-", "")[:24]
    suspensions = ("DynamicScalingInSuspended", "DynamicScalingOutSuspended")
    return {
        "CreationTime": int(time.time()),
        "RoleARN": f"arn:aws:iam::{get_account_id()}:{_LINKED_ROLE}",
        "ScalableTargetARN": _arn("application-autoscaling", f"scalable-target/{identifier}"),
        "SuspendedState": dict.fromkeys((*suspensions, "ScheduledScalingSuspended"), False),
    }


def _deregister_target(request: Record) -> Response:
    target = _targets.pop(_key(request), None)
    if target is None:
        return _missing("scalable target", request)
    _tags.pop(target["ScalableTargetARN"], None)
    for records in (_policies, _schedules):
        for key, record in records.items():
            if _key(record) == _key(request):
                target_tracking.delete_alarms(record)
                records.pop(key)
    return json_response({})


def _put_policy(request: Record) -> Response:
    if _key(request) not in _targets:
        return _missing("scalable target", request)
    key = _key(request, request["PolicyName"])
    suffix = f"{request['ServiceNamespace']}/{request['ResourceId']}"
    resource = f"scalingPolicy:{new_uuid()}:resource/{suffix}:policyName/{request['PolicyName']}"
    policy = {
        "CreationTime": int(time.time()),
        "PolicyARN": _arn("autoscaling", resource),
        "PolicyType": "StepScaling",
        **_policies.get(key, {}),
        **request,
    }
    target_tracking.delete_alarms(policy)
    policy["Alarms"] = target_tracking.create_alarms(policy)
    _policies[key] = policy
    return json_response({"PolicyARN": policy["PolicyARN"], "Alarms": policy["Alarms"]})


def _delete_policy(request: Record) -> Response:
    policy = _policies.pop(_key(request, request["PolicyName"]), None)
    if policy is None:
        return _missing("scaling policy", request)
    target_tracking.delete_alarms(policy)
    return json_response({})


def _put_schedule(request: Record) -> Response:
    if _key(request) not in _targets:
        return _missing("scalable target", request)
    name = request["ScheduledActionName"]
    suffix = f"{request['ServiceNamespace']}/{request['ResourceId']}:scheduledActionName/{name}"
    arn = _arn("autoscaling", f"scheduledAction:{new_uuid()}:resource/{suffix}")
    known = _schedules.get(_key(request, name), {})
    made = {"CreationTime": int(time.time()), "ScheduledActionARN": arn}
    _schedules[_key(request, name)] = {**made, **known, **request}
    return json_response({})


def _delete_schedule(request: Record) -> Response:
    if _schedules.pop(_key(request, request["ScheduledActionName"]), None) is None:
        return _missing("scheduled action", request)
    return json_response({})


def _describe(
    records: AccountRegionScopedDict, answer: str, plural: str, singular: str
) -> Callable[[Record], Response]:
    def describe(request: Record) -> Response:
        found = [
            record
            for record in records.values()
            if all(not request.get(p) or record[p] == request[p] for p in _IDENTITY)
            and (not request.get(plural) or record[singular] in request[plural])
        ]
        return json_response({answer: found})

    return describe


def _tagging(request: Record) -> Response:
    """ListTagsForResource, TagResource and UntagResource; each shows the tags that result."""
    arn = request["ResourceARN"]
    if arn not in [target["ScalableTargetARN"] for target in _targets.values()]:
        return error_response_json(
            "ResourceNotFoundException", f"The scalable target {arn} does not exist", 400
        )
    tags = {**_tags.get(arn, {}), **request.get("Tags", {})}
    removed = request.get("TagKeys", [])
    _tags[arn] = {key: value for key, value in tags.items() if key not in removed}
    return json_response({"Tags": _tags[arn]})


serve(
    "application-autoscaling",
    {
        "DeleteScalingPolicy": _delete_policy,
        "DeleteScheduledAction": _delete_schedule,
        "DeregisterScalableTarget": _deregister_target,
        "DescribeScalableTargets": _describe(
            _targets, "ScalableTargets", "ResourceIds", "ResourceId"
        ),
        "DescribeScalingActivities": lambda _: json_response({"ScalingActivities": []}),
        "DescribeScalingPolicies": _describe(
            _policies, "ScalingPolicies", "PolicyNames", "PolicyName"
        ),
        "DescribeScheduledActions": _describe(
            _schedules, "ScheduledActions", "ScheduledActionNames", "ScheduledActionName"
        ),
        "ListTagsForResource": _tagging,
        "PutScalingPolicy": _put_policy,
        "PutScheduledAction": _put_schedule,
        "RegisterScalableTarget": _register_target,
        "TagResource": _tagging,
        "UntagResource": _tagging,
    },
)

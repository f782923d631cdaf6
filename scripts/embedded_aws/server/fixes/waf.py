"""WAF: logging configurations, and the members of a web ACL that MiniStack drops."""

import json
from typing import Any

from ministack.core.responses import json_response
from ministack.services import waf

from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.state import regional_records
from scripts.embedded_aws.server.wire import Response

_DROPPED_MEMBERS = (
    "AssociationConfig",
    "CaptchaConfig",
    "ChallengeConfig",
    "CustomResponseBodies",
    "TokenDomains",
)
_LOG_NAME_PREFIX = "aws-waf-logs-"
_logging = regional_records("waf_logging")


@around(waf, "create_web_acl_record")
def keep_members(
    original: Handler, name: str, scope: str, properties: dict[str, Any]
) -> tuple[str, str, dict[str, Any]]:
    identifier, arn, acl = original(name, scope, properties)
    acl.update({key: properties[key] for key in _DROPPED_MEMBERS if properties.get(key)})
    return identifier, arn, acl


@around(waf, "_update_web_acl")
def replace_members(original: Handler, request: dict[str, Any]) -> Response:
    response = original(request)
    acl = waf._resource_from_scope(
        waf._web_acls, request.get("Id", ""), request.get("Scope", "REGIONAL")
    )
    if response[0] == 200:
        acl["Description"] = request.get("Description") or ""
        for key in _DROPPED_MEMBERS:
            acl.pop(key, None)
            if request.get(key):
                acl[key] = request[key]
    return response


@around(waf, "handle_request")
async def logging_configuration(
    original: Handler,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes,
    query: dict[str, Any],
) -> Response:
    operation = headers.get("x-amz-target", "").split(".")[-1]
    request = json.loads(body or b"{}")
    if operation == "PutLoggingConfiguration":
        return _put_logging(request["LoggingConfiguration"])
    if operation == "ListLoggingConfigurations":
        return json_response({"LoggingConfigurations": _logging.values()})
    if operation in ("GetLoggingConfiguration", "DeleteLoggingConfiguration"):
        return _get_or_delete_logging(operation, request.get("ResourceArn", ""))
    return await original(method, path, headers, body, query)


def _put_logging(configuration: dict[str, Any]) -> Response:
    arn = configuration["ResourceArn"]
    _, error = waf._resolve_local_web_acl(arn)
    if error:
        return error
    for destination in configuration["LogDestinationConfigs"]:
        name = destination.split(":log-group:")[-1].split(":::")[-1].split("/")[-1]
        if not name.startswith(_LOG_NAME_PREFIX):
            return waf._waf_err(
                "WAFInvalidParameterException",
                "Error reason: The ARN isn't valid. A valid ARN begins with arn: and includes "
                "other information separated by colons or slashes., field: LOG_DESTINATION, "
                f"parameter: {destination}",
            )
    _logging[arn] = {**configuration, "ManagedByFirewallManager": False}
    return json_response({"LoggingConfiguration": _logging[arn]})


def _get_or_delete_logging(operation: str, arn: str) -> Response:
    if arn not in _logging:
        return waf._waf_err(
            "WAFNonexistentItemException",
            "AWS WAF couldn't perform the operation because your resource doesn't exist.",
        )
    if operation == "DeleteLoggingConfiguration":
        _logging.pop(arn)
        return json_response({})
    return json_response({"LoggingConfiguration": _logging[arn]})

"""CloudWatch Logs: the key of an existing log group, and events of streams by their prefix."""

import json
from typing import Any

from ministack.core.responses import error_response_json, json_response
from ministack.services import cloudwatch_logs

from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.wire import Response


@around(cloudwatch_logs, "handle_request")
async def change_the_key(
    original: Handler, method: str, path: str, headers: dict[str, str], body: bytes, query: Any
) -> Response:
    action = headers.get("x-amz-target", "").rpartition(".")[2]
    if action not in ("AssociateKmsKey", "DisassociateKmsKey"):
        response: Response = await original(method, path, headers, body, query)
        return response
    request = json.loads(body)
    group = cloudwatch_logs._log_groups.get(request.get("logGroupName"))
    if group is None:
        return error_response_json(
            "ResourceNotFoundException", "The specified log group does not exist.", 400
        )
    # Absent in DisassociateKmsKey, which leaves the key of CloudWatch Logs itself.
    group["kmsKeyId"] = request.get("kmsKeyId")
    return json_response({})


@around(cloudwatch_logs, "_filter_log_events")
def filter_streams_by_prefix(original: Handler, request: dict[str, Any]) -> Response:
    prefix = request.get("logStreamNamePrefix")
    group = cloudwatch_logs._log_groups.get(request.get("logGroupName", ""))
    if not prefix or group is None:
        return original(request)
    names = [name for name in group["streams"] if name.startswith(prefix)]
    # No name at all would stand for every stream.
    return original({**request, "logStreamNames": names or [prefix]})

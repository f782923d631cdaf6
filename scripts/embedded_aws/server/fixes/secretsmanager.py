"""Secrets Manager: rotation can be cancelled."""

import json
from typing import Any

from ministack.core.responses import error_response_json, json_response
from ministack.services import secretsmanager

from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.wire import Response


@around(secretsmanager, "handle_request")
async def cancel_rotation(
    original: Handler,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes,
    query: dict[str, Any],
) -> Response:
    if not headers.get("x-amz-target", "").endswith(".CancelRotateSecret"):
        response: Response = await original(method, path, headers, body, query)
        return response
    _, secret = secretsmanager._resolve(json.loads(body)["SecretId"])
    if not secret:
        return error_response_json(
            "ResourceNotFoundException", "Secrets Manager can't find the specified secret.", 400
        )
    secret["RotationEnabled"] = False
    return json_response({"ARN": secret["ARN"], "Name": secret["Name"]})

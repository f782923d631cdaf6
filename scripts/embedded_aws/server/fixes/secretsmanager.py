"""Secrets Manager: rotation can be cancelled."""

from typing import Any

from ministack.core.responses import error_response_json, json_response
from ministack.services import secretsmanager

from scripts.embedded_aws.server.json_service import operation
from scripts.embedded_aws.server.wire import Response


@operation(secretsmanager, "CancelRotateSecret")
def cancel_rotation(request: dict[str, Any]) -> Response:
    _, secret = secretsmanager._resolve(request["SecretId"])
    if not secret:
        return error_response_json(
            "ResourceNotFoundException", "Secrets Manager can't find the specified secret.", 400
        )
    secret["RotationEnabled"] = False
    return json_response({"ARN": secret["ARN"], "Name": secret["Name"]})

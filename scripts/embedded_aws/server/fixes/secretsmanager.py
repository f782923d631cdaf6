"""Secrets Manager: rotation can be cancelled; RDS rotates its own secrets."""

from typing import Any

from ministack.core.responses import error_response_json, json_response
from ministack.services import secretsmanager

from scripts.embedded_aws.server.json_service import operation
from scripts.embedded_aws.server.patching import Handler, around
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


@around(secretsmanager, "create_secret_in_process")
def rotate_secrets_of_rds(original: Handler, name: str, *given: Any, **named: Any) -> str:
    """RDS rotates each secret of a master user every seven days unless that is changed.

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-secrets-manager.html (2026-11)
    """
    arn: str = original(name, *given, **named)
    if name.startswith("rds!"):
        _, secret = secretsmanager._resolve(arn)
        secret.update(RotationEnabled=True, RotationRules={"AutomaticallyAfterDays": 7})
    return arn

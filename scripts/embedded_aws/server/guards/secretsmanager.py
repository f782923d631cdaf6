"""Secrets Manager: refuse names still waiting to be deleted, missing keys and bad policies."""

from typing import Any

from ministack.core.responses import error_response_json
from ministack.services import kms, secretsmanager

from scripts.embedded_aws.server.patching import before
from scripts.embedded_aws.server.resource_policies import statements
from scripts.embedded_aws.server.wire import Response


@before(secretsmanager, "_create_secret")
def refuse_bad_secrets(request: dict[str, Any]) -> Response | None:
    secrets = secretsmanager._secrets.values()
    same = [secret for secret in secrets if secret.get("Name") == request.get("Name")]
    if any(secret.get("DeletedDate") for secret in same):
        return error_response_json(
            "InvalidRequestException",
            "You can't create this secret because a secret with this name is already scheduled "
            "for deletion.",
            400,
        )
    key = request.get("KmsKeyId") or ""
    if key and "alias/" not in key and not kms._keys.get(key.split("/")[-1]):
        return _invalid(f"The KMS key {key} does not exist")
    return None


@before(secretsmanager, "_put_resource_policy")
def refuse_malformed_policies(request: dict[str, Any]) -> Response | None:
    try:
        found = statements(request.get("ResourcePolicy", ""))
    except ValueError:
        found = []
    if found and all("Principal" in s or "NotPrincipal" in s for s in found):
        return None
    return error_response_json(
        "MalformedPolicyDocumentException", "This resource policy contains a syntax error.", 400
    )


def _invalid(message: str) -> Response:
    return error_response_json("InvalidParameterException", message, 400)


@before(secretsmanager, "_rotate_secret")
def refuse_rotation_by_nobody(request: dict[str, Any]) -> Response | None:
    _, secret = secretsmanager._resolve(request.get("SecretId"))
    if not secret or secret["Name"].startswith("rds!"):  # RDS rotates its own secrets
        return None
    if request.get("RotationLambdaARN") or secret.get("RotationLambdaARN"):
        return None
    return error_response_json(
        "InvalidRequestException",
        "No Lambda rotation function ARN is associated with this secret.",
        400,
    )

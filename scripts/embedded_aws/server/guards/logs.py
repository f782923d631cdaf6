"""CloudWatch Logs: refuse a key which the service may not use."""

from typing import Any

from ministack.core.responses import error_response_json, get_account_id, get_region
from ministack.services import cloudwatch_logs, kms

from scripts.embedded_aws.server.patching import before
from scripts.embedded_aws.server.resource_policies import allows
from scripts.embedded_aws.server.wire import Response


@before(cloudwatch_logs, "_create_log_group")
def refuse_unusable_keys(request: dict[str, Any]) -> Response | None:
    reference = request.get("kmsKeyId")
    if not reference:
        return None
    key = kms._keys.get(reference.split("/")[-1])
    region = get_region()
    users = [f"logs.{region}.amazonaws.com", "logs.amazonaws.com"]
    if key and allows(key.get("Policy"), "kms:Encrypt", users):
        return None
    group = f"arn:aws:logs:{region}:{get_account_id()}:log-group:{request.get('logGroupName', '')}"
    return error_response_json(
        "InvalidParameterException",
        f"The specified KMS key does not exist or is not allowed to be used with Arn '{group}'",
        400,
    )

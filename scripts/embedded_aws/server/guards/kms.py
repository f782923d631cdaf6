"""KMS: refuse key policies that lock the account out."""

from typing import Any

from ministack.core.responses import error_response_json, get_account_id
from ministack.services import kms

from scripts.embedded_aws.server.patching import before
from scripts.embedded_aws.server.resource_policies import allows, statements
from scripts.embedded_aws.server.wire import Response


@before(kms, "_create_key", "_put_key_policy")
def refuse_unsafe_policies(request: dict[str, Any]) -> Response | None:
    policy = request.get("Policy")
    if policy is None:
        return None
    try:
        statements(policy)
    except ValueError:
        return _refuse("The new key policy is malformed")
    account = get_account_id()
    owners = [f"arn:aws:iam::{account}:root", account]
    checked = not request.get("BypassPolicyLockoutSafetyCheck")
    if checked and not allows(policy, "kms:PutKeyPolicy", owners):
        return _refuse(
            "The new key policy will not allow you to update the key policy in the future."
        )
    return None


def _refuse(message: str) -> Response:
    return error_response_json("MalformedPolicyDocumentException", message, 400)

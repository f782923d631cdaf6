"""IAM: refuse bad trust policies, unknown policies and deletions that AWS would refuse."""

from pathlib import Path
from typing import Any

from ministack.services import iam

from scripts.embedded_aws.server.patching import before
from scripts.embedded_aws.server.resource_policies import as_list, statements
from scripts.embedded_aws.server.wire import Response

_AWS_POLICY = "arn:aws:iam::aws:policy/"
_LIST = Path(__file__).with_name("aws_managed_policies.txt")
_AWS_POLICIES = frozenset(
    _AWS_POLICY + line for line in _LIST.read_text().splitlines() if not line.startswith("#")
)
_SERVICE_SUFFIXES = (".amazonaws.com", ".aws.internal")


@before(iam, "_create_role", "_update_assume_role_policy")
def refuse_bad_trust(params: dict[str, Any]) -> Response | None:
    document = iam._p(params, "AssumeRolePolicyDocument") or iam._p(params, "PolicyDocument")
    try:
        found = statements(document)
    except ValueError:
        return _malformed("This policy contains invalid Json")
    for statement in found:
        principal = statement.get("Principal")
        if not principal:
            return _malformed("Missing required field Principal")
        if "Resource" in statement:
            return _malformed("Has prohibited field Resource")
        services = as_list(principal.get("Service")) if isinstance(principal, dict) else []
        for service in services:
            if not service.endswith(_SERVICE_SUFFIXES):
                return _malformed(f'Invalid principal in policy: "SERVICE":"{service}"')
    return None


@before(iam, "_put_role_policy", "_create_policy", "_put_user_policy")
def refuse_bad_permissions(params: dict[str, Any]) -> Response | None:
    try:
        found = statements(iam._p(params, "PolicyDocument"))
    except ValueError:
        return _malformed("The policy is not in the valid JSON format.")
    if any("Principal" in statement or "NotPrincipal" in statement for statement in found):
        return _malformed("Policy document should not specify a principal.")
    return None


@before(iam, "_attach_role_policy", "_attach_user_policy")
def refuse_unknown_policies(params: dict[str, Any]) -> Response | None:
    arn = iam._p(params, "PolicyArn")
    if arn in (_AWS_POLICIES if arn.startswith(_AWS_POLICY) else iam._policies):
        return None
    return iam._error(
        404, "NoSuchEntity", f"Policy {arn} does not exist or is not attachable.", ns="iam"
    )


def _malformed(message: str) -> Response:
    return iam._error(400, "MalformedPolicyDocument", message, ns="iam")

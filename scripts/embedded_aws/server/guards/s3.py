"""S3: refuse bucket policies that AWS would refuse."""

from typing import Any

from ministack.services import s3

from scripts.embedded_aws.server.patching import before
from scripts.embedded_aws.server.resource_policies import as_list, statements
from scripts.embedded_aws.server.wire import Response


@before(s3, "_put_bucket_policy")
def refuse_malformed_policies(bucket: str, body: bytes, *_: Any) -> Response | None:
    try:
        found = statements(body)
    except ValueError:
        return _refuse("Policies must be valid JSON and the first byte must be '{'")
    if any(not {"Principal", "NotPrincipal"} & set(statement) for statement in found):
        return _refuse("Missing required field Principal")
    resources = [r for s in found for r in as_list(s.get("Resource", s.get("NotResource")))]
    own = f"arn:aws:s3:::{bucket}"
    if not resources or any(r not in ("*", own) and not r.startswith(own + "/") for r in resources):
        return _refuse("Policy has invalid resource")
    return None


def _refuse(message: str) -> Response:
    return s3._error("MalformedPolicy", message, 400)

"""ElastiCache users: kind of authentication and number of passwords."""

from typing import Any

from ministack.services import elasticache

from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.wire import Response, nested


@around(elasticache, "_create_user", "_modify_user")
def keep_authentication(original: Handler, params: dict[str, Any]) -> Response:
    response: Response = original(params)
    user = elasticache._users.get(elasticache._p(params, "UserId"))
    if response[0] != 200 or not user:
        return response
    request = nested(params)
    mode = request.get("AuthenticationMode") or {}
    passwords = mode.get("Passwords") or request.get("Passwords") or []
    if mode or passwords:
        kind = mode.get("Type") or "password"
        user["Authentication"] = {"Type": kind, "PasswordCount": len(passwords)}
    return response

"""ElastiCache: refuse users, user groups and caches that AWS would refuse."""

from typing import Any

from ministack.services import ec2, elasticache

from scripts.embedded_aws.server.patching import before
from scripts.embedded_aws.server.wire import Response, nested

_PASSWORD_LENGTH = range(16, 129)
_DEFAULT_USER = "default"
# An engine and its version count as one: neither can change alone.
_CACHE_SETTINGS = {
    "CacheUsageLimits",
    "DailySnapshotTime",
    "Description",
    "Engine",
    "RemoveUserGroup",
    "SecurityGroupIds",
    "SnapshotRetentionLimit",
    "UserGroupId",
}


@before(elasticache, "_create_user", "_modify_user")
def refuse_bad_users(params: dict[str, Any]) -> Response | None:
    user = nested(params)
    mode = user.get("AuthenticationMode") or {}
    passwords = mode.get("Passwords") or user.get("Passwords") or []
    open_door = user.get("NoPasswordRequired") == "true" or mode.get("Type") == (
        "no-password-required"
    )
    if any(len(password) not in _PASSWORD_LENGTH for password in passwords):
        return _invalid("Passwords length must be between 16-128 characters.")
    if elasticache._p(params, "Action") == "ModifyUser" or user.get("UserId") in elasticache._users:
        return None
    if not passwords and not open_door and mode.get("Type") != "iam":
        return _invalid("Input Authentication type: password requires a password.")
    if open_door and user.get("Engine") == "valkey":
        return _invalid("Valkey users need a password or IAM authentication.")
    if mode.get("Type") == "iam" and user.get("UserName") != user.get("UserId"):
        return _invalid("For IAM authentication, the user name and the user id must be identical.")
    return None


@before(elasticache, "_create_user_group")
def refuse_bad_groups(params: dict[str, Any]) -> Response | None:
    group = nested(params)
    names = group.get("UserIds") or []
    refusal = _missing_user(names)
    if refusal:
        return refusal
    users = [elasticache._users[name] for name in names]
    if group.get("Engine", "redis") == "redis" and _DEFAULT_USER not in [
        user["UserName"] for user in users
    ]:
        return elasticache._error(
            "DefaultUserRequired", "The user group needs to contain a user named default.", 400
        )
    if len({user["UserName"] for user in users}) < len(users):
        return elasticache._error(
            "DuplicateUserName", "Two users of a group can't have the same user name.", 400
        )
    return None


@before(elasticache, "_modify_user_group")
def refuse_missing_users(params: dict[str, Any]) -> Response | None:
    return _missing_user(nested(params).get("UserIdsToAdd") or [])


@before(elasticache, "_delete_user")
def refuse_users_of_a_group(params: dict[str, Any]) -> Response | None:
    name = elasticache._p(params, "UserId")
    groups = elasticache._user_groups.values()
    if not any(name in group["UserIds"] for group in groups):
        return None
    return elasticache._error(
        "InvalidUserState", f"User {name} is associated with a user group.", 400
    )


@before(elasticache, "_delete_user_group")
def refuse_groups_of_a_cache(params: dict[str, Any]) -> Response | None:
    name = elasticache._p(params, "UserGroupId")
    caches = elasticache._serverless_caches.values()
    if not any(cache.get("UserGroupId") == name for cache in caches):
        return None
    return elasticache._error(
        "InvalidUserGroupState", f"User group {name} is associated with a cache.", 400
    )


@before(elasticache, "_create_serverless_cache")
def refuse_bad_caches(params: dict[str, Any]) -> Response | None:
    subnets = elasticache._extract_configs(params, "SubnetIds", ("SubnetId", "member"))
    groups = elasticache._extract_configs(params, "SecurityGroupIds", ("SecurityGroupId", "member"))
    if any(subnet not in ec2._subnets for subnet in subnets):
        return _invalid("One of the subnets does not exist.")
    if subnets and not 2 <= len(subnets) <= 3:
        return _invalid("A serverless cache needs two or three subnets.")
    if any(group not in ec2._security_groups for group in groups):
        return _invalid("One of the security groups does not exist.")
    return None


@before(elasticache, "_modify_serverless_cache")
def refuse_two_changes_at_once(params: dict[str, Any]) -> Response | None:
    """Whatever of it differs from the cache: https://github.com/hashicorp/terraform-provider-aws/issues/37499."""
    request = nested(params)
    if len(_CACHE_SETTINGS & set(request)) < 2:
        return None
    return elasticache._error(
        "InvalidParameterCombination",
        "Serverless Cache modifications only support modifying one field per request.",
        400,
    )


def _missing_user(names: list[str]) -> Response | None:
    missing = [name for name in names if name not in elasticache._users]
    if not missing:
        return None
    return elasticache._error("UserNotFound", f"User {missing[0]} not found.", 404)


def _invalid(message: str) -> Response:
    return elasticache._error("InvalidParameterValue", message, 400)

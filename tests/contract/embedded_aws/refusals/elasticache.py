"""Wrong requests to ElastiCache."""

from typing import Any

from tests.contract.embedded_aws.refusals import Refused


def user(what: str, **given: Any) -> Refused:
    """A Valkey user that cannot be made."""
    request = {"UserId": "x", "UserName": "x", "Engine": "valkey", "AccessString": "on ~* +@all"}
    return Refused(
        what,
        "elasticache",
        "create_user",
        lambda _: {**request, **given},
        "InvalidParameterValue",
    )


ELASTICACHE = [
    user("a password of 8 characters", Passwords=["12345678"]),
    user("a Valkey user without authentication"),
    user("a Valkey user who needs no password", NoPasswordRequired=True),
    user("an IAM user of another name", UserName="y", AuthenticationMode={"Type": "iam"}),
    Refused(
        "a user group with a user who is not there",
        "elasticache",
        "create_user_group",
        lambda _: {"UserGroupId": "x", "Engine": "valkey", "UserIds": ["none"]},
        "UserNotFound",
    ),
    Refused(
        "a Redis user group without a default user",
        "elasticache",
        "create_user_group",
        lambda a: {"UserGroupId": "x", "Engine": "redis", "UserIds": [a.cache_user]},
        "DefaultUserRequired",
    ),
    Refused(
        "deleting a user of a group",
        "elasticache",
        "delete_user",
        lambda a: {"UserId": a.cache_user},
        "InvalidUserState",
    ),
    Refused(
        "a cache with a user group that is not there",
        "elasticache",
        "create_serverless_cache",
        lambda _: {"ServerlessCacheName": "x", "Engine": "valkey", "UserGroupId": "none"},
        "UserGroupNotFound",
    ),
    Refused(
        "a cache in one subnet",
        "elasticache",
        "create_serverless_cache",
        lambda a: {"ServerlessCacheName": "x", "Engine": "valkey", "SubnetIds": a.subnets[:1]},
        "InvalidParameterValue",
    ),
    Refused(
        "two settings of a cache at once",
        "elasticache",
        "modify_serverless_cache",
        lambda a: {
            "ServerlessCacheName": a.cache,
            "SnapshotRetentionLimit": 7,
            "DailySnapshotTime": "03:00",
        },
        "InvalidParameterCombination",
    ),
]

"""Out-of-band changes of files and cache."""

from typing import Any

from tests.terraform.drift.out_of_band.change import (
    CRITICAL,
    HIGH,
    MEDIUM,
    Act,
    OutOfBand,
    Site,
    added,
    gone,
)

FILES = "aws_efs_file_system.files_sites"
CACHE = "aws_elasticache_serverless_cache.cache_valkey"
STACK = "aws_cloudformation_stack.cache_user"
USERS = "aws_elasticache_user_group.cache_users"


def _delete_file_policy(site: Site) -> None:
    site.client("efs").delete_file_system_policy(FileSystemId=site.id(FILES))


def _delete_mount(site: Site) -> None:
    site.client("efs").delete_mount_target(
        MountTargetId=site.id("aws_efs_mount_target.files_mount_1")
    )


def _delete_access_point(site: Site) -> None:
    site.client("efs").delete_access_point(
        AccessPointId=site.id("aws_efs_access_point.files_access_point")
    )


def _second_access_point(site: Site) -> None:
    site.client("efs").create_access_point(
        ClientToken="second", FileSystemId=site.id(FILES), RootDirectory={"Path": "/"}
    )


def _no_tiering(site: Site) -> None:
    site.client("efs").put_lifecycle_configuration(
        FileSystemId=site.id(FILES), LifecyclePolicies=[]
    )


def _open_mount(site: Site) -> None:
    site.client("efs").modify_mount_target_security_groups(
        MountTargetId=site.id("aws_efs_mount_target.files_mount_2"),
        SecurityGroups=[site.id("aws_default_security_group.network_default_group")],
    )


def _overwritable(site: Site) -> None:
    site.client("efs").update_file_system_protection(
        FileSystemId=site.id(FILES), ReplicationOverwriteProtection="DISABLED"
    )


def _cache(**changes: Any) -> Act:
    def act(site: Site) -> None:
        site.client("elasticache").modify_serverless_cache(
            ServerlessCacheName=site.id(CACHE), **changes
        )

    return act


def _cache_in_other_group(site: Site) -> None:
    site.client("elasticache").modify_serverless_cache(
        ServerlessCacheName=site.id(CACHE),
        SecurityGroupIds=[site.id("aws_default_security_group.network_default_group")],
    )


def _all_commands(site: Site) -> None:
    site.client("elasticache").modify_user(
        UserId=site.of(USERS)["user_ids"][0], AccessString="on ~* +@all"
    )


def _second_cache_user(site: Site) -> None:
    cache = site.client("elasticache")
    cache.create_user(
        UserId="somebody",
        UserName="somebody",
        Engine="valkey",
        AccessString="on ~* +@all",
        Passwords=["a-long-enough-password"],
    )
    cache.modify_user_group(UserGroupId=site.id(USERS), UserIdsToAdd=["somebody"])


CHANGES = [
    gone(
        "EFS policy deleted",
        _delete_file_policy,
        "aws_efs_file_system_policy.files_policy",
        CRITICAL,
    ),
    gone("mount target deleted", _delete_mount, "aws_efs_mount_target.files_mount_1", HIGH),
    added("second access point", _second_access_point, FILES, "access_point", CRITICAL),
    OutOfBand("no tiering", _no_tiering, FILES, "lifecycle_policy", MEDIUM),
    OutOfBand("may be overwritten", _overwritable, FILES, "protection", HIGH),
    OutOfBand(
        "mount in other group",
        _open_mount,
        "aws_efs_mount_target.files_mount_2",
        "security_groups",
        CRITICAL,
    ),
    OutOfBand("cache in other group", _cache_in_other_group, CACHE, "security_group_ids", CRITICAL),
    OutOfBand(
        "cache limits",
        _cache(
            CacheUsageLimits={
                "DataStorage": {"Maximum": 50, "Unit": "GB"},
                "ECPUPerSecond": {"Maximum": 9000},
            }
        ),
        CACHE,
        "cache_usage_limits",
        MEDIUM,
    ),
    OutOfBand(
        "no cache snapshots",
        _cache(SnapshotRetentionLimit=0),
        CACHE,
        "snapshot_retention_limit",
        CRITICAL,
    ),
    OutOfBand("cache user may all", _all_commands, STACK, "access_string", CRITICAL),
    OutOfBand("second cache user", _second_cache_user, USERS, "user_ids", CRITICAL),
]
DELETIONS = [
    gone(
        "access point deleted",
        _delete_access_point,
        "aws_efs_access_point.files_access_point",
        CRITICAL,
    ),
]

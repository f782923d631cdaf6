"""Out-of-band changes of database, cache, files, keys and secrets."""

import json
from typing import Any

from tests.lifecycle.drift.out_of_band.change import (
    CRITICAL,
    HIGH,
    LOW,
    MEDIUM,
    Act,
    OutOfBand,
    Site,
    added,
    gone,
)

CLUSTER = "aws_rds_cluster.database_cluster"
WRITER = "aws_rds_cluster_instance.database_writer"
READER = "aws_rds_cluster_instance.database_reader1"
PARAMETERS = "aws_rds_cluster_parameter_group.database_parameters"
FILES = "aws_efs_file_system.files_sites"
CACHE = "aws_elasticache_serverless_cache.cache_valkey"
STACK = "aws_cloudformation_stack.cache_user"
USERS = "aws_elasticache_user_group.cache_users"
SECRET = "aws_secretsmanager_secret.credentials_application_secret"
OTHER_SECRET = "aws_secretsmanager_secret.application_administrator_secret"
STRANGER = "arn:aws:iam::999999999999:root"


def _cluster(**changes: Any) -> Act:
    def act(site: Site) -> None:
        site.client("rds").modify_db_cluster(
            DBClusterIdentifier=site.id(CLUSTER), ApplyImmediately=True, **changes
        )

    return act


def _instance(address: str, **changes: Any) -> Act:
    def act(site: Site) -> None:
        site.client("rds").modify_db_instance(
            DBInstanceIdentifier=site.id(address), ApplyImmediately=True, **changes
        )

    return act


def _plain_connections(site: Site) -> None:
    site.client("rds").modify_db_cluster_parameter_group(
        DBClusterParameterGroupName=site.id(PARAMETERS),
        Parameters=[
            {
                "ParameterName": "require_secure_transport",
                "ParameterValue": "OFF",
                "ApplyMethod": "immediate",
            }
        ],
    )


def _database_in_other_group(site: Site) -> None:
    group = site.of("aws_default_security_group.network_default_group")["id"]
    site.client("rds").modify_db_cluster(
        DBClusterIdentifier=site.id(CLUSTER), VpcSecurityGroupIds=[group]
    )


def _tag_cluster(site: Site) -> None:
    site.client("rds").add_tags_to_resource(
        ResourceName=site.of(CLUSTER)["arn"], Tags=[{"Key": "Environment", "Value": "test"}]
    )


def _another_instance(site: Site) -> None:
    site.client("rds").create_db_instance(
        DBInstanceIdentifier="somebodys-reader",
        DBClusterIdentifier=site.id(CLUSTER),
        Engine="aurora-mysql",
        DBInstanceClass="db.serverless",
        PubliclyAccessible=True,
    )


def _share_snapshot(site: Site) -> None:
    rds = site.client("rds")
    rds.create_db_cluster_snapshot(
        DBClusterSnapshotIdentifier="shared", DBClusterIdentifier=site.id(CLUSTER)
    )
    rds.modify_db_cluster_snapshot_attribute(
        DBClusterSnapshotIdentifier="shared", AttributeName="restore", ValuesToAdd=["999999999999"]
    )


def _delete_reader(site: Site) -> None:
    site.client("rds").delete_db_instance(
        DBInstanceIdentifier=site.id(READER), SkipFinalSnapshot=True
    )


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


def _share_secret(site: Site) -> None:
    everyone = {
        "Effect": "Allow",
        "Principal": {"AWS": STRANGER},
        "Action": "secretsmanager:GetSecretValue",
        "Resource": "*",
    }
    site.client("secretsmanager").put_resource_policy(
        SecretId=site.id(SECRET),
        ResourcePolicy=json.dumps({"Version": "2012-10-17", "Statement": [everyone]}),
    )


def _other_value(site: Site) -> None:
    site.client("secretsmanager").put_secret_value(
        SecretId=site.id(SECRET), SecretString=json.dumps({"password": "not-to-be-printed"})
    )


def _describe_secret(site: Site) -> None:
    site.client("secretsmanager").update_secret(
        SecretId=site.id(OTHER_SECRET), Description="somebody's words"
    )


def _delete_secret(site: Site) -> None:
    site.client("secretsmanager").delete_secret(
        SecretId=site.id(OTHER_SECRET), RecoveryWindowInDays=7
    )


def _key(role: str) -> str:
    return f"aws_kms_key.encryption_{role}"


def _widen_key(site: Site) -> None:
    key = site.of(_key("data"))
    policy = json.loads(key["policy"])
    stranger = {
        "Sid": "Stranger",
        "Effect": "Allow",
        "Principal": {"AWS": STRANGER},
        "Action": "kms:Decrypt",
        "Resource": "*",
    }
    policy["Statement"].append(stranger)
    site.client("kms").put_key_policy(
        KeyId=key["key_id"], PolicyName="default", Policy=json.dumps(policy)
    )


def _rotation_off(site: Site) -> None:
    site.client("kms").disable_key_rotation(KeyId=site.id(_key("secrets")))


def _disable_key(site: Site) -> None:
    site.client("kms").disable_key(KeyId=site.id(_key("logs")))


def _schedule_deletion(site: Site) -> None:
    site.client("kms").schedule_key_deletion(KeyId=site.id(_key("trail")), PendingWindowInDays=7)


def _describe_key(site: Site) -> None:
    site.client("kms").update_key_description(
        KeyId=site.id(_key("backup")), Description="somebody's words"
    )


def _move_alias(site: Site) -> None:
    site.client("kms").update_alias(
        AliasName=site.id("aws_kms_alias.encryption_data_alias"),
        TargetKeyId=site.id(_key("secrets")),
    )


def _grant(site: Site) -> None:
    site.client("kms").create_grant(
        KeyId=site.id(_key("data")),
        GranteePrincipal="arn:aws:iam::999999999999:role/stranger",
        Operations=["Decrypt"],
    )


CHANGES = [
    OutOfBand("unencrypted connections", _plain_connections, PARAMETERS, "parameter", CRITICAL),
    OutOfBand(
        "short retention",
        _cluster(BackupRetentionPeriod=1),
        CLUSTER,
        "backup_retention_period",
        CRITICAL,
    ),
    OutOfBand(
        "may be deleted",
        _cluster(DeletionProtection=False),
        CLUSTER,
        "deletion_protection",
        CRITICAL,
    ),
    OutOfBand(
        "more capacity",
        _cluster(ServerlessV2ScalingConfiguration={"MinCapacity": 0.5, "MaxCapacity": 64}),
        CLUSTER,
        "serverlessv2_scaling_configuration",
        MEDIUM,
    ),
    OutOfBand(
        "no audit log",
        _cluster(CloudwatchLogsExportConfiguration={"DisableLogTypes": ["audit"]}),
        CLUSTER,
        "enabled_cloudwatch_logs_exports",
        CRITICAL,
    ),
    OutOfBand(
        "no sign-in by IAM",
        _cluster(EnableIAMDatabaseAuthentication=False),
        CLUSTER,
        "iam_database_authentication_enabled",
        HIGH,
    ),
    OutOfBand(
        "database in other group",
        _database_in_other_group,
        CLUSTER,
        "vpc_security_group_ids",
        CRITICAL,
    ),
    OutOfBand("cluster tagged", _tag_cluster, CLUSTER, "tags", LOW),
    OutOfBand(
        "fixed size",
        _instance(WRITER, DBInstanceClass="db.r6g.large"),
        WRITER,
        "instance_class",
        HIGH,
    ),
    OutOfBand(
        "public database",
        _instance(READER, PubliclyAccessible=True),
        READER,
        "publicly_accessible",
        CRITICAL,
    ),
    OutOfBand(
        "no enhanced monitoring",
        _instance(WRITER, MonitoringInterval=0),
        WRITER,
        "monitoring_interval",
        MEDIUM,
    ),
    added("another instance", _another_instance, CLUSTER, "cluster_members", CRITICAL),
    added("snapshot shared", _share_snapshot, CLUSTER, "shared_snapshot", CRITICAL),
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
    OutOfBand("secret shared", _share_secret, SECRET, "policy", CRITICAL),
    OutOfBand(
        "other secret value",
        _other_value,
        "aws_secretsmanager_secret_version.credentials_application_version",
        "version_stages",
        HIGH,
    ),
    OutOfBand("secret described", _describe_secret, OTHER_SECRET, "description", LOW),
    OutOfBand("key policy widened", _widen_key, _key("data"), "policy", CRITICAL),
    OutOfBand("rotation off", _rotation_off, _key("secrets"), "enable_key_rotation", CRITICAL),
    OutOfBand("key disabled", _disable_key, _key("logs"), "is_enabled", CRITICAL),
    OutOfBand("key described", _describe_key, _key("backup"), "description", LOW),
    OutOfBand(
        "alias moved",
        _move_alias,
        "aws_kms_alias.encryption_data_alias",
        "target_key_id",
        CRITICAL,
    ),
    added("key granted", _grant, _key("data"), "grant", CRITICAL),
]
DELETIONS = [
    gone("reader deleted", _delete_reader, READER, HIGH),
    gone(
        "access point deleted",
        _delete_access_point,
        "aws_efs_access_point.files_access_point",
        CRITICAL,
    ),
    gone("secret deleted", _delete_secret, OTHER_SECRET, CRITICAL),
    gone("key to be deleted", _schedule_deletion, _key("trail"), CRITICAL),
]

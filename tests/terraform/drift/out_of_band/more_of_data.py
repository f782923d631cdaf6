"""Further out-of-band changes of data, keys and roles: of the second copy."""

from tests.terraform.drift.out_of_band.change import (
    CRITICAL,
    HIGH,
    LOW,
    MEDIUM,
    OutOfBand,
    Site,
    added,
    gone,
)
from tests.terraform.drift.out_of_band.database import CLUSTER, WRITER, cluster, instance

SECRET = "aws_secretsmanager_secret.credentials_application_secret"
PLAN = "aws_backup_plan.backup_plan"
ROLE = "aws_iam_role.flow_logs_delivery_role"
FILES = "aws_efs_file_system.files_sites"


def _second_writer(site: Site) -> None:
    site.client("rds").create_db_instance(
        DBInstanceIdentifier="quiet-reader",
        DBClusterIdentifier=site.id(CLUSTER),
        Engine="aurora-mysql",
        DBInstanceClass="db.serverless",
    )


def _other_key(site: Site) -> None:
    site.client("secretsmanager").update_secret(
        SecretId=site.id(SECRET), KmsKeyId=site.of("aws_kms_key.encryption_data")["arn"]
    )


def _tag_secret(site: Site) -> None:
    site.client("secretsmanager").tag_resource(
        SecretId=site.id(SECRET), Tags=[{"Key": "Owner", "Value": "nobody"}]
    )


def _bound_role(site: Site) -> None:
    site.client("iam").put_role_permissions_boundary(
        RoleName=site.id(ROLE), PermissionsBoundary="arn:aws:iam::aws:policy/ReadOnlyAccess"
    )


def _describe_role(site: Site) -> None:
    site.client("iam").update_role(
        RoleName=site.id("aws_iam_role.backup_access_role"), Description="somebody's words"
    )


def _shorter_vault_lock(site: Site) -> None:
    site.client("backup").put_backup_vault_lock_configuration(
        BackupVaultName=site.id("aws_backup_vault.backup_vault"), MinRetentionDays=1
    )


def _drop_backup_rule(site: Site) -> None:
    backup, plan = site.client("backup"), site.id(PLAN)
    stands = backup.get_backup_plan(BackupPlanId=plan)["BackupPlan"]
    stands["Rules"] = [rule for rule in stands["Rules"] if rule["RuleName"] == "monthly"]
    for rule in stands["Rules"]:
        rule.pop("RuleId", None)
    backup.update_backup_plan(BackupPlanId=plan, BackupPlan=stands)


def _slow_files(site: Site) -> None:
    site.client("efs").update_file_system(FileSystemId=site.id(FILES), ThroughputMode="bursting")


def _tag_files(site: Site) -> None:
    site.client("efs").tag_resource(
        ResourceId=site.id(FILES), Tags=[{"Key": "Name", "Value": "somebody"}]
    )


def _drop_users(site: Site) -> None:
    site.client("elasticache").modify_serverless_cache(
        ServerlessCacheName=site.id("aws_elasticache_serverless_cache.cache_valkey"),
        RemoveUserGroup=True,
    )


def _drop_alias(site: Site) -> None:
    site.client("kms").delete_alias(AliasName=site.id("aws_kms_alias.encryption_backup_alias"))


CHANGES = [
    OutOfBand(
        "Data API on", cluster(EnableHttpEndpoint=True), CLUSTER, "enable_http_endpoint", CRITICAL
    ),
    OutOfBand(
        "other backup window",
        cluster(PreferredBackupWindow="10:00-11:00"),
        CLUSTER,
        "preferred_backup_window",
        MEDIUM,
    ),
    OutOfBand(
        "tags not copied",
        cluster(CopyTagsToSnapshot=False),
        CLUSTER,
        "copy_tags_to_snapshot",
        HIGH,
    ),
    OutOfBand(
        "no insights",
        instance(WRITER, EnablePerformanceInsights=False),
        WRITER,
        "performance_insights_enabled",
        MEDIUM,
    ),
    added("private instance", _second_writer, CLUSTER, "cluster_members", HIGH),
    OutOfBand("secret under another key", _other_key, SECRET, "kms_key_id", CRITICAL),
    OutOfBand("secret tagged", _tag_secret, SECRET, "tags", LOW),
    OutOfBand("role bound", _bound_role, ROLE, "permissions_boundary", CRITICAL),
    OutOfBand(
        "role described",
        _describe_role,
        "aws_iam_role.backup_access_role",
        "description",
        LOW,
    ),
    OutOfBand(
        "vault lock shorter",
        _shorter_vault_lock,
        "aws_backup_vault_lock_configuration.backup_vault_lock",
        "min_retention_days",
        CRITICAL,
    ),
    OutOfBand("backup rules removed", _drop_backup_rule, PLAN, "rule", CRITICAL),
    OutOfBand("slow files", _slow_files, FILES, "throughput_mode", HIGH),
    OutOfBand("files renamed", _tag_files, FILES, "tags", LOW),
    OutOfBand(
        "cache without users",
        _drop_users,
        "aws_elasticache_serverless_cache.cache_valkey",
        "user_group_id",
        CRITICAL,
    ),
    gone("alias deleted", _drop_alias, "aws_kms_alias.encryption_backup_alias", CRITICAL),
]

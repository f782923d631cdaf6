"""Rules about database, files, cache and the table of state locks."""

from scripts.changes.rules.attribute import Rule
from scripts.changes.rules.trends import (
    appeared,
    became,
    changed,
    gained,
    left,
    lost,
    lowered,
    switched_off,
    switched_on,
)
from scripts.changes.verdict import DESTROYS, INTERRUPTS, LOWERS, OPENS

CLUSTER = ("aws_rds_cluster",)
DATABASES = ("aws_rds_cluster", "aws_db_instance")
INSTANCES = ("aws_rds_cluster_instance", "aws_db_instance")
CACHE = ("aws_elasticache_serverless_cache",)
FILES = ("aws_efs_file_system",)
TABLE = ("aws_dynamodb_table",)
RDS_BACKUPS = (
    "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Managing.Backups.html"
)
MODIFYING = "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Modifying.html"

RULES = (
    Rule(
        DATABASES,
        "backup_retention_period",
        lowered,
        LOWERS,
        "Point in time recovery reached back {before} days and reaches back {after}.",
        RDS_BACKUPS,
    ),
    Rule(
        DATABASES,
        "backup_retention_period",
        lowered,
        DESTROYS,
        "Automated backups older than {after} days are deleted, where {before} were kept.",
        RDS_BACKUPS,
    ),
    Rule(
        DATABASES,
        "iam_database_authentication_enabled",
        switched_off,
        LOWERS,
        "Access by IAM, without a lasting password, is switched off.",
    ),
    Rule(
        DATABASES,
        "manage_master_user_password",
        switched_off,
        LOWERS,
        "Secrets Manager no longer makes and rotates the master password.",
        "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-secrets-manager.html",
    ),
    Rule(
        CLUSTER,
        "enable_http_endpoint",
        switched_on,
        OPENS,
        "The Data API takes SQL over HTTPS from outside the network.",
        "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/data-api.html",
    ),
    Rule(
        CLUSTER,
        "backtrack_window",
        lowered,
        LOWERS,
        "Backtracking reached {before} seconds back and reaches {after}.",
    ),
    Rule(
        CLUSTER,
        "copy_tags_to_snapshot",
        switched_off,
        LOWERS,
        "Snapshots lose the tags by which policies know them.",
    ),
    Rule(CLUSTER, "iam_roles", gained, OPENS, "The database may take on the roles {after}."),
    Rule(
        CLUSTER,
        "engine_version",
        changed,
        INTERRUPTS,
        "The engine goes from {before} to {after}: every instance restarts.",
        MODIFYING,
    ),
    Rule(
        CLUSTER,
        "serverlessv2_scaling_configuration.max_capacity",
        lowered,
        INTERRUPTS,
        "It may grow to {after} instead of {before} capacity units.",
    ),
    Rule(
        CLUSTER,
        "serverlessv2_scaling_configuration.min_capacity",
        became(0),
        INTERRUPTS,
        "It pauses when idle, and the first connection afterwards waits.",
        "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/"
        "aurora-serverless-v2-auto-pause.html",
    ),
    Rule(
        CLUSTER,
        "db_cluster_parameter_group_name",
        changed,
        INTERRUPTS,
        "Its parameters come from {after} instead of {before}; static ones wait for a restart.",
    ),
    Rule(
        INSTANCES,
        "instance_class",
        changed,
        INTERRUPTS,
        "The class goes from {before} to {after}: the instance restarts.",
        MODIFYING,
    ),
    Rule(
        INSTANCES,
        "db_parameter_group_name",
        changed,
        INTERRUPTS,
        "Its parameters come from {after} instead of {before}; static ones wait for a restart.",
    ),
    Rule(
        INSTANCES,
        "ca_cert_identifier",
        changed,
        INTERRUPTS,
        "Clients see a certificate of {after} instead of {before}; they must know its authority.",
    ),
    Rule(
        ("aws_db_subnet_group",),
        "subnet_ids",
        lost,
        LOWERS,
        "The database may stand in fewer subnets: {after} instead of {before}.",
    ),
    Rule(
        FILES,
        "protection.replication_overwrite",
        left("ENABLED"),
        LOWERS,
        "A replication may overwrite the file system.",
    ),
    Rule(
        FILES,
        "availability_zone_name",
        appeared,
        LOWERS,
        "The files lie in the one zone {after}.",
    ),
    Rule(
        ("aws_efs_backup_policy",),
        "backup_policy.status",
        left("ENABLED"),
        LOWERS,
        "The file system is backed up automatically no more.",
    ),
    Rule(
        FILES, "throughput_mode", changed, INTERRUPTS, "Throughput is {after} instead of {before}."
    ),
    Rule(
        CACHE,
        "snapshot_retention_limit",
        lowered,
        LOWERS,
        "Snapshots of the cache are kept for {after} instead of {before} days.",
    ),
    Rule(
        CACHE,
        "cache_usage_limits.data_storage.maximum",
        lowered,
        INTERRUPTS,
        "The cache holds {after} "
        "instead of {before} GB; beyond it evicts sessions, which signs users out.",
    ),
    Rule(
        CACHE,
        "cache_usage_limits.ecpu_per_second.maximum",
        lowered,
        INTERRUPTS,
        "The cache serves {after} instead of {before} units a second; beyond it refuses requests.",
    ),
    Rule(
        CACHE,
        "major_engine_version",
        changed,
        INTERRUPTS,
        "The engine goes from {before} to {after}.",
    ),
    Rule(
        CACHE,
        "user_group_id",
        changed,
        OPENS,
        "Other users get in: those of {after} instead of {before}.",
    ),
    Rule(
        ("aws_elasticache_user_group",),
        "user_ids",
        gained,
        OPENS,
        "More users get in: {after} instead of {before}.",
    ),
    Rule(
        TABLE,
        "point_in_time_recovery.enabled",
        switched_off,
        LOWERS,
        "Yesterday's table cannot be restored any more.",
    ),
    Rule(
        TABLE,
        "server_side_encryption.enabled",
        switched_off,
        LOWERS,
        "The table is no longer encrypted by a key of this account.",
    ),
    Rule(
        TABLE,
        "server_side_encryption.kms_key_arn",
        changed,
        LOWERS,
        "The key of its encryption was {before} and is {after}.",
    ),
    Rule(
        TABLE, "ttl.enabled", switched_on, DESTROYS, "Items are deleted when their time has come."
    ),
    Rule(TABLE, "replica", lost, LOWERS, "A copy in another Region goes away."),
)

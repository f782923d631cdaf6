"""Rules about files, cache, the table of state locks, and what holds data at all."""

from scripts.review.rules.attribute import Rule
from scripts.review.rules.predicates import (
    appeared,
    changed,
    gained,
    left,
    lost,
    lowered,
    removed,
    switched_off,
    switched_on,
)
from scripts.review.verdict import DESTROYS, INTERRUPTS, LOWERS, OPENS

CACHE = ("aws_elasticache_serverless_cache",)
FILES = ("aws_efs_file_system",)
TABLE = ("aws_dynamodb_table",)

# What holds data or evidence; a production is told by them among others (scripts/identity).
HOLDING = ("aws_backup_vault", "aws_cloudtrail", "aws_efs_file_system", "aws_rds_cluster")

RULES = (
    Rule(
        HOLDING,
        "tags_all.Environment",
        left("production"),
        LOWERS,
        "It is no longer marked as part of a production. openemr deploy requires the deployment's "
        "name for this.",
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
        ("aws_elasticache_user",),
        "access_string",
        changed,
        OPENS,
        "The user may do {after} instead of {before}.",
    ),
    Rule(
        ("aws_elasticache_user",),
        "authentication_mode.type",
        left("password", "iam"),
        OPENS,
        "The user gets in without a password.",
    ),
    Rule(
        ("aws_elasticache_replication_group",),
        "auth_token",
        removed,
        OPENS,
        "Whoever reaches it gets in without a password.",
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

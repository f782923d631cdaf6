"""Rules about the database's attributes."""

from scripts.review.rules.attribute import Rule
from scripts.review.rules.predicates import (
    became,
    changed,
    gained,
    lost,
    lowered,
    switched_off,
    switched_on,
)
from scripts.review.verdict import DESTROYS, INTERRUPTS, LOWERS, OPENS

CLUSTER = ("aws_rds_cluster",)
DATABASES = ("aws_rds_cluster", "aws_db_instance")
SNAPSHOTS = ("aws_db_snapshot", "aws_db_snapshot_copy", "aws_db_cluster_snapshot")
INSTANCES = ("aws_rds_cluster_instance", "aws_db_instance")
RDS_BACKUPS = (
    "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Managing.Backups.html"
)
MODIFYING = "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Modifying.html"

RULES = (
    Rule(
        DATABASES,
        "backup_retention_period",
        lowered,
        (DESTROYS, LOWERS),
        "Point in time recovery reaches {after} days back instead of {before}; older backups are "
        "deleted.",
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
        SNAPSHOTS,
        "shared_accounts",
        gained,
        OPENS,
        "Other accounts may restore this copy of the database: {after}.",
        "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-share-snapshot.html",
        new_too=True,
    ),
)

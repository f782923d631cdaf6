"""Rules about backups, logs and the audit trail."""

from scripts.review.rules.attribute import Rule
from scripts.review.rules.predicates import (
    changed,
    ends_sooner,
    gained,
    left,
    lost,
    lowered,
    removed,
    switched_off,
)
from scripts.review.verdict import DESTROYS, INTERRUPTS, LOWERS

VAULT_LOCK = ("aws_backup_vault_lock_configuration",)
SELECTION = ("aws_backup_selection",)
LOG = ("aws_cloudwatch_log_group",)
TRAIL = ("aws_cloudtrail",)
LOCKS = "https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html"
LOG_RETENTION = (
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams."
    "html"
)

RULES = (
    Rule(
        VAULT_LOCK,
        "min_retention_days",
        lowered,
        LOWERS,
        "The vault takes copies that live {after} instead of at least {before} days.",
        LOCKS,
    ),
    Rule(
        VAULT_LOCK,
        "changeable_for_days",
        removed,
        LOWERS,
        "Whoever may remove the lock may do so at any time.",
        LOCKS,
    ),
    Rule(
        SELECTION,
        "resources",
        lost,
        LOWERS,
        "Fewer resources are backed up: {after} instead of {before}.",
    ),
    Rule(SELECTION, "not_resources", gained, LOWERS, "More is left out of the backup: {after}."),
    Rule(SELECTION, "selection_tag", lost, LOWERS, "Fewer resources are backed up."),
    Rule(SELECTION, "condition", changed, LOWERS, "The backup takes other resources than before."),
    Rule(SELECTION, "iam_role_arn", changed, INTERRUPTS, "Backups run under the role {after}."),
    Rule(
        LOG,
        "retention_in_days",
        ends_sooner,
        (DESTROYS, LOWERS),
        "Events are kept for {after} days, and were for {before}; older ones are deleted.",
        LOG_RETENTION,
        nothing="ever",
    ),
    Rule(TRAIL, "enable_logging", switched_off, LOWERS, "Calls of AWS's APIs leave no record."),
    Rule(
        TRAIL,
        "enable_log_file_validation",
        switched_off,
        LOWERS,
        "A forged log file would not be noticed.",
        "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/"
        "cloudtrail-log-file-validation-intro.html",
    ),
    Rule(
        TRAIL,
        "is_multi_region_trail",
        switched_off,
        LOWERS,
        "Calls in other Regions leave no record.",
    ),
    Rule(
        TRAIL,
        "include_global_service_events",
        switched_off,
        LOWERS,
        "Calls of IAM and other global services leave no record.",
    ),
    Rule(
        TRAIL, "s3_bucket_name", changed, LOWERS, "The log files go to {after} instead of {before}."
    ),
    Rule(
        TRAIL,
        "cloud_watch_logs_group_arn",
        changed,
        LOWERS,
        "Alarms read {before}, and the trail writes to {after}.",
    ),
    Rule(TRAIL, "sns_topic_name", removed, LOWERS, "Nobody is told of new log files."),
    Rule(TRAIL, "event_selector", changed, LOWERS, "The trail records other events than before."),
    Rule(
        ("aws_flow_log",),
        "traffic_type",
        left("ALL"),
        LOWERS,
        "Only a part of the connections is recorded.",
    ),
    Rule(
        ("aws_flow_log",),
        "log_destination",
        changed,
        LOWERS,
        "The records of connections go to {after} instead of {before}.",
    ),
    Rule(
        ("aws_wafv2_web_acl_logging_configuration",),
        "log_destination_configs",
        lost,
        LOWERS,
        "The firewall's log goes to {after} instead of {before}.",
    ),
    Rule(
        ("aws_wafv2_web_acl_logging_configuration",),
        "redacted_fields",
        lost,
        LOWERS,
        "The firewall's log shows fields that it hid.",
    ),
)

"""How much an out-of-band change matters: by its verdicts, then by what it is about."""

from collections.abc import Iterable

from scripts.commands.drift.finding import Severity
from scripts.review import Change, Difference, Kind, Verdict

_BY_KIND = {
    Kind.DESTROYS_DATA: Severity.CRITICAL,
    Kind.OPENS_ACCESS: Severity.CRITICAL,
    Kind.LOWERS_PROTECTION: Severity.HIGH,
    Kind.INTERRUPTS: Severity.HIGH,
}
# Words for people; nothing works otherwise because of them.
_COSMETIC = frozenset(
    (
        *("alarm_description", "comment", "dashboard_body", "description", "display_name"),
        *("tags", "tags_all"),
    )
)
# Beginnings of types that guard the rest: any change of theirs is for somebody to look at now.
_GUARDS = (
    *("aws_backup_", "aws_cloudtrail", "aws_flow_log", "aws_iam_", "aws_kms_", "aws_wafv2_"),
    *("aws_default_security_group", "aws_security_group", "aws_vpc_security_group_"),
    *("aws_guardduty_", "aws_shield_", "aws_efs_file_system_policy", "aws_sns_topic_policy"),
    *("aws_secretsmanager_secret_policy", "aws_sqs_queue_policy"),
    *("aws_s3_bucket_object_lock_", "aws_s3_bucket_ownership_", "aws_s3_bucket_policy"),
    *("aws_s3_bucket_public_access_block", "aws_s3_bucket_server_side_encryption_"),
)
# Components whose every part is evidence.
_EVIDENCE = ("audit_trail",)
# Types with records of patients, or without which they cannot be read or restored.
_DATA = (
    *("aws_backup_vault", "aws_cloudwatch_log_group", "aws_dynamodb_table"),
    *("aws_efs_file_system", "aws_kms_key", "aws_rds_cluster", "aws_s3_bucket"),
    "aws_secretsmanager_secret",
)
# Access, encryption, backups and evidence, of whatever type.
_CRITICAL = frozenset(
    (
        *("policy", "publicly_accessible", "map_public_ip_on_launch", "enable_http_endpoint"),
        *("security_groups", "security_group_ids", "vpc_security_group_ids"),
        *("encrypted", "storage_encrypted", "kms_key_arn", "kms_key_id", "kms_master_key_id"),
        *("ssl_policy", "replication_configuration", "user_group_id", "user_ids"),
        *("backup_retention_period", "snapshot_retention_limit"),
        *("access_logs", "enabled_cloudwatch_logs_exports"),
    )
)
# The same, of one type each: records of sessions, another way in.
_CRITICAL_OF = {
    "aws_ecs_cluster": "configuration",
    "aws_lb_target_group": "load_balancer_arns",
}
# Whose protection is encryption or evidence.
_CRITICAL_IF_LOWERED = ("aws_rds_cluster_parameter_group",)
_PROTECTIONS = frozenset(("deletion_protection", "deletion_protection_enabled", "force_destroy"))
# Beginnings of types on which users or operators depend at once.
_VITAL = (
    *("aws_acm_certificate", "aws_lb_listener", "aws_route", "aws_vpc", "aws_ecs_task_definition"),
    *("aws_internet_gateway", "aws_nat_gateway"),
    *("aws_cloudwatch_event_", "aws_cloudwatch_metric_alarm", "aws_cloudwatch_log_metric_filter"),
    *("aws_efs_mount_target", "aws_rds_cluster_parameter_group", "aws_secretsmanager_"),
    *("aws_sns_topic", "aws_s3_bucket"),
)


def of_attribute(
    change: Change, difference: Difference, verdicts: Iterable[Verdict], component: str
) -> Severity:
    """The severity of one attribute that changed."""
    name = difference.attribute
    if name in _COSMETIC:
        return Severity.LOW
    kinds = {verdict.kind for verdict in verdicts}
    found = [_BY_KIND[kind] for kind in kinds]
    if (
        _guards(change.type, component)
        or name in _CRITICAL
        or _CRITICAL_OF.get(change.type) == name
        or (change.type in _CRITICAL_IF_LOWERED and Kind.LOWERS_PROTECTION in kinds)
    ):
        found.append(Severity.CRITICAL)
    if name in _PROTECTIONS:
        found.append(Severity.CRITICAL if change.type in _DATA else Severity.HIGH)
    if change.type.startswith(_VITAL):
        found.append(Severity.HIGH)
    return min(found, default=Severity.MEDIUM, key=lambda each: each.rank)


def of_deletion(change: Change, verdicts: Iterable[Verdict], component: str) -> Severity:
    """The severity of a resource that is gone."""
    kinds = {verdict.kind for verdict in verdicts}
    if _guards(change.type, component) or change.type in _DATA:
        return Severity.CRITICAL
    if kinds & {Kind.DESTROYS_DATA, Kind.OPENS_ACCESS}:
        return Severity.CRITICAL
    if change.type == "aws_cloudwatch_dashboard":
        return Severity.LOW
    return Severity.HIGH


def holds_data(type_: str) -> bool:
    """True if a new resource of this type would begin without what the old one held."""
    return type_ in _DATA


def _guards(type_: str, component: str) -> bool:
    return type_.startswith(_GUARDS) or component.partition("/")[0] in _EVIDENCE

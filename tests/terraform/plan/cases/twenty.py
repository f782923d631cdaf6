"""Twenty dangerous changes that one plan may hold together: address -> edit and worst kind."""

import json

from tests.terraform.plan.case import DESTROYS, IRREVERSIBLE, LOWERS, OPENS, UNREVIEWED
from tests.terraform.plan.edits import UNKNOWN, Edit, Of, create, delete, forget, replace, update

_GROUP = Of("aws_security_group.database_perimeter_group")
_INGRESS = "aws_vpc_security_group_ingress_rule.database_perimeter_other"
_POLICY = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


def _all(*edits: tuple[str, Edit, str]) -> dict[str, tuple[Edit, str]]:
    return {address: (edit, kind) for address, edit, kind in edits}


def _update(address: str, kind: str, **values: object) -> tuple[str, Edit, str]:
    return address, update(address, **values), kind


def _delete(address: str, kind: str) -> tuple[str, Edit, str]:
    return address, delete(address), kind


TWENTY: dict[str, tuple[Edit, str]] = _all(
    _delete("aws_kms_key.encryption_trail", DESTROYS),
    _delete("aws_secretsmanager_secret.application_administrator_secret", DESTROYS),
    (
        "aws_efs_file_system.files_sites",
        replace("aws_efs_file_system.files_sites", encrypted=False),
        DESTROYS,
    ),
    _update("aws_rds_cluster.database_cluster", DESTROYS, backup_retention_period=1),
    _update("aws_cloudwatch_log_group.audit_trail_log", DESTROYS, retention_in_days=1),
    _update("aws_s3_bucket.exec_sessions_store_bucket", DESTROYS, force_destroy=True),
    _update(
        "aws_s3_bucket_object_lock_configuration.audit_trail_store_lock",
        IRREVERSIBLE,
        rule__default_retention__mode="COMPLIANCE",
    ),
    (
        _INGRESS,
        create(
            _INGRESS,
            security_group_id=_GROUP,
            cidr_ipv4="198.51.100.0/24",
            ip_protocol="tcp",
            from_port=3307,
            to_port=3307,
        ),
        OPENS,
    ),
    _update(
        "aws_s3_bucket_public_access_block.audit_trail_store_public_access",
        OPENS,
        block_public_policy=UNKNOWN,
    ),
    (
        "aws_iam_policy.backup_other",
        create("aws_iam_policy.backup_other", name="x", policy=json.dumps(_POLICY)),
        OPENS,
    ),
    _update(
        "aws_lb_listener.front_door_http", OPENS, default_action__redirect__host="evil.example"
    ),
    _delete("aws_wafv2_web_acl_association.firewall_association", OPENS),
    _update("aws_lb.front_door_load_balancer", LOWERS, enable_deletion_protection=False),
    _update(
        "aws_s3_bucket_versioning.access_logs_store_versioning",
        LOWERS,
        versioning_configuration__status="Suspended",
    ),
    (
        "aws_s3_bucket_policy.access_logs_store_policy",
        forget("aws_s3_bucket_policy.access_logs_store_policy"),
        LOWERS,
    ),
    _delete("aws_cloudwatch_metric_alarm.monitoring_task_cpu", LOWERS),
    _update("aws_cloudtrail.audit_trail_trail", LOWERS, enable_log_file_validation=False),
    _update("aws_cloudwatch_metric_alarm.monitoring_no_healthy_tasks", UNREVIEWED, threshold=1e12),
    _update("aws_lb_target_group.front_door_tasks", UNREVIEWED, health_check__path="/ready"),
    (
        "aws_instance.network_other",
        create("aws_instance.network_other", ami="ami-1"),
        UNREVIEWED,
    ),
)

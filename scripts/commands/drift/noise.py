"""What AWS and the provider change by themselves: never drift."""

import re
from collections.abc import Mapping
from typing import Any

from scripts.review import Change, Difference

_INDEX = re.compile(r"\[[^]]*\]")
# AWS's own tags cannot be set by anybody else.
_AWS_TAGS = "aws:"
_TAGS = ("tags", "tags_all")
# Compared as a whole, since it is masked as a whole: its status passes through rotation.
_MASTER = "master_user_secret"
# Type -> path without indices -> why it changes.
_BY_ITSELF: Mapping[str, Mapping[str, str]] = {
    "aws_acm_certificate": {
        "not_after": "AWS renews it",
        "not_before": "AWS renews it",
        "pending_renewal": "AWS renews it",
        "renewal_eligibility": "AWS renews it",
        "renewal_summary": "AWS renews it",
    },
    "aws_appautoscaling_policy": {"alarm_arns": "the scaler makes its alarms anew"},
    "aws_backup_plan": {"version": "changes with its rules, which are compared"},
    "aws_backup_vault": {"recovery_points": "counts backups"},
    "aws_cloudwatch_event_rule": {"is_enabled": "says what `state` says"},
    "aws_efs_file_system": {
        "number_of_mount_targets": "counts mount targets, which are compared",
        "size_in_bytes": "grows with every file",
    },
    "aws_elasticache_serverless_cache": {
        "full_engine_version": "AWS patches it",
        "status": "passes through maintenance",
    },
    "aws_iam_policy": {"attachment_count": "counts attachments, which are compared"},
    "aws_kms_alias": {"target_key_arn": "says what `target_key_id` says"},
    "aws_rds_cluster": {
        "allocated_storage": "grows with the records",
        "engine_version_actual": "AWS patches it",
    },
    "aws_rds_cluster_instance": {
        "engine_version_actual": "AWS patches it",
        "writer": "fails over",
    },
    "aws_sns_topic_subscription": {
        "confirmation_was_authenticated": "its reader confirmed it",
        "pending_confirmation": "its reader confirmed it",
    },
    "aws_vpc_endpoint": {
        "cidr_blocks": "AWS extends the networks of its services",
        "network_interface_ids": "follows its subnets, which are compared",
        "state": "passes through maintenance",
    },
    "aws_wafv2_web_acl": {
        "capacity": "counts its rules, which are compared",
        "lock_token": "changes with every change",
    },
}
# Empty when Terraform had made the resource, and set once by what came afterwards.
_COMES_LATER: Mapping[str, frozenset[str]] = {
    "aws_eip": frozenset(
        ("association_id", "network_interface", "private_dns", "private_ip", "ptr_record")
    ),
    "aws_elasticache_serverless_cache": frozenset(("endpoint", "reader_endpoint")),
    "aws_nat_gateway": frozenset(
        ("association_id", "network_interface_id", "private_ip", "public_ip")
    ),
    "aws_vpc_endpoint": frozenset(("dns_entry",)),
}


def is_noise(change: Change, difference: Difference) -> bool:
    """True if nobody did it."""
    path = _INDEX.sub("", difference.path)
    if difference.attribute == _MASTER:
        return _without_status(difference.before) == _without_status(difference.after)
    if path in _TAGS:
        return _without_aws_tags(difference.before) == _without_aws_tags(difference.after)
    if _under(path, _BY_ITSELF.get(change.type, {})):
        return True
    if path in _COMES_LATER.get(change.type, frozenset()):
        return not difference.before
    if difference.before is None and difference.after in (0, False):
        # The provider writes what nobody set as zero when it reads it for the first time.
        return True
    name, _, tag = path.partition(".")
    return name in _TAGS and tag.startswith(_AWS_TAGS)


def _without_status(secrets: Any) -> list[dict[str, Any]]:
    return [{**each, "secret_status": ""} for each in secrets or []]


def _without_aws_tags(tags: Any) -> dict[str, str]:
    return {key: tag for key, tag in (tags or {}).items() if not key.startswith(_AWS_TAGS)}


def _under(path: str, known: Mapping[str, str]) -> bool:
    return any(path == name or path.startswith(f"{name}.") for name in known)

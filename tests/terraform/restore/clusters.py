"""Configurations of clusters that come from a copy, and Terraform with the real provider."""

import json
from pathlib import Path
from typing import Any

from scripts.terraform import Terraform, find_terraform, terraform_environment
from tests.contract.embedded_aws.copied import Copied

VERSION = "5.100.0"
CLUSTER, INSTANCE = "aws_rds_cluster", "aws_rds_cluster_instance"
LATER = ("snapshot_identifier", "restore_to_point_in_time")


def restored(copied: Copied, name: str) -> dict[str, Any]:
    """A cluster with arguments as ours have."""
    key = copied.account.key
    return {
        "cluster_identifier": name,
        "engine": "aurora-mysql",
        "engine_version": "8.0.mysql_aurora.3.08.2",
        "db_subnet_group_name": copied.subnet_group,
        "db_cluster_parameter_group_name": copied.account.parameter_group,
        "vpc_security_group_ids": [copied.account.group],
        "port": 3310,
        "serverlessv2_scaling_configuration": {
            "min_capacity": 0,
            "max_capacity": 4,
            "seconds_until_auto_pause": 3600,
        },
        "master_username": "another",
        "manage_master_user_password": True,
        "master_user_secret_kms_key_id": key,
        "iam_database_authentication_enabled": True,
        "storage_encrypted": True,
        "kms_key_id": key,
        "backup_retention_period": 7,
        "preferred_backup_window": "03:00-04:00",
        "preferred_maintenance_window": "sun:04:30-sun:05:30",
        "copy_tags_to_snapshot": True,
        "deletion_protection": True,
        "skip_final_snapshot": True,
        "enabled_cloudwatch_logs_exports": ["audit", "error", "general", "slowquery"],
        "database_insights_mode": "advanced",
        "performance_insights_enabled": True,
        "performance_insights_kms_key_id": key,
        "performance_insights_retention_period": 465,
        "tags": {"Deployment": "clinic"},
        "lifecycle": {"ignore_changes": ["engine_version", "master_username", *LATER]},
    }


def writer(name: str) -> dict[str, Any]:
    return {
        "identifier": f"{name}-writer",
        "cluster_identifier": f"${{{CLUSTER}.{name}.id}}",
        "engine": "aurora-mysql",
        "instance_class": "db.serverless",
    }


def terraform(folder: Path, copied: Copied) -> Terraform:
    environment = copied.account.server.environment()
    binary = find_terraform(environment=environment)
    # A provider of its own: the shared one knows no restore tests.
    found = Terraform(binary, folder, terraform_environment(binary, VERSION, base=environment))
    found.init().check()
    return found


def write(folder: Path, resources: dict[str, Any]) -> None:
    clusters = resources[CLUSTER]
    secrets = {name: f"${{{CLUSTER}.{name}.master_user_secret[0].secret_arn}}" for name in clusters}
    document = {
        "terraform": {"required_providers": {"aws": {"source": "aws", "version": VERSION}}},
        "provider": {"aws": {"max_retries": 3}},
        "resource": resources,
        "output": {name: {"value": value} for name, value in secrets.items()},
    }
    (folder / "main.tf.json").write_text(json.dumps(document), encoding="utf-8")

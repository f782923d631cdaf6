"""What the AWS provider makes of clusters that come from a copy, and of restore tests."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scripts.embedded_aws import EmbeddedAws
from scripts.terraform import Terraform, find_terraform, terraform_environment
from scripts.terraform.run import PLAN_FILE
from tests.contract.embedded_aws.account import Account
from tests.contract.embedded_aws.copied import Copied

VERSION = "5.100.0"
CLUSTER, INSTANCE = "aws_rds_cluster", "aws_rds_cluster_instance"
LATER = ("snapshot_identifier", "restore_to_point_in_time")
# What the provider sends to neither RestoreDBClusterFromSnapshot nor the ModifyDBCluster after it,
# nor, but for the first, to RestoreDBClusterToPointInTime and its ModifyDBCluster.
LEFT_OUT = {
    "iam_database_authentication_enabled",
    "database_insights_mode",
    "performance_insights_enabled",
    "performance_insights_kms_key_id",
    "performance_insights_retention_period",
}


@pytest.fixture(scope="module")
def copied() -> Iterator[Copied]:
    with EmbeddedAws() as aws:
        yield Copied(Account(aws))


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


def restore_test(copied: Copied) -> dict[str, Any]:
    """A restore testing plan with a selection."""
    return {
        "aws_backup_restore_testing_plan": {
            "monthly": {
                "name": "monthly",
                "schedule_expression": "cron(0 5 1 * ? *)",
                "recovery_point_selection": {
                    "algorithm": "LATEST_WITHIN_WINDOW",
                    "include_vaults": ["*"],
                    "recovery_point_types": ["SNAPSHOT"],
                },
            }
        },
        "aws_backup_restore_testing_selection": {
            "files": {
                "name": "files",
                "restore_testing_plan_name": "${aws_backup_restore_testing_plan.monthly.name}",
                "protected_resource_type": "EFS",
                "protected_resource_arns": [copied.files["FileSystemArn"]],
                "iam_role_arn": copied.account.backup_role,
                "restore_metadata_overrides": {"encrypted": "true"},
            }
        },
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


def differing(plan: dict[str, Any], address: str) -> set[str]:
    """Arguments that an update of the resource would change."""
    (change,) = [each["change"] for each in plan["resource_changes"] if each["address"] == address]
    assert change["actions"] == ["update"]
    before, after = change["before"], change["after"]
    return {key for key in before if before[key] != after[key]}


@pytest.mark.terraform
def test_restored_clusters_have_a_secret_and_need_a_second_apply(
    copied: Copied, tmp_path: Path
) -> None:
    ways: dict[str, dict[str, Any]] = {
        "snapshot": {"snapshot_identifier": copied.cluster_point},
        "time": {
            "restore_to_point_in_time": {
                "source_cluster_resource_id": copied.cluster["DbClusterResourceId"],
                "use_latest_restorable_time": True,
            }
        },
    }
    resources = {
        CLUSTER: {name: restored(copied, name) | source for name, source in ways.items()},
        INSTANCE: {name: writer(name) for name in ways},
        **restore_test(copied),
    }
    write(tmp_path, resources)
    ours = terraform(tmp_path, copied)
    ours.plan().check()
    ours.apply().check()

    outputs = json.loads((tmp_path / "terraform.tfstate").read_text("utf-8"))["outputs"]
    secrets = copied.account.client("secretsmanager")
    for name in ways:
        (cluster,) = copied.rds.describe_db_clusters(DBClusterIdentifier=name)["DBClusters"]
        secret = cluster["MasterUserSecret"]["SecretArn"]
        assert outputs[name]["value"] == secret
        value = json.loads(secrets.get_secret_value(SecretId=secret)["SecretString"])
        assert value["username"] == cluster["MasterUsername"] == copied.cluster["MasterUsername"]
        assert [each["IsClusterWriter"] for each in cluster["DBClusterMembers"]] == [True]
    origin = copied.account.server.copies.origin
    assert origin("snapshot") == {"snapshot": copied.cluster_point}
    assert origin("time")["cluster"] == copied.cluster["DbClusterResourceId"]

    again = ours.plan().check()
    assert set(again.changes) == {f"{CLUSTER}.{name}: update" for name in ways}
    plan = ours.show(PLAN_FILE)
    assert differing(plan, f"{CLUSTER}.snapshot") == LEFT_OUT
    assert differing(plan, f"{CLUSTER}.time") == LEFT_OUT - {"iam_database_authentication_enabled"}
    ours.apply().check()

    # Where a cluster came from is of no interest later.
    for cluster in resources[CLUSTER].values():
        for argument in LATER:
            cluster.pop(argument, None)
    write(tmp_path, resources)
    assert ours.plan().check().changes == []

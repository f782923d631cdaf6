"""In production data survives mistakes and is copied elsewhere; an evaluation can be destroyed."""

from collections.abc import Iterator
from typing import Any

from tests.synthesized import Stack, references
from tests.unit.stacks.invariants.rule import Violation, breaks, breaks_without, check

# What holds records, or what records cannot be read without.
HOLDS_DATA = (
    "aws_backup_vault",
    "aws_dynamodb_table",
    "aws_efs_file_system",
    "aws_kms_key",
    "aws_rds_cluster",
    "aws_s3_bucket",
    "aws_secretsmanager_secret",
)
# What holds nothing that could not be made again. Every type is here or above.
HOLDS_NOTHING = {
    "aws_cloudtrail": "writes to a bucket and a log group",
    "aws_cloudwatch_log_group": "keeps what its retention says; a plan that removes it is guarded",
    "aws_elasticache_serverless_cache": "holds sessions; users sign in again",
    "aws_rds_cluster_instance": "the cluster's volume holds the data",
    "aws_sns_topic": "hands messages on",
}
# Type -> arguments as they must stand in production.
PROTECTED: dict[str, dict[str, Any]] = {
    "aws_backup_vault": {"force_destroy": False},
    "aws_dynamodb_table": {"deletion_protection_enabled": True},
    "aws_lb": {"enable_deletion_protection": True},
    "aws_rds_cluster": {
        "deletion_protection": True,
        "skip_final_snapshot": False,
        "copy_tags_to_snapshot": True,
        "backup_retention_period": 35,
    },
    "aws_s3_bucket": {"force_destroy": False},
    "aws_secretsmanager_secret": {"recovery_window_in_days": 30},
}
# As they must stand where everything may be destroyed at once, and made again.
DISPOSABLE: dict[str, dict[str, Any]] = {
    "aws_backup_vault": {"force_destroy": True},
    "aws_lb": {"enable_deletion_protection": False},
    "aws_rds_cluster": {"deletion_protection": False, "skip_final_snapshot": True},
    "aws_s3_bucket": {"force_destroy": True},
    "aws_secretsmanager_secret": {"recovery_window_in_days": 0},
}
BACKED_UP = ("aws_efs_file_system", "aws_rds_cluster")


def unprotected(stack: Stack) -> Iterator[Violation]:
    """What Terraform or AWS would delete in production when asked to."""
    for type_, address, attributes in stack.every():
        prevented = attributes.get("lifecycle", {}).get("prevent_destroy")
        if type_ in HOLDS_DATA and prevented is not True:
            yield Violation(address, "Terraform may destroy it")
        for argument, wanted in PROTECTED.get(type_, {}).items():
            if attributes.get(argument) != wanted:
                yield Violation(address, f"{argument} is not {wanted}")


def indestructible(stack: Stack) -> Iterator[Violation]:
    """What `terraform destroy` would stumble over in an evaluation."""
    for type_, address, attributes in stack.every():
        if attributes.get("lifecycle", {}).get("prevent_destroy"):
            yield Violation(address, "cannot be destroyed")
        for argument, wanted in DISPOSABLE.get(type_, {}).items():
            if attributes.get(argument) != wanted:
                yield Violation(address, f"{argument} is not {wanted}")


def not_backed_up(stack: Stack) -> Iterator[Violation]:
    """What AWS Backup does not select, by its ARN."""
    selected = {
        resource
        for selection in stack.resources("aws_backup_selection").values()
        for resource in selection["resources"]
    }
    for type_, address, _ in stack.every():
        if type_ in BACKED_UP and f"${{{address}.arn}}" not in selected:
            yield Violation(address, "is in no backup selection")


def test_nothing_that_holds_data_can_be_destroyed_in_production(stacks: list[Stack]):
    check(unprotected, [stack for stack in stacks if stack.is_production])


def test_an_evaluation_can_be_destroyed_and_made_again(stacks: list[Stack]):
    check(indestructible, [stack for stack in stacks if not stack.is_production])


def test_every_type_that_could_hold_data_is_in_a_table(stacks: list[Stack]):
    """A type with a key of its own, or with snapshots, is taken to hold data."""
    found = {
        type_
        for stack in stacks
        for type_, _, attributes in stack.every()
        if any("kms" in argument or "snapshot" in argument for argument in attributes)
    }
    assert found - set(HOLDS_DATA) == HOLDS_NOTHING.keys()


def test_database_and_files_are_backed_up(deployments: list[Stack]):
    # features.md S1: the predecessor's plan selected the two file systems only.
    check(not_backed_up, deployments)


def test_backups_are_kept_for_days_months_and_years(deployments: list[Stack]):
    for stack in deployments:
        vault = references(stack.one("aws_backup_plan")["rule"])
        assert vault == {"aws_backup_vault.backup_vault"}, stack
        lives = {
            rule["rule_name"]: (rule["schedule"], rule["lifecycle"])
            for rule in stack.one("aws_backup_plan")["rule"]
        }
        assert lives == {
            "daily": ("cron(0 5 * * ? *)", {"delete_after": 35}),
            "weekly": ("cron(0 5 ? * SAT *)", {"delete_after": 90}),
            "monthly": ("cron(0 5 1 * ? *)", {"delete_after": 2555, "cold_storage_after": 90}),
        }, stack


def test_the_final_snapshot_has_a_name_in_production(deployments: list[Stack]):
    for stack in deployments:
        vpc = "${aws_vpc.network_vpc.id}"
        for address, cluster in stack.resources("aws_rds_cluster").items():
            role = "greenfinal" if address.startswith("green") else "final"
            expected = f"openemr-{stack.name}-{role}-{vpc}" if stack.is_production else None
            assert cluster.get("final_snapshot_identifier") == expected, stack


def test_the_lock_table_can_be_restored(stacks: list[Stack]):
    for stack in stacks:
        for table in stack.resources("aws_dynamodb_table").values():
            assert table["point_in_time_recovery"] == {"enabled": True}, stack


def test_these_rules_notice(production: Stack, default: Stack):
    cluster = "aws_rds_cluster.database_cluster"
    breaks(unprotected, production, cluster, lifecycle=None)
    breaks(unprotected, production, cluster, deletion_protection=False)
    breaks(unprotected, production, "aws_kms_key.encryption_data", lifecycle={})
    breaks(
        indestructible,
        default,
        "aws_lb.front_door_load_balancer",
        lifecycle={"prevent_destroy": True},
    )
    breaks(indestructible, default, cluster, skip_final_snapshot=False)
    breaks_without(not_backed_up, default, "aws_backup_selection.backup_selection")

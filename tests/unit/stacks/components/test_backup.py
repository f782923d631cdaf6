"""AWS Backup: what is copied, when, and for how long."""

from typing import Any

from stacks.components.backup import Backup
from tests.synthesized import Stack, references
from tests.unit.stacks.components.bench import Bench


def build(**settings: Any) -> Stack:
    bench = Bench(**settings)
    Backup(
        bench.stack,
        "backup",
        bench.base,
        settings=bench.settings.backup,
        protects=["arn:1", "arn:2"],
    )
    return bench.synthesized()


def test_what_is_protected_is_selected_by_its_arn():
    selection = build().one("aws_backup_selection")
    assert selection["resources"] == ["arn:1", "arn:2"]
    assert references(selection["plan_id"]) == {"aws_backup_plan.backup_plan"}


def test_the_role_may_back_up_and_restore_before_it_is_used():
    selection = build().one("aws_backup_selection")
    attachments = {
        f"aws_iam_role_policy_attachment.backup_access_AWSBackupServiceRolePolicyFor{work}"
        for work in ("Backup", "Restores")
    }
    assert set(selection["depends_on"]) == attachments


def test_schedules_and_lives_follow_the_settings():
    settings = {
        "daily_schedule": "cron(30 1 * * ? *)",
        "daily_retention_days": 7,
        "monthly_cold_storage_after_days": 30,
        "monthly_retention_days": 400,
    }
    rules = {
        rule["rule_name"]: rule for rule in build(backup=settings).one("aws_backup_plan")["rule"]
    }
    assert rules["daily"]["schedule"] == "cron(30 1 * * ? *)"
    assert rules["daily"]["lifecycle"] == {"delete_after": 7}
    assert rules["weekly"]["lifecycle"] == {"delete_after": 90}
    assert rules["monthly"]["lifecycle"] == {"cold_storage_after": 30, "delete_after": 400}


def test_the_vault_has_a_key_of_its_own():
    vault = build().one("aws_backup_vault")
    assert references(vault["kms_key_arn"]) == {"aws_kms_key.encryption_backup"}

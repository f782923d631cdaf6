"""Out-of-band changes of backups and the audit trail."""

from typing import Any

from tests.terraform.drift.out_of_band.change import (
    CRITICAL,
    Act,
    OutOfBand,
    Site,
    for_a_stranger,
    gone,
)

TRAIL = "aws_cloudtrail.audit_trail_trail"
PLAN = "aws_backup_plan.backup_plan"
SELECTION = "aws_backup_selection.backup_selection"
VAULT = "aws_backup_vault.backup_vault"


def _shorter_backups(site: Site) -> None:
    backup, plan = site.client("backup"), site.id(PLAN)
    stands = backup.get_backup_plan(BackupPlanId=plan)["BackupPlan"]
    for rule in stands["Rules"]:
        rule.pop("RuleId", None)
    (daily,) = (rule for rule in stands["Rules"] if rule["RuleName"] == "daily")
    daily["Lifecycle"] = {"DeleteAfterDays": 36}
    backup.update_backup_plan(BackupPlanId=plan, BackupPlan=stands)


def _drop_selection(site: Site) -> None:
    site.client("backup").delete_backup_selection(
        BackupPlanId=site.id(PLAN), SelectionId=site.id(SELECTION)
    )


def _unlock_vault(site: Site) -> None:
    site.client("backup").delete_backup_vault_lock_configuration(BackupVaultName=site.id(VAULT))


def _open_vault(site: Site) -> None:
    site.client("backup").put_backup_vault_access_policy(
        BackupVaultName=site.id(VAULT), Policy=for_a_stranger("backup:CopyIntoBackupVault", "*")
    )


def _opt_out(site: Site) -> None:
    site.client("backup").update_region_settings(ResourceTypeOptInPreference={"Aurora": False})


def _stop_trail(site: Site) -> None:
    site.client("cloudtrail").stop_logging(Name=site.id(TRAIL))


def _trail(**changes: Any) -> Act:
    def act(site: Site) -> None:
        site.client("cloudtrail").update_trail(Name=site.id(TRAIL), **changes)

    return act


def _fewer_events(site: Site) -> None:
    selector = {
        "Name": "Management events",
        "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}],
    }
    site.client("cloudtrail").put_event_selectors(
        TrailName=site.id(TRAIL), AdvancedEventSelectors=[selector]
    )


def _delete_trail(site: Site) -> None:
    site.client("cloudtrail").delete_trail(Name=site.id(TRAIL))


CHANGES = [
    OutOfBand("backup plan changed", _shorter_backups, PLAN, "rule", CRITICAL),
    OutOfBand(
        "Aurora opted out",
        _opt_out,
        "aws_rds_cluster.database_cluster",
        "resource_type_opt_in_preference",
        CRITICAL,
    ),
    gone("backup selection deleted", _drop_selection, SELECTION, CRITICAL),
    OutOfBand(
        "vault unlocked",
        _unlock_vault,
        "aws_backup_vault_lock_configuration.backup_vault_lock",
        "min_retention_days",
        CRITICAL,
    ),
    OutOfBand(
        "vault policy",
        _open_vault,
        "aws_backup_vault_policy.backup_vault_policy",
        "policy",
        CRITICAL,
    ),
    OutOfBand("trail stopped", _stop_trail, TRAIL, "enable_logging", CRITICAL),
    OutOfBand(
        "trail unvalidated",
        _trail(EnableLogFileValidation=False),
        TRAIL,
        "enable_log_file_validation",
        CRITICAL,
    ),
    OutOfBand(
        "trail of one Region",
        _trail(IsMultiRegionTrail=False),
        TRAIL,
        "is_multi_region_trail",
        CRITICAL,
    ),
    OutOfBand("fewer events", _fewer_events, TRAIL, "advanced_event_selector", CRITICAL),
]
DELETIONS = [
    gone("trail deleted", _delete_trail, TRAIL, CRITICAL),
]

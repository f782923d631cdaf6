"""Backup: refuse plans, selections and deletions that AWS would refuse."""

from typing import Any

from ministack.services import backup

from scripts.embedded_aws.server.patching import before
from scripts.embedded_aws.server.resource_policies import assumable
from scripts.embedded_aws.server.wire import Response

_COLD_STORAGE_DAYS = 90
_CONTINUOUS_RETENTION_DAYS = range(1, 36)


@before(backup, "_create_plan")
def refuse_bad_plans(request: dict[str, Any]) -> Response | None:
    rules = request.get("BackupPlan", {}).get("Rules", [])
    return next((refusal for rule in rules if (refusal := _bad_rule(rule))), None)


@before(backup, "_update_plan")
def refuse_bad_updates(_plan_id: str, request: dict[str, Any]) -> Response | None:
    return refuse_bad_plans(request)


def _bad_rule(rule: dict[str, Any]) -> Response | None:
    vault = backup._vaults.get(rule.get("TargetBackupVaultName", ""))
    if vault is None:
        return backup._err(
            "ResourceNotFoundException",
            f"Backup vault {rule.get('TargetBackupVaultName')} not found",
            400,
        )
    lifecycle = rule.get("Lifecycle") or {}
    kept = lifecycle.get("DeleteAfterDays")
    copies = [action.get("Lifecycle") or {} for action in rule.get("CopyActions", [])]
    for cycle in [lifecycle, *copies]:
        cold, deleted = cycle.get("MoveToColdStorageAfterDays"), cycle.get("DeleteAfterDays")
        if cold and deleted and deleted < cold + _COLD_STORAGE_DAYS:
            return _invalid(
                "DeleteAfterDays cannot be less than 90 days apart from MoveToColdStorageAfterDays"
            )
    if rule.get("EnableContinuousBackup") and kept not in _CONTINUOUS_RETENTION_DAYS:
        return _invalid(
            "Continuous backup needs a retention period (DeleteAfterDays) of 1 to 35 days"
        )
    if rule.get("StartWindowMinutes", 60) < 60:
        return _invalid("StartWindowMinutes must be at least 60")
    least, most = vault.get("MinRetentionDays"), vault.get("MaxRetentionDays")
    if kept and ((least and kept < least) or (most and kept > most)):
        return _invalid(
            f"Retention of {kept} days is outside the lock of vault {vault['BackupVaultName']}"
        )
    return None


@before(backup, "_create_selection")
def refuse_unassumable_roles(_plan_id: str, request: dict[str, Any]) -> Response | None:
    role = request.get("BackupSelection", {}).get("IamRoleArn", "")
    if assumable(role, "backup.amazonaws.com"):
        return None
    return _invalid(f"IAM Role {role} cannot be assumed by AWS Backup")


@before(backup, "_delete_plan")
def refuse_plans_with_selections(plan_id: str, *_: Any) -> Response | None:
    if not any(s.get("BackupPlanId") == plan_id for s in backup._selections.values()):
        return None
    return backup._err(
        "InvalidRequestException",
        "Related backup plan selections must be deleted prior to backup plan deletion",
        400,
    )


def _invalid(message: str) -> Response:
    return backup._err("InvalidParameterValueException", message, 400)

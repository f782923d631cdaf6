"""Backup: refuse restore jobs, copy jobs and restore tests that AWS would refuse."""

from typing import Any

from ministack.services import backup

from scripts.embedded_aws.server import recovery_points
from scripts.embedded_aws.server.fixes import (
    backup_copies,
    backup_restore_testing,
    backup_restored,
    backup_restores,
)
from scripts.embedded_aws.server.patching import before
from scripts.embedded_aws.server.resource_policies import assumable, denies
from scripts.embedded_aws.server.wire import Response

_SERVICE = "backup.amazonaws.com"
# https://docs.aws.amazon.com/aws-backup/latest/devguide/restoring-efs.html (2026-11-30); that AWS
# asks for all five says a runbook on GitHub too.
_FILE_SYSTEM = ("CreationToken", "Encrypted", "PerformanceMode", "file-system-id", "newFileSystem")
_REQUIRED = {"Aurora": ("DBClusterIdentifier",), "EFS": _FILE_SYSTEM}
_COPIED_INTO = "backup:CopyIntoBackupVault"


@before(backup_restores, "refuse_restore")
def refuse_bad_restores(request: dict[str, Any]) -> Response | None:
    role = request.get("IamRoleArn", "")
    if not role:
        return _refuse("MissingParameterValueException", "IamRoleArn is required.")
    if not assumable(role, _SERVICE):
        return _invalid(f"IAM Role {role} cannot be assumed by AWS Backup")
    point = recovery_points.find(request["RecoveryPointArn"])
    vault = backup._vaults.get(point["BackupVaultName"]) if point else None
    if vault and _denied(vault, "backup:StartRestoreJob"):
        return _refuse("AccessDeniedException", "The vault's access policy denies restores.")
    # Of a point that is not there the operation itself tells.
    return _point(request, point) if point else None


def _point(request: dict[str, Any], point: dict[str, Any]) -> Response | None:
    if point["Status"] != "COMPLETED":
        return _refuse(
            "InvalidRequestException", f"The recovery point is {point['Status']}, not COMPLETED."
        )
    kind = request.get("ResourceType") or point["ResourceType"]
    if kind != point["ResourceType"]:
        return _invalid(f"The recovery point is one of {point['ResourceType']}, not of {kind}.")
    metadata = request["Metadata"]
    lacking = [key for key in _REQUIRED.get(kind, ()) if not metadata.get(key)]
    if lacking:
        return _invalid(f"The restore metadata lack {', '.join(lacking)}.")
    return _file_system(metadata) if kind == "EFS" else None


def _file_system(metadata: dict[str, str]) -> Response | None:
    for name in ("Encrypted", "newFileSystem"):
        if metadata[name] not in ("true", "false"):
            return _invalid(f"{name} is {metadata[name]!r}, neither true nor false.")
    if metadata.get("KmsKeyId") and metadata["Encrypted"] != "true":
        return _invalid("If KmsKeyId is specified, Encrypted must be set to true.")
    if metadata["PerformanceMode"] not in ("generalPurpose", "maxIO"):
        return _invalid(f"Invalid performance mode: {metadata['PerformanceMode']}")
    try:
        backup_restored.items(metadata)
    except ValueError:
        return _invalid("ItemsToRestore is no list of paths in JSON.")
    return None


@before(backup_copies, "refuse_copy")
def refuse_bad_copies(request: dict[str, Any]) -> Response | None:
    role, arn = request["IamRoleArn"], request["DestinationBackupVaultArn"]
    if not assumable(role, _SERVICE):
        return _invalid(f"IAM Role {role} cannot be assumed by AWS Backup")
    with backup_copies.in_region_of(arn):
        vault = backup._vaults.get(arn.rpartition(":")[2])
    if vault is None or vault["BackupVaultArn"] != arn:
        return _refuse("ResourceNotFoundException", f"Backup vault {arn} not found")
    source = request["SourceBackupVaultName"]
    if source not in backup._vaults:
        return _refuse("ResourceNotFoundException", f"Backup vault {source} not found")
    if _denied(vault, _COPIED_INTO, role):
        return _refuse(
            "InvalidRequestException",
            f"Access policy of vault {vault['BackupVaultName']} denies {_COPIED_INTO}.",
        )
    return _retention(vault, request.get("Lifecycle") or {})


def _denied(vault: dict[str, Any], action: str, *principals: str) -> bool:
    """Whether the vault's access policy denies it to everybody or to one of the principals."""
    policy = (vault.get("_access_policy") or {}).get("Policy")
    return bool(policy) and denies(policy, action, principals)


def _retention(vault: dict[str, Any], lifecycle: dict[str, Any]) -> Response | None:
    """A locked vault takes no copy that it would lose too soon or keep too long."""
    kept, cold = (lifecycle.get(key) for key in ("DeleteAfterDays", "MoveToColdStorageAfterDays"))
    if kept and cold and kept < cold + 90:
        return _invalid(
            "DeleteAfterDays cannot be less than 90 days apart from MoveToColdStorageAfterDays"
        )
    least, most = vault.get("MinRetentionDays"), vault.get("MaxRetentionDays")
    if not vault.get("Locked"):
        return None
    if (least and kept and kept < least) or (most and (not kept or kept > most)):
        return _invalid(
            f"Retention of {kept or 'unlimited'} days is outside the lock of vault "
            f"{vault['BackupVaultName']}"
        )
    return None


@before(backup_restore_testing, "refuse_selection")
def refuse_bad_selections(selection: dict[str, Any]) -> Response | None:
    role = selection.get("IamRoleArn", "")
    if role and not assumable(role, _SERVICE):
        return _invalid(f"IAM Role {role} cannot be assumed by AWS Backup")
    arns = selection.get("ProtectedResourceArns") or []
    conditions = selection.get("ProtectedResourceConditions") or {}
    # "Cannot select by both protected resource types AND specific ARNs": botocore's documentation
    # of CreateRestoreTestingSelection, 2026-11-30; a wildcard goes with conditions.
    if conditions and arns and arns != ["*"]:
        return _invalid("Specify conditions or ARNs of protected resources, not both.")
    if len(arns) > 30:
        return _invalid("ProtectedResourceArns takes up to 30 ARNs.")
    return None


@before(backup_restore_testing, "refuse_plan")
def refuse_bad_plans(plan: dict[str, Any]) -> Response | None:
    chosen = plan.get("RecoveryPointSelection") or {}
    needed = ("Algorithm", "IncludeVaults", "RecoveryPointTypes")
    lacking = [key for key in needed if not chosen.get(key)]
    if lacking:
        return _invalid(f"RecoveryPointSelection lacks {', '.join(lacking)}.")
    if not plan["ScheduleExpression"].startswith(("cron(", "at(", "rate(")):
        return _invalid(f"Invalid schedule: {plan['ScheduleExpression']}")
    if not 1 <= chosen.get("SelectionWindowDays", 30) <= 365:
        return _invalid("SelectionWindowDays must be from 1 to 365.")
    if not 1 <= plan.get("StartWindowHours", 24) <= 168:
        return _invalid("StartWindowHours must be from 1 to 168.")
    return None


def _invalid(message: str) -> Response:
    return _refuse("InvalidParameterValueException", message)


def _refuse(code: str, message: str) -> Response:
    response: Response = backup._err(code, message, 400)
    return response

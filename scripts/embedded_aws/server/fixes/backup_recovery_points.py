"""Backup: a finished backup job leaves a recovery point, which blocks deleting its vault.

A locked vault gives up none of its points before their time.
"""

from typing import Any

from ministack.services import backup, rds

from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.state import regional_records
from scripts.embedded_aws.server.wire import Response

_deleted = regional_records("deleted_recovery_points")
_SHARED_MEMBERS = (
    "BackupSizeInBytes",
    "BackupVaultArn",
    "BackupVaultName",
    "CompletionDate",
    "CreationDate",
    "IamRoleArn",
    "RecoveryPointArn",
    "ResourceArn",
)


def _points(vault: str) -> list[dict[str, Any]]:
    jobs = [job for job in backup._jobs.values() if job["BackupVaultName"] == vault]
    return [
        {
            **{key: job[key] for key in _SHARED_MEMBERS},
            "Status": "COMPLETED",
            "StorageClass": "WARM",
            "IsEncrypted": True,
            "EncryptionKeyArn": _key(job),
        }
        for job in jobs
        if job["RecoveryPointArn"] and job["RecoveryPointArn"] not in _deleted
    ]


def _key(job: dict[str, Any]) -> str | None:
    """The vault's own, but for clusters, whose snapshots stay under the cluster's key.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html (read 2026-11-25)
    """
    _, found, cluster = job["ResourceArn"].partition(":cluster:")
    holder = rds._clusters.get(cluster) if found else None
    if holder:
        return str(holder.get("KmsKeyId"))
    vault = backup._vaults.get(job["BackupVaultName"], {})
    return str(vault.get("EncryptionKeyArn"))


@around(backup, "_list_recovery_points_by_vault")
def list_points(original: Handler, vault: str, query: dict[str, Any]) -> Response:
    if vault not in backup._vaults:
        return original(vault, query)
    return backup._ok({"RecoveryPoints": _points(vault)})


@around(backup, "_describe_recovery_point")
def describe_point(original: Handler, vault: str, arn: str) -> Response:
    for point in _points(vault):
        if point["RecoveryPointArn"] == arn:
            return backup._ok(point)
    return original(vault, arn)


@around(backup, "handle_request")
async def delete_point(
    original: Handler,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes,
    query: dict[str, Any],
) -> Response:
    parts = path.strip("/").split("/", 3)
    if method != "DELETE" or len(parts) != 4 or parts[2] != "recovery-points":
        return await original(method, path, headers, body, query)
    vault, arn = parts[1], parts[3]
    if arn not in [point["RecoveryPointArn"] for point in _points(vault)]:
        return backup._err("ResourceNotFoundException", f"Recovery point {arn} not found", 400)
    if backup._vaults[vault].get("Locked"):
        message = f"Backup vault {vault} is locked: recovery point {arn} cannot be deleted"
        return backup._err("InvalidRequestException", message, 400)
    _deleted[arn] = True
    backup._vaults[vault]["NumberOfRecoveryPoints"] -= 1
    return backup._no_content()


@around(backup, "_delete_vault")
def keep_full_vaults(original: Handler, vault: str) -> Response:
    if _points(vault):
        return backup._err(
            "InvalidRequestException",
            f"Backup vault {vault} cannot be deleted because it contains recovery points",
            400,
        )
    return original(vault)

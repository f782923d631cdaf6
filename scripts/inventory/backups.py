"""AWS Backup: the vault and its recovery points."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from scripts.aws.account import aws_errors
from scripts.inventory.data_asset import DataAsset, gigabytes
from scripts.inventory.scope import Scope
from scripts.inventory.tags import tags_of

# Charged like Aurora's own backups.
_DATABASE = ":cluster:"


def backup_vaults(scope: Scope) -> Iterator[DataAsset]:
    """By the name that this deployment's vault has."""
    backup = scope.account.client("backup")
    with aws_errors("read the backup vaults (backup:ListBackupVaults)"):
        pages = backup.get_paginator("list_backup_vaults").paginate()
        found = [each for page in pages for each in page["BackupVaultList"]]
    for each in found:
        if scope.is_named(each["BackupVaultName"]):
            tags = tags_of(partial(_tags, backup, each["BackupVaultArn"]))
            yield _vault(each, recovery_points(scope, each["BackupVaultName"]), tags)


def recovery_points(scope: Scope, vault: str) -> list[Mapping[str, Any]]:
    """All that the vault holds. Raises AwsError."""
    backup = scope.account.client("backup")
    with aws_errors(f"list the recovery points of {vault}"):
        pages = backup.get_paginator("list_recovery_points_by_backup_vault").paginate(
            BackupVaultName=vault
        )
        return [point for page in pages for point in page["RecoveryPoints"]]


def _vault(
    vault: Mapping[str, Any], points: list[Mapping[str, Any]], tags: Mapping[str, str] | None
) -> DataAsset:
    """A locked vault gives up none of its points; when the last of them expires it is empty."""
    warm = [each for each in points if each.get("StorageClass", "WARM") == "WARM"]
    cold = [each for each in points if each not in warm]
    database = [each for each in points if _DATABASE in each.get("ResourceArn", "")]
    files = [each for each in warm if each not in database]
    used = {each["EncryptionKeyArn"] for each in points if each.get("EncryptionKeyArn")}
    own = {vault["EncryptionKeyArn"]} if vault.get("EncryptionKeyArn") else set()
    return DataAsset(
        type="aws_backup_vault",
        id=vault["BackupVaultName"],
        name=vault["BackupVaultName"],
        quantities={
            "database_gb": _size(database),
            "files_gb": _size(files),
            "files_cold_gb": _size(each for each in cold if each not in database),
        },
        amount=f"{len(points)} recovery points, {_size(points):.1f} GB" if points else "empty",
        keys=tuple(sorted(used | own)) if points else (),
        locked="the vault lock keeps its recovery points" if vault.get("Locked") and points else "",
        until=_last_end(points),
        tags=tags,
        protection="a vault lock" if vault.get("Locked") else "",
        holds_data=bool(points),
    )


def _tags(backup: Any, arn: str) -> object:
    return backup.list_tags(ResourceArn=arn)["Tags"]


def _size(points: Any) -> float:
    return gigabytes(sum(each.get("BackupSizeInBytes") or 0 for each in points))


def _last_end(points: list[Mapping[str, Any]]) -> datetime | None:
    """When the last point expires; None if one of them has no end."""
    ends = [each.get("CalculatedLifecycle", {}).get("DeleteAt") for each in points]
    return max(ends) if ends and all(ends) else None

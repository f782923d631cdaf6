"""Data stores: Aurora clusters and snapshots, EFS file systems, and backup vaults."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from typing import Any

from scripts.aws.tags import read_tags
from scripts.inventory.data_asset import DataAsset, gigabytes, spoken_size
from scripts.inventory.scope import Scope

# AWS Backup's, in the state.
BACKUP_ROLE = "aws_iam_role.backup_access_role"
# Recovery points of it are charged like Aurora's own backups.
_DATABASE = ":cluster:"


def clusters(scope: Scope) -> Iterator[DataAsset]:
    """Database clusters, found by this deployment's name for its cluster."""
    for each in scope.aws.list("rds", "describe_db_clusters", "DBClusters"):
        name = each["DBClusterIdentifier"]
        if scope.is_named(name):
            # CloudWatch measures the volume; RDS's AllocatedStorage is meaningless for Aurora.
            dimensions = {"DBClusterIdentifier": name}
            used = scope.metric("AWS/RDS", "VolumeBytesUsed", dimensions)
            size = float(each.get("AllocatedStorage", 0)) if used is None else gigabytes(used)
            instances = len(each.get("DBClusterMembers", []))
            protection = "deletion protection" if each.get("DeletionProtection") else ""
            yield DataAsset(
                type="aws_rds_cluster",
                id=name,
                name=scope.pairs.labelled(name),
                quantities={"gb": size},
                amount=f"{size:.1f} GB, {instances or 'no'} instances",
                keys=key_of(each),
                locked=protection,
                tags=read_tags(each.get("TagList") or ()),
                protection=protection,
                master_user=each.get("MasterUsername", ""),
                holds_data=True,
            )


def snapshots(scope: Scope) -> Iterator[DataAsset]:
    """Manual snapshots, which AWS never deletes by itself."""
    for each in snapshots_of_kind(scope, "manual"):
        size = float(each.get("AllocatedStorage", 0))
        yield DataAsset(
            type="aws_db_cluster_snapshot",
            id=each["DBClusterSnapshotIdentifier"],
            name=scope.pairs.labelled(
                each["DBClusterIdentifier"], each["DBClusterSnapshotIdentifier"]
            ),
            quantities={"gb": size},
            amount=f"{size:.1f} GB, of {each['SnapshotCreateTime']:%Y-%m-%d}",
            keys=key_of(each),
            tags=read_tags(each.get("TagList") or ()),
            holds_data=True,
        )


def snapshots_of_kind(scope: Scope, kind: str) -> list[Mapping[str, Any]]:
    """The deployment's cluster snapshots of one of RDS's kinds. Raises AwsError."""
    listed = scope.aws.list(
        "rds", "describe_db_cluster_snapshots", "DBClusterSnapshots", SnapshotType=kind
    )
    return [each for each in listed if scope.is_named(each["DBClusterIdentifier"])]


def key_of(described: Mapping[str, Any]) -> tuple[str, ...]:
    """The KMS key of a resource, by the attribute that most services use."""
    return (described["KmsKeyId"],) if described.get("KmsKeyId") else ()


def file_systems(scope: Scope) -> Iterator[DataAsset]:
    """File systems, found by this deployment's creation token."""
    for each in scope.aws.list("efs", "describe_file_systems", "FileSystems"):
        if scope.is_named(each.get("CreationToken", "")):
            size = each["SizeInBytes"]
            infrequent = size.get("ValueInIA") or 0
            token = each["CreationToken"]
            yield DataAsset(
                type="aws_efs_file_system",
                id=each["FileSystemId"],
                name=scope.pairs.labelled(token, f"{token} ({each['FileSystemId']})"),
                quantities={
                    "gb": gigabytes(size["Value"] - infrequent),
                    "infrequent_gb": gigabytes(infrequent),
                },
                amount=spoken_size(size["Value"]),
                keys=key_of(each),
                tags=read_tags(each.get("Tags") or ()),
                holds_data=True,
            )


def backup_vaults(scope: Scope) -> Iterator[DataAsset]:
    """Backup vaults, found by this deployment's name for its vault."""
    for each in scope.aws.list("backup", "list_backup_vaults", "BackupVaultList"):
        if scope.is_named(each["BackupVaultName"]):
            tags = scope.tags("backup", "list_tags", "Tags", ResourceArn=each["BackupVaultArn"])
            yield _vault(each, recovery_points(scope, each["BackupVaultName"]), tags)


def recovery_points(scope: Scope, vault: str) -> list[Mapping[str, Any]]:
    """All recovery points in the vault. Raises AwsError."""
    operation = "list_recovery_points_by_backup_vault"
    return scope.aws.list("backup", operation, "RecoveryPoints", BackupVaultName=vault)


def _is_cold(point: Mapping[str, Any]) -> bool:
    """AWS Backup's list does not tell the storage class (botocore 1.44.8), only when it changes."""
    chills = (point.get("CalculatedLifecycle") or {}).get("MoveToColdStorageAt")
    return chills is not None and bool(chills <= datetime.now(timezone.utc))


def _vault(
    vault: Mapping[str, Any], points: list[Mapping[str, Any]], tags: Mapping[str, str] | None
) -> DataAsset:
    """A vault as an asset; a locked one keeps its points until the last of them expires."""
    warm = [each for each in points if not _is_cold(each)]
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


def _size(points: Any) -> float:
    return gigabytes(sum(each.get("BackupSizeInBytes") or 0 for each in points))


def _last_end(points: list[Mapping[str, Any]]) -> datetime | None:
    """Time at which the last point expires; None if one of them never does."""
    ends = [each.get("CalculatedLifecycle", {}).get("DeleteAt") for each in points]
    return max(ends) if ends and all(ends) else None

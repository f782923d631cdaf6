"""Recovery points of AWS Backup: what a job leaves, and what of it each operation tells."""

from datetime import datetime, timedelta, timezone
from typing import Any

from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services import backup, rds

from scripts.embedded_aws.server.state import regional_records

_points = regional_records("recovery_points")
_BY_RESOURCE = (
    *("BackupVaultName", "CreationDate", "EncryptionKeyArn", "IsParent", "RecoveryPointArn"),
    *("ResourceName", "Status", "VaultType"),
)
_DESCRIBED_ONLY = ("StorageClass", "LastRestoreTime")
# Service (and kind) in an ARN -> resource type as AWS Backup names it.
# https://docs.aws.amazon.com/aws-backup/latest/devguide/API_StartRestoreJob.html (2026-11-30)
_TYPES = {
    "dynamodb": "DynamoDB",
    "ec2:instance": "EC2",
    "ec2:volume": "EBS",
    "elasticfilesystem": "EFS",
    "rds:cluster": "Aurora",
    "rds:db": "RDS",
    "s3": "S3",
}


def resource_type(arn: str) -> str:
    """Such as `Aurora` or `EFS`; empty for a service that is not known here."""
    service, rest = arn.split(":")[2], arn.split(":", 5)[-1]
    kind = rest.replace("/", ":").partition(":")[0]
    return _TYPES.get(f"{service}:{kind}") or _TYPES.get(service, "")


def recovery_point_arn(resource: str, job: str = "job") -> tuple[str, str]:
    """The ARN of a new recovery point, and the snapshot's name if it is a cluster's.

    Aurora's are cluster snapshots: https://docs.aws.amazon.com/aws-backup/latest/devguide/
    recovery-points.html (2026-11), `awsbackup:job-UUID`, of a copy `awsbackup:copyjob-UUID`.
    """
    scope = f"{get_region()}:{get_account_id()}"
    if resource_type(resource) != "Aurora":
        return f"arn:aws:backup:{scope}:recovery-point:{new_uuid()}", ""
    snapshot = f"awsbackup:{job}-{new_uuid()}"
    return f"arn:aws:rds:{scope}:cluster-snapshot:{snapshot}", snapshot


def add(point: dict[str, Any]) -> None:
    """Put a finished recovery point into its vault."""
    _points[point["RecoveryPointArn"]] = point
    count(point["BackupVaultName"])


def find(arn: str) -> dict[str, Any] | None:
    """The recovery point of this account and Region."""
    found: dict[str, Any] | None = _points.get(arn)
    return found


def remove(arn: str) -> None:
    """Delete a recovery point, with the cluster snapshot that it is."""
    point = _points.pop(arn)
    if point["ResourceType"] == "Aurora":
        rds._db_cluster_snapshots.pop(arn.partition(":cluster-snapshot:")[2], None)
    count(point["BackupVaultName"])


def points(vault: str | None = None, resource: str | None = None) -> list[dict[str, Any]]:
    """All recovery points, or those of a vault or of a resource, the oldest first."""
    found = [
        each
        for each in _points.values()
        if vault in (None, each["BackupVaultName"]) and resource in (None, each["ResourceArn"])
    ]
    return sorted(found, key=lambda each: float(each["CreationDate"]))


def count(vault: str) -> None:
    """Let the vault tell how many recovery points it has."""
    if vault in backup._vaults:
        backup._vaults[vault]["NumberOfRecoveryPoints"] = len(points(vault))


def lifecycle(point: dict[str, Any]) -> dict[str, Any]:
    """`CalculatedLifecycle` of a recovery point's `Lifecycle`, by its time of creation."""
    created = datetime.fromtimestamp(point["CreationDate"], timezone.utc)
    days = point.get("Lifecycle") or {}
    pairs = (("MoveToColdStorageAfterDays", "MoveToColdStorageAt"), ("DeleteAfterDays", "DeleteAt"))
    return {
        at: int((created + timedelta(days=days[after])).timestamp())
        for after, at in pairs
        if days.get(after)
    }


def listed(point: dict[str, Any]) -> dict[str, Any]:
    """A recovery point as ListRecoveryPointsByBackupVault tells it."""
    shown = {k: v for k, v in point.items() if not k.startswith("_") and k not in _DESCRIBED_ONLY}
    return shown | {"CalculatedLifecycle": lifecycle(point)}


def described(point: dict[str, Any]) -> dict[str, Any]:
    """A recovery point as DescribeRecoveryPoint tells it."""
    return listed(point) | {key: point[key] for key in _DESCRIBED_ONLY if key in point}


def of_resource(point: dict[str, Any]) -> dict[str, Any]:
    """A recovery point as ListRecoveryPointsByResource tells it."""
    shown = {key: point[key] for key in _BY_RESOURCE if key in point}
    return shown | {"BackupSizeBytes": point["BackupSizeInBytes"]}

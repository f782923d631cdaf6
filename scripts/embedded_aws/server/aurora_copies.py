"""Copies of Aurora clusters: cluster snapshots, automated backups and the time they reach back."""

import time
from datetime import datetime, timedelta, timezone
from typing import Any

from ministack.services import ec2, kms, rds

from scripts.embedded_aws.server.state import regional_records
from scripts.embedded_aws.server.times import moment
from scripts.embedded_aws.server.wire import Response

# Resource id -> cluster that is gone, whose automated backups were kept when it was deleted.
retained_backups = regional_records("retained_cluster_backups")
# What a copy has of its cluster beside the members that RDS tells, as members of its record.
# The password: https://github.com/aws/aws-cdk/issues/21730 (2023-01-30): the snapshot's goes on.
COPIED = ("DatabaseName", "_MasterUserPassword", "BackupRetentionPeriod")
_SNAPSHOT = ":cluster-snapshot:"
_USABLE_KEY = "Enabled"


def find_snapshot(name_or_arn: str) -> dict[str, Any] | None:
    """A cluster snapshot of this account and Region by its name or ARN."""
    snapshot: dict[str, Any] | None = rds._db_cluster_snapshots.get(
        name_or_arn.partition(_SNAPSHOT)[2] or name_or_arn
    )
    if snapshot and name_or_arn.startswith("arn:"):
        return snapshot if snapshot["DBClusterSnapshotArn"] == name_or_arn else None
    return snapshot


def find_source(name_or_arn: str, resource_id: str) -> dict[str, Any] | None:
    """The cluster to restore to a point in time: by name, or by resource id even if deleted."""
    if name_or_arn:
        found: dict[str, Any] | None = rds._clusters.get(name_or_arn.rpartition(":")[2])
        return found
    known = [*rds._clusters.values(), *still_retained()]
    return next((each for each in known if each["DbClusterResourceId"] == resource_id), None)


def still_retained() -> list[dict[str, Any]]:
    """Deleted clusters of whose retained backups the last day has not passed."""
    windows = ((each, *restore_window(each)) for each in retained_backups.values())
    return [each for each, earliest, latest in windows if earliest <= latest]


def restore_window(cluster: dict[str, Any]) -> tuple[datetime, datetime]:
    """The earliest and the latest time to which a cluster's automated backups reach.

    AWS is some minutes behind; here every second up to now can be restored. A deleted cluster's
    window ends with its deletion and closes as the days of its retention pass.
    """
    now = datetime.now(timezone.utc)
    latest = moment(cluster["_deleted"]) if "_deleted" in cluster else now
    kept = timedelta(days=int(cluster.get("BackupRetentionPeriod") or 1))
    created = moment(cluster.get("_restorable_from") or cluster["ClusterCreateTime"])
    return max(created, now - kept), latest


def now_text() -> str:
    """The time as RDS writes it."""
    return str(rds._format_time(time.time()))


def usable_key(name: str) -> dict[str, Any] | None:
    """A KMS key of this account that is enabled; RDS says `KMSKeyNotAccessibleFault` of others."""
    key: dict[str, Any] | None = kms._resolve_key(name)
    return key if key and key.get("KeyState", _USABLE_KEY) == _USABLE_KEY else None


def vpc_of_subnet_group(name: str) -> str:
    """The VPC of a subnet group, or the default VPC's id; empty if there is none."""
    group = rds._subnet_groups.get(name)
    if group:
        return str(group["VpcId"])
    return next((str(v["VpcId"]) for v in ec2._vpcs.values() if v.get("IsDefault")), "")


def default_security_group(vpc: str) -> str:
    """The group that a VPC is born with; empty if it is not there."""
    groups = [g for g in ec2._security_groups.values() if g.get("VpcId") == vpc]
    return next((str(g["GroupId"]) for g in groups if g["GroupName"] == "default"), "")


def cluster_answer(action: str, cluster: dict[str, Any]) -> Response:
    """The answer of an operation whose result is one cluster."""
    inner = f"<DBCluster>{rds._cluster_xml(cluster)}</DBCluster>"
    response: Response = rds._xml(
        200, f"{action}Response", f"<{action}Result>{inner}</{action}Result>"
    )
    return response

"""Copies of the database outside of AWS Backup: cluster snapshots and point-in-time windows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from scripts.inventory.copies.copy import (
    AUTOMATED,
    DATABASE,
    FINAL,
    SNAPSHOT,
    VAULT,
    Copy,
    Place,
    Window,
    store_of,
)
from scripts.inventory.scope import Scope
from scripts.inventory.stores import snapshots_of_kind

Described = Mapping[str, Any]
_GIB = 1024**3
# stacks/components/database names final snapshots `openemr-NAME-final-VPC`, and a purge its last
# one `openemr-NAME-lastTIME` (scripts/commands/destroy/purge.py).
_FINAL = ("final-", "last")
# RDS lists those of AWS Backup only if it is asked for them (2026-11-30):
# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBClusterSnapshots.html
_SOURCES = {"automated": AUTOMATED, "awsbackup": VAULT, "manual": SNAPSHOT}


def describe_clusters(scope: Scope) -> list[Described]:
    """The deployment's clusters. Raises AwsError."""
    listed = scope.aws.list("rds", "describe_db_clusters", "DBClusters")
    return [each for each in listed if scope.is_named(each["DBClusterIdentifier"])]


def describe_snapshots(scope: Scope) -> list[Described]:
    """Cluster snapshots of the deployment's clusters, deleted ones included. Raises AwsError."""
    found = (each for kind in _SOURCES for each in snapshots_of_kind(scope, kind))
    # One that is being made has no time yet.
    return [each for each in found if each.get("SnapshotCreateTime")]


def windows(scope: Scope, clusters: Iterable[Described]) -> Iterator[Window]:
    """Point-in-time windows of these clusters, and those retained of deleted ones.

    RDS retains them where the deletion of the cluster asked for it (2026-11-30):
    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Managing.Backups.Retaining.html
    Raises AwsError.
    """
    for each in clusters:
        span = {
            "EarliestTime": each.get("EarliestRestorableTime"),
            "LatestTime": each.get("LatestRestorableTime"),
        }
        if all(span.values()):
            dimensions = {"DBClusterIdentifier": each["DBClusterIdentifier"]}
            size = scope.metric("AWS/RDS", "VolumeBytesUsed", dimensions)
            yield _window(each, each["DBClusterArn"], span, size)
    operation = "describe_db_cluster_automated_backups"
    for each in scope.aws.list("rds", operation, "DBClusterAutomatedBackups"):
        span = each.get("RestoreWindow") or {}
        is_retained = each.get("Status") == "retained" and span.get("EarliestTime")
        if is_retained and scope.is_named(each["DBClusterIdentifier"]):
            yield _window(each, each["DBClusterAutomatedBackupsArn"], span, None, retained=True)


def _window(
    described: Described, arn: str, span: Described, size: float | None, *, retained: bool = False
) -> Window:
    name = described["DBClusterIdentifier"]
    return Window(
        cluster=name,
        resource=described["DbClusterResourceId"],
        arn=arn,
        earliest=span["EarliestTime"],
        latest=span["LatestTime"],
        store=store_of(name),
        place=Place.of(arn),
        key=described.get("KmsKeyId", ""),
        days=int(described.get("BackupRetentionPeriod") or 1),
        retained=retained,
        size_bytes=None if size is None else int(size),
    )


def snapshot_copies(
    scope: Scope, described: Iterable[Described], known: Sequence[Window]
) -> Iterator[Copy]:
    """Snapshots as copies; automated ones only outside of their cluster's window, which has them.

    The window restores their moment too.
    """
    for each in described:
        kind, taken = each.get("SnapshotType"), each["SnapshotCreateTime"]
        spans = [span for span in known if span.resource == each.get("DbClusterResourceId")]
        if kind != "automated" or not any(span.has(taken) for span in spans):
            yield _snapshot(scope, each, _SOURCES[str(kind)])


def _snapshot(scope: Scope, each: Described, source: str) -> Copy:
    name, arn = each["DBClusterSnapshotIdentifier"], each["DBClusterSnapshotArn"]
    prefixes = tuple(f"openemr-{scope.deployment}-{final}" for final in _FINAL)
    is_final = source == SNAPSHOT and name.startswith(prefixes)
    # `AllocatedStorage` of Aurora is 1 where RDS does not know the size (botocore 1.44.8).
    allocated = int(each.get("AllocatedStorage") or 0)
    return Copy(
        content=DATABASE,
        arn=arn,
        moment=each["SnapshotCreateTime"],
        origin=each["DBClusterIdentifier"],
        store=store_of(each["DBClusterIdentifier"]),
        source=FINAL if is_final else source,
        place=Place.of(arn),
        status=each.get("Status", "unknown"),
        size_bytes=allocated * _GIB if allocated > 1 else None,
        key=each.get("KmsKeyId", ""),
    )

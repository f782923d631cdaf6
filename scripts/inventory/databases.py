"""Aurora: the cluster's volume, and snapshots that outlive it."""

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.aws.account import aws_errors
from scripts.aws.tags import read_tags
from scripts.inventory.data_asset import DataAsset, gigabytes
from scripts.inventory.metrics import last_value
from scripts.inventory.scope import Scope


def clusters(scope: Scope) -> Iterator[DataAsset]:
    """By the name that this deployment's cluster has."""
    rds = scope.account.client("rds")
    with aws_errors("read the database clusters (rds:DescribeDBClusters)"):
        pages = rds.get_paginator("describe_db_clusters").paginate()
        found = [each for page in pages for each in page["DBClusters"]]
    for each in found:
        name = each["DBClusterIdentifier"]
        if scope.is_named(name):
            size = _volume_gigabytes(scope, each)
            instances = len(each.get("DBClusterMembers", []))
            yield DataAsset(
                type="aws_rds_cluster",
                id=name,
                name=name,
                quantities={"gb": size},
                amount=f"{size:.1f} GB, {instances or 'no'} instances",
                keys=_keys(each),
                locked="deletion protection" if each.get("DeletionProtection") else "",
                tags=read_tags(each.get("TagList") or ()),
                protection="deletion protection" if each.get("DeletionProtection") else "",
                master_user=each.get("MasterUsername", ""),
                holds_data=True,
            )


def snapshots(scope: Scope) -> Iterator[DataAsset]:
    """Those that nobody but a person deletes."""
    rds = scope.account.client("rds")
    with aws_errors("read the cluster snapshots (rds:DescribeDBClusterSnapshots)"):
        pages = rds.get_paginator("describe_db_cluster_snapshots").paginate(SnapshotType="manual")
        found = [each for page in pages for each in page["DBClusterSnapshots"]]
    for each in found:
        if scope.is_named(each["DBClusterIdentifier"]):
            size = float(each.get("AllocatedStorage", 0))
            yield DataAsset(
                type="aws_db_cluster_snapshot",
                id=each["DBClusterSnapshotIdentifier"],
                name=each["DBClusterSnapshotIdentifier"],
                quantities={"gb": size},
                amount=f"{size:.1f} GB, of {each['SnapshotCreateTime']:%Y-%m-%d}",
                keys=_keys(each),
                tags=read_tags(each.get("TagList") or ()),
                holds_data=True,
            )


def _keys(described: Mapping[str, Any]) -> tuple[str, ...]:
    return (described["KmsKeyId"],) if described.get("KmsKeyId") else ()


def _volume_gigabytes(scope: Scope, cluster: Mapping[str, Any]) -> float:
    """CloudWatch measures the volume; what RDS calls allocated says little of Aurora."""
    dimensions = {"DBClusterIdentifier": cluster["DBClusterIdentifier"]}
    used = last_value(scope, "AWS/RDS", "VolumeBytesUsed", dimensions)
    return gigabytes(used) if used is not None else float(cluster.get("AllocatedStorage", 0))

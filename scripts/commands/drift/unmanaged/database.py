"""Instances in our cluster, and snapshots of it that others may restore."""

from collections.abc import Iterator

from scripts.aws.reader import Reading
from scripts.commands.drift.finding import Finding, Severity, added
from scripts.commands.drift.resources import Resource, Resources

_LEAVING = "deleting"
# Whose attribute `restore` holds this, is anybody's.
_EVERYONE = "all"


def read(resources: Resources, aws: Reading) -> Iterator[Finding]:
    """Further doors to the records, and copies of them in other hands."""
    ours = resources.ids("aws_rds_cluster_instance")
    for cluster in resources.of("aws_rds_cluster"):
        members = {"Name": "db-cluster-id", "Values": [cluster.id]}
        for instance in aws.list("rds", "describe_db_instances", "DBInstances", Filters=[members]):
            name, public = instance["DBInstanceIdentifier"], instance.get("PubliclyAccessible")
            if name not in ours and instance.get("DBInstanceStatus") != _LEAVING:
                yield added(
                    cluster.address,
                    "cluster_members",
                    f"{name} ({'public' if public else 'private'})",
                    Severity.CRITICAL if public else Severity.HIGH,
                    "Another instance serves the database"
                    + (" on a public address." if public else "."),
                    identity=name,
                )
        yield from _shared_snapshots(cluster, aws)


def _shared_snapshots(cluster: Resource, aws: Reading) -> Iterator[Finding]:
    """Only manual snapshots can be shared (2026-11).

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-share-snapshot.html
    """
    for snapshot in aws.list(
        "rds",
        "describe_db_cluster_snapshots",
        "DBClusterSnapshots",
        DBClusterIdentifier=cluster.id,
        SnapshotType="manual",
    ):
        name = snapshot["DBClusterSnapshotIdentifier"]
        result = aws.get(
            "rds",
            "describe_db_cluster_snapshot_attributes",
            "DBClusterSnapshotAttributesResult",
            DBClusterSnapshotIdentifier=name,
        )
        accounts = [
            account
            for attribute in result["DBClusterSnapshotAttributes"]
            if attribute["AttributeName"] == "restore"
            for account in attribute.get("AttributeValues") or []
        ]
        if accounts:
            whom = "everyone" if _EVERYONE in accounts else ", ".join(sorted(accounts))
            yield added(
                cluster.address,
                "shared_snapshot",
                f"{name} with {whom}",
                Severity.CRITICAL,
                "Other AWS accounts can restore the database from a snapshot.",
                identity=name,
            )

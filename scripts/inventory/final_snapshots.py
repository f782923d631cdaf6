"""Final snapshots of Aurora clusters whose names are taken, so that RDS refuses the deletion.

https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBCluster.html (2026-11), and
https://github.com/cloudposse/terraform-aws-rds-cluster/issues/129
"""

from scripts.aws.reader import AwsReader
from scripts.terraform.documents.state import StateResources

# As botocore 1.44.8 has it.
_ABSENT = "DBClusterSnapshotNotFoundFault"


def taken_final_snapshots(aws: AwsReader, resources: StateResources) -> dict[str, str]:
    """Address of a cluster -> its final snapshot's name, where AWS has one already.

    The state decides, because the provider deletes a cluster as its last apply left it. Raises
    AwsError.
    """
    named = {
        each.address: str(each.attributes.get("final_snapshot_identifier") or "")
        for each in resources.of_type("aws_rds_cluster")
        if not each.attributes.get("skip_final_snapshot")
    }
    return {address: name for address, name in named.items() if name and _exists(aws, name)}


def _exists(aws: AwsReader, name: str) -> bool:
    found = aws.list(
        "rds",
        "describe_db_cluster_snapshots",
        "DBClusterSnapshots",
        absent=_ABSENT,
        DBClusterSnapshotIdentifier=name,
    )
    return bool(found)


def commands_to_rename(name: str) -> str:
    """The commands that free the name of a snapshot, which RDS cannot rename, and keep its data."""
    aws = "aws rds {}-db-cluster-snapshot"
    copy, wait, delete = aws.format("copy"), "aws rds wait", aws.format("delete")
    return (
        f"{copy} --source-db-cluster-snapshot-identifier {name} "
        f"--target-db-cluster-snapshot-identifier {name}-earlier --copy-tags; "
        f"{wait} db-cluster-snapshot-available --db-cluster-snapshot-identifier {name}-earlier; "
        f"{delete} --db-cluster-snapshot-identifier {name}"
    )

"""RDS's deletion protection of a cluster, off for as long as a command deletes it."""

import contextlib
from collections.abc import Iterator

from scripts.aws.account import AwsAccount, aws_errors
from scripts.cli.steps import Steps

_DELETING = "deleting"


def is_deletable(account: AwsAccount, cluster: str) -> bool:
    """False if an earlier deletion has begun, or ended. Raises AwsError."""
    with aws_errors(f"read {cluster} (rds:DescribeDBClusters)"):
        found = account.client("rds").describe_db_clusters(
            Filters=[{"Name": "db-cluster-id", "Values": [cluster]}]
        )["DBClusters"]
    return any(each["Status"] != _DELETING for each in found)


@contextlib.contextmanager
def without_deletion_protection(account: AwsAccount, cluster: str, steps: Steps) -> Iterator[None]:
    """Deletion protection is off, and on again if the cluster is not deleted.

    cluster: its identifier; empty if there is none to protect. Raises AwsError.
    """
    if not cluster:
        yield
        return
    _protect(account, cluster, steps, protected=False)
    try:
        yield
    except BaseException:
        if is_deletable(account, cluster):
            _protect(account, cluster, steps, protected=True)
        raise


def _protect(account: AwsAccount, cluster: str, steps: Steps, *, protected: bool) -> None:
    title = f"{'Set' if protected else 'Remove'} deletion protection of {cluster}"
    with steps.step("protect", title), aws_errors(f"{title} (rds:ModifyDBCluster)"):
        account.client("rds").modify_db_cluster(
            DBClusterIdentifier=cluster, DeletionProtection=protected
        )

"""AWS upgrades Aurora by itself, and an upgrade moves the cluster and its instances."""

import json
from urllib.error import HTTPError

import pytest

from tests.contract.embedded_aws.account import Account
from tests.contract.embedded_aws.requests import database

OLD, NEW, NEWEST = (f"8.0.mysql_aurora.{release}" for release in ("3.10.0", "3.10.1", "3.11.1"))


@pytest.fixture
def cluster(account: Account) -> str:
    """A cluster of two instances, of a name of its own."""
    rds = account.client("rds")
    name = f"records-{len(rds.describe_db_clusters()['DBClusters'])}"
    rds.create_db_cluster(**database(name) | {"EngineVersion": OLD})
    for role in ("writer", "reader"):
        rds.create_db_instance(
            DBInstanceIdentifier=f"{name}-{role}",
            DBClusterIdentifier=name,
            DBInstanceClass="db.serverless",
            Engine="aurora-mysql",
        )
    return name


def versions(account: Account, cluster: str) -> list[str]:
    """Of the cluster, then of its instances."""
    rds = account.client("rds")
    (found,) = rds.describe_db_clusters(DBClusterIdentifier=cluster)["DBClusters"]
    instances = rds.describe_db_instances(Filters=[{"Name": "db-cluster-id", "Values": [cluster]}])[
        "DBInstances"
    ]
    return [found["EngineVersion"], *(each["EngineVersion"] for each in instances)]


def test_aws_upgrades_a_cluster_and_its_instances(account: Account, cluster: str) -> None:
    account.server.upgrade_aurora(cluster, NEW)
    assert versions(account, cluster) == [NEW] * 3


def test_a_modified_cluster_takes_its_instances_along(account: Account, cluster: str) -> None:
    account.client("rds").modify_db_cluster(
        DBClusterIdentifier=cluster, EngineVersion=NEWEST, ApplyImmediately=True
    )
    assert versions(account, cluster) == [NEWEST] * 3


@pytest.mark.parametrize("version", [OLD, "8.0.mysql_aurora.3.08.2", "8.4.mysql_aurora.8.4.7"])
def test_aws_upgrades_to_later_minor_versions_only(
    account: Account, cluster: str, version: str
) -> None:
    refuse(account, cluster, version, "is no minor upgrade")


def test_aws_upgrades_nothing_where_one_instance_does_not_want_it(
    account: Account, cluster: str
) -> None:
    account.client("rds").modify_db_instance(
        DBInstanceIdentifier=f"{cluster}-reader", AutoMinorVersionUpgrade=False
    )
    refuse(account, cluster, NEW, "automatic minor upgrades turned off")


def refuse(account: Account, cluster: str, version: str, reason: str) -> None:
    """The upgrade does not happen, for that reason."""
    with pytest.raises(HTTPError) as refusal:
        account.server.upgrade_aurora(cluster, version)
    assert reason in json.loads(refusal.value.read())["error"]
    assert versions(account, cluster) == [OLD] * 3

"""AWS upgrades Aurora by itself, and an upgrade moves the cluster and its instances."""

import json
from urllib.error import HTTPError

import pytest
from botocore.exceptions import ClientError

from tests.contract.embedded_aws.account import Account
from tests.contract.embedded_aws.requests import database
from tests.unit.stacks.settings.test_accepted import is_taken

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


RANGES = [(0, 1), (0, 256), (0.5, 1), (0.5, 128), (0.5, 128.5), (0.5, 256), (0.5, 256.5)]
FEW_TASKS = {
    "openemr_service_fargate_minimum_capacity": 1,
    "openemr_service_fargate_maximum_capacity": 1,
}


def is_supported(account: Account, version: str, capacity: tuple[float, float]) -> bool:
    """Whether the version has the capacity, even if it is one that MiniStack does not list."""
    scaling = {"MinCapacity": capacity[0], "MaxCapacity": capacity[1]}
    more = {"EngineVersion": version, "ServerlessV2ScalingConfiguration": scaling}
    rds = account.client("rds")
    try:
        rds.create_db_cluster(**database("capacity") | more)
    except ClientError as refused:
        if "Serverless v2" in str(refused):
            return False
        if "Cannot find version" in str(refused):
            return True
        raise
    rds.delete_db_cluster(DBClusterIdentifier="capacity", SkipFinalSnapshot=True)
    return True


@pytest.mark.parametrize("minor", range(14))
def test_settings_take_the_capacity_that_aws_has_with_the_version(
    account: Account, minor: int
) -> None:
    version = f"8.0.mysql_aurora.3.{minor:02}.0"
    for least, most in RANGES:
        settings = {"min_capacity_acu": least, "max_capacity_acu": most, "engine_version": version}
        taken = is_taken(database=settings, **FEW_TASKS)
        assert taken == is_supported(account, version, (least, most)), (version, least, most)

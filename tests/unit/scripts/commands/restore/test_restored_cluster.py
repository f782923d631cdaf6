"""What a cluster that was created from a copy still lacks, asked of written answers of RDS."""

from typing import Any

import pytest

from scripts.commands.restore.restored_cluster import RestoredCluster
from tests.unit.scripts.commands.deploy.scripted import ScriptedAccount
from tests.unit.scripts.inventory.copies.account import DATA_KEY, cluster

SECRETS_KEY = DATA_KEY.replace("data", "secrets")
ADDRESS = "aws_rds_cluster.green_database_cluster"
NAME = "openemr-clinic-greendatabase"
ARGUMENTS = {
    "cluster_identifier": NAME,
    "iam_database_authentication_enabled": True,
    "database_insights_mode": "advanced",
    "performance_insights_enabled": True,
    "performance_insights_retention_period": 465,
}
# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBCluster.html (2026-11-30)
COMPLETE = cluster(
    DBClusterIdentifier=NAME,
    MasterUserSecret={"SecretArn": "arn:x", "SecretStatus": "active", "KmsKeyId": SECRETS_KEY},
    IAMDatabaseAuthenticationEnabled=True,
    DatabaseInsightsMode="advanced",
    PerformanceInsightsEnabled=True,
    PerformanceInsightsRetentionPeriod=465,
)


def account(*clusters: dict[str, Any]) -> ScriptedAccount:
    return ScriptedAccount({"DescribeDBClusters": [{"DBClusters": list(clusters)}]})


def missing(*clusters: dict[str, Any], arguments: Any = None) -> dict[str, Any]:
    configuration = {
        "resource": {"aws_rds_cluster": {"green_database_cluster": arguments or ARGUMENTS}}
    }
    asked = account(*clusters)
    restored = RestoredCluster.of(configuration, ADDRESS, asked)
    assert restored.name == NAME
    found = restored.missing(SECRETS_KEY, DATA_KEY)
    ((operation, parameters),) = asked.asked
    assert operation == "DescribeDBClusters"
    assert parameters["body"]["Filters.Filter.1.Values.Value.1"] == NAME
    validate_as_modify(found)
    return found


def validate_as_modify(members: dict[str, Any]) -> None:
    """botocore refuses a member that ModifyDBCluster does not have."""
    rds = ScriptedAccount({"ModifyDBCluster": [{"DBCluster": COMPLETE}]}).client("rds")
    rds.modify_db_cluster(DBClusterIdentifier=NAME, **members)


def test_a_complete_cluster_lacks_nothing():
    assert missing(COMPLETE) == {}


def test_no_such_cluster_needs_nothing():
    assert missing() == {}


@pytest.mark.parametrize("secret", [None, {}])
def test_the_password_is_managed_under_the_key_of_secrets(secret: dict[str, Any] | None):
    found = {key: value for key, value in COMPLETE.items() if key != "MasterUserSecret"}
    if secret is not None:
        found["MasterUserSecret"] = secret
    assert missing(found) == {
        "ManageMasterUserPassword": True,
        "MasterUserSecretKmsKeyId": SECRETS_KEY,
    }


@pytest.mark.parametrize("wanted", [True, False])
def test_iam_authentication_becomes_as_it_is_configured(wanted: bool):
    found = {**COMPLETE, "IAMDatabaseAuthenticationEnabled": not wanted}
    arguments = {**ARGUMENTS, "iam_database_authentication_enabled": wanted}
    assert missing(found, arguments=arguments) == {"EnableIAMDatabaseAuthentication": wanted}


def test_insights_come_with_the_key_of_the_data():
    plain = cluster(
        DBClusterIdentifier=NAME,
        MasterUserSecret=COMPLETE["MasterUserSecret"],
        IAMDatabaseAuthenticationEnabled=True,
    )
    assert missing(plain) == {
        "DatabaseInsightsMode": "advanced",
        "EnablePerformanceInsights": True,
        "PerformanceInsightsRetentionPeriod": 465,
        "PerformanceInsightsKMSKeyId": DATA_KEY,
    }


def test_another_retention_does_not_set_the_key_again():
    found = {**COMPLETE, "PerformanceInsightsRetentionPeriod": 7}
    assert missing(found) == {"PerformanceInsightsRetentionPeriod": 465}


def test_what_rds_leaves_out_is_its_standard():
    plain = cluster(DBClusterIdentifier=NAME, MasterUserSecret=COMPLETE["MasterUserSecret"])
    arguments = {
        "cluster_identifier": NAME,
        "database_insights_mode": "standard",
        "performance_insights_enabled": False,
    }
    assert missing(plain, arguments=arguments) == {}


def test_what_is_not_configured_is_left_as_it_is():
    assert missing(COMPLETE, arguments={"cluster_identifier": NAME}) == {}


def test_members_are_set_at_once_when_rds_takes_changes_and_waited_for(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("botocore.waiter.time.sleep", lambda _: None)
    states = [
        {"DBClusters": [{**COMPLETE, "Status": each}]}
        for each in ("creating", "available", "modifying", "available")
    ]
    asked = ScriptedAccount(
        {"ModifyDBCluster": [{"DBCluster": COMPLETE}], "DescribeDBClusters": states}
    )
    RestoredCluster(asked, NAME, ARGUMENTS).modify({"EnableIAMDatabaseAuthentication": True})
    waited = ["DescribeDBClusters"] * 2
    assert [name for name, _ in asked.asked] == [*waited, "ModifyDBCluster", *waited]
    body = asked.asked[2][1]["body"]
    assert body["ApplyImmediately"] == body["EnableIAMDatabaseAuthentication"] == "true"
    assert body["DBClusterIdentifier"] == NAME

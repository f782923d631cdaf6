"""Clusters from snapshots and from automated backups: what comes from the copy, what does not."""

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.contract.embedded_aws.account import Account
from tests.contract.embedded_aws.copied import Copied
from tests.contract.embedded_aws.requests import PASSWORD


@pytest.fixture(scope="module")
def copied(account: Account) -> Copied:
    return Copied(account)


def from_snapshot(copied: Copied, name: str, snapshot: str, **given: Any) -> dict[str, Any]:
    answer = copied.rds.restore_db_cluster_from_snapshot(
        DBClusterIdentifier=name, SnapshotIdentifier=snapshot, Engine="aurora-mysql", **given
    )
    found: dict[str, Any] = answer["DBCluster"]
    return found


def to_time(copied: Copied, name: str, **given: Any) -> dict[str, Any]:
    answer = copied.rds.restore_db_cluster_to_point_in_time(DBClusterIdentifier=name, **given)
    found: dict[str, Any] = answer["DBCluster"]
    return found


def test_a_snapshot_gives_its_data_and_the_defaults_of_a_new_cluster(copied: Copied) -> None:
    restored = from_snapshot(copied, "from-snapshot", copied.snapshot)
    kept = ("DatabaseName", "KmsKeyId", "MasterUsername", "Port", "StorageEncrypted")
    assert {key: restored[key] for key in kept} == {key: copied.cluster[key] for key in kept}
    assert restored["BackupRetentionPeriod"] == 14  # "Default: Uses existing setting"
    assert restored["DBClusterMembers"] == []
    assert restored["DBClusterParameterGroup"] == "default.aurora-mysql8.0"
    assert restored["DBSubnetGroup"] == "default"
    assert restored["TagList"] == []
    assert not restored["DeletionProtection"]
    assert not restored["IAMDatabaseAuthenticationEnabled"]
    for absent in ("EnabledCloudwatchLogsExports", "MasterUserSecret"):
        assert absent not in restored
    assert copied.account.server.copies.origin("from-snapshot") == {"snapshot": copied.snapshot}
    assert copied.account.server.copies.origin("records") == {}


def test_what_the_request_says_wins(copied: Copied) -> None:
    restored = from_snapshot(
        copied,
        "as-asked",
        "manual",
        DBSubnetGroupName=copied.subnet_group,
        DeletionProtection=True,
        EnableCloudwatchLogsExports=["error", "audit"],
        EngineVersion="8.0.mysql_aurora.3.08.2",
        Port=3310,
        Tags=[{"Key": "Deployment", "Value": "trial"}],
        VpcSecurityGroupIds=[copied.account.group],
    )
    assert restored["Port"] == 3310
    assert restored["EngineVersion"] == "8.0.mysql_aurora.3.08.2"
    assert restored["DeletionProtection"]
    assert restored["EnabledCloudwatchLogsExports"] == ["audit", "error"]
    assert restored["TagList"] == [{"Key": "Deployment", "Value": "trial"}]
    (group,) = restored["VpcSecurityGroups"]
    assert group["VpcSecurityGroupId"] == copied.account.group


def test_without_a_group_the_one_of_the_vpc_is_taken(copied: Copied) -> None:
    restored = from_snapshot(
        copied, "without-group", copied.snapshot, DBSubnetGroupName=copied.subnet_group
    )
    (group,) = restored["VpcSecurityGroups"]
    ec2 = copied.account.client("ec2")
    (found,) = ec2.describe_security_groups(GroupIds=[group["VpcSecurityGroupId"]])[
        "SecurityGroups"
    ]
    assert (found["GroupName"], found["VpcId"]) == ("default", copied.account.vpc)


def test_an_unencrypted_snapshot_may_be_restored_encrypted(copied: Copied) -> None:
    copied.rds.create_db_cluster_snapshot(
        DBClusterSnapshotIdentifier="plain", DBClusterIdentifier=copied.plain_cluster("plain")
    )
    restored = from_snapshot(copied, "encrypted", "plain", KmsKeyId=copied.account.key)
    assert restored["StorageEncrypted"]
    assert restored["KmsKeyId"] == copied.account.key
    assert not from_snapshot(copied, "unencrypted", "plain")["StorageEncrypted"]


def test_a_point_in_time_gives_the_configuration_too(copied: Copied) -> None:
    restored = to_time(
        copied, "latest", SourceDBClusterIdentifier="records", UseLatestRestorableTime=True
    )
    kept = ("BackupRetentionPeriod", "DBSubnetGroup", "EngineVersion", "KmsKeyId", "MasterUsername")
    assert {key: restored[key] for key in kept} == {key: copied.cluster[key] for key in kept}
    assert restored["Port"] == 3306  # "Default: The default port for the engine"
    assert restored["DBClusterMembers"] == []
    assert not restored["DeletionProtection"]
    assert "MasterUserSecret" not in restored
    origin = copied.account.server.copies.origin("latest")
    assert origin["cluster"] == copied.cluster["DbClusterResourceId"]
    assert origin["type"] == "full-copy"


def test_a_deleted_cluster_is_restored_from_its_retained_backups(copied: Copied) -> None:
    rds, day = copied.rds, timedelta(days=1)
    copied.plain_cluster("gone")
    (cluster,) = rds.describe_db_clusters(DBClusterIdentifier="gone")["DBClusters"]
    rds.modify_db_cluster(DBClusterIdentifier="gone", BackupRetentionPeriod=5)
    now = datetime.now(timezone.utc)
    copied.account.server.copies.change(
        cluster["DBClusterArn"], time=(now - 9 * day).isoformat(timespec="seconds")
    )
    rds.delete_db_cluster(
        DBClusterIdentifier="gone", SkipFinalSnapshot=True, DeleteAutomatedBackups=False
    )
    resource = cluster["DbClusterResourceId"]
    (backup,) = rds.describe_db_cluster_automated_backups(DbClusterResourceId=resource)[
        "DBClusterAutomatedBackups"
    ]
    assert (backup["Status"], backup["DBClusterIdentifier"]) == ("retained", "gone")
    window = backup["RestoreWindow"]
    assert timedelta(0) <= now - 5 * day - window["EarliestTime"] + timedelta(minutes=5)
    time = now - 2 * day
    to_time(copied, "back", SourceDbClusterResourceId=resource, RestoreToTime=time)
    assert copied.account.server.copies.origin("back")["time"].startswith(f"{time:%Y-%m-%dT%H:%M}")

    rds.delete_db_cluster_automated_backup(DbClusterResourceId=resource)
    with pytest.raises(ClientError, match="DBClusterAutomatedBackupNotFoundFault"):
        rds.describe_db_cluster_automated_backups(DbClusterResourceId=resource)


def test_automated_backups_go_with_the_cluster_otherwise(copied: Copied) -> None:
    copied.plain_cluster("short-lived")
    copied.rds.delete_db_cluster(DBClusterIdentifier="short-lived", SkipFinalSnapshot=True)
    found = copied.rds.describe_db_cluster_automated_backups()["DBClusterAutomatedBackups"]
    assert "short-lived" not in [each["DBClusterIdentifier"] for each in found]


def test_a_modified_cluster_gives_its_password_to_rds_and_takes_it_back(copied: Copied) -> None:
    rds, secrets = copied.rds, copied.account.client("secretsmanager")
    from_snapshot(copied, "managed", copied.snapshot)
    change = {"DBClusterIdentifier": "managed"}
    secret = rds.modify_db_cluster(
        **change, ManageMasterUserPassword=True, MasterUserSecretKmsKeyId=copied.account.key
    )["DBCluster"]["MasterUserSecret"]
    assert secret["KmsKeyId"] == copied.account.key
    value = json.loads(secrets.get_secret_value(SecretId=secret["SecretArn"])["SecretString"])
    assert value["username"] == copied.cluster["MasterUsername"]
    assert value["password"] != PASSWORD
    other = copied.account.client("kms").create_key()["KeyMetadata"]["Arn"]
    with pytest.raises(ClientError, match="InvalidParameterCombination"):
        rds.modify_db_cluster(
            **change, ManageMasterUserPassword=True, MasterUserSecretKmsKeyId=other
        )

    with pytest.raises(ClientError, match="InvalidParameterCombination"):
        rds.modify_db_cluster(**change, ManageMasterUserPassword=False)
    answer = rds.modify_db_cluster(
        **change, ManageMasterUserPassword=False, MasterUserPassword=PASSWORD
    )
    assert "MasterUserSecret" not in answer["DBCluster"]
    with pytest.raises(ClientError, match="not currently managed by RDS"):
        rds.modify_db_cluster(**change, ManageMasterUserPassword=False, MasterUserPassword=PASSWORD)


def test_snapshots_of_aws_backup_are_told_by_type_name_or_arn(copied: Copied) -> None:
    rds, arn = copied.rds, copied.cluster_point
    automated = copied.account.server.copies.automated_snapshot("records", "2026-11-30T03:00:00Z")

    def arns(**request: Any) -> set[str]:
        found = rds.describe_db_cluster_snapshots(**request)["DBClusterSnapshots"]
        return {each["DBClusterSnapshotArn"] for each in found}

    everything = arns(DBClusterIdentifier="records")
    assert {automated, copied.snapshot} <= everything
    assert arn not in everything
    assert arns(SnapshotType="awsbackup") == {arn}
    assert arns(DBClusterSnapshotIdentifier=arn) == {arn}
    assert arns(SnapshotType="automated") == {automated}
    for kept in (arn, automated):
        with pytest.raises(ClientError, match="InvalidDBClusterSnapshotStateFault"):
            rds.delete_db_cluster_snapshot(
                DBClusterSnapshotIdentifier=kept.partition(":cluster-snapshot:")[2]
            )

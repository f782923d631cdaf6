"""AWS Backup gives back what it took: restore jobs, copy jobs, protected resources."""

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from scripts.embedded_aws import EmbeddedAws
from tests.contract.embedded_aws.account import Account
from tests.contract.embedded_aws.copied import VAULT, Copied
from tests.contract.embedded_aws.requests import policy


@pytest.fixture(scope="module")
def copied(account: Account) -> Copied:
    return Copied(account)


def test_a_cluster_s_recovery_point_is_a_snapshot(copied: Copied) -> None:
    arn = copied.cluster_point
    assert ":rds:us-west-2:000000000000:cluster-snapshot:awsbackup:job-" in arn
    point = copied.backup.describe_recovery_point(BackupVaultName=VAULT, RecoveryPointArn=arn)
    assert point["ResourceType"] == "Aurora"
    assert point["EncryptionKeyArn"] == copied.cluster["KmsKeyId"]
    assert point["Lifecycle"] == {"DeleteAfterDays": 35}
    kept = point["CalculatedLifecycle"]["DeleteAt"] - point["CreationDate"]
    assert kept == timedelta(days=35)
    tags = copied.backup.list_tags(ResourceArn=arn)["Tags"]
    assert tags == {"Deployment": "clinic", "Kept": "long"}
    found = copied.rds.describe_db_cluster_snapshots(SnapshotType="awsbackup")
    assert arn in [each["DBClusterSnapshotArn"] for each in found["DBClusterSnapshots"]]


def test_a_file_system_is_restored_into_itself_below_a_directory(copied: Copied) -> None:
    job = copied.restore(copied.files_point, copied.files_metadata(itemsToRestore='["/sites"]'))
    assert job["Status"] == "COMPLETED"
    assert job["CreatedResourceArn"] == copied.files["FileSystemArn"]
    copies = copied.account.server.copies
    (made,) = copies.restored_directories(copied.files["FileSystemId"])
    assert made["Directory"].startswith(f"aws-backup-restore_{datetime.now(timezone.utc):%Y-}")
    assert made["RecoveryPointArn"] == copied.files_point
    assert made["Items"] == ["/sites"]


def test_a_file_system_is_restored_into_a_new_one(copied: Copied) -> None:
    metadata = copied.files_metadata(newFileSystem="true", KmsKeyId=copied.account.key)
    job = copied.restore(
        copied.files_point, metadata, CopySourceTagsToRestoredResource=True, IdempotencyToken="one"
    )
    name = job["CreatedResourceArn"].rpartition("/")[2]
    (files,) = copied.efs.describe_file_systems(FileSystemId=name)["FileSystems"]
    assert files["FileSystemId"] != copied.files["FileSystemId"]
    assert (files["KmsKeyId"], files["CreationToken"]) == (copied.account.key, "restored")
    assert {each["Key"] for each in files["Tags"]} == {"Deployment", "Kept"}
    assert len(copied.account.server.copies.restored_directories(name)) == 1

    again = copied.restore(copied.files_point, metadata, IdempotencyToken="one")
    assert again["RestoreJobId"] == job["RestoreJobId"]
    taken = copied.restore(copied.files_point, metadata)
    assert taken["Status"] == "FAILED"


def test_a_cluster_is_restored_without_instances(copied: Copied) -> None:
    metadata = copied.backup.get_recovery_point_restore_metadata(
        BackupVaultName=VAULT, RecoveryPointArn=copied.cluster_point
    )["RestoreMetadata"]
    assert metadata["DBClusterIdentifier"] == "records"
    taken = copied.restore(copied.cluster_point, metadata)
    assert taken["Status"] == "FAILED"
    assert "already exists" in taken["StatusMessage"]

    job = copied.restore(copied.cluster_point, metadata | {"DBClusterIdentifier": "restored"})
    (cluster,) = copied.rds.describe_db_clusters(DBClusterIdentifier="restored")["DBClusters"]
    assert job["CreatedResourceArn"] == cluster["DBClusterArn"]
    assert cluster["DBClusterMembers"] == []
    assert cluster["DBSubnetGroup"] == copied.subnet_group
    origin = copied.account.server.copies.origin("restored")
    assert origin == {"snapshot": copied.cluster_point}


def test_jobs_can_be_held_and_failed(copied: Copied) -> None:
    copies = copied.account.server.copies
    copies.jobs_end("restore", "RUNNING")
    job = copied.restore(copied.files_point, copied.files_metadata())
    assert (job["Status"], job["PercentDone"]) == ("RUNNING", "0.0")
    assert "CreatedResourceArn" not in job
    copies.end_job(job["RestoreJobId"], "COMPLETED")
    assert copied.job(job["RestoreJobId"])["Status"] == "COMPLETED"

    copies.jobs_end("restore", "FAILED", "Insufficient privileges")
    failed = copied.restore(copied.files_point, copied.files_metadata())
    copies.jobs_end("restore", "COMPLETED")
    assert (failed["Status"], failed["StatusMessage"]) == ("FAILED", "Insufficient privileges")

    copies.jobs_end("backup", "RUNNING")
    point = copied.point(copied.files["FileSystemArn"])
    copies.jobs_end("backup", "COMPLETED")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        copied.backup.describe_recovery_point(BackupVaultName=VAULT, RecoveryPointArn=point)
    (held,) = copied.backup.list_backup_jobs(ByState="RUNNING")["BackupJobs"]
    copies.end_job(held["BackupJobId"], "COMPLETED")
    found = copied.backup.describe_recovery_point(BackupVaultName=VAULT, RecoveryPointArn=point)
    assert found["Status"] == "COMPLETED"


def test_jobs_and_resources_are_listed(copied: Copied) -> None:
    backup, arn = copied.backup, copied.files["FileSystemArn"]
    job = copied.restore(copied.files_point, copied.files_metadata())
    listed = backup.list_restore_jobs(ByResourceType="EFS", ByStatus="COMPLETED")["RestoreJobs"]
    assert job["RestoreJobId"] in [each["RestoreJobId"] for each in listed]
    later = datetime.now(timezone.utc) + timedelta(hours=1)
    assert backup.list_restore_jobs(ByCreatedAfter=later)["RestoreJobs"] == []
    of_files = backup.list_restore_jobs_by_protected_resource(ResourceArn=arn)["RestoreJobs"]
    assert {each["SourceResourceArn"] for each in of_files} == {arn}
    points = backup.list_recovery_points_by_resource(ResourceArn=arn)["RecoveryPoints"]
    assert copied.files_point in [each["RecoveryPointArn"] for each in points]
    assert copied.cluster_point
    resources = backup.list_protected_resources()["Results"]
    assert {each["ResourceType"] for each in resources} == {"Aurora", "EFS"}
    assert backup.describe_protected_resource(ResourceArn=arn)["ResourceType"] == "EFS"


def copy(copied: Copied, point: str, vault: str, **more: Any) -> dict[str, Any]:
    job = copied.backup.start_copy_job(
        RecoveryPointArn=point,
        SourceBackupVaultName=VAULT,
        DestinationBackupVaultArn=f"arn:aws:backup:us-west-2:000000000000:backup-vault:{vault}",
        IamRoleArn=copied.account.backup_role,
        **more,
    )["CopyJobId"]
    found: dict[str, Any] = copied.backup.describe_copy_job(CopyJobId=job)["CopyJob"]
    return found


def test_a_point_is_copied_into_another_vault(copied: Copied) -> None:
    key = copied.account.client("kms").create_key()["KeyMetadata"]["Arn"]
    copied.backup.create_backup_vault(BackupVaultName="other", EncryptionKeyArn=key)
    for point, kind in ((copied.cluster_point, "Aurora"), (copied.files_point, "EFS")):
        job = copy(copied, point, "other", Lifecycle={"DeleteAfterDays": 90})
        assert (job["State"], job["ResourceType"]) == ("COMPLETED", kind)
        made = copied.backup.describe_recovery_point(
            BackupVaultName="other", RecoveryPointArn=job["DestinationRecoveryPointArn"]
        )
        assert made["SourceBackupVaultArn"].endswith(f":{VAULT}")
        assert (made["EncryptionKeyArn"], made["Lifecycle"]) == (key, {"DeleteAfterDays": 90})
    cluster = copied.rds.restore_db_cluster_from_snapshot(
        DBClusterIdentifier="from-a-copy",
        SnapshotIdentifier=copy(copied, copied.cluster_point, "other")[
            "DestinationRecoveryPointArn"
        ],
        Engine="aurora-mysql",
    )["DBCluster"]
    assert cluster["KmsKeyId"] == key


def test_a_point_is_copied_into_a_vault_of_another_region(copied: Copied) -> None:
    key = copied.account.client("kms", "eu-west-1").create_key()["KeyMetadata"]["Arn"]
    there = copied.account.client("backup", "eu-west-1")
    there.create_backup_vault(BackupVaultName="distant", EncryptionKeyArn=key)
    vault = "arn:aws:backup:eu-west-1:000000000000:backup-vault:distant"

    def started(point: str, arn: str = vault) -> dict[str, Any]:
        job = copied.backup.start_copy_job(
            RecoveryPointArn=point,
            SourceBackupVaultName=VAULT,
            DestinationBackupVaultArn=arn,
            IamRoleArn=copied.account.backup_role,
        )["CopyJobId"]
        return dict(copied.backup.describe_copy_job(CopyJobId=job)["CopyJob"])

    for point in (copied.cluster_point, copied.files_point):
        made = started(point)["DestinationRecoveryPointArn"]
        assert made.split(":")[3] == "eu-west-1"
        found = there.describe_recovery_point(BackupVaultName="distant", RecoveryPointArn=made)
        assert found["EncryptionKeyArn"] == key
        with pytest.raises(ClientError, match="ResourceNotFoundException"):
            copied.backup.describe_recovery_point(BackupVaultName=VAULT, RecoveryPointArn=made)
    rds = copied.account.client("rds", "eu-west-1")
    (snapshot,) = rds.describe_db_cluster_snapshots(SnapshotType="awsbackup")["DBClusterSnapshots"]
    assert snapshot["KmsKeyId"] == key
    stranger = vault.replace("000000000000", "111111111111")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        started(copied.files_point, stranger)


def test_the_destination_s_lock_and_policy_are_respected(copied: Copied) -> None:
    backup = copied.backup
    for name in ("locked", "closed"):
        backup.create_backup_vault(BackupVaultName=name, EncryptionKeyArn=copied.account.key)
    backup.put_backup_vault_lock_configuration(BackupVaultName="locked", MinRetentionDays=30)
    denial = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "backup:CopyIntoBackupVault",
        "Resource": "*",
    }
    backup.put_backup_vault_access_policy(BackupVaultName="closed", Policy=policy(denial))
    with pytest.raises(ClientError, match="InvalidParameterValueException"):
        copy(copied, copied.files_point, "locked", Lifecycle={"DeleteAfterDays": 7})
    assert copy(copied, copied.files_point, "locked")["State"] == "COMPLETED"
    with pytest.raises(ClientError, match="InvalidRequestException"):
        copy(copied, copied.files_point, "closed")


def test_a_point_is_kept_longer(copied: Copied) -> None:
    point = copied.point(copied.files["FileSystemArn"])
    name = {"BackupVaultName": VAULT, "RecoveryPointArn": point}
    answer = copied.backup.update_recovery_point_lifecycle(
        **name, Lifecycle={"DeleteAfterDays": 365}
    )
    told = copied.backup.describe_recovery_point(**name)
    assert told["Lifecycle"] == answer["Lifecycle"] == {"DeleteAfterDays": 365}
    kept = told["CalculatedLifecycle"]["DeleteAt"] - told["CreationDate"]
    assert kept == timedelta(days=365)


def test_a_vault_may_deny_restores(copied: Copied) -> None:
    denial = {"Effect": "Deny", "Principal": "*", "Action": "backup:Start*", "Resource": "*"}
    copied.backup.create_backup_vault(BackupVaultName="sealed")
    point = copied.backup.start_backup_job(
        BackupVaultName="sealed",
        ResourceArn=copied.files["FileSystemArn"],
        IamRoleArn=copied.account.backup_role,
    )["RecoveryPointArn"]
    copied.backup.put_backup_vault_access_policy(BackupVaultName="sealed", Policy=policy(denial))
    with pytest.raises(ClientError, match="AccessDeniedException"):
        copied.restore(point, copied.files_metadata())


def test_a_deleted_point_takes_its_snapshot_along(copied: Copied) -> None:
    point = copied.point(copied.cluster["DBClusterArn"])
    copied.backup.delete_recovery_point(BackupVaultName=VAULT, RecoveryPointArn=point)
    with pytest.raises(ClientError, match="DBClusterSnapshotNotFoundFault"):
        copied.rds.describe_db_cluster_snapshots(DBClusterSnapshotIdentifier=point)


def test_restore_tests_are_kept_as_plans_and_selections(copied: Copied) -> None:
    backup = copied.backup
    chosen = {
        "Algorithm": "LATEST_WITHIN_WINDOW",
        "IncludeVaults": ["*"],
        "RecoveryPointTypes": ["SNAPSHOT"],
    }
    plan = {"ScheduleExpression": "cron(0 5 ? * * *)", "RecoveryPointSelection": chosen}
    made = backup.create_restore_testing_plan(
        RestoreTestingPlan={"RestoreTestingPlanName": "monthly", **plan}, Tags={"Deployment": "x"}
    )
    assert backup.list_tags(ResourceArn=made["RestoreTestingPlanArn"])["Tags"] == {
        "Deployment": "x"
    }
    name = {"RestoreTestingPlanName": "monthly"}
    told = backup.get_restore_testing_plan(**name)["RestoreTestingPlan"]
    assert told["RecoveryPointSelection"]["SelectionWindowDays"] == 30
    assert told["StartWindowHours"] == 24
    backup.update_restore_testing_plan(**name, RestoreTestingPlan={"StartWindowHours": 8})
    assert backup.get_restore_testing_plan(**name)["RestoreTestingPlan"]["StartWindowHours"] == 8

    selection = {
        "RestoreTestingSelectionName": "files",
        "ProtectedResourceType": "EFS",
        "IamRoleArn": copied.account.backup_role,
        "ProtectedResourceArns": [copied.files["FileSystemArn"]],
    }
    backup.create_restore_testing_selection(**name, RestoreTestingSelection=selection)
    chosen_name = {**name, "RestoreTestingSelectionName": "files"}
    backup.update_restore_testing_selection(
        **chosen_name, RestoreTestingSelection={"ValidationWindowHours": 3}
    )
    told = backup.get_restore_testing_selection(**chosen_name)["RestoreTestingSelection"]
    assert told["ValidationWindowHours"] == 3
    assert told["ProtectedResourceArns"] == selection["ProtectedResourceArns"]
    with pytest.raises(ClientError, match="InvalidRequestException"):
        backup.delete_restore_testing_plan(**name)
    backup.delete_restore_testing_selection(**chosen_name)
    backup.delete_restore_testing_plan(**name)
    assert backup.list_restore_testing_plans()["RestoreTestingPlans"] == []


def test_copies_outlive_the_server_in_any_region_and_account(tmp_path: Path) -> None:
    with EmbeddedAws(region="eu-central-1", account_id="111122223333") as first:
        copied = Copied(Account(first))
        point, files = copied.cluster_point, copied.files["FileSystemId"]
        copied.restore(point, {"DBClusterIdentifier": "restored"})
        copied.restore(copied.files_point, copied.files_metadata())
        first.copies.jobs_end("restore", "RUNNING")
        held = copied.restore(copied.files_point, copied.files_metadata())["RestoreJobId"]
        first.snapshot(tmp_path / "account")
    again = EmbeddedAws(
        region="eu-central-1", account_id="111122223333", restore_from=tmp_path / "account"
    )
    with again as second:
        assert ":eu-central-1:111122223333:" in point
        assert second.copies.origin("restored") == {"snapshot": point}
        assert len(second.copies.restored_directories(files)) == 1
        second.copies.end_job(held, "FAILED", "too late")
        backup = Account(second).client("backup")
        assert backup.describe_restore_job(RestoreJobId=held)["StatusMessage"] == "too late"
        found = backup.list_recovery_points_by_backup_vault(BackupVaultName=VAULT)
        assert point in [each["RecoveryPointArn"] for each in found["RecoveryPoints"]]
        vault = backup.describe_backup_vault(BackupVaultName=VAULT)
        assert vault["NumberOfRecoveryPoints"] == 2

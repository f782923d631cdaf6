"""What a deployment has in AWS after some time, and what others have beside it."""

from typing import Any

from tests.contract.embedded_aws.account import Account

ACCOUNT = "000000000000"
# Of somebody else, with a name that a careless prefix would take for ours.
STRANGERS_BUCKET = f"openemr-clinic-backup-{ACCOUNT}"
# Named and tagged as ours, but no state knows it.
UNKNOWN_BUCKET = "openemr-clinic-export"


def bucket(deployment: str, role: str) -> str:
    return f"openemr-{deployment}-{role}-{ACCOUNT}"


def put(account: Account, name: str, *keys: str) -> None:
    for key in keys:
        account.client("s3").put_object(Bucket=name, Key=key, Body=b"0" * 1024)


def make_bucket(account: Account, name: str, **tags: str) -> None:
    s3 = account.client("s3")
    location: Any = {"LocationConstraint": account.server.region}
    s3.create_bucket(Bucket=name, CreateBucketConfiguration=location)
    s3.put_object(Bucket=name, Key="precious", Body=b"precious")
    if tags:
        found = [{"Key": key, "Value": value} for key, value in tags.items()]
        s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": found})


def versions(account: Account, name: str) -> list[str]:
    """Keys of all versions and delete markers."""
    found = account.client("s3").list_object_versions(Bucket=name)
    return [each["Key"] for each in [*found.get("Versions", []), *found.get("DeleteMarkers", [])]]


def bucket_names(account: Account) -> set[str]:
    return {each["Name"] for each in account.client("s3").list_buckets()["Buckets"]}


def back_up(account: Account, deployment: str) -> None:
    """One recovery point of the files and one of the database."""
    backup, rds, efs = (account.client(each) for each in ("backup", "rds", "efs"))
    arns = [
        efs.describe_file_systems()["FileSystems"][0]["FileSystemArn"],
        rds.describe_db_clusters()["DBClusters"][0]["DBClusterArn"],
    ]
    for arn in arns:
        backup.start_backup_job(
            BackupVaultName=f"openemr-{deployment}-vault",
            ResourceArn=arn,
            IamRoleArn=f"arn:aws:iam::{ACCOUNT}:role/openemr-{deployment}-backup",
        )


def recovery_points(account: Account, deployment: str) -> list[str]:
    found = account.client("backup").list_recovery_points_by_backup_vault(
        BackupVaultName=f"openemr-{deployment}-vault"
    )
    return [each["RecoveryPointArn"] for each in found["RecoveryPoints"]]


def key_states(account: Account, deployment: str) -> dict[str, str]:
    """Description's last words -> state, of the deployment's keys."""
    kms = account.client("kms")
    found = [
        kms.describe_key(KeyId=each["KeyId"])["KeyMetadata"] for each in kms.list_keys()["Keys"]
    ]
    prefix = f"OpenEMR {deployment}: "
    return {
        each["Description"].removeprefix(prefix): each["KeyState"]
        for each in found
        if each["Description"].startswith(prefix)
    }

"""Wrong requests to S3, EFS and Backup."""

from typing import Any

from tests.contract.embedded_aws.account import Account
from tests.contract.embedded_aws.refusals import Refused
from tests.contract.embedded_aws.requests import policy


def plan(what: str, **given: Any) -> Refused:
    """A backup plan that cannot be made."""
    return Refused(
        what,
        "backup",
        "create_backup_plan",
        lambda a: {
            "BackupPlan": {
                "BackupPlanName": "wrong",
                "Rules": [{"RuleName": "daily", "TargetBackupVaultName": a.vault, **given}],
            }
        },
        "InvalidParameterValueException",
    )


def bucket_policy(what: str, text: str) -> Refused:
    """A bucket policy that cannot be put."""
    return Refused(
        what,
        "s3",
        "put_bucket_policy",
        lambda a: {"Bucket": a.bucket, "Policy": text},
        "MalformedPolicy",
    )


PUBLIC_READ = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}


def backup_plan(account: Account) -> str:
    """The id of a backup plan."""
    rule = {"RuleName": "daily", "TargetBackupVaultName": account.vault}
    answer = account.client("backup").create_backup_plan(
        BackupPlan={"BackupPlanName": "plan", "Rules": [rule]}
    )
    return str(answer["BackupPlanId"])


STORAGE = [
    bucket_policy("a bucket policy that is not JSON", "{"),
    bucket_policy(
        "a bucket policy without a principal",
        policy({"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::plain"}),
    ),
    bucket_policy(
        "a policy for another bucket",
        policy({**PUBLIC_READ, "Resource": "arn:aws:s3:::plain-too/*"}),
    ),
    Refused(
        "a mount target in a subnet that is not there",
        "efs",
        "create_mount_target",
        lambda a: {
            "FileSystemId": a.client("efs").create_file_system(CreationToken="x")["FileSystemId"],
            "SubnetId": "subnet-0123456789abcdef0",
        },
        "SubnetNotFound",
    ),
    plan(
        "cold storage for less than 90 days",
        Lifecycle={"MoveToColdStorageAfterDays": 30, "DeleteAfterDays": 60},
    ),
    plan("a retention below the vault's lock", Lifecycle={"DeleteAfterDays": 3}),
    plan(
        "continuous backup for 60 days",
        EnableContinuousBackup=True,
        Lifecycle={"DeleteAfterDays": 60},
    ),
    Refused(
        "a plan for a vault that is not there",
        "backup",
        "create_backup_plan",
        lambda _: {
            "BackupPlan": {
                "BackupPlanName": "x",
                "Rules": [{"RuleName": "daily", "TargetBackupVaultName": "none"}],
            }
        },
        "ResourceNotFoundException",
    ),
    Refused(
        "deleting a vault with recovery points",
        "backup",
        "delete_backup_vault",
        lambda a: {"BackupVaultName": a.vault},
        "InvalidRequestException",
    ),
    Refused(
        "a backup selection with a role that Backup cannot assume",
        "backup",
        "create_backup_selection",
        lambda a: {
            "BackupPlanId": backup_plan(a),
            "BackupSelection": {"SelectionName": "x", "IamRoleArn": a.task_role},
        },
        "InvalidParameterValueException",
    ),
]

"""An account with the copies of a production `clinic`, as AWS's API references write them.

https://docs.aws.amazon.com/aws-backup/latest/devguide/API_RecoveryPointByBackupVault.html and
https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBClusterSnapshot.html (2026-11-30);
every answer is checked against botocore's model.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from botocore.exceptions import ClientError

from scripts.inventory.copies import Copies, read_copies
from scripts.inventory.scope import Scope
from scripts.terraform.documents.state import StateResources
from tests.unit.scripts.commands.deploy.scripted import Answer, ScriptedAccount

ACCOUNT, REGION = "123456789012", "us-west-2"
NOW = datetime(2026, 11, 30, 12, tzinfo=timezone.utc)
RUN = NOW.replace(hour=5)
DATA_KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/data"
BACKUP_KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/backup"
CLUSTER = "openemr-clinic-database"
RESOURCE = "cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ"
FILE_SYSTEM = "fs-0123456789abcdef0"
VAULT = "openemr-clinic-vault"
DATABASE_ARN = f"arn:aws:rds:{REGION}:{ACCOUNT}:cluster:{CLUSTER}"
FILES_ARN = f"arn:aws:elasticfilesystem:{REGION}:{ACCOUNT}:file-system/{FILE_SYSTEM}"
JOB = f"arn:aws:rds:{REGION}:{ACCOUNT}:cluster-snapshot:awsbackup:job-1"
POINT = f"arn:aws:backup:{REGION}:{ACCOUNT}:recovery-point:1EB3B5E7-9EB0-435A-A80B-108B488B0D45"
GB = 1024**3


def cluster(**changes: Any) -> dict[str, Any]:
    return {
        "DBClusterIdentifier": CLUSTER,
        "DBClusterArn": DATABASE_ARN,
        "DbClusterResourceId": RESOURCE,
        "ClusterCreateTime": NOW - timedelta(days=100),
        "EarliestRestorableTime": NOW - timedelta(days=35),
        "LatestRestorableTime": NOW - timedelta(minutes=5),
        "BackupRetentionPeriod": 35,
        "KmsKeyId": DATA_KEY,
        **changes,
    }


def snapshot(arn: str = JOB, kind: str = "awsbackup", **changes: Any) -> dict[str, Any]:
    return {
        "DBClusterSnapshotIdentifier": arn.partition("snapshot:")[2],
        "DBClusterSnapshotArn": arn,
        "DBClusterIdentifier": CLUSTER,
        "DbClusterResourceId": RESOURCE,
        "ClusterCreateTime": NOW - timedelta(days=100),
        "SnapshotCreateTime": RUN + timedelta(minutes=7),
        "SnapshotType": kind,
        "Status": "available",
        "AllocatedStorage": 1,
        "KmsKeyId": DATA_KEY,
        **changes,
    }


def file_system(name: str = "openemr-clinic-files", **changes: Any) -> dict[str, Any]:
    return {
        "OwnerId": ACCOUNT,
        "CreationToken": name,
        "FileSystemId": FILE_SYSTEM,
        "CreationTime": NOW - timedelta(days=100),
        "LifeCycleState": "available",
        "NumberOfMountTargets": 2,
        "SizeInBytes": {"Value": 6 * GB},
        "PerformanceMode": "generalPurpose",
        "Tags": [],
        **changes,
    }


def vault(name: str = VAULT, region: str = REGION, **changes: Any) -> dict[str, Any]:
    arn = f"arn:aws:backup:{region}:{ACCOUNT}:backup-vault:{name}"
    return {"BackupVaultName": name, "BackupVaultArn": arn, "Locked": True, **changes}


def database_point(arn: str = JOB, **changes: Any) -> dict[str, Any]:
    return {
        "RecoveryPointArn": arn,
        "ResourceArn": DATABASE_ARN,
        "ResourceType": "Aurora",
        "Status": "COMPLETED",
        "CreationDate": RUN,
        "BackupSizeInBytes": 20 * GB,
        "EncryptionKeyArn": DATA_KEY,
        "CalculatedLifecycle": {"DeleteAt": RUN + timedelta(days=35)},
        **changes,
    }


def files_point(arn: str = POINT, **changes: Any) -> dict[str, Any]:
    return {
        "RecoveryPointArn": arn,
        "ResourceArn": FILES_ARN,
        "ResourceName": "openemr-clinic-files",
        "ResourceType": "EFS",
        "Status": "COMPLETED",
        "CreationDate": RUN + timedelta(minutes=9),
        "BackupSizeInBytes": 6 * GB,
        "EncryptionKeyArn": BACKUP_KEY,
        "CalculatedLifecycle": {"DeleteAt": RUN + timedelta(days=35)},
        **changes,
    }


def key(arn: str, state: str = "Enabled", **changes: Any) -> dict[str, Any]:
    found = {"KeyId": arn.rpartition("/")[2], "Arn": arn, "AWSAccountId": ACCOUNT}
    return {"KeyMetadata": {**found, "KeyState": state, **changes}}


def refused(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "as AWS says it"}}, "any")


def answers(
    *,
    clusters: Sequence[dict[str, Any]] | None = None,
    automated: Sequence[dict[str, Any]] = (),
    backed_up: Sequence[dict[str, Any]] | None = None,
    manual: Sequence[dict[str, Any]] = (),
    systems: Sequence[dict[str, Any]] | None = None,
    points: Sequence[dict[str, Any]] | None = None,
    **more: Sequence[Answer],
) -> dict[str, Sequence[Answer]]:
    """All answers; None: one of each, as above. more: by operation."""
    kinds = [automated, [snapshot()] if backed_up is None else backed_up, manual]
    held = [files_point(), database_point()] if points is None else points
    return {
        "GetCallerIdentity": [{"Account": ACCOUNT, "Arn": "arn:aws:iam::1:user/x", "UserId": "x"}],
        "DescribeDBClusters": [{"DBClusters": [cluster()] if clusters is None else clusters}],
        "DescribeDBClusterSnapshots": [{"DBClusterSnapshots": list(each)} for each in kinds],
        "DescribeDBClusterAutomatedBackups": [{"DBClusterAutomatedBackups": []}],
        "DescribeFileSystems": [{"FileSystems": [file_system()] if systems is None else systems}],
        "GetMetricStatistics": [{"Datapoints": [{"Timestamp": NOW, "Maximum": 22.0 * GB}]}],
        "ListBackupVaults": [{"BackupVaultList": [vault()]}],
        "ListRecoveryPointsByBackupVault": [{"RecoveryPoints": held}],
        # In the order of their ARNs.
        "DescribeKey": [key(BACKUP_KEY), key(DATA_KEY)],
        **more,
    }


def scope_of(account: ScriptedAccount, configuration: dict[str, Any] | None = None) -> Scope:
    return Scope("clinic", account, StateResources({}), configuration or {})


def read(told: dict[str, Sequence[Answer]], named: str | None = None) -> Copies:
    """What the reader makes of these answers."""
    return read_copies(scope_of(ScriptedAccount(told)), NOW, named)

"""An account with copies: snapshots, recovery points and what they are copies of."""

from functools import cached_property
from typing import Any

from tests.contract.embedded_aws.account import Account
from tests.contract.embedded_aws.requests import PASSWORD, database

VAULT = "copies"


class Copied:
    """A cluster `records` and a file system with one recovery point each, made when needed."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.rds, self.backup, self.efs = (
            account.client(service) for service in ("rds", "backup", "efs")
        )

    @cached_property
    def subnet_group(self) -> str:
        """A subnet group in the account's VPC."""
        self.rds.create_db_subnet_group(
            DBSubnetGroupName="subnets",
            DBSubnetGroupDescription="subnets",
            SubnetIds=self.account.subnets[:2],
        )
        return "subnets"

    @cached_property
    def cluster(self) -> dict[str, Any]:
        """An encrypted cluster of Aurora MySQL 3.08.2 on port 3307, with everything switched on."""
        request = database(
            "records",
            BackupRetentionPeriod=14,
            DBSubnetGroupName=self.subnet_group,
            DatabaseName="openemr",
            DeletionProtection=True,
            EnableCloudwatchLogsExports=["audit"],
            EnableIAMDatabaseAuthentication=True,
            KmsKeyId=self.account.key,
            Port=3307,
            StorageEncrypted=True,
            Tags=[{"Key": "Deployment", "Value": "clinic"}],
            VpcSecurityGroupIds=[self.account.group],
        )
        found: dict[str, Any] = self.rds.create_db_cluster(**request)["DBCluster"]
        self.rds.create_db_instance(
            DBInstanceIdentifier="writer",
            DBClusterIdentifier="records",
            DBInstanceClass="db.serverless",
            Engine="aurora-mysql",
        )
        return found

    @cached_property
    def snapshot(self) -> str:
        """The ARN of a manual snapshot of the cluster."""
        answer = self.rds.create_db_cluster_snapshot(
            DBClusterSnapshotIdentifier="manual",
            DBClusterIdentifier=self.cluster["DBClusterIdentifier"],
        )
        return str(answer["DBClusterSnapshot"]["DBClusterSnapshotArn"])

    @cached_property
    def files(self) -> dict[str, Any]:
        """An encrypted file system."""
        found: dict[str, Any] = self.efs.create_file_system(
            CreationToken="files",
            Encrypted=True,
            KmsKeyId=self.account.key,
            Tags=[{"Key": "Deployment", "Value": "clinic"}],
        )
        return found

    @cached_property
    def vault(self) -> str:
        """An unlocked vault."""
        key = self.account.key
        self.backup.create_backup_vault(BackupVaultName=VAULT, EncryptionKeyArn=key)
        return VAULT

    @cached_property
    def cluster_point(self) -> str:
        """The ARN of the cluster's recovery point, kept for 35 days."""
        return self.point(self.cluster["DBClusterArn"])

    @cached_property
    def files_point(self) -> str:
        """The ARN of the file system's recovery point, kept for 35 days."""
        return self.point(self.files["FileSystemArn"])

    def point(self, resource: str) -> str:
        """The ARN of a new recovery point."""
        job = self.backup.start_backup_job(
            BackupVaultName=self.vault,
            ResourceArn=resource,
            IamRoleArn=self.account.backup_role,
            Lifecycle={"DeleteAfterDays": 35},
            RecoveryPointTags={"Kept": "long"},
        )
        return str(job["RecoveryPointArn"])

    def files_metadata(self, **more: str) -> dict[str, str]:
        """What restores the file system's copy into that same file system."""
        return {
            "CreationToken": "restored",
            "Encrypted": "true",
            "PerformanceMode": "generalPurpose",
            "file-system-id": self.files["FileSystemId"],
            "newFileSystem": "false",
            **more,
        }

    def restore(self, point: str, metadata: dict[str, str], **more: Any) -> dict[str, Any]:
        """A restore job, as it is told right after its start."""
        job = self.backup.start_restore_job(
            RecoveryPointArn=point,
            IamRoleArn=self.account.backup_role,
            Metadata=metadata,
            **more,
        )["RestoreJobId"]
        return self.job(job)

    def job(self, job: str) -> dict[str, Any]:
        """What is told of a restore job."""
        found: dict[str, Any] = self.backup.describe_restore_job(RestoreJobId=job)
        return found

    def plain_cluster(self, name: str) -> str:
        """An unencrypted cluster."""
        self.rds.create_db_cluster(
            DBClusterIdentifier=name,
            Engine="aurora-mysql",
            MasterUsername="dbadmin",
            MasterUserPassword=PASSWORD,
        )
        return name

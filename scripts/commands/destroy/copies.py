"""Last copies before a purge: a snapshot of the database and a backup of the files, as a pair."""

import time
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from scripts.aws.account import aws_errors
from scripts.inventory.data_asset import DataAsset
from scripts.inventory.scope import Scope

Tell = Callable[[str], None]
_INTERVAL_SECONDS = 15
_WITHIN_SECONDS = 4 * 3600
_ENDED_BADLY = ("ABORTED", "EXPIRED", "FAILED", "PARTIAL")


class CopyFailedError(RuntimeError):
    """A last copy could not be taken; nothing was deleted that it should have held."""


def snapshot_cluster(scope: Scope, cluster: DataAsset, tell: Tell) -> str:
    """Take a manual snapshot, wait for it, and return its name. Raises CopyFailedError, AwsError.

    Its name carries the moment, so that an earlier one is never in the way.
    """
    moment = datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%S")
    name = f"openemr-{scope.deployment}-last{moment}"
    rds = scope.account.client("rds")
    tags = {"Application": "OpenEMR", "Deployment": scope.deployment}
    with aws_errors(f"take the snapshot {name} (rds:CreateDBClusterSnapshot)"):
        rds.create_db_cluster_snapshot(
            DBClusterIdentifier=cluster.id,
            DBClusterSnapshotIdentifier=name,
            Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
        )

    def status() -> tuple[str, str]:
        found = rds.describe_db_cluster_snapshots(DBClusterSnapshotIdentifier=name)
        snapshot = found["DBClusterSnapshots"][0]
        return snapshot["Status"], f"{name} {snapshot.get('PercentProgress', 0)} %"

    _wait(name, status, done="available", failed=("failed",), tell=tell)
    return name


def back_up_files(scope: Scope, files: DataAsset, vault: DataAsset, days: int, tell: Tell) -> str:
    """Back the file system up into the vault for `days`; the recovery point's ARN.

    Raises CopyFailedError, AwsError.
    """
    backup = scope.account.client("backup")
    (role,) = {
        str(each.attributes["iam_role_arn"])
        for each in scope.resources.of_type("aws_backup_selection")
    }
    (system,) = [
        each for each in scope.resources.of_type("aws_efs_file_system") if each.id == files.id
    ]
    with aws_errors(f"back up {files.name} (backup:StartBackupJob)"):
        job = backup.start_backup_job(
            BackupVaultName=vault.id,
            ResourceArn=system.attributes["arn"],
            IamRoleArn=role,
            Lifecycle={"DeleteAfterDays": days},
        )

    def status() -> tuple[str, str]:
        found: Any = backup.describe_backup_job(BackupJobId=job["BackupJobId"])
        return found["State"], f"{files.name} {found.get('PercentDone', '0')} %"

    _wait(files.name, status, done="COMPLETED", failed=_ENDED_BADLY, tell=tell)
    found = backup.describe_backup_job(BackupJobId=job["BackupJobId"])
    return str(found["RecoveryPointArn"])


def _wait(
    name: str,
    status: Callable[[], tuple[str, str]],
    *,
    done: str,
    failed: tuple[str, ...],
    tell: Tell,
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    deadline = clock() + _WITHIN_SECONDS
    while True:
        with aws_errors(f"ask how far the copy of {name} is"):
            state, said = status()
        tell(said)
        if state == done:
            return
        if state in failed:
            raise CopyFailedError(
                f"The last copy of {name} ended with {state}; nothing was purged."
            )
        if clock() >= deadline:
            hours = _WITHIN_SECONDS // 3600
            raise CopyFailedError(
                f"The last copy of {name} is not done after {hours} hours (it says {state}); "
                "nothing was purged. Run the command again when it is."
            )
        pause(_INTERVAL_SECONDS)

"""On-demand jobs of AWS Backup, and what they back up."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from scripts.aws.account import AwsAccount, aws_errors
from scripts.cli.errors import OperationFailedError
from scripts.cli.steps import RunningStep, Steps
from scripts.deployment.outputs import Deployed
from scripts.deployment.pairs import Pairs, color_of

KEEP_DAYS = 35
_POLL_SECONDS = 5
# https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeBackupJob.html (2026-11-25)
_ENDED = ("COMPLETED", "FAILED", "ABORTED", "EXPIRED", "PARTIAL")


class BackupFailedError(OperationFailedError):
    """A backup job did not complete; the message has AWS Backup's reason."""


def protected_resources(deployed: Deployed) -> dict[str, str]:
    """ARNs of the resources that must have a recovery point, with the label of their pair.

    There is no label without a second pair. Raises AwsError, NotDeployedError.
    """
    place = f"{deployed.region}:{deployed.account.caller().account}"
    databases = [deployed.output("database_cluster_id")]
    files = [deployed.output("file_system_id")]
    if standby := deployed.outputs.get("standby_database_cluster_id"):
        databases.append(str(standby))
        files.append(deployed.output("standby_file_system_id"))
    colors = frozenset(color_of(deployed.name, each) for each in databases)
    pairs = Pairs(deployed.name, color_of(deployed.name, databases[0]), colors)
    found = {}
    for cluster, system in zip(databases, files, strict=True):
        label = pairs.label(cluster)
        found[f"arn:aws:rds:{place}:cluster:{cluster}"] = label
        found[f"arn:aws:elasticfilesystem:{place}:file-system/{system}"] = label
    return found


def back_up(
    account: AwsAccount,
    vault: str,
    role: str,
    arns: Sequence[str],
    steps: Steps,
    *,
    keep_days: int = KEEP_DAYS,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Back up these resources at the same time, and wait until all are done.

    role: ARN. Raises AwsError, BackupFailedError.
    """
    client = account.client("backup")
    jobs = {}
    for arn in arns:
        with aws_errors(f"start a backup of {arn} (backup:StartBackupJob, iam:PassRole)"):
            jobs[arn] = client.start_backup_job(
                BackupVaultName=vault,
                ResourceArn=arn,
                IamRoleArn=role,
                # A locked vault accepts no recovery point without an expiry.
                Lifecycle={"DeleteAfterDays": keep_days},
            )["BackupJobId"]
    for arn, job in jobs.items():
        with steps.step("backup", f"Back up {arn}") as step:
            _wait(client, arn, job, step, pause)


def _wait(
    client: Any, arn: str, job: str, step: RunningStep, pause: Callable[[float], None]
) -> None:
    while True:
        with aws_errors(f"read backup job {job} (backup:DescribeBackupJob)"):
            state = client.describe_backup_job(BackupJobId=job)
        step.update(f"{state['State'].lower()} {state.get('PercentDone', '')}".strip())
        if state["State"] in _ENDED:
            break
        pause(_POLL_SECONDS)
    if state["State"] != "COMPLETED":
        reason = state.get("StatusMessage") or "no reason given by AWS Backup"
        raise BackupFailedError(f"The backup of {arn} ended as {state['State']}: {reason}.")

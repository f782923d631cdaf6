"""On-demand jobs of AWS Backup."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from scripts.aws.account import AwsAccount, aws_errors
from scripts.cli.errors import OperationFailedError
from scripts.cli.steps import RunningStep, Steps

KEEP_DAYS = 35
_POLL_SECONDS = 5
# https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeBackupJob.html (2026-11-25)
_ENDED = ("COMPLETED", "FAILED", "ABORTED", "EXPIRED", "PARTIAL")


class BackupFailedError(OperationFailedError):
    """A backup job did not complete; the message has AWS Backup's reason."""


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

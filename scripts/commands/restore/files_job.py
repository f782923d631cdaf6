"""The files of a restore: an AWS Backup job into a file system that Terraform then imports."""

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from scripts.aws.account import AwsAccount, aws_errors
from scripts.aws.reader import AwsReader
from scripts.cli.errors import OperationFailedError
from scripts.cli.steps import RunningStep

_POLL_SECONDS = 15
# https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeRestoreJob.html (2026-11-30)
_DONE, _FAILED = "COMPLETED", ("ABORTED", "FAILED")


class FilesNotRestoredError(OperationFailedError):
    """The restore job did not complete; the message has AWS Backup's reason."""


@dataclass(frozen=True)
class FilesJob:
    """What is restored into which file system.

    point: ARN of the recovery point. token: the file system's creation token, by which Terraform
    finds it. key: ARN of the KMS key. role: ARN of AWS Backup's role. tags: of the file system.
    """

    account: AwsAccount
    point: str
    vault: str
    token: str
    key: str
    role: str
    tags: Mapping[str, str]
    pause: Callable[[float], None] = time.sleep

    def run(self, step: RunningStep) -> str:
        """The id of the filled file system. Raises FilesNotRestoredError, AwsError.

        Can be repeated at any time: the same request to AWS Backup starts no second job.
        """
        job = self._start()
        ended = self._wait(job, step)
        if ended["Status"] in _FAILED:
            reason = ended.get("StatusMessage") or "no reason given by AWS Backup"
            raise FilesNotRestoredError(
                f"Restore job {job} of {self.point} ended as {ended['Status']}: {reason}. Nothing "
                "that serves was changed; run the command again to start another job."
            )
        return self._tag(_created(ended))

    def settle(self, step: RunningStep) -> str:
        """The id of the file system that an earlier `run` began; empty if there is none.

        Starts nothing. AWS Backup has no call to end a restore job, so that one under way is
        awaited, whatever it restores from this point: its list does not tell into what. Raises
        AwsError.
        """
        for each in self._jobs():
            if each["Status"] not in (_DONE, *_FAILED):
                self._wait(each["RestoreJobId"], step)
        reader = AwsReader(self.account, missing_is_empty=True)
        systems = reader.list(
            "efs", "describe_file_systems", "FileSystems", CreationToken=self.token
        )
        return self._tag(systems[0]["FileSystemId"]) if systems else ""

    def _wait(self, job: str, step: RunningStep) -> Mapping[str, Any]:
        """The job as it ended, one way or another."""
        client = self.account.client("backup")
        while True:
            with aws_errors(f"read restore job {job} (backup:DescribeRestoreJob)"):
                state: Mapping[str, Any] = client.describe_restore_job(RestoreJobId=job)
            step.update(f"{state['Status'].lower()} {state.get('PercentDone', '')}".strip())
            if state["Status"] in (_DONE, *_FAILED):
                return state
            self.pause(_POLL_SECONDS)

    def _tag(self, created: str) -> str:
        """The file system, which Terraform takes for ours by its tags."""
        with aws_errors(f"tag {created} (elasticfilesystem:TagResource)"):
            self.account.client("efs").tag_resource(
                ResourceId=created, Tags=[{"Key": k, "Value": v} for k, v in self.tags.items()]
            )
        return created

    def _jobs(self) -> list[Mapping[str, Any]]:
        """The restore jobs of this point, without restore tests, which delete what they create."""
        reader = AwsReader(self.account)
        jobs = reader.list("backup", "list_restore_jobs", "RestoreJobs", ByResourceType="EFS")
        return [
            each
            for each in jobs
            if each["RecoveryPointArn"] == self.point and not each.get("CreatedBy")
        ]

    def _start(self) -> str:
        """The job's id.

        The metadata of EFS, where `file-system-id` is that of the copy's source (2026-11-30):
        https://docs.aws.amazon.com/aws-backup/latest/devguide/API_StartRestoreJob.html
        """
        client = self.account.client("backup")
        with aws_errors(f"read {self.point} (backup:GetRecoveryPointRestoreMetadata)"):
            known = client.get_recovery_point_restore_metadata(
                BackupVaultName=self.vault, RecoveryPointArn=self.point
            )["RestoreMetadata"]
        with aws_errors(
            f"restore {self.point} (backup:StartRestoreJob, iam:PassRole, and rights to its key)"
        ):
            started = client.start_restore_job(
                RecoveryPointArn=self.point,
                IamRoleArn=self.role,
                ResourceType="EFS",
                IdempotencyToken=self._idempotency_token(),
                Metadata={
                    "file-system-id": known["file-system-id"],
                    "newFileSystem": "true",
                    "CreationToken": self.token,
                    "Encrypted": "true",
                    "KmsKeyId": self.key,
                    "PerformanceMode": "generalPurpose",
                },
            )
        return str(started["RestoreJobId"])

    def _idempotency_token(self) -> str:
        """Another one after each job that failed or whose file system is gone, to start anew.

        Otherwise a pair that was discarded could not be restored again (2026-11-30):
        https://repost.aws/questions/QUkTP1FXm6QRqChlHfvIUuEA
        """
        systems = AwsReader(self.account).list("efs", "describe_file_systems", "FileSystems")
        there = {each["FileSystemId"] for each in systems}
        spent = sum(
            each["Status"] in _FAILED or (each["Status"] == _DONE and _created(each) not in there)
            for each in self._jobs()
        )
        text = f"{self.token} {self.point} {spent}"
        return hashlib.sha256(text.encode()).hexdigest()


def _created(job: Mapping[str, Any]) -> str:
    """The id of the file system that a job made."""
    return str(job.get("CreatedResourceArn", "")).rpartition("/")[2]

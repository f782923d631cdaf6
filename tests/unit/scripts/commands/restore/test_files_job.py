"""The job that restores files, on written answers of AWS Backup and EFS."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from scripts.aws.account import AwsError
from scripts.commands.restore.files_job import FilesJob, FilesNotRestoredError
from tests.unit.scripts.commands.deploy.scripted import Answer, Clock, ScriptedAccount
from tests.unit.scripts.commands.restore.told import Told
from tests.unit.scripts.inventory.copies.account import (
    ACCOUNT,
    DATA_KEY,
    FILE_SYSTEM,
    POINT,
    REGION,
    VAULT,
    file_system,
    refused,
)

NEW = "fs-0fedcba9876543210"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/openemr-clinic-backup"
TOKEN = "openemr-clinic-greenfiles"
JOB_ID = "D41D8CD9-8F00-B204-E980-0998ECF8427E"


def arn(name: str) -> str:
    return f"arn:aws:elasticfilesystem:{REGION}:{ACCOUNT}:file-system/{name}"


# https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeRestoreJob.html (2026-11-30)
def state(status: str, **more: Any) -> dict[str, Any]:
    created = {"CreatedResourceArn": arn(NEW)} if status == "COMPLETED" else {}
    return {"RestoreJobId": JOB_ID, "RecoveryPointArn": POINT, "Status": status, **created, **more}


ANSWERS: dict[str, Sequence[Answer]] = {
    # https://docs.aws.amazon.com/aws-backup/latest/devguide/restoring-efs.html (2026-11-30)
    "GetRecoveryPointRestoreMetadata": [
        {"RestoreMetadata": {"file-system-id": FILE_SYSTEM, "Encrypted": "true"}}
    ],
    "ListRestoreJobs": [{"RestoreJobs": []}],
    "DescribeFileSystems": [{"FileSystems": [file_system()]}],
    "StartRestoreJob": [{"RestoreJobId": JOB_ID}],
    "DescribeRestoreJob": [state("COMPLETED")],
    "TagResource": [{}],
}


class Ran:
    """One run of the job: what it returned, asked and waited."""

    def __init__(self, **told: Sequence[Answer]) -> None:
        self.account = ScriptedAccount({**ANSWERS, **told})
        self.clock = Clock()
        step = Told()
        self.remarks = step.remarks
        job = FilesJob(
            account=self.account,
            point=POINT,
            vault=VAULT,
            token=TOKEN,
            key=DATA_KEY,
            role=ROLE,
            tags={"Name": TOKEN, "Environment": "production"},
            pause=self.clock.wait,
        )
        self.id = job.run(step)

    def sent(self, operation: str) -> dict[str, Any]:
        (parameters,) = [sent for name, sent in self.account.asked if name == operation]
        return dict(json.loads(parameters["body"]))

    @property
    def token(self) -> str:
        return str(self.sent("StartRestoreJob")["IdempotencyToken"])


def after(*jobs: dict[str, Any], there: Sequence[str] = (FILE_SYSTEM,)) -> str:
    """The idempotency token of a run after these jobs, with these file systems."""
    systems = [file_system(FileSystemId=each) for each in there]
    listed = {
        "ListRestoreJobs": [{"RestoreJobs": list(jobs)}],
        "DescribeFileSystems": [{"FileSystems": systems}],
    }
    return Ran(**listed).token


def test_the_request_has_all_that_efs_needs():
    ran = Ran()
    assert ran.id == NEW
    sent = ran.sent("StartRestoreJob")
    assert {**sent, "IdempotencyToken": ""} == {
        "RecoveryPointArn": POINT,
        "IamRoleArn": ROLE,
        "ResourceType": "EFS",
        "IdempotencyToken": "",
        "Metadata": {
            "file-system-id": FILE_SYSTEM,
            "newFileSystem": "true",
            "CreationToken": TOKEN,
            "Encrypted": "true",
            "KmsKeyId": DATA_KEY,
            "PerformanceMode": "generalPurpose",
        },
    }


def test_it_waits_until_the_job_is_completed_and_tells_how_far_it_is():
    states = [
        state("PENDING"),
        state("RUNNING", PercentDone="12.50%"),
        state("RUNNING", PercentDone="80%"),
        state("COMPLETED", PercentDone="100%"),
    ]
    ran = Ran(DescribeRestoreJob=states)
    assert ran.remarks == ["pending", "running 12.50%", "running 80%", "completed 100%"]
    assert ran.clock.now == 3 * 15
    names = [name for name, _ in ran.account.asked]
    assert names[-5:] == [*["DescribeRestoreJob"] * 4, "TagResource"]


def test_the_new_file_system_is_tagged_as_it_is_configured():
    ran = Ran()
    assert ran.sent("TagResource")["Tags"] == [
        {"Key": "Name", "Value": TOKEN},
        {"Key": "Environment", "Value": "production"},
    ]
    (asked,) = [sent for name, sent in ran.account.asked if name == "TagResource"]
    assert asked["url_path"].endswith(f"/{NEW}")


@pytest.mark.parametrize("status", ["FAILED", "ABORTED"])
@pytest.mark.parametrize("reason", ["The key is disabled.", None])
def test_a_job_that_fails_tells_the_reason(status: str, reason: str | None):
    told = {"StatusMessage": reason} if reason else {}
    with pytest.raises(FilesNotRestoredError) as failed:
        Ran(DescribeRestoreJob=[state("RUNNING"), state(status, **told)])
    expected = reason or "no reason given by AWS Backup"
    assert f"{JOB_ID} of {POINT} ended as {status}: {expected}" in str(failed.value)
    assert "Nothing that serves was changed" in str(failed.value)


def test_a_refusal_names_the_rights_that_are_needed():
    with pytest.raises(AwsError, match="iam:PassRole"):
        Ran(StartRestoreJob=[refused("AccessDeniedException")])


def test_a_repetition_has_the_same_token_so_that_no_second_job_starts():
    first = after()
    assert after(state("PENDING")) == after(state("RUNNING")) == first
    assert after(state("COMPLETED"), there=[FILE_SYSTEM, NEW]) == first


@pytest.mark.parametrize("status", ["FAILED", "ABORTED"])
def test_each_failed_job_is_followed_by_another_token(status: str):
    tokens = [after(*[state(status)] * number) for number in range(3)]
    assert len(set(tokens)) == 3


def test_a_pair_that_was_discarded_can_be_restored_again():
    """AWS Backup would answer the same token with the old job, whose file system is deleted."""
    assert after(state("COMPLETED"), there=[FILE_SYSTEM]) != after()


@pytest.mark.parametrize(
    "job",
    [
        state("FAILED", RecoveryPointArn=POINT.replace("1EB3B5E7", "00000000")),
        state("FAILED", CreatedBy={"RestoreTestingPlanArn": "arn:aws:backup:x:1:plan"}),
        state("COMPLETED", CreatedBy={"RestoreTestingPlanArn": "arn:aws:backup:x:1:plan"}),
    ],
)
def test_jobs_of_other_points_and_restore_tests_do_not_count(job: dict[str, Any]):
    assert after(job) == after()

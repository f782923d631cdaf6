"""The job of `openemr restore run` that restores files, against the embedded AWS Backup."""

from typing import Any

import pytest

from scripts.aws.account import AwsAccount
from scripts.commands.restore.files_job import FilesJob
from scripts.embedded_aws import EmbeddedAws
from tests.contract.embedded_aws.account import Account
from tests.contract.embedded_aws.copied import VAULT, Copied
from tests.unit.scripts.commands.restore.told import Told


class Shared(AwsAccount):
    """The clients of an account of tests."""

    def __init__(self, account: Account) -> None:
        super().__init__(account.server.region)
        self.account = account

    def client(self, service: str, region: str | None = None) -> Any:
        assert region in (None, self.region)
        return self.account.client(service)


TOKEN = "openemr-clinic-greenfiles"


@pytest.fixture
def copied(server: EmbeddedAws) -> Copied:
    return Copied(Account(server))


def job(copied: Copied, pause: Any = lambda _: None) -> FilesJob:
    return FilesJob(
        account=Shared(copied.account),
        point=copied.files_point,
        vault=VAULT,
        token=TOKEN,
        key=copied.account.key,
        role=copied.account.backup_role,
        tags={"Name": TOKEN},
        pause=pause,
    )


def file_systems(copied: Copied) -> dict[str, Any]:
    found = copied.efs.describe_file_systems()["FileSystems"]
    return {each["FileSystemId"]: each for each in found}


def test_a_repetition_finds_the_file_system_and_one_after_its_deletion_makes_another(
    copied: Copied,
):
    source = copied.files["FileSystemId"]
    first = job(copied).run(Told())
    assert job(copied).run(Told()) == first
    assert set(file_systems(copied)) == {source, first}
    made = file_systems(copied)[first]
    assert (made["CreationToken"], made["KmsKeyId"]) == (TOKEN, copied.account.key)
    assert {"Key": "Name", "Value": TOKEN} in made["Tags"]
    copied.efs.delete_file_system(FileSystemId=first)
    second = job(copied).run(Told())
    assert second != first
    assert set(file_systems(copied)) == {source, second}
    assert job(copied).run(Told()) == second


class LostError(Exception):
    """The machine that waited for the job is gone."""


def lose(_: float) -> None:
    raise LostError


@pytest.mark.parametrize("outcome", ["COMPLETED", "FAILED"])
def test_what_a_lost_run_began_is_awaited_and_found_and_nothing_else_starts(
    copied: Copied, outcome: Any
):
    assert job(copied).settle(Told()) == ""
    before = set(file_systems(copied))
    backup, copies = copied.backup, copied.account.server.copies
    assert backup.list_restore_jobs()["RestoreJobs"] == []
    copies.jobs_end("restore", "RUNNING")
    with pytest.raises(LostError):
        job(copied, pause=lose).run(Told())
    (started,) = backup.list_restore_jobs()["RestoreJobs"]
    found = job(copied, lambda _: copies.end_job(started["RestoreJobId"], outcome)).settle(Told())
    assert len(backup.list_restore_jobs()["RestoreJobs"]) == 1
    assert {found} - {""} == set(file_systems(copied)) - before
    assert bool(found) is (outcome == "COMPLETED")
    if found:
        assert {"Key": "Name", "Value": TOKEN} in file_systems(copied)[found]["Tags"]

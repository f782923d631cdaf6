"""The job of `openemr restore run` that restores files, against the embedded AWS Backup."""

from typing import Any

from scripts.aws.account import AwsAccount
from scripts.commands.restore.files_job import FilesJob
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


def test_a_repetition_finds_the_file_system_and_one_after_its_deletion_makes_another(
    account: Account,
):
    copied = Copied(account)
    point = copied.files_point

    def run() -> str:
        job = FilesJob(
            account=Shared(account),
            point=point,
            vault=VAULT,
            token="openemr-clinic-greenfiles",
            key=account.key,
            role=account.backup_role,
            tags={"Name": "openemr-clinic-greenfiles"},
            pause=lambda _: None,
        )
        return job.run(Told())

    def file_systems() -> dict[str, Any]:
        found = copied.efs.describe_file_systems()["FileSystems"]
        return {each["FileSystemId"]: each for each in found}

    source = copied.files["FileSystemId"]
    first = run()
    assert run() == first
    assert set(file_systems()) == {source, first}
    made = file_systems()[first]
    assert (made["CreationToken"], made["KmsKeyId"]) == ("openemr-clinic-greenfiles", account.key)
    assert {"Key": "Name", "Value": "openemr-clinic-greenfiles"} in made["Tags"]
    copied.efs.delete_file_system(FileSystemId=first)
    second = run()
    assert second != first
    assert set(file_systems()) == {source, second}
    assert run() == second

"""Buckets and vaults are emptied of all that is ours, and of nothing else."""

from collections.abc import Iterator
from typing import Any

import pytest

from scripts.aws.account import AwsAccount, AwsError
from scripts.commands.destroy.purge import empty_bucket, empty_vault
from scripts.embedded_aws import EmbeddedAws
from scripts.inventory.data_asset import DataAsset
from scripts.inventory.scope import Scope
from scripts.terraform.documents.state import StateResources
from tests.contract.embedded_aws.account import Account
from tests.terraform.destroy.seeds import make_bucket, versions

pytestmark = pytest.mark.terraform

BUCKET = "openemr-clinic-accesslogs-000000000000"


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    with EmbeddedAws() as aws:
        for name, value in aws.environment(base={}).items():
            monkeypatch.setenv(name, value)
        yield Account(aws)


@pytest.fixture
def scope() -> Scope:
    return Scope("clinic", AwsAccount("us-west-2"), StateResources({}), {})


def asset(**members: Any) -> DataAsset:
    return DataAsset("aws_s3_bucket", BUCKET, BUCKET, **members)


def test_all_versions_markers_and_unfinished_uploads_go(account: Account, scope: Scope) -> None:
    make_bucket(account, BUCKET)
    s3 = account.client("s3")
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    for number in range(12):
        s3.put_object(Bucket=BUCKET, Key=f"log/{number % 5}", Body=b"x")
    s3.delete_object(Bucket=BUCKET, Key="log/0")
    s3.create_multipart_upload(Bucket=BUCKET, Key="half")
    said: list[str] = []
    assert empty_bucket(scope, asset(), said.append) == 14
    assert versions(account, BUCKET) == []
    assert s3.list_multipart_uploads(Bucket=BUCKET).get("Uploads", []) == []
    assert said[-1] == f"{BUCKET}: 14 versions deleted"


@pytest.mark.parametrize("members", [{"ours": False}, {"locked": "Object Lock"}])
def test_what_is_not_ours_or_locked_is_not_touched(
    account: Account, scope: Scope, members: dict[str, Any]
) -> None:
    make_bucket(account, BUCKET)
    assert empty_bucket(scope, asset(**members), lambda _: None) == 0
    assert versions(account, BUCKET) == ["precious"]


def test_an_object_that_aws_keeps_ends_it_with_its_name(account: Account, scope: Scope) -> None:
    s3 = account.client("s3")
    location: Any = {"LocationConstraint": "us-west-2"}
    s3.create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration=location, ObjectLockEnabledForBucket=True
    )
    s3.put_object(
        Bucket=BUCKET,
        Key="kept",
        Body=b"x",
        ObjectLockMode="GOVERNANCE",
        ObjectLockRetainUntilDate="2099-01-01T00:00:00Z",
    )
    with pytest.raises(AwsError, match=r"1 versions cannot be deleted, the first of them kept"):
        empty_bucket(scope, asset(), lambda _: None)
    assert versions(account, BUCKET) == ["kept"]


def test_a_vault_keeps_the_last_backup(account: Account, scope: Scope) -> None:
    backup = account.client("backup")
    backup.create_backup_vault(BackupVaultName="vault")
    for name in "abc":
        backup.start_backup_job(
            BackupVaultName="vault",
            ResourceArn=f"arn:aws:dynamodb:us-west-2:000000000000:table/{name}",
            IamRoleArn=account.backup_role,
        )
    points = [
        each["RecoveryPointArn"]
        for each in backup.list_recovery_points_by_backup_vault(BackupVaultName="vault")[
            "RecoveryPoints"
        ]
    ]
    vault = DataAsset("aws_backup_vault", "vault", "vault")
    assert empty_vault(scope, vault, {points[0]}, lambda _: None) == 2
    left = backup.list_recovery_points_by_backup_vault(BackupVaultName="vault")["RecoveryPoints"]
    assert [each["RecoveryPointArn"] for each in left] == points[:1]
    locked = DataAsset("aws_backup_vault", "vault", "vault", locked="the lock")
    assert empty_vault(scope, locked, set(), lambda _: None) == 0

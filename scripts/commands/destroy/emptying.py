"""Empties buckets and vaults of this deployment, all versions, and nothing that is locked."""

from collections.abc import Callable, Iterator
from typing import Any

from scripts.aws.account import AwsError, aws_errors
from scripts.inventory.backups import recovery_points
from scripts.inventory.data_asset import DataAsset
from scripts.inventory.scope import Scope

Tell = Callable[[str], None]
_AT_ONCE = 1000


def empty_bucket(scope: Scope, bucket: DataAsset, tell: Tell) -> int:
    """Delete every version in it; how many there were. Raises AwsError.

    A bucket that is not in this state, or has not its tags, is never touched; its owner is checked
    by S3 itself with each request.
    """
    if not bucket.ours or bucket.locked:
        return 0
    s3 = scope.account.client("s3")
    owner = {"Bucket": bucket.id, "ExpectedBucketOwner": scope.account_id}
    deleted = 0
    with aws_errors(f"empty the bucket {bucket.id} (s3:DeleteObjectVersion)"):
        for some in _versions(s3, owner):
            answer = s3.delete_objects(**owner, Delete={"Objects": some, "Quiet": True})
            if answer.get("Errors"):
                first = answer["Errors"][0]
                raise AwsError(
                    f"{bucket.id}: {len(answer['Errors'])} versions cannot be deleted, the first "
                    f"of them {first['Key']}: {first['Code']}: {first['Message']}"
                )
            deleted += len(some)
            tell(f"{bucket.id}: {deleted} versions deleted")
        pages = s3.get_paginator("list_multipart_uploads").paginate(**owner)
        for upload in [each for page in pages for each in page.get("Uploads", [])]:
            s3.abort_multipart_upload(**owner, Key=upload["Key"], UploadId=upload["UploadId"])
    return deleted


def _versions(s3: Any, owner: dict[str, str]) -> Iterator[list[dict[str, str]]]:
    """All versions and delete markers, by the thousand; listed anew each time, as they vanish."""
    while True:
        page = s3.list_object_versions(**owner, MaxKeys=_AT_ONCE)
        found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        if not found:
            return
        yield [{"Key": each["Key"], "VersionId": each["VersionId"]} for each in found]


def empty_vault(scope: Scope, vault: DataAsset, kept: set[str], tell: Tell) -> int:
    """Delete its recovery points but for the ARNs `kept`; how many. Raises AwsError.

    Points that the vault's lock keeps are never tried.
    """
    if vault.locked:
        return 0
    deleted = 0
    backup = scope.account.client("backup")
    for point in recovery_points(scope, vault.id):
        arn = point["RecoveryPointArn"]
        if arn not in kept:
            with aws_errors(f"delete the recovery point {arn} (backup:DeleteRecoveryPoint)"):
                backup.delete_recovery_point(BackupVaultName=vault.id, RecoveryPointArn=arn)
            deleted += 1
            tell(f"{vault.id}: {deleted} recovery points deleted")
    return deleted

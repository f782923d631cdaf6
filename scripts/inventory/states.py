"""Versions of the Terraform state, which stay in any case."""

from collections.abc import Iterator

from scripts.aws.account import aws_errors
from scripts.inventory.data_asset import DataAsset, gigabytes, spoken_size
from scripts.inventory.scope import Scope


def state_versions(scope: Scope) -> Iterator[DataAsset]:
    """Of a state in a bucket."""
    if "bucket" not in scope.backend:
        return
    bucket, key = scope.backend["bucket"], scope.backend["key"]
    s3 = scope.account.client("s3", scope.backend["region"])
    with aws_errors(f"list the versions of the state in {bucket} (s3:ListBucketVersions)"):
        pages = s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=key)
        versions = [each for page in pages for each in page.get("Versions", [])]
    ours = [each for each in versions if each["Key"] == key]
    size = sum(each["Size"] for each in ours)
    if ours:
        yield DataAsset(
            type="aws_s3_bucket",
            id=f"{bucket}/{key}",
            name=f"s3://{bucket}/{key}",
            quantities={"gb": gigabytes(size)},
            amount=f"{len(ours)} versions of the state, {spoken_size(size)}",
            is_tagged=False,
        )

"""S3: contents and ownership of the deployment's buckets, and versions of the Terraform state."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scripts.aws.account import aws_errors
from scripts.aws.tags import read_tags
from scripts.inventory.data_asset import DataAsset, gigabytes, spoken_size
from scripts.inventory.scope import Scope
from scripts.terraform.documents.state import StateResource, has_deployment_tags

# Up to so many versions are counted; the size of larger buckets is CloudWatch's, a day late.
_PAGES = 20
_GLACIER = ("GLACIER", "DEEP_ARCHIVE")


@dataclass
class Contents:
    """Versions in a bucket, delete markers included, as far as they were listed."""

    count: int = 0
    bytes: int = 0
    glacier_bytes: int = 0
    strangers: int = 0
    whole: bool = True


def buckets(scope: Scope) -> Iterator[DataAsset]:
    """Buckets in the state, and those with this deployment's names and tags."""
    known = {each.id: each for each in scope.resources.of_type("aws_s3_bucket")}
    named = {arn.rpartition(":")[2] for arn in scope.tagged("s3")}
    for name in sorted(set(known) | {each for each in named if scope.is_named(each)}):
        owned = {"Bucket": name, "ExpectedBucketOwner": scope.account_id}
        if scope.aws.get("s3", "head_bucket", absent="404", **owned):
            yield _bucket(scope, name, known.get(name))


def _bucket(scope: Scope, name: str, held: StateResource | None) -> DataAsset:
    contents = _look(scope, name)
    size = spoken_size(contents.bytes + contents.glacier_bytes)
    lock = _lock(scope, name)
    locked = "Object Lock keeps its objects" if contents.count and "Rule" in lock else ""
    more = "" if contents.whole else "more than "
    tags = _tags(scope, name)
    ours = has_deployment_tags(tags, scope.deployment)
    return DataAsset(
        type="aws_s3_bucket",
        id=name,
        name=name,
        quantities={
            "gb": gigabytes(contents.bytes),
            "glacier_gb": gigabytes(contents.glacier_bytes),
        },
        amount=f"{more}{contents.count} objects, {size}" if contents.count else "empty",
        keys=_keys(scope, name) if contents.count else (),
        locked=locked,
        ours=held is not None and ours,
        foreign=_foreign(held, ours, contents),
        tags=tags,
        protection="Object Lock" if lock else "",
        holds_data=contents.count > 0,
    )


def _foreign(held: StateResource | None, ours: bool, contents: Contents) -> str:
    if held is None:
        return "it is not in the state"
    if not ours:
        return "it does not have this deployment's tags"
    if contents.strangers:
        return f"{contents.strangers} objects in it were not written by this deployment"
    return ""


def _look(scope: Scope, name: str) -> Contents:
    """Contents by the first pages of versions; of a larger bucket by CloudWatch, if available."""
    contents = Contents()
    s3 = scope.aws.client("s3")
    with aws_errors(f"list the versions in the bucket {name} (s3:ListBucketVersions)"):
        pages = s3.get_paginator("list_object_versions").paginate(Bucket=name)
        for number, page in enumerate(pages):
            if number == _PAGES:
                contents.whole = False
                break
            for each in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]:
                contents.count += 1
                cold = each.get("StorageClass") in _GLACIER
                contents.bytes += 0 if cold else each.get("Size", 0)
                contents.glacier_bytes += each.get("Size", 0) if cold else 0
                contents.strangers += not each["Key"].startswith(scope.written)
    if not contents.whole:
        for attribute, kind in (("bytes", "StandardStorage"), ("glacier_bytes", "GlacierStorage")):
            dimensions = {"BucketName": name, "StorageType": kind}
            size = scope.metric("AWS/S3", "BucketSizeBytes", dimensions)
            if size is not None:
                setattr(contents, attribute, int(size))
    return contents


def _tags(scope: Scope, name: str) -> Mapping[str, str]:
    answer = scope.aws.get("s3", "get_bucket_tagging", absent="NoSuchTagSet", Bucket=name)
    return read_tags(answer.get("TagSet", ()))


def _lock(scope: Scope, name: str) -> Mapping[str, Any]:
    """S3's Object Lock, which a bucket never loses; empty if it was made without."""
    answer = scope.aws.get(
        "s3",
        "get_object_lock_configuration",
        absent="ObjectLockConfigurationNotFoundError",
        Bucket=name,
    )
    return dict(answer.get("ObjectLockConfiguration", {}))


def _keys(scope: Scope, name: str) -> tuple[str, ...]:
    """The key that new objects are encrypted with, which is the bucket's for life here."""
    answer = scope.aws.get(
        "s3",
        "get_bucket_encryption",
        absent="ServerSideEncryptionConfigurationNotFoundError",
        Bucket=name,
    )
    rules = answer.get("ServerSideEncryptionConfiguration", {}).get("Rules", ())
    defaults = [rule.get("ApplyServerSideEncryptionByDefault", {}) for rule in rules]
    return tuple(each["KMSMasterKeyID"] for each in defaults if each.get("KMSMasterKeyID"))


def state_versions(scope: Scope) -> Iterator[DataAsset]:
    """Versions of a state in a bucket, which are never deleted."""
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

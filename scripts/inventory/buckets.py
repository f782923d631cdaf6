"""S3: what the buckets of the deployment hold, and whether all of that is its own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scripts.aws.account import aws_errors
from scripts.inventory.data_asset import DataAsset, gigabytes, spoken_size
from scripts.inventory.metrics import last_value
from scripts.inventory.scope import Scope
from scripts.terraform.documents.state import StateResource, has_deployment_tags

# A look at so many versions is exact; of larger buckets CloudWatch knows the size, a day late.
_PAGES = 20
_GLACIER = ("GLACIER", "DEEP_ARCHIVE")


@dataclass
class Contents:
    """Versions in a bucket, delete markers among them, as far as was looked."""

    count: int = 0
    bytes: int = 0
    glacier_bytes: int = 0
    strangers: int = 0
    whole: bool = True


def buckets(scope: Scope) -> Iterator[DataAsset]:
    """Those of the state, and those of this deployment's names and tags."""
    s3 = scope.account.client("s3")
    known = {each.id: each for each in scope.resources.of_type("aws_s3_bucket")}
    named = {arn.rpartition(":")[2] for arn in scope.tagged("s3")}
    for name in sorted(set(known) | {each for each in named if scope.is_named(each)}):
        with aws_errors(f"read the bucket {name} (s3:GetBucketTagging, s3:ListBucketVersions)"):
            try:
                s3.head_bucket(Bucket=name, ExpectedBucketOwner=scope.account_id)
            except s3.exceptions.ClientError as refused:
                if refused.response["Error"]["Code"] in ("404", "NoSuchBucket"):
                    continue
                raise
            yield _bucket(scope, s3, name, known.get(name))


def _bucket(scope: Scope, s3: Any, name: str, held: StateResource | None) -> DataAsset:
    contents = _look(s3, name, scope.written)
    if not contents.whole:
        _measure(scope, name, contents)
    size = contents.bytes + contents.glacier_bytes
    lock = _lock(s3, name)
    locked = "Object Lock keeps its objects" if contents.count and "Rule" in lock else ""
    more = "" if contents.whole else "more than "
    tags = _tags(s3, name)
    ours = has_deployment_tags(tags, scope.deployment)
    return DataAsset(
        type="aws_s3_bucket",
        id=name,
        name=name,
        quantities={
            "gb": gigabytes(contents.bytes),
            "glacier_gb": gigabytes(contents.glacier_bytes),
        },
        amount=f"{more}{contents.count} objects, {spoken_size(size)}"
        if contents.count
        else "empty",
        keys=_keys(s3, name) if contents.count else (),
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
        return "its tags do not say that this deployment made it"
    if contents.strangers:
        return f"{contents.strangers} objects in it are not of this deployment's writing"
    return ""


def _look(s3: Any, name: str, written: tuple[str, ...]) -> Contents:
    """`written` are the prefixes of what the deployment's own parts write."""
    contents = Contents()
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
            contents.strangers += not each["Key"].startswith(written)
    return contents


def _measure(scope: Scope, name: str, contents: Contents) -> None:
    """Sizes of the whole bucket from CloudWatch, where it has them."""
    for attribute, kind in (("bytes", "StandardStorage"), ("glacier_bytes", "GlacierStorage")):
        dimensions = {"BucketName": name, "StorageType": kind}
        size = last_value(scope, "AWS/S3", "BucketSizeBytes", dimensions)
        if size is not None:
            setattr(contents, attribute, int(size))


def _tags(s3: Any, name: str) -> Mapping[str, str]:
    try:
        found = s3.get_bucket_tagging(Bucket=name)["TagSet"]
    except s3.exceptions.ClientError as refused:
        if refused.response["Error"]["Code"] == "NoSuchTagSet":
            return {}
        raise
    return {each["Key"]: each["Value"] for each in found}


def _lock(s3: Any, name: str) -> Mapping[str, Any]:
    """S3's Object Lock, which a bucket never loses; empty if it was made without."""
    try:
        found = s3.get_object_lock_configuration(Bucket=name)["ObjectLockConfiguration"]
    except s3.exceptions.ClientError as refused:
        if "NotFound" in refused.response["Error"]["Code"]:
            return {}
        raise
    return dict(found)


def _keys(s3: Any, name: str) -> tuple[str, ...]:
    """The key that new objects are encrypted with, which is the bucket's for life here."""
    try:
        found = s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]
    except s3.exceptions.ClientError as refused:
        if "NotFound" in refused.response["Error"]["Code"]:
            return ()
        raise
    defaults = [rule.get("ApplyServerSideEncryptionByDefault", {}) for rule in found["Rules"]]
    return tuple(each["KMSMasterKeyID"] for each in defaults if each.get("KMSMasterKeyID"))

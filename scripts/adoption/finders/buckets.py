"""S3 buckets and their parts, each of which Terraform imports by the bucket's name."""

from collections.abc import Iterator, Mapping

from scripts.adoption.found import Found, found
from scripts.adoption.wanted import Wanted
from scripts.aws.reader import Aws
from scripts.aws.tags import read_tags

# Type of a part -> what shows it, and a key that the answer has only if the part is there.
_PARTS = {
    "aws_s3_bucket_versioning": ("get_bucket_versioning", "Status"),
    "aws_s3_bucket_lifecycle_configuration": ("get_bucket_lifecycle_configuration", "Rules"),
    "aws_s3_bucket_logging": ("get_bucket_logging", "LoggingEnabled"),
    "aws_s3_bucket_notification": ("get_bucket_notification_configuration", ""),
    "aws_s3_bucket_object_lock_configuration": (
        "get_object_lock_configuration",
        "ObjectLockConfiguration",
    ),
    "aws_s3_bucket_ownership_controls": ("get_bucket_ownership_controls", "OwnershipControls"),
    "aws_s3_bucket_policy": ("get_bucket_policy", "Policy"),
    "aws_s3_bucket_public_access_block": (
        "get_public_access_block",
        "PublicAccessBlockConfiguration",
    ),
    "aws_s3_bucket_server_side_encryption_configuration": (
        "get_bucket_encryption",
        "ServerSideEncryptionConfiguration",
    ),
}


def _bucket(aws: Aws, wanted: Wanted) -> Iterator[Found]:
    """The provider tags a bucket after it made it, so that one just made may have no tags yet.

    Then it is empty, and its name holds the account's id, which no other use of the name would.
    """
    name = wanted.text("bucket")
    owned = {"Bucket": name, "ExpectedBucketOwner": wanted.account}
    if not aws.get("s3", "head_bucket", **owned):
        return
    tags = read_tags(aws.list("s3", "get_bucket_tagging", "TagSet", **owned))
    just_made = not tags and name.endswith(f"-{wanted.account}") and _is_empty(aws, owned)
    arn = f"arn:aws:s3:::{name}"
    yield found(name, tags=None if just_made else tags, bucket=name, arn=arn)


def _is_empty(aws: Aws, owned: Mapping[str, str]) -> bool:
    listed = aws.get("s3", "list_object_versions", **owned, MaxKeys=1)
    return not (listed.get("Versions") or listed.get("DeleteMarkers"))


def _part(aws: Aws, wanted: Wanted) -> Iterator[Found]:
    operation, key = _PARTS[wanted.type]
    bucket = wanted.text("bucket")
    answer = aws.get("s3", operation, Bucket=bucket)
    if answer if not key else answer.get(key):
        yield Found(bucket, {"bucket": bucket})


FINDERS = {"aws_s3_bucket": _bucket} | dict.fromkeys(_PARTS, _part)

"""S3 buckets and their parts, each of which Terraform imports by the bucket's name."""

from collections.abc import Callable, Iterator, Mapping

from scripts.aws.reader import AwsReader
from scripts.aws.tags import read_tags
from scripts.resources.facets.found import Found, found
from scripts.resources.facets.wanted import Wanted


def bucket(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
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


def _is_empty(aws: AwsReader, owned: Mapping[str, str]) -> bool:
    listed = aws.get("s3", "list_object_versions", **owned, MaxKeys=1)
    return not (listed.get("Versions") or listed.get("DeleteMarkers"))


def part(operation: str, key: str = "") -> Callable[[AwsReader, Wanted], Iterator[Found]]:
    """Finds a part of a bucket by S3's `operation`, whose answer has `key` only if it is there."""

    def finder(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
        bucket_name = wanted.text("bucket")
        answer = aws.get("s3", operation, Bucket=bucket_name)
        if answer if not key else answer.get(key):
            yield Found(bucket_name, {"bucket": bucket_name})

    return finder

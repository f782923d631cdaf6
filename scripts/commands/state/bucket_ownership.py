"""Owner of the bucket, lock table and key alias that the settings name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scripts.aws.account import AwsAccount, aws_errors
from scripts.aws.reader import AwsReader
from scripts.aws.tags import read_tags
from scripts.cli.errors import InvalidInputError
from scripts.terraform.documents.provider import aws_providers

STACK = "remote-state"
_HINT = (
    "Nothing was changed. Choose another name in context.remote_state of cdktf.json, or, if it is "
    "yours and meant for this, give it these tags yourself: {tags}."
)


class NotOursError(InvalidInputError):
    """A bucket, table or alias of that name exists, and this project did not create it."""


@dataclass(frozen=True)
class RemoteState:
    """The names and tags in the stack of the remote state."""

    bucket: str
    table: str
    region: str
    tags: Mapping[str, str]

    @classmethod
    def of(cls, configuration: Mapping[str, Any]) -> "RemoteState":
        """Read from the synthesized stack."""
        (bucket,) = configuration["resource"]["aws_s3_bucket"].values()
        (table,) = configuration["resource"]["aws_dynamodb_table"].values()
        (provider,) = aws_providers(configuration)
        return cls(bucket["bucket"], table["name"], provider.region, provider.default_tags)


def find_own(wanted: RemoteState, account: AwsAccount) -> list[str]:
    """Existing ones among bucket, table and alias, all of them ours.

    Raises NotOursError if one exists and is not ours, AwsError if that cannot be found out.
    """
    aws = AwsReader(account, missing_is_empty=True)
    found = {
        f"bucket {wanted.bucket}": _bucket_tags(aws, wanted, account),
        f"lock table {wanted.table}": _table_tags(aws, wanted),
        f"key alias/{wanted.bucket}": _key_tags(aws, wanted),
    }
    for what, tags in found.items():
        if tags is not None and not wanted.tags.items() <= tags.items():
            missing = ", ".join(f"{key}={value}" for key, value in sorted(wanted.tags.items()))
            raise NotOursError(
                f"The {what} exists in this account, and its tags do not say that this project "
                f"created it. {_HINT.format(tags=missing)}"
            )
    return [what for what, tags in found.items() if tags is not None]


def _bucket_tags(aws: AwsReader, wanted: RemoteState, account: AwsAccount) -> dict[str, str] | None:
    """None if there is no such bucket anywhere. Raises NotOursError for another's."""
    from botocore.exceptions import ClientError  # noqa: PLC0415 - heavy

    owner = account.caller().account
    with aws_errors(f"check if the bucket {wanted.bucket} exists"):
        try:
            head = aws.client("s3").head_bucket(Bucket=wanted.bucket, ExpectedBucketOwner=owner)
        except ClientError as refused:
            code = str(refused.response.get("Error", {}).get("Code"))
            if code in ("404", "NoSuchBucket", "NotFound"):
                return None
            if code in ("403", "AccessDenied", "Forbidden"):
                raise NotOursError(
                    f"The bucket {wanted.bucket} belongs to another AWS account than {owner}, to "
                    "which these credentials belong, or they may not access it. Bucket names are "
                    "shared by all accounts. Nothing was changed. Sign in to the account that owns "
                    "it, or choose another name in context.remote_state of cdktf.json."
                ) from refused
            if code not in ("301", "PermanentRedirect", "AuthorizationHeaderMalformed", "400"):
                raise
            head = refused.response
    region = _region_of(aws, wanted, head)
    if region != wanted.region:
        raise NotOursError(
            f"The bucket {wanted.bucket} is in {region}, but context.remote_state.region is "
            f"{wanted.region}. A bucket does not move. Nothing was changed. Set the Region to "
            f"{region}, or choose another name."
        )
    return read_tags(aws.list("s3", "get_bucket_tagging", "TagSet", Bucket=wanted.bucket))


def _region_of(aws: AwsReader, wanted: RemoteState, head: Mapping[str, Any]) -> str:
    headers = head.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    region = head.get("BucketRegion") or headers.get("x-amz-bucket-region")
    if region:
        return str(region)
    answer = aws.get("s3", "get_bucket_location", Bucket=wanted.bucket)
    return str(answer.get("LocationConstraint") or "us-east-1")


def _table_tags(aws: AwsReader, wanted: RemoteState) -> dict[str, str] | None:
    table = aws.get("dynamodb", "describe_table", TableName=wanted.table).get("Table")
    if not table:
        return None
    arn = table["TableArn"]
    return read_tags(aws.list("dynamodb", "list_tags_of_resource", "Tags", ResourceArn=arn))


def _key_tags(aws: AwsReader, wanted: RemoteState) -> dict[str, str] | None:
    key = aws.get("kms", "describe_key", KeyId=f"alias/{wanted.bucket}").get("KeyMetadata")
    if not key:
        return None
    return read_tags(aws.list("kms", "list_resource_tags", "Tags", KeyId=key["KeyId"]))

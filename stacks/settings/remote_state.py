"""Settings of the Terraform state that people share: S3 bucket and lock."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from stacks.settings.group import Group, refuse
from stacks.settings.region import Region

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html (2026-11); dots are
# left out because they break TLS to virtual-hosted buckets.
BUCKET_NAME = re.compile(
    r"(?!xn--|sthree-)[a-z0-9][a-z0-9-]{1,61}[a-z0-9](?<!-s3alias)(?<!--ol-s3)"
)
TABLE_NAME = re.compile(r"[A-Za-z0-9_.-]{3,255}")


def _bucket(value: str) -> str:
    if not BUCKET_NAME.fullmatch(value):
        raise refuse("3 to 63 lower-case letters, digits and hyphens, globally unique")
    return value


def _table(value: str) -> str:
    if not TABLE_NAME.fullmatch(value):
        raise refuse("3 to 255 letters, digits, underscores, dots and hyphens")
    return value


class RemoteStateSettings(Group):
    """Where all deployments of this app keep their state; absent, state is a local file."""

    bucket: Annotated[str, AfterValidator(_bucket)] = Field(
        description="S3 bucket; the stack `remote-state` makes it."
    )
    region: Region = Field("us-west-2", description="Region of bucket and lock table.")
    dynamodb_table: Annotated[str, AfterValidator(_table)] = Field(
        "openemr-terraform-locks", description="DynamoDB lock table; the same stack makes it."
    )
    lock: Literal["dynamodb", "lockfile", "both"] = Field(
        "both",
        description="Lock by DynamoDB (deprecated since Terraform 1.11), by an object in S3, "
        "or by both while people with older Terraform still take part.",
    )

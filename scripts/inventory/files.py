"""EFS: patient documents, and the keys that decrypt columns of the database."""

from collections.abc import Iterator

from scripts.aws.account import aws_errors
from scripts.aws.tags import read_tags
from scripts.inventory.data_asset import DataAsset, gigabytes, spoken_size
from scripts.inventory.scope import Scope


def file_systems(scope: Scope) -> Iterator[DataAsset]:
    """By the token that this deployment's file system was made with."""
    efs = scope.account.client("efs")
    with aws_errors("read the file systems (elasticfilesystem:DescribeFileSystems)"):
        pages = efs.get_paginator("describe_file_systems").paginate()
        found = [each for page in pages for each in page["FileSystems"]]
    for each in found:
        if scope.is_named(each.get("CreationToken", "")):
            size = each["SizeInBytes"]
            infrequent = size.get("ValueInIA") or 0
            yield DataAsset(
                type="aws_efs_file_system",
                id=each["FileSystemId"],
                name=f"{each['CreationToken']} ({each['FileSystemId']})",
                quantities={
                    "gb": gigabytes(size["Value"] - infrequent),
                    "infrequent_gb": gigabytes(infrequent),
                },
                amount=spoken_size(size["Value"]),
                keys=(each["KmsKeyId"],) if each.get("KmsKeyId") else (),
                tags=read_tags(each.get("Tags") or ()),
                holds_data=True,
            )

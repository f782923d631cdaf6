"""KMS: keys, also while they wait for their deletion."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from scripts.aws.account import aws_errors
from scripts.inventory.data_asset import DataAsset
from scripts.inventory.scope import Scope
from scripts.inventory.tags import tags_of


def keys(scope: Scope) -> Iterator[DataAsset]:
    """Those of the state, and those that bear the deployment's tags."""
    kms = scope.account.client("kms")
    known = {str(each.attributes["arn"]) for each in scope.resources.of_type("aws_kms_key")}
    for arn in sorted(known | scope.tagged("kms:key")):
        with aws_errors(f"read the key {arn} (kms:DescribeKey)"):
            try:
                found = kms.describe_key(KeyId=arn)["KeyMetadata"]
            except kms.exceptions.NotFoundException:
                continue
        waits = found["KeyState"] == "PendingDeletion"
        yield DataAsset(
            type="aws_kms_key",
            id=found["Arn"],
            name=f"{found.get('Description') or 'key'} ({found['KeyId']})",
            quantities={"keys": 0 if waits else 1},
            until=found.get("DeletionDate"),
            tags=tags_of(partial(_tags, kms, arn)),
        )


def _tags(kms: Any, arn: str) -> object:
    return kms.list_resource_tags(KeyId=arn)["Tags"]

"""Secrets Manager: passwords, also while they can still be brought back.

The database's own, which RDS makes and rotates, stays and goes with the database.
"""

import contextlib
from collections.abc import Iterator

from scripts.aws.account import aws_errors
from scripts.aws.tags import read_tags
from scripts.inventory.data_asset import DataAsset
from scripts.inventory.scope import Scope


def secrets(scope: Scope) -> Iterator[DataAsset]:
    """By the path of their names, and those of the clusters in the state.

    A secret that waits for its deletion costs nothing.
    """
    client = scope.account.client("secretsmanager")
    with aws_errors("list the secrets (secretsmanager:ListSecrets)"):
        pages = client.get_paginator("list_secrets").paginate(
            IncludePlannedDeletion=True, Filters=[{"Key": "name", "Values": [scope.path]}]
        )
        named = [each for page in pages for each in page["SecretList"]]
        found = [each for each in named if each["Name"].startswith(scope.path)]
        for arn in _of_databases(scope):
            with contextlib.suppress(client.exceptions.ResourceNotFoundException):
                found.append(client.describe_secret(SecretId=arn))
    for each in found:
        deleted = each.get("DeletedDate")
        yield DataAsset(
            type="aws_secretsmanager_secret",
            id=each["ARN"],
            name=each["Name"],
            quantities={"secrets": 0 if deleted else 1},
            keys=(each["KmsKeyId"],) if each.get("KmsKeyId") else (),
            until=deleted,
            tags=read_tags(each.get("Tags") or ()),
            is_tagged=each["Name"].startswith(scope.path),
        )


def _of_databases(scope: Scope) -> list[str]:
    return [
        str(secret["secret_arn"])
        for cluster in scope.resources.of_type("aws_rds_cluster")
        for secret in cluster.attributes.get("master_user_secret") or []
    ]

"""The AWS provider blocks of a Terraform configuration."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scripts.terraform.documents.configuration import blocks


@dataclass(frozen=True)
class AwsProvider:
    """One provider block. allowed_accounts: empty if every account is accepted."""

    region: str = ""
    allowed_accounts: frozenset[str] = frozenset()
    default_tags: Mapping[str, str] = field(default_factory=dict)


def aws_providers(configuration: Mapping[str, Any]) -> list[AwsProvider]:
    """Every AWS provider block of a decoded configuration, in its order."""
    return [
        AwsProvider(
            region=str(block.get("region") or ""),
            allowed_accounts=frozenset(block.get("allowed_account_ids") or ()),
            default_tags={
                name: value
                for group in blocks(block, "default_tags")
                for name, value in (group.get("tags") or {}).items()
            },
        )
        for block in blocks(configuration.get("provider", {}), "aws")
    ]


def region_of(configuration: Mapping[str, Any]) -> str:
    """The Region of a stack's resources, which is that of its first provider block."""
    return aws_providers(configuration)[0].region

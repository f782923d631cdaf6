"""Where to look for what a deployment has in AWS."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from scripts.aws.account import AwsAccount, aws_errors
from scripts.terraform.documents.state import StateResources

# Load balancers and trails write below it, whatever prefix stands before.
_TRAIL_FILES = "AWSLogs/"


@dataclass(frozen=True)
class Scope:
    """A deployment's name, account and state, as it was before anything went.

    configuration: Terraform's, as synthesized.
    """

    deployment: str
    account: AwsAccount
    resources: StateResources
    configuration: Mapping[str, Any]

    @property
    def backend(self) -> Mapping[str, Any]:
        """Settings of the state's backend; only a remote one has a bucket."""
        (settings,) = self.configuration["terraform"]["backend"].values()
        found: Mapping[str, Any] = settings
        return found

    @cached_property
    def written(self) -> tuple[str, ...]:
        """Prefixes of the objects that the deployment's own parts write into its buckets."""
        resources = self.configuration["resource"]
        balancers = _values(resources.get("aws_lb", {}), "prefix")
        sessions = _values(resources.get("aws_ecs_cluster", {}), "s3_key_prefix")
        return (
            _TRAIL_FILES,
            *(f"{prefix}/{_TRAIL_FILES}" for prefix in balancers),
            *(f"{prefix}/" for prefix in sessions),
            *_values(resources.get("aws_s3_bucket_logging", {}), "target_prefix"),
        )

    @cached_property
    def account_id(self) -> str:
        """Twelve digits. Raises AwsError."""
        return self.account.caller().account

    def is_named(self, name: str) -> bool:
        """Whether stacks/naming.py makes such a name for this deployment, and for no other."""
        pattern = rf"openemr-{re.escape(self.deployment)}-[A-Za-z0-9]+(-{self.account_id})?"
        return bool(re.fullmatch(pattern, name))

    @property
    def path(self) -> str:
        """What names of log groups and secrets begin with."""
        return f"/openemr/{self.deployment}/"

    def tagged(self, *kinds: str) -> set[str]:
        """ARNs of what bears this deployment's tags, such as `kms:key`. Raises AwsError."""
        client = self.account.client("resourcegroupstaggingapi")
        wanted = [
            {"Key": "Deployment", "Values": [self.deployment]},
            {"Key": "Application", "Values": ["OpenEMR"]},
        ]
        with aws_errors("find what bears the deployment's tags (tag:GetResources)"):
            pages = client.get_paginator("get_resources").paginate(
                TagFilters=wanted, ResourceTypeFilters=list(kinds)
            )
            found = [each for page in pages for each in page["ResourceTagMappingList"]]
        return {each["ResourceARN"] for each in found}


def _values(node: Any, key: str) -> Iterator[str]:
    """Every value of `key`, however deep."""
    if isinstance(node, Mapping):
        for name, value in node.items():
            if name == key and isinstance(value, str):
                yield value
            yield from _values(value, key)
    elif isinstance(node, list):
        for each in node:
            yield from _values(each, key)

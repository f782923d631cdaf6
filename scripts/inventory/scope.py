"""The scope of an inventory: a deployment's name, account, state and configuration."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from functools import cached_property
from typing import Any

from scripts.aws.account import AwsAccount, AwsError
from scripts.aws.reader import AwsReader
from scripts.aws.tags import read_tags
from scripts.deployment.pairs import Pairs
from scripts.terraform.documents.state import StateResources
from scripts.terraform.working_directory import WorkingDirectory

# Load balancers and trails write below it, whatever their prefix.
_TRAIL_FILES = "AWSLogs/"
# S3 reports its metrics once a day, and a day late.
_METRIC_DAYS = 4
_SECONDS_PER_DAY = 86_400


@dataclass(frozen=True)
class Scope:
    """A deployment's name, account and state, the latter as before any deletion.

    configuration: Terraform's, as synthesized. pairs: of database and files, for reports.
    """

    deployment: str
    account: AwsAccount
    resources: StateResources
    configuration: Mapping[str, Any]
    pairs: Pairs = field(default=Pairs(""))

    @classmethod
    def of(cls, work: WorkingDirectory, state: Mapping[str, Any]) -> "Scope":
        """The scope of a deployment with this state."""
        resources = StateResources.of(state)
        pairs = Pairs.of(work.name, state)
        return cls(work.name, work.account, resources, work.configuration, pairs)

    @cached_property
    def aws(self) -> AwsReader:
        """Read calls in the account."""
        return AwsReader(self.account)

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
        """Whether stacks/naming.py gives such a name to this deployment, and to no other."""
        pattern = rf"openemr-{re.escape(self.deployment)}-[A-Za-z0-9]+(-{self.account_id})?"
        return bool(re.fullmatch(pattern, name))

    @property
    def path(self) -> str:
        """Prefix of the names of log groups and secrets."""
        return f"/openemr/{self.deployment}/"

    def tagged(self, *kinds: str) -> set[str]:
        """ARNs of resources with this deployment's tags, by type (`kms:key`). Raises AwsError."""
        wanted = [
            {"Key": "Deployment", "Values": [self.deployment]},
            {"Key": "Application", "Values": ["OpenEMR"]},
        ]
        found = self.aws.list(
            "resourcegroupstaggingapi",
            "get_resources",
            "ResourceTagMappingList",
            TagFilters=wanted,
            ResourceTypeFilters=list(kinds),
        )
        return {each["ResourceARN"] for each in found}

    def tags(self, service: str, operation: str, member: str, **of: Any) -> dict[str, str] | None:
        """Tags of one resource, for services that list them separately; None if AWS refuses."""
        try:
            return read_tags(self.aws.get(service, operation, **of)[member])
        except AwsError:
            return None

    def metric(self, namespace: str, name: str, dimensions: Mapping[str, str]) -> float | None:
        """The newest daily maximum of a CloudWatch metric; None without one. Raises AwsError."""
        now = datetime.now(timezone.utc)
        points = self.aws.list(
            "cloudwatch",
            "get_metric_statistics",
            "Datapoints",
            Namespace=namespace,
            MetricName=name,
            Dimensions=[{"Name": key, "Value": value} for key, value in dimensions.items()],
            StartTime=now - timedelta(days=_METRIC_DAYS),
            EndTime=now,
            Period=_SECONDS_PER_DAY,
            Statistics=["Maximum"],
        )
        newest = max(points, key=lambda point: str(point["Timestamp"]), default=None)
        return float(newest["Maximum"]) if newest else None


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

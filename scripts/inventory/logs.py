"""CloudTrail's trail, and log groups: those of the state and those that AWS made beside them."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from scripts.aws.account import aws_errors
from scripts.inventory.data_asset import DataAsset, gigabytes, spoken_size
from scripts.inventory.scope import Scope
from scripts.inventory.tags import tags_of

_INSIGHTS = "/aws/ecs/containerinsights/"


def trails(scope: Scope) -> Iterator[DataAsset]:
    """A trail costs what it writes; its files are the bucket's."""
    cloudtrail = scope.account.client("cloudtrail")
    with aws_errors("read the trails (cloudtrail:DescribeTrails)"):
        found = cloudtrail.describe_trails(includeShadowTrails=False)["trailList"]
    for each in found:
        if scope.is_named(each["Name"]):
            yield DataAsset(
                type="aws_cloudtrail",
                id=each["Name"],
                name=each["Name"],
                amount=f"writes to {each['S3BucketName']}",
                keys=(each["KmsKeyId"],) if each.get("KmsKeyId") else (),
                tags=tags_of(partial(_trail_tags, cloudtrail, each["TrailARN"])),
                holds_data=True,
            )


def log_groups(scope: Scope) -> Iterator[DataAsset]:
    """By the prefixes of their names."""
    logs = scope.account.client("logs")
    name = f"openemr-{scope.deployment}"
    prefixes = (
        scope.path,
        f"/aws/rds/cluster/{name}-database/",
        f"{_INSIGHTS}{name}-cluster/",
        f"aws-waf-logs-{name}",
    )
    for prefix in prefixes:
        with aws_errors("read the log groups (logs:DescribeLogGroups)"):
            pages = logs.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=prefix)
            found = [each for page in pages for each in page["logGroups"]]
        for each in found:
            if prefix.endswith("/") or _is_firewall_log(scope, each["logGroupName"]):
                size = each.get("storedBytes", 0)
                days = each.get("retentionInDays")
                yield DataAsset(
                    type="aws_cloudwatch_log_group",
                    id=each["logGroupName"],
                    name=each["logGroupName"],
                    quantities={"gb": gigabytes(size)},
                    amount=f"{spoken_size(size)}, {f'{days} days' if days else 'no end'}",
                    keys=(each["kmsKeyId"],) if each.get("kmsKeyId") else (),
                    tags=tags_of(partial(_group_tags, logs, each)),
                    is_tagged=not prefix.startswith(_INSIGHTS),
                    holds_data=size > 0,
                )


def _trail_tags(cloudtrail: Any, arn: str) -> object:
    return cloudtrail.list_tags(ResourceIdList=[arn])["ResourceTagList"][0]["TagsList"]


def _group_tags(logs: Any, group: Mapping[str, Any]) -> object:
    arn = group["arn"].removesuffix(":*")
    return logs.list_tags_for_resource(resourceArn=arn)["tags"]


def _is_firewall_log(scope: Scope, name: str) -> bool:
    """WAF wants its log groups to begin so."""
    rest = name.removeprefix("aws-waf-logs-")
    return rest == f"openemr-{scope.deployment}" or scope.is_named(rest)

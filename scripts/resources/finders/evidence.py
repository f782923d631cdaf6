"""Log groups, the audit trail, and topics."""

import json
from collections.abc import Iterator

from scripts.aws.reader import AwsReader
from scripts.resources.facets.found import Found, found
from scripts.resources.facets.wanted import Wanted

# https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html (read 2026-11-29)
_DEFAULT_POLICY = "__default_policy_ID"


def log_group(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    name = wanted.text("name")
    for each in aws.list("logs", "describe_log_groups", "logGroups", logGroupNamePrefix=name):
        if each["logGroupName"] == name:
            arn = each["arn"].removesuffix(":*")
            tags = aws.get("logs", "list_tags_for_resource", resourceArn=arn).get("tags", {})
            yield found(name, tags=tags, name=name, arn=arn)


def trail(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    name = wanted.text("name")
    for each in aws.list("cloudtrail", "describe_trails", "trailList", trailNameList=[name]):
        arn = each["TrailARN"]
        (tagged,) = aws.list("cloudtrail", "list_tags", "ResourceTagList", ResourceIdList=[arn])
        yield found(arn, tags=tagged.get("TagsList", ()), arn=arn)


def topic(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    name = wanted.text("name")
    arn = f"arn:aws:sns:{wanted.region}:{wanted.account}:{name}"
    if aws.get("sns", "get_topic_attributes", TopicArn=arn):
        tags = aws.list("sns", "list_tags_for_resource", "Tags", ResourceArn=arn)
        yield found(arn, tags=tags, arn=arn, name=name)


def topic_policy(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    """Every topic has one; that of a new topic is AWS's own, which stands for none."""
    arn = wanted.text("arn")
    policy = (
        aws.get("sns", "get_topic_attributes", TopicArn=arn).get("Attributes", {}).get("Policy")
    )
    if policy and json.loads(policy).get("Id") != _DEFAULT_POLICY:
        yield Found(arn, {"arn": arn})

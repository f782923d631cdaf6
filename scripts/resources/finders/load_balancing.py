"""Load balancer, its listeners and target groups, the firewall, and DNS records."""

from collections.abc import Iterator
from typing import Any

from scripts.aws.reader import AwsReader
from scripts.resources.facets.found import Found, found
from scripts.resources.facets.wanted import Wanted


def load_balancer(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    name = wanted.text("name")
    listed = aws.list("elbv2", "describe_load_balancers", "LoadBalancers", Names=[name])
    for each in listed:
        arn = each["LoadBalancerArn"]
        yield found(
            arn,
            tags=_tags(aws, arn),
            busy=each["State"]["Code"] == "provisioning",
            arn=arn,
            dns_name=each["DNSName"],
            zone_id=each["CanonicalHostedZoneId"],
        )


def listener(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    """A load balancer has one listener for a port."""
    listed = aws.list(
        "elbv2", "describe_listeners", "Listeners", LoadBalancerArn=wanted.text("load_balancer_arn")
    )
    for each in listed:
        if each["Port"] == wanted["port"]:
            arn = each["ListenerArn"]
            yield found(arn, tags=_tags(aws, arn), arn=arn)


def target_group(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    name = wanted.text("name")
    for each in aws.list("elbv2", "describe_target_groups", "TargetGroups", Names=[name]):
        arn = each["TargetGroupArn"]
        yield found(arn, tags=_tags(aws, arn), arn=arn)


def _tags(aws: AwsReader, arn: str) -> list[Any]:
    (described,) = aws.list("elbv2", "describe_tags", "TagDescriptions", ResourceArns=[arn])
    return list(described["Tags"])


def web_acl(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    name, scope = wanted.text("name"), wanted.text("scope")
    for each in aws.list("wafv2", "list_web_acls", "WebACLs", Scope=scope):
        if each["Name"] == name:
            answer = aws.get("wafv2", "list_tags_for_resource", ResourceARN=each["ARN"])
            tags = answer.get("TagInfoForResource", {}).get("TagList", ())
            import_id = f"{each['Id']}/{name}/{scope}"
            yield found(import_id, tags=tags, id=each["Id"], arn=each["ARN"])


def record(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    """A record has no tags: it is ours if it leads to our load balancer."""
    alias = wanted["alias"]
    if not alias:
        return
    target = (alias[0] if isinstance(alias, list) else alias)["name"]
    zone, name, kind = wanted.text("zone_id"), wanted.text("name"), wanted.text("type")
    listed = aws.list(
        "route53", "list_resource_record_sets", "ResourceRecordSets", HostedZoneId=zone
    )
    for each in listed:
        leads_to = each.get("AliasTarget", {}).get("DNSName", "").rstrip(".")
        if (each["Name"].rstrip("."), each["Type"]) != (name.rstrip("."), kind):
            continue
        if leads_to.removeprefix("dualstack.") == target.removeprefix("dualstack."):
            attributes = {"zone_id": zone, "name": name, "type": kind}
            yield Found(f"{zone}_{name}_{kind}", attributes)

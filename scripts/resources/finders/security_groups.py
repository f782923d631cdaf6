"""Security groups and their rules."""

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.aws.reader import AwsReader
from scripts.resources.facets.found import Found, found
from scripts.resources.facets.wanted import Wanted

# Terraform's name of what a rule admits -> EC2's; `referenced_security_group_id` is nested there.
_PEERS = {
    "cidr_ipv4": "CidrIpv4",
    "cidr_ipv6": "CidrIpv6",
    "prefix_list_id": "PrefixListId",
}


def group(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    """The name is unique in its VPC."""
    filters = [
        {"Name": "vpc-id", "Values": [wanted.text("vpc_id")]},
        {"Name": "group-name", "Values": [wanted.text("name")]},
    ]
    for each in aws.list("ec2", "describe_security_groups", "SecurityGroups", Filters=filters):
        yield found(each["GroupId"], tags=each.get("Tags", ()))


def _rule(aws: AwsReader, wanted: Wanted, egress: bool) -> Iterator[Found]:
    """EC2 lets no rule exist twice, so what it admits is its identity.

    A group that was just made has a rule without tags, by which everything may go out.
    """
    filters = [{"Name": "group-id", "Values": [wanted.text("security_group_id")]}]
    ports = wanted["from_port"], wanted["to_port"]
    listed = aws.list("ec2", "describe_security_group_rules", "SecurityGroupRules", Filters=filters)
    for each in listed:
        if each["IsEgress"] != egress or each["IpProtocol"] != wanted.text("ip_protocol"):
            continue
        # Without ports, EC2 answers -1.
        if ports != (None, None) and ports != (each["FromPort"], each["ToPort"]):
            continue
        if _peer_of(each) == _peer_wanted(wanted):
            yield found(each["SecurityGroupRuleId"], tags=each.get("Tags") or None)


def ingress_rule(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    return _rule(aws, wanted, egress=False)


def egress_rule(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    return _rule(aws, wanted, egress=True)


def _peer_of(rule: Mapping[str, Any]) -> tuple[str, str] | None:
    group = (rule.get("ReferencedGroupInfo") or {}).get("GroupId")
    if group:
        return "referenced_security_group_id", group
    return next(((name, rule[key]) for name, key in _PEERS.items() if rule.get(key)), None)


def _peer_wanted(wanted: Wanted) -> tuple[str, str] | None:
    names = ("referenced_security_group_id", *_PEERS)
    return next(((name, value) for name in names if (value := wanted[name])), None)

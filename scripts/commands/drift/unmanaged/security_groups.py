"""Unmanaged rules of our security groups."""

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.aws.reader import AwsReader
from scripts.commands.drift.finding import Finding, Severity, Unmanaged
from scripts.commands.drift.refresh import Resources

_RULES = (
    "aws_security_group_rule",
    "aws_vpc_security_group_egress_rule",
    "aws_vpc_security_group_ingress_rule",
)
# https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroupRules.html
_MOST_VALUES = 200
_RULE_ADDED = "A rule was added to the security group by hand; it opens the network."


def security_group_rules(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """Rules beside those in the state; groups with rules in the configuration own all of theirs."""
    groups = {
        each.id: each.address
        for each in resources.of("aws_security_group")
        if not any(resources.sets(each.address, inline) for inline in ("egress", "ingress"))
    }
    ours = resources.ids(*_RULES, key="security_group_rule_id")
    identifiers = sorted(groups)
    for first in range(0, len(identifiers), _MOST_VALUES):
        some = {"Name": "group-id", "Values": identifiers[first : first + _MOST_VALUES]}
        for rule in aws.list(
            "ec2", "describe_security_group_rules", "SecurityGroupRules", Filters=[some]
        ):
            identifier = rule["SecurityGroupRuleId"]
            if identifier not in ours:
                direction = "egress" if rule["IsEgress"] else "ingress"
                unmanaged = Unmanaged(direction, Severity.CRITICAL, _RULE_ADDED)
                what = f"{_rule_text(rule)} ({identifier})"
                yield unmanaged.at(groups[rule["GroupId"]], what, identifier)


def _rule_text(rule: Mapping[str, Any]) -> str:
    if rule["IpProtocol"] == "-1":
        what = "all traffic"
    else:
        first, last = rule.get("FromPort"), rule.get("ToPort")
        what = f"{rule['IpProtocol']} {first}" + (f"-{last}" if last != first else "")
    other = (
        rule.get("CidrIpv4")
        or rule.get("CidrIpv6")
        or rule.get("PrefixListId")
        or (rule.get("ReferencedGroupInfo") or {}).get("GroupId", "?")
    )
    return f"{what} {'to' if rule['IsEgress'] else 'from'} {other}"

"""Rules of security groups that are no rule resources of Terraform."""

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.aws.reader import Reading
from scripts.commands.drift.finding import Finding, Severity, added
from scripts.commands.drift.resources import Resources

_RULES = (
    "aws_security_group_rule",
    "aws_vpc_security_group_egress_rule",
    "aws_vpc_security_group_ingress_rule",
)
_INLINE = ("egress", "ingress")
# https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroupRules.html
_MOST_VALUES = 200


def read(resources: Resources, aws: Reading) -> Iterator[Finding]:
    """Rules beside those in the state; groups with rules in the configuration own all of theirs."""
    groups = {
        each.id: each.address
        for each in resources.of("aws_security_group")
        if not any(resources.sets(each.address, inline) for inline in _INLINE)
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
                way = "egress" if rule["IsEgress"] else "ingress"
                yield added(
                    groups[rule["GroupId"]],
                    way,
                    f"{_in_words(rule)} ({identifier})",
                    Severity.CRITICAL,
                    "A rule was added to the security group by hand; it opens the network.",
                    identity=identifier,
                )


def _in_words(rule: Mapping[str, Any]) -> str:
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

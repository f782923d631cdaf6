"""The rule that AWS gives every new security group, by which everything may go out.

Terraform takes it away right after it made a group. Killed in between it never does, and no later
plan shows the rule, as the groups' rules are resources of their own here.
"""

from collections.abc import Mapping
from typing import Any

from scripts.aws.account import aws_errors
from scripts.aws.reader import Aws
from scripts.resources.facets.found import Found

_TYPE = "aws_security_group"
_EVERYWHERE = ("0.0.0.0/0", "::/0")


def default_rules(
    aws: Aws, configuration: Mapping[str, Any], adopted: Mapping[str, Found]
) -> dict[str, list[str]]:
    """Groups among `adopted` with that rule, and the rules' ids. Raises AwsError."""
    groups = configuration.get("resource", {}).get(_TYPE, {})
    wanted = {each.import_id for each in adopted.values()}
    left: dict[str, list[str]] = {}
    for address, each in adopted.items():
        kind, _, name = address.partition(".")
        if kind == _TYPE and not groups[name].get("egress"):
            filters = [{"Name": "group-id", "Values": [each.import_id]}]
            listed = aws.list(
                "ec2", "describe_security_group_rules", "SecurityGroupRules", Filters=filters
            )
            rules = [rule["SecurityGroupRuleId"] for rule in listed if _lets_all_out(rule)]
            # One that the configuration asks for is adopted itself.
            if not_wanted := [rule for rule in rules if rule not in wanted]:
                left[each.import_id] = not_wanted
    return left


def revoke(aws: Aws, rules: Mapping[str, list[str]]) -> None:
    """Take them away, as Terraform would have done. Raises AwsError."""
    for group, ids in rules.items():
        with aws_errors(f"close the security group {group}"):
            aws.client("ec2").revoke_security_group_egress(GroupId=group, SecurityGroupRuleIds=ids)


def _lets_all_out(rule: Mapping[str, Any]) -> bool:
    destination = rule.get("CidrIpv4") or rule.get("CidrIpv6")
    return bool(rule["IsEgress"]) and rule["IpProtocol"] == "-1" and destination in _EVERYWHERE

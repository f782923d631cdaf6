"""Unmanaged parts of our web ACLs that the provider does not show: those of AWS's services."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from scripts.aws.reader import AwsReader
from scripts.commands.drift.finding import Finding, Severity, Unmanaged
from scripts.commands.drift.refresh import Resource, Resources

# A first and last set of rule groups that only the administrator of Firewall Manager can change
# (botocore 1.44.8, model of WebACL).
FIREWALL_MANAGER = "AWS Firewall Manager, by a policy of the organization"
_MANAGED_GROUPS = ("PreProcessFirewallManagerRuleGroups", "PostProcessFirewallManagerRuleGroups")
_MANAGED = Unmanaged("rule", Severity.LOW, "Firewall Manager runs a rule group in the web ACL.")
# Shield Advanced adds a reference to a rule group of its own account, at this priority. Anything
# else of such a name was made by hand, and the provider hides it by its name (5.100.0):
# https://docs.aws.amazon.com/waf/latest/developerguide/waf-service-owned-rule-groups.html (2026-11)
SHIELD = "AWS Shield Advanced, automatic mitigation"
_SHIELD_RULE, _SHIELD_PRIORITY = "ShieldMitigationRuleGroup", 10_000_000
_DISGUISED = Unmanaged(
    "rule",
    Severity.CRITICAL,
    "A rule was added by hand under a name of Shield Advanced, which the provider does not show.",
)


def web_acl_rules(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """Rule groups of Firewall Manager, and rules that are, or pretend to be, Shield's."""
    for acl in resources.of("aws_wafv2_web_acl"):
        identity = {"Name": acl.values["name"], "Id": acl.id, "Scope": acl.values["scope"]}
        found: Mapping[str, Any] = aws.get("wafv2", "get_web_acl", **identity)["WebACL"]
        for member in _MANAGED_GROUPS:
            for group in found.get(member) or []:
                managed = _MANAGED.at(acl.address, group["Name"], group["Name"])
                yield replace(managed, owner=FIREWALL_MANAGER)
        for rule in found.get("Rules") or []:
            if str(rule.get("Name", "")).startswith(_SHIELD_RULE):
                owner = SHIELD if _is_shields(rule, acl) else ""
                yield replace(_DISGUISED.at(acl.address, rule["Name"], rule["Name"]), owner=owner)


def _is_shields(rule: Mapping[str, Any], acl: Resource) -> bool:
    statement = rule.get("Statement") or {}
    arn = str((statement.get("RuleGroupReferenceStatement") or {}).get("ARN", ""))
    holder, account = (part.split(":")[4:5] for part in (arn, str(acl.values["arn"])))
    named = f"/rulegroup/{_SHIELD_RULE}_" in arn
    return named and holder != account and rule.get("Priority") == _SHIELD_PRIORITY

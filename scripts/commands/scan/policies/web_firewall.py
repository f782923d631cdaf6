"""The web firewall has its managed rules, a rate limit, and logs without credentials."""

from collections.abc import Iterator

from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.configuration import Resource, blocks

NEEDED = (
    "AWSManagedRulesCommonRuleSet",
    "AWSManagedRulesKnownBadInputsRuleSet",
    "AWSManagedRulesSQLiRuleSet",
)
# Rules of the common set that take uploads and rich text for attacks may only count.
MAY_COUNT = {"SizeRestrictions_BODY", "CrossSiteScripting_BODY", "GenericRFI_BODY"}
REDACTED = {"authorization", "cookie"}
MANAGED = "managed_rule_group_statement"
# Requests of one address in five minutes; more than that floods tasks all the same.
HIGHEST_RATE = 1_000_000


@policy(
    32,
    "Every web ACL blocks known attacks and floods, protects a load balancer and redacts its log.",
    hipaa="308(a)(5)(ii)(B) 312(b) 312(e)(1)",
    nag="WAFv2LoggingEnabled",
)
def web_firewall(configuration: Configuration) -> Violations:
    """The log would otherwise keep session cookies and access tokens."""
    for acl in configuration.of("aws_wafv2_web_acl"):
        yield from (acl.violates(reason) for reason in _reasons(acl))
        if not configuration.referring(acl, "aws_wafv2_web_acl_association"):
            yield acl.violates("is not associated with a load balancer")
        if not configuration.referring(acl, "aws_wafv2_web_acl_logging_configuration"):
            yield acl.violates("no logging configuration")
    for logging in configuration.of("aws_wafv2_web_acl_logging_configuration"):
        names = {
            str(header.get("name")).lower()
            for redacted in logging.blocks("redacted_fields")
            for header in blocks(redacted, "single_header")
        }
        if REDACTED - names:
            yield logging.violates(f"not redacted: {', '.join(sorted(REDACTED - names))}")


def _reasons(acl: Resource) -> Iterator[str]:
    rules = [(rule, next(iter(blocks(rule, "statement")), {})) for rule in acl.blocks("rule")]
    for name in NEEDED:
        found = [
            (rule, group)
            for rule, statement in rules
            for group in blocks(statement, MANAGED)
            if group.get("name") == name
        ]
        if not found:
            yield f"no rule {name}"
        for rule, group in found:
            action = next(iter(blocks(rule, "override_action")), {})
            if "none" not in action:
                yield f"{name} only counts"
            weakened = {each.get("name") for each in blocks(group, "rule_action_override")}
            weakened |= {each.get("name") for each in blocks(group, "excluded_rule")}
            if weakened - MAY_COUNT or group.get("scope_down_statement"):
                yield f"{name} is weakened"
    for outer in [acl.attributes, *acl.blocks("rule")]:
        config = next(iter(blocks(outer, "visibility_config")), {})
        if config.get("cloudwatch_metrics_enabled") is False:
            yield f"{config.get('metric_name')} is not counted"
    if not any(
        (limited.get("limit") or HIGHEST_RATE + 1) <= HIGHEST_RATE
        and not limited.get("scope_down_statement")
        for rule, statement in rules
        for limited in blocks(statement, "rate_based_statement")
        if "block" in next(iter(blocks(rule, "action")), {})
    ):
        yield "no rule that blocks floods"

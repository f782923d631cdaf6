"""The web firewall has its managed rules, a rate limit, and logs without credentials."""

from collections.abc import Iterator
from typing import Any

from scripts.commands.scan.policy import policy
from scripts.terraform.documents.configuration import Configuration, Resource, Violation

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
    "Every web ACL blocks known attacks and floods, guards a load balancer and redacts its log.",
    hipaa=("308(a)(5)(ii)(B)", "312(b)", "312(e)(1)"),
    nag=("WAFv2LoggingEnabled",),
)
def web_firewall(configuration: Configuration) -> Iterator[Violation]:
    """The log would otherwise keep session cookies and access tokens."""
    for acl in configuration.of("aws_wafv2_web_acl"):
        yield from (acl.violates(reason) for reason in _reasons(acl))
        if not configuration.referring(acl, "aws_wafv2_web_acl_association"):
            yield acl.violates("guards nothing")
        if not configuration.referring(acl, "aws_wafv2_web_acl_logging_configuration"):
            yield acl.violates("no logging configuration")
    for logging in configuration.of("aws_wafv2_web_acl_logging_configuration"):
        names = {
            str(header.get("name")).lower()
            for redacted in logging.blocks("redacted_fields")
            for header in _blocks(redacted.get("single_header"))
        }
        if REDACTED - names:
            yield logging.violates(f"not redacted: {', '.join(sorted(REDACTED - names))}")


def _reasons(acl: Resource) -> Iterator[str]:
    rules = [(rule, next(iter(_blocks(rule.get("statement"))), {})) for rule in acl.blocks("rule")]
    for name in NEEDED:
        found = [
            (rule, group)
            for rule, statement in rules
            for group in _blocks(statement.get(MANAGED))
            if group.get("name") == name
        ]
        if not found:
            yield f"no rule {name}"
        for rule, group in found:
            action = next(iter(_blocks(rule.get("override_action"))), {})
            if "none" not in action:
                yield f"{name} only counts"
            weakened = {each.get("name") for each in _blocks(group.get("rule_action_override"))}
            weakened |= {each.get("name") for each in _blocks(group.get("excluded_rule"))}
            if weakened - MAY_COUNT or group.get("scope_down_statement"):
                yield f"{name} is weakened"
    for config in [*acl.blocks("visibility_config"), *_visibility(acl)]:
        if config.get("cloudwatch_metrics_enabled") is False:
            yield f"{config.get('metric_name')} is not counted"
    if not any(
        (limited.get("limit") or HIGHEST_RATE + 1) <= HIGHEST_RATE
        and not limited.get("scope_down_statement")
        for rule, statement in rules
        for limited in _blocks(statement.get("rate_based_statement"))
        if "block" in _first(rule, "action")
    ):
        yield "no rule that blocks floods"


def _visibility(acl: Resource) -> list[dict[str, Any]]:
    return [each for rule in acl.blocks("rule") for each in _blocks(rule.get("visibility_config"))]


def _first(rule: dict[str, Any], name: str) -> dict[str, Any]:
    return next(iter(_blocks(rule.get(name))), {})


def _blocks(value: object) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return [value]
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []

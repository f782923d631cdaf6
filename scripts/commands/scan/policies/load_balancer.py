"""Listeners, target groups, and the web firewall."""

from collections.abc import Iterator

from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.configuration import Resource, blocks


@policy(5, hipaa="312(a)(2)(iv) 312(e)(2)(ii)", nag="ELBv2ACMCertificateRequired")
def listener_certificate(configuration: Configuration) -> Violations:
    """Only HTTPS listeners with a certificate forward to targets."""
    # A listener that only redirects needs none.
    for listener in configuration.of("aws_lb_listener"):
        kinds = {action.get("type") for action in listener.blocks("default_action")}
        if kinds == {"redirect"}:
            continue
        if listener.get("protocol") != "HTTPS":
            yield listener.violates(f"forwards what comes by {listener.get('protocol')}")
        elif not str(listener.get("certificate_arn") or "").startswith(("arn:", "${aws_acm_")):
            yield listener.violates(f"certificate_arn is {listener.get('certificate_arn')}")


@policy(28, hipaa="312(e)(1) 312(e)(2)(ii)")
def encrypted_targets(configuration: Configuration) -> Violations:
    """A target group uses HTTPS for its targets and their health checks."""
    # Checkov's CKV_AWS_378 is satisfied by the listener's HTTPS.
    for group in configuration.of("aws_lb_target_group"):
        if group.get("protocol") not in ("HTTPS", "TLS"):
            yield group.violates(f"protocol is {group.get('protocol')}")
        probe = group.get("health_check", "protocol")
        if probe not in (None, "HTTPS", "TLS"):
            yield group.violates(f"health_check.protocol is {probe}")


NEEDED_RULES = (
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


@policy(32, hipaa="308(a)(5)(ii)(B) 312(b) 312(e)(1)", nag="WAFv2LoggingEnabled")
def web_firewall(configuration: Configuration) -> Violations:
    """Every web ACL blocks known attacks and floods, protects a load balancer and redacts its log.

    The log would otherwise keep session cookies and access tokens.
    """
    for acl in configuration.of("aws_wafv2_web_acl"):
        yield from (acl.violates(reason) for reason in _rule_reasons(acl))
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


def _rule_reasons(acl: Resource) -> Iterator[str]:
    rules = [(rule, next(iter(blocks(rule, "statement")), {})) for rule in acl.blocks("rule")]
    for name in NEEDED_RULES:
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


# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
TLS_POLICIES = {
    "ELBSecurityPolicy-TLS13-1-2-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    "ELBSecurityPolicy-TLS13-1-3-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
}


@policy(34, hipaa="312(e)(1) 312(e)(2)(ii)")
def tls_policy(configuration: Configuration) -> Violations:
    """An HTTPS listener accepts TLS 1.2 with forward secrecy and TLS 1.3, nothing older."""
    # A listener that names no policy gets an old one.
    for listener in configuration.of("aws_lb_listener"):
        encrypted = listener.get("protocol") in ("HTTPS", "TLS")
        if encrypted and listener.get("ssl_policy") not in TLS_POLICIES:
            yield listener.violates(f"ssl_policy is {listener.get('ssl_policy')}")

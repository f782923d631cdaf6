"""WAF: refuse unknown rule groups, equal priorities and web ACLs still in use."""

from typing import Any

from ministack.services import alb, waf

from scripts.embedded_aws.server.patching import before
from scripts.embedded_aws.server.wire import Response

# https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html (2026-11)
_AWS_RULE_GROUPS = frozenset(
    {
        "AWSManagedRulesACFPRuleSet",
        "AWSManagedRulesATPRuleSet",
        "AWSManagedRulesAdminProtectionRuleSet",
        "AWSManagedRulesAmazonIpReputationList",
        "AWSManagedRulesAnonymousIpList",
        "AWSManagedRulesAntiDDoSRuleSet",
        "AWSManagedRulesBotControlRuleSet",
        "AWSManagedRulesCommonRuleSet",
        "AWSManagedRulesKnownBadInputsRuleSet",
        "AWSManagedRulesLinuxRuleSet",
        "AWSManagedRulesPHPRuleSet",
        "AWSManagedRulesSQLiRuleSet",
        "AWSManagedRulesUnixRuleSet",
        "AWSManagedRulesWindowsRuleSet",
        "AWSManagedRulesWordPressRuleSet",
    }
)
_REFERENCES = {
    "IPSetReferenceStatement": "_ip_sets",
    "RegexPatternSetReferenceStatement": "_regex_pattern_sets",
    "RuleGroupReferenceStatement": "_rule_groups",
}
# A rate-based rule counts at least 10 requests (AWS WAF quotas, 2026).
_LEAST_RATE = 10


@before(waf, "_create_web_acl", "_update_web_acl")
def refuse_bad_rules(request: dict[str, Any]) -> Response | None:
    rules = request.get("Rules", [])
    priorities = [rule["Priority"] for rule in rules]
    if len(priorities) != len(set(priorities)):
        return _invalid("You have used the same priority for more than one rule., field: RULE")
    for rule in rules:
        if ("Action" in rule) == ("OverrideAction" in rule):
            return _invalid("A rule needs either an action or an override action., field: RULE")
        refusal = _bad_statement(rule.get("Statement", {}))
        if refusal:
            return refusal
        body = (rule.get("Action", {}).get("Block") or {}).get("CustomResponse") or {}
        key = body.get("CustomResponseBodyKey")
        if key and key not in request.get("CustomResponseBodies", {}):
            return _invalid(f"The custom response body {key} is missing., field: CUSTOM_RESPONSE")
    return None


def _bad_statement(statement: dict[str, Any]) -> Response | None:
    """Check a statement and every statement inside it."""
    group = statement.get("ManagedRuleGroupStatement")
    if group and group.get("VendorName") == "AWS" and group["Name"] not in _AWS_RULE_GROUPS:
        return _missing()
    rate = statement.get("RateBasedStatement")
    if rate and rate.get("Limit", 0) < _LEAST_RATE:
        return _invalid(f"The limit must be at least {_LEAST_RATE}., field: RATE_BASED_STATEMENT")
    for kind, store in _REFERENCES.items():
        reference = statement.get(kind)
        arns = {item.get("ARN") for item in getattr(waf, store).values()} if reference else set()
        if reference and reference.get("ARN") not in arns:
            return _missing()
    inner = [value for value in statement.values() if isinstance(value, dict)]
    for value in inner:
        nested = [value.get("Statement"), value.get("ScopeDownStatement")]
        for child in [*nested, *value.get("Statements", [])]:
            refusal = _bad_statement(child) if child else None
            if refusal:
                return refusal
    return None


@before(waf, "_delete_web_acl")
def refuse_associated_acls(request: dict[str, Any]) -> Response | None:
    scope = request.get("Scope", "REGIONAL")
    acl = waf._resource_from_scope(waf._web_acls, request.get("Id", ""), scope)
    if not acl or acl["ARN"] not in waf._associations.values():
        return None
    return waf._waf_err(
        "WAFAssociatedItemException",
        "AWS WAF couldn't perform the operation because your resource is being used by another "
        "resource or it's associated with another resource.",
    )


@before(waf, "_associate_web_acl")
def refuse_missing_balancers(request: dict[str, Any]) -> Response | None:
    arn = request.get("ResourceArn", "")
    if ":loadbalancer/" not in arn or arn in alb._lbs:
        return None
    return waf._waf_err(
        "WAFUnavailableEntityException",
        "AWS WAF couldn't retrieve the resource that you requested. Retry your request.",
    )


def _missing() -> Response:
    return waf._waf_err(
        "WAFNonexistentItemException",
        "AWS WAF couldn't perform the operation because your resource doesn't exist.",
    )


def _invalid(reason: str) -> Response:
    return waf._waf_err("WAFInvalidParameterException", f"Error reason: {reason}")

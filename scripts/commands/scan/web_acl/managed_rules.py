"""The managed rule groups of AWS WAF: their rules, the labels that these give, and their capacity.

As AWS documents them (2026-11), the counting `_RC_COUNT` candidates left out; the names agree with
answers of DescribeManagedRuleGroup of 2026-09 that other projects recorded.

https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-use-case.html
https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-ip-rep.html
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Group:
    """A managed rule group: WCUs that it takes, and the label of each rule by the rule's name."""

    capacity: int
    labels: dict[str, str]


def _group(capacity: int, namespace: str, names: dict[str, str]) -> Group:
    prefix = f"awswaf:managed:aws:{namespace}:"
    return Group(capacity, {name: prefix + label for name, label in names.items()})


GROUPS = {
    "AWSManagedRulesAmazonIpReputationList": _group(25, "amazon-ip-list", {}),
    "AWSManagedRulesAnonymousIpList": _group(50, "anonymous-ip-list", {}),
    "AWSManagedRulesKnownBadInputsRuleSet": _group(
        200,
        "known-bad-inputs",
        {
            "JavaDeserializationRCE_HEADER": "JavaDeserializationRCE_Header",
            "JavaDeserializationRCE_BODY": "JavaDeserializationRCE_Body",
            "JavaDeserializationRCE_URIPATH": "JavaDeserializationRCE_URIPath",
            "JavaDeserializationRCE_QUERYSTRING": "JavaDeserializationRCE_QueryString",
            "Host_localhost_HEADER": "Host_Localhost_Header",
            "PROPFIND_METHOD": "Propfind_Method",
            "ExploitablePaths_URIPATH": "ExploitablePaths_URIPath",
            "Log4JRCE_HEADER": "Log4JRCE_Header",
            "Log4JRCE_QUERYSTRING": "Log4JRCE_QueryString",
            "Log4JRCE_BODY": "Log4JRCE_Body",
            "Log4JRCE_URIPATH": "Log4JRCE_URIPath",
            "ReactJSRCE_BODY": "ReactJSRCE_Body",
        },
    ),
    "AWSManagedRulesSQLiRuleSet": _group(
        200,
        "sql-database",
        {
            "SQLi_QUERYARGUMENTS": "SQLi_QueryArguments",
            "SQLiExtendedPatterns_QUERYARGUMENTS": "SQLiExtendedPatterns_QueryArguments",
            "SQLi_BODY": "SQLi_Body",
            "SQLiExtendedPatterns_BODY": "SQLiExtendedPatterns_Body",
            "SQLi_COOKIE": "SQLi_Cookie",
            "SQLi_URIPATH": "SQLi_URIPath",
        },
    ),
    "AWSManagedRulesCommonRuleSet": _group(
        700,
        "core-rule-set",
        {
            "NoUserAgent_HEADER": "NoUserAgent_Header",
            "UserAgent_BadBots_HEADER": "BadBots_Header",
            "SizeRestrictions_QUERYSTRING": "SizeRestrictions_QueryString",
            "SizeRestrictions_Cookie_HEADER": "SizeRestrictions_Cookie_Header",
            "SizeRestrictions_BODY": "SizeRestrictions_Body",
            "SizeRestrictions_URIPATH": "SizeRestrictions_URIPath",
            "EC2MetaDataSSRF_BODY": "EC2MetaDataSSRF_Body",
            "EC2MetaDataSSRF_COOKIE": "EC2MetaDataSSRF_Cookie",
            "EC2MetaDataSSRF_URIPATH": "EC2MetaDataSSRF_URIPath",
            "EC2MetaDataSSRF_QUERYARGUMENTS": "EC2MetaDataSSRF_QueryArguments",
            "GenericLFI_QUERYARGUMENTS": "GenericLFI_QueryArguments",
            "GenericLFI_URIPATH": "GenericLFI_URIPath",
            "GenericLFI_BODY": "GenericLFI_Body",
            "RestrictedExtensions_URIPATH": "RestrictedExtensions_URIPath",
            "RestrictedExtensions_QUERYARGUMENTS": "RestrictedExtensions_QueryArguments",
            "GenericRFI_QUERYARGUMENTS": "GenericRFI_QueryArguments",
            "GenericRFI_BODY": "GenericRFI_Body",
            "GenericRFI_URIPATH": "GenericRFI_URIPath",
            "CrossSiteScripting_COOKIE": "CrossSiteScripting_Cookie",
            "CrossSiteScripting_QUERYARGUMENTS": "CrossSiteScripting_QueryArguments",
            "CrossSiteScripting_BODY": "CrossSiteScripting_Body",
            "CrossSiteScripting_URIPATH": "CrossSiteScripting_URIPath",
        },
    ),
}
# The group of each rule.
RULES = {rule: name for name, group in GROUPS.items() for rule in group.labels}
# AWS names a rule after the part of a request that it inspects.
OF_BODIES = frozenset(rule for rule in RULES if rule.endswith("_BODY"))

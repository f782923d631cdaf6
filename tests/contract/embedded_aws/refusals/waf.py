"""Wrong requests to WAF."""

from typing import Any

from tests.contract.embedded_aws.account import Account
from tests.contract.embedded_aws.refusals import Refused


def web_acl(what: str, code: str, *rules: dict[str, Any]) -> Refused:
    """A web ACL that cannot be made."""
    visible = {
        "SampledRequestsEnabled": True,
        "CloudWatchMetricsEnabled": True,
        "MetricName": "wrong",
    }
    complete = [
        {"Name": f"rule-{number}", "Priority": number, "VisibilityConfig": visible, **rule}
        for number, rule in enumerate(rules)
    ]
    return Refused(
        what,
        "wafv2",
        "create_web_acl",
        lambda _: {
            "Name": "wrong",
            "Scope": "REGIONAL",
            "DefaultAction": {"Allow": {}},
            "VisibilityConfig": visible,
            "Rules": complete,
        },
        code,
    )


COUNTRY = {"GeoMatchStatement": {"CountryCodes": ["US"]}}


BLOCK = {"Action": {"Block": {}}, "Statement": COUNTRY}


OWN_GROUP = {"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": "AWSManagedRulesNone"}}


def acl(account: Account) -> dict[str, Any]:
    """The summary of a web ACL, made at the first call."""
    waf = account.client("wafv2")
    found = waf.list_web_acls(Scope="REGIONAL")["WebACLs"]
    if found:
        return dict(found[0])
    visible = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True}
    return dict(
        waf.create_web_acl(
            Name="acl",
            Scope="REGIONAL",
            DefaultAction={"Allow": {}},
            VisibilityConfig={**visible, "MetricName": "acl"},
        )["Summary"]
    )


WAF = [
    web_acl(
        "a managed rule group that is not there",
        "WAFNonexistentItemException",
        {"OverrideAction": {"None": {}}, "Statement": OWN_GROUP},
    ),
    web_acl(
        "two rules of one priority",
        "WAFInvalidParameterException",
        BLOCK,
        {**BLOCK, "Priority": 0},
    ),
    web_acl("a rule without an action", "WAFInvalidParameterException", {"Statement": COUNTRY}),
    web_acl(
        "an IP set that is not there, deep inside a rule",
        "WAFNonexistentItemException",
        {
            **BLOCK,
            "Statement": {
                "AndStatement": {
                    "Statements": [
                        COUNTRY,
                        {
                            "NotStatement": {
                                "Statement": {
                                    "IPSetReferenceStatement": {
                                        "ARN": "arn:aws:wafv2:us-west-2:0:none"
                                    }
                                }
                            }
                        },
                    ]
                }
            },
        },
    ),
    web_acl(
        "a custom response body that is not there",
        "WAFInvalidParameterException",
        {
            **BLOCK,
            "Action": {
                "Block": {"CustomResponse": {"ResponseCode": 429, "CustomResponseBodyKey": "none"}}
            },
        },
    ),
    Refused(
        "a web ACL for a load balancer that is not there",
        "wafv2",
        "associate_web_acl",
        lambda a: {"WebACLArn": acl(a)["ARN"], "ResourceArn": a.balancer[:-1] + "_"},
        "WAFUnavailableEntityException",
    ),
    Refused(
        "WAF logs to a group of another name",
        "wafv2",
        "put_logging_configuration",
        lambda a: {
            "LoggingConfiguration": {
                "ResourceArn": acl(a)["ARN"],
                "LogDestinationConfigs": ["arn:aws:logs:us-west-2:000000000000:log-group:waf-logs"],
            }
        },
        "WAFInvalidParameterException",
    ),
]
